// The query language: the twin of query.py, which has the grammar. A tree is the JSON
// form of Python's: {and}, {or}, {not}, {term, plus}, {prefix}, {phrase: [[at, term]]},
// {field, value}, {first, last}. The two are held together by
// tests/search/vectors/queries.json.

import { SPACE, analyze, fold, pointCount } from "./analysis.js";

export const SORTS = ["relevance", "newest", "oldest"];
export const TEXT_FIELDS = ["from", "mentions", "in", "session", "tag", "q"];
export const DATE_FIELDS = ["before", "after", "on", "during"];
export const HAS = [
  "attachment",
  "audio",
  "code",
  "emoji",
  "file",
  "image",
  "link",
  "mention",
  "quote",
  "reaction",
  "tag",
  "video",
];
export const IS = [
  "action",
  "answer",
  "bot",
  "edited",
  "host",
  "pinned",
  "question",
  "reply",
  "repost",
];
export const FIELDS = [...TEXT_FIELDS, "has", "is", ...DATE_FIELDS, "sort"];

const LENGTH_LIMIT = 1000;
const DEPTH_LIMIT = 32;
const STAR_LIMIT = 2;
const LIVE_LIMIT = 3;

const QUOTES = '"\\u201c\\u201d\\u201e\\u201f\\uff02';
const SPACES = new RegExp(`[${SPACE}]*`, "uy");
const WORD = new RegExp(`[^${SPACE}()${QUOTES}]+`, "uy");
const QUOTED = new RegExp(`[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]?`, "uy");
const SIGN = new RegExp(
  `-(?![${SPACE}]|$)|\\+(?![${SPACE}]|$)|NOT[${SPACE}]+(?![${SPACE})]|$)`,
  "uy",
);
const FIELD = /^([A-Za-z]+):([^]*)$/u;
const QUESTION_LETTER = /^[a-z](?=[0-9])/u;
const DAY = /^([1-9][0-9]{3})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?$/u;
const PIECES = new RegExp(`[^${SPACE}]+`, "gu");
const DAY_MS = 86_400_000;

/**
 * The syntax tree of a query; every text has one. With `live` the reader is still
 * typing: a word at the very end stands for all words that begin so.
 * @returns {{node: object | null, sort: string}}
 */
export function parse(text, { live = false } = {}) {
  const cut = [...text].slice(0, LENGTH_LIMIT).join("");
  const parser = new Parser(cut, live);
  const node = parser.query(0);
  return { node, sort: parser.sort };
}

/** What q: compares: "Q3", "q3" and "3" have the key "3". */
export function questionKey(label) {
  return fold(label).replace(QUESTION_LETTER, "");
}

class Parser {
  at = 0;
  sort = "relevance";

  constructor(text, live) {
    this.text = text;
    this.live = live;
  }

  query(depth) {
    const items = [];
    for (;;) {
      this.take(SPACES);
      if (this.at >= this.text.length) return combine(items);
      if (this.text[this.at] === ")") {
        this.at += 1;
        if (depth > 0) return combine(items);
        continue;
      }
      const item = this.part(depth);
      if (item !== null) items.push(item);
    }
  }

  part(depth) {
    let negated = false;
    let plus = false;
    let signed = false;
    for (let sign = this.take(SIGN); sign !== null; sign = this.take(SIGN)) {
      signed = true;
      if (sign[0] === "+") plus = true;
      else negated = !negated;
    }
    const node = this.primary(depth, plus, !signed);
    if (typeof node === "string" || node === null || !negated) return node;
    return "not" in node ? node.not : { not: node };
  }

  primary(depth, plus, bare) {
    if (this.text[this.at] === "(") {
      this.at += 1;
      return depth < DEPTH_LIMIT ? this.query(depth + 1) : null;
    }
    const quoted = this.quoted();
    if (quoted !== null) return quotedNode(quoted);
    const word = this.take(WORD)?.[0] ?? "";
    if (bare && (word === "AND" || word === "OR")) return word;
    const field = FIELD.exec(word);
    const name = field?.[1].replace(/[A-Z]/gu, (letter) => fold(letter));
    if (field && FIELDS.includes(name)) {
      const wanted = field[2] || this.quoted() || "";
      if (name === "sort" && SORTS.includes(fold(wanted))) {
        this.sort = fold(wanted);
        return null;
      }
      return fieldNode(name, wanted) ?? wordNode(`${name}:${wanted}`, false, false);
    }
    const live = this.live && bare && this.at === this.text.length;
    return wordNode(word, plus, live);
  }

  quoted() {
    return this.take(QUOTED)?.[1] ?? null;
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }
}

