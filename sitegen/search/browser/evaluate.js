// Evaluate a query: which messages match, how well, and how many.
//
// Scores are Whoosh's BM25F in its order of operations, on a grid on which sums are
// exact, so that this and `sitegen search` agree document for document.

import { inRow } from "./phrases.js";
import { resolve } from "./resolve.js";
import {
  EMPTY,
  commonRanges,
  fromRanges,
  intersect,
  rank,
  subtract,
  toRanges,
  unite,
  within,
} from "./sets.js";

const LENGTHS = [3, 6, 10, 14, 20, 27, 39, 70]; // layout.LENGTHS
const B = 0.75;
const K1 = 1.2;
const GRID = 2 ** 40;

/**
 * Search an index for a parsed query ({node, sort}).
 *
 * Gives {hits: [{document, score}], count, ignored, unknown, sort, facets}: the first
 * `limit` messages, how many match, the words left out for being everywhere and those
 * found nowhere, the order used, and a function that counts by year and channel.
 */
export async function search(index, query, { limit = 10, sort = query.sort } = {}) {
  if (!query.node) {
    const facets = async () => ({ years: [], channels: [] });
    return { hits: [], count: 0, ignored: [], unknown: [], sort, facets };
  }
  const { plan, isScored, ignored, unknown } = await resolve(query.node, index);
  const order = sort === "relevance" && !isScored ? "newest" : sort;
  const found =
    (await short(index, plan, order, limit)) ?? (await full(index, plan, order, limit));
  return { ...found, ignored, unknown, sort: order };
}

/** Where a message stands and what it says: {unit, fragment, place, message}. */
export async function load(index, document) {
  const { unit, fragment, place } = await index.fragmentOf(document);
  return { unit, fragment, place, message: fragment.messages[place] };
}

/** What counts by year and channel, which few readers ask for. */
function counting() {
  return import("./counts.js");
}

async function full(index, plan, order, limit) {
  const set = await evaluate(index, plan, null);
  const facets = async () => (await counting()).facetsOf(index, set.documents);
  return { hits: rank(set, order, limit), count: set.documents.length, facets };
}

/**
 * A single big term is answered from its head, or from its last or first blocks,
 * without reading all its postings. Null if the plan is something else.
 */
async function short(index, plan, order, limit) {
  const key = plan.key ?? plan.fact;
  if (key === undefined) return null;
  const parts = await index.entries(key);
  if (!parts.some(({ entry }) => entry.blocks)) return null;
  if (order === "relevance" && limit > index.head) return null;
  const count = parts.reduce((sum, { entry }) => sum + entry.count, 0);
  const ranges = order === "relevance" ? null : edge(parts, order, limit);
  const set =
    order === "relevance"
      ? scored(index, heads(parts), count)
      : await evaluate(index, plan, ranges);
  const facets = async () => (await counting()).facetsOfParts(index, parts);
  return { hits: rank(set, order, limit), count, facets };
}

/** The messages among which the best of a term are. */
function heads(parts) {
  const all = { documents: [], buckets: [], frequencies: [] };
  for (const { segment, entry } of parts) {
    const { documents, buckets, frequencies } = entry.head ?? entry.postings;
    documents.forEach((document) => all.documents.push(document + segment.base));
    all.buckets.push(...buckets);
    all.frequencies.push(...frequencies);
  }
  return { ...all, documents: Int32Array.from(all.documents) };
}

/** A range at the newest or oldest end that holds enough documents of a term. */
function edge(parts, order, limit) {
  const blocks = parts.flatMap(({ segment, entry }) =>
    (entry.blocks ?? [whole(entry)]).map(({ count, low, high }) => ({
      count,
      low: low + segment.base,
      high: high + segment.base,
    })),
  );
  if (order === "newest") blocks.reverse();
  let held = 0;
  const last = blocks.find(({ count }) => (held += count) >= limit) ?? blocks.at(-1);
  return order === "newest" ? [[last.low, Infinity]] : [[0, last.high + 1]];
}

function whole({ count, postings }) {
  return { count, low: postings.documents[0], high: postings.documents.at(-1) };
}

/** The documents that match a plan, within ranges if any are given. */
async function evaluate(index, plan, ranges) {
  if (plan.key !== undefined) return keySet(index, plan.key, ranges);
  if (plan.keys) {
    const sets = plan.keys.map((key) => keySet(index, key, ranges));
    return sets.length ? unite(await Promise.all(sets), index.documents) : EMPTY;
  }
  if (plan.row) return rowSet(index, plan.row, ranges);
  if (plan.fact !== undefined) {
    const { documents } = await index.postings(plan.fact, ranges);
    return within({ documents, scores: null }, ranges);
  }
  if (plan.ranges) return fromRanges(commonRanges(plan.ranges, ranges));
  if (plan.any) {
    const sets = plan.any.map((part) => evaluate(index, part, ranges));
    return unite(await Promise.all(sets), index.documents);
  }
  if (plan.all) return allSet(index, plan.all, ranges);
  const wanted = await evaluate(index, plan.wanted, ranges);
  const near = plan.wanted.ranges ? ranges : narrowed(wanted);
  return subtract(wanted, await evaluate(index, plan.unwanted, near));
}

/** What is in every part: the parts that match least first, to narrow the others. */
async function allSet(index, parts, ranges) {
  let near = ranges;
  for (const part of parts) {
    if (part.ranges) near = commonRanges(near, part.ranges);
  }
  const others = parts.filter((part) => !part.ranges);
  if (!others.length) return fromRanges(near);
  const sizes = await Promise.all(others.map((part) => sizeOf(index, part)));
  const order = others.map((_, place) => place).sort((a, b) => sizes[a] - sizes[b]);
  let found = await evaluate(index, others[order[0]], near);
  for (const place of order.slice(1)) {
    if (!found.documents.length) return EMPTY;
    found = intersect(found, await evaluate(index, others[place], narrowed(found)));
  }
  return found;
}

/** The ranges of a set, to spare the blocks of big terms between them. */
function narrowed(set) {
  return toRanges(set.documents);
}

/** About how many documents a part matches. */
async function sizeOf(index, plan) {
  const key = plan.key ?? plan.fact;
  if (key !== undefined) return index.count(key);
  if (plan.row) {
    return Math.min(...(await Promise.all(plan.row.map(([, each]) => index.count(each)))));
  }
  return index.documents;
}

async function keySet(index, key, ranges) {
  const [count, postings] = await Promise.all([
    index.count(key),
    index.postings(key, ranges),
  ]);
  return within(scored(index, postings, count), ranges);
}

/** Postings with their scores, of a term that `count` documents have. */
function scored(index, { documents, buckets, frequencies }, count) {
  const average = index.tokens / (index.documents || 1) || 1;
  const idf = Math.log(index.documents / (count + 1)) + 1;
  const scores = new Float64Array(documents.length);
  for (let place = 0; place < scores.length; place++) {
    const tf = frequencies[place];
    const length = LENGTHS[buckets[place]];
    const score = idf * ((tf * (K1 + 1)) / (tf + K1 * (1 - B + (B * length) / average)));
    scores[place] = Math.floor(score * GRID + 0.5) / GRID;
  }
  return { documents, scores };
}

/** Documents in which keys stand at these distances; scored as all the keys. */
async function rowSet(index, row, ranges) {
  const keys = [...new Set(row.map(([, key]) => key))];
  const found = await allSet(index, keys.map((key) => ({ key })), ranges);
  return found.documents.length ? inRow(index, row, found) : EMPTY;
}
