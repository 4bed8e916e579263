// Words that an unknown one may be meant for. The twin of spelling.py.

import { wordsOf } from "./word-files.js";

const SUGGESTIONS = 3;

/** The likeliest words for one that no message has; often none. */
export async function suggest(index, word) {
  const letters = [...word];
  const allowed = editsAllowed(letters.length);
  if (!allowed) return [];
  const found = [];
  for (const { text, count, key } of await wordsOf(index, "t", letters[0])) {
    const edits = distance(letters, [...text], allowed);
    if (edits > 0 && edits <= allowed) found.push({ text, count, key, edits });
  }
  found.sort((a, b) => a.edits - b.edits || b.count - a.count || (a.key < b.key ? -1 : 1));
  return found.slice(0, SUGGESTIONS).map(({ text }) => text);
}

function editsAllowed(length) {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/** How many edits lead from one word to the other, `limit + 1` for more. */
function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let older = [];
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let i = 1; i <= one.length; i++) {
    [older, before, row] = [before, row, [i]];
    for (let j = 1; j <= other.length; j++) {
      const changed = one[i - 1] !== other[j - 1] ? 1 : 0;
      let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + changed);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, older[j - 2] + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
  }
  return Math.min(row.at(-1), limit + 1);
}
