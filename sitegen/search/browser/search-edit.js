// Queries as text: the word under the caret, and one operator more or less.

import { fold } from "./analysis.js";
import { FIELDS } from "./query.js";

const PARTS = /[-+]?[A-Za-z]+:"[^"]*"?|"[^"]*"?|[^\s"]+/gu;

/** The word that ends at the caret: {start, text}; within a plain phrase, none. */
export function wordAt(text, caret) {
  const before = text.slice(0, caret);
  for (const match of before.matchAll(PARTS)) {
    if (match.index + match[0].length !== caret) continue;
    if (match[0].startsWith('"')) return null;
    return { start: match.index, text: match[0] };
  }
  return { start: caret, text: "" };
}

/** An operator with a value, quoted if it has to be. */
export function operator(name, value) {
  return /[\s()"]/u.test(value)
    ? `${name}:"${value.replaceAll('"', "")}"`
    : `${name}:${value}`;
}

/** The parts of a query that are this operator. */
function partsOf(text, name) {
  return [...text.matchAll(PARTS)].filter(([part]) =>
    fold(part).startsWith(`${name}:`),
  );
}

/** A query with an operator in place of those of the same name, or without any. */
export function withOperator(text, name, value) {
  let left = text;
  for (const match of partsOf(text, name).reverse()) {
    left = left.slice(0, match.index) + left.slice(match.index + match[0].length);
  }
  const rest = left.replace(/\s+/gu, " ").trim();
  return value ? `${rest} ${operator(name, value)}`.trim() : rest;
}

/** Whether a query has this operator with this value. */
export function hasOperator(text, name, value) {
  const wanted = fold(operator(name, value));
  return partsOf(text, name).some(([part]) => fold(part) === wanted);
}

/** The names of operators that start so, with their colon. */
export function operatorsLike(start) {
  const folded = fold(start);
  return FIELDS.filter((name) => name.startsWith(folded)).map((name) => `${name}:`);
}
