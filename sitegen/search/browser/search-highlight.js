// Which stretches of a text a query found, by the same analysis as the index.

import { scan } from "./analysis.js";
import { keyOf, termOf } from "./bytes.js";

const SNIPPET = 320; // UTF-16 units, about four lines on a phone

/** The rows of terms a query wants: [[distance, term, isPrefix]], no unwanted ones. */
export function wantedRows(node) {
  if (!node || node.not) return [];
  const parts = node.and ?? node.or;
  if (parts) return parts.flatMap(wantedRows);
  if (node.phrase) return [node.phrase.map(([at, term]) => [at, term, false])];
  if (node.prefix !== undefined) return [[[0, node.prefix, true]]];
  return node.term === undefined ? [] : [[[0, node.term, false]]];
}

/**
 * A function from a document and its text to the stretches found in it. Forms of a word
 * are known by what the document's segment says they are indexed as.
 */
export async function marker(index, node) {
  const rows = await Promise.all(
    wantedRows(node).map((row) =>
      Promise.all(
        row.map(async ([at, term, isPrefix]) => {
          const key = isPrefix ? "" : await index.alias(keyOf("t", term));
          return { at, term, isPrefix, stem: key && termOf(key) };
        }),
      ),
    ),
  );
  return (document, text) => marksOf(index.segmentOf(document), rows, text);
}

async function marksOf(segment, rows, text) {
  const places = new Map();
  const tokens = scan(text);
  for (const token of tokens) {
    const here = places.get(token.position);
    if (here) here.push(token);
    else places.set(token.position, [token]);
  }
  const found = [];
  for (const row of rows) {
    for (const position of places.keys()) {
      const hits = await rowAt(segment, row, places, position);
      if (hits) found.push(...hits.map(({ start, end }) => [start, end]));
    }
  }
  return merged(found);
}

async function rowAt(segment, row, places, position) {
  const hits = [];
  for (const wanted of row) {
    let hit = null;
    for (const token of places.get(position + wanted.at) ?? []) {
      if (!hit && (await isForm(segment, wanted, token.term))) hit = token;
    }
    if (!hit) return null;
    hits.push(hit);
  }
  return hits;
}

async function isForm(segment, { term, isPrefix, stem }, found) {
  if (isPrefix) return found.startsWith(term);
  if (found === term || found === stem) return true;
  // A stem differs from its forms in its last letters, so they are in a shard that is
  // already here. Words that only begin alike may be elsewhere.
  const start = stem.slice(0, Math.max(3, stem.length - 2));
  if (start.length < 3 || !found.startsWith(start)) return false;
  const alias = (await segment.find(keyOf("t", found)))?.alias;
  return Boolean(alias) && termOf(alias) === stem;
}

function merged(ranges) {
  const found = [];
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

/** The cut of a long text that holds most marks: {start, end}. */
export function snippetOf(text, marks) {
  if (text.length <= SNIPPET) return { start: 0, end: text.length };
  let best = [0, 0];
  marks.forEach(([start], place) => {
    let count = 0;
    while (marks[place + count]?.[1] <= start + SNIPPET - 60) count += 1;
    if (count > best[0]) best = [count, start];
  });
  const from = Math.max(0, Math.min(best[1] - 60, text.length - SNIPPET));
  return { start: softCut(text, from), end: softCut(text, from + SNIPPET) };
}

/** A place near by at a space, never within a surrogate pair. */
function softCut(text, at) {
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(at, text.length));
  const space = text.indexOf(" ", at);
  if (space >= 0 && space - at < 24) return space;
  return /[\udc00-\udfff]/.test(text[at]) ? at + 1 : at;
}

/** Fill an element with a text, its marks as <mark>. */
export function fill(element, text, marks, { start = 0, end = text.length } = {}) {
  let at = start;
  if (start > 0) element.append("… ");
  for (const [from, to] of marks) {
    if (to <= at || from >= end) continue;
    const first = Math.max(from, at);
    const last = Math.min(to, end);
    element.append(text.slice(at, first));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(first, last);
    element.append(mark);
    at = last;
  }
  element.append(text.slice(at, end));
  if (end < text.length) element.append(" …");
}