function combine(items) {
  const choices = [[]];
  items.forEach((item, index) => {
    if (typeof item !== "string") {
      choices.at(-1).push(item);
      return;
    }
    const after = items[index + 1] ?? item;
    if (choices.at(-1).length === 0 || typeof after === "string") {
      choices.at(-1).push({ term: fold(item), plus: false });
    } else if (item === "OR") choices.push([]);
  });
  return anyOf(choices.filter((parts) => parts.length > 0).map(allOf));
}

function allOf(parts) {
  const flat = parts.flatMap((part) => part.and ?? [part]);
  return flat.length === 1 ? flat[0] : { and: flat };
}

function anyOf(parts) {
  const flat = parts.flatMap((part) => part.or ?? [part]);
  if (flat.length === 0) return null;
  return flat.length === 1 ? flat[0] : { or: flat };
}

function wordNode(text, plus, live) {
  const star = text.endsWith("*");
  const tokens = wholes(analyze(text));
  if (tokens.length !== 1) return row(tokens);
  const { term, kind } = tokens[0];
  const length = pointCount(term);
  const long = star ? length >= STAR_LIMIT : live && length >= LIVE_LIMIT;
  return kind === "last" || long ? { prefix: term } : { term, plus };
}

function quotedNode(text) {
  const tokens = smallest(analyze(text));
  if (tokens.length === 1 && tokens[0].kind !== "last") {
    return { term: tokens[0].term, plus: true };
  }
  return row(tokens);
}

function row(tokens) {
  const kept = tokens.filter((token) => token.kind !== "last");
  if (kept.length > 1) {
    const first = kept[0].position;
    return { phrase: kept.map((token) => [token.position - first, token.term]) };
  }
  if (kept.length === 1) return { term: kept[0].term, plus: false };
  if (tokens.length === 0) return null;
  return allOf(tokens.map((token) => ({ prefix: token.term })));
}

function byPosition(tokens) {
  const groups = new Map();
  for (const token of tokens) {
    const group = groups.get(token.position);
    if (group) group.push(token);
    else groups.set(token.position, [token]);
  }
  return groups.values();
}

/** The longest token at each position that no longer one covers. */
function wholes(tokens) {
  const chosen = [];
  for (const group of byPosition(tokens)) {
    const token = group.reduce((a, b) => (b.end - b.start > a.end - a.start ? b : a));
    const before = chosen.at(-1);
    const pairs = before?.kind === "gram" && token.kind === "gram";
    if (!before || token.start >= before.end || pairs) chosen.push(token);
  }
  return chosen;
}

/** The smallest token at each position; of code words the whole. */
function smallest(tokens) {
  const chosen = [];
  for (const group of byPosition(tokens)) {
    const token = group.find(({ kind }) => kind === "code") ?? group[0];
    const before = chosen.at(-1);
    if (token.kind !== "last" || !before || token.start >= before.end) chosen.push(token);
  }
  return chosen;
}

function fieldNode(name, value) {
  const folded = fold((value.match(PIECES) ?? []).join(" "));
  if (DATE_FIELDS.includes(name)) return datesNode(name, folded);
  if (name === "has" || name === "is") {
    const known = name === "has" ? HAS : IS;
    const singular = known.includes(folded) ? folded : folded.replace(/s$/u, "");
    return known.includes(singular) ? { field: name, value: singular } : null;
  }
  if (name === "sort") return null;
  const bare = name === "q" ? questionKey(folded) : folded.replace(/^[@#]+/u, "");
  return bare ? { field: name, value: bare } : null;
}

function datesNode(name, value) {
  const dots = value.indexOf("..");
  if (dots >= 0) {
    const start = value.slice(0, dots);
    const stop = value.slice(dots + 2);
    const first = daysOf(start);
    const last = daysOf(stop);
    if (name === "before" || name === "after" || !(first || last)) return null;
    if ((start && !first) || (stop && !last)) return null;
    if (first && last && first[0] > last[1]) return null;
    return { first: first ? iso(first[0]) : null, last: last ? iso(last[1]) : null };
  }
  const days = daysOf(value);
  if (!days) return null;
  if (name === "before") return { first: null, last: iso(days[0] - DAY_MS) };
  if (name === "after") return { first: iso(days[1] + DAY_MS), last: null };
  return { first: iso(days[0]), last: iso(days[1]) };
}

/** The first and last day of a year, month or day, in milliseconds of UTC. */
function daysOf(text) {
  const match = DAY.exec(text);
  if (!match || text.startsWith("9999")) return null;
  const [year, month, day] = match.slice(1).map((part) => part && Number(part));
  const first = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const date = new Date(first);
  if (date.getUTCMonth() + 1 !== (month ?? 1) || date.getUTCDate() !== (day ?? 1)) {
    return null;
  }
  if (month === undefined) return [first, Date.UTC(year, 11, 31)];
  return [first, day === undefined ? Date.UTC(year, month, 0) : first];
}

function iso(time) {
  return new Date(time).toISOString().slice(0, 10);
}
