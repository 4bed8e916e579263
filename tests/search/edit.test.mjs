// Queries as text, snippets and anchors.
import assert from "node:assert/strict";
import test from "node:test";

import { hasOperator, operator, withOperator, wordAt } from "../../sitegen/search/browser/search-edit.js";
import { snippetOf, wantedRows } from "../../sitegen/search/browser/search-highlight.js";
import { anchorOf } from "../../sitegen/search/browser/search-results.js";
import { wordsOf } from "../../sitegen/search/browser/search-words.js";

test("the word at the caret ends there, and a phrase has none", () => {
  assert.deepEqual(wordAt("cats fr", 7), { start: 5, text: "fr" });
  assert.deepEqual(wordAt('from:"Ann B', 11), { start: 0, text: 'from:"Ann B' });
  assert.deepEqual(wordAt("cats ", 5), { start: 5, text: "" });
  assert.equal(wordAt('"cats an', 8), null);
});

test("an operator takes the place of its like", () => {
  assert.equal(withOperator("a in:x b", "in", "y"), "a b in:y");
  assert.equal(withOperator('a from:"Ann B"', "from", ""), "a");
  assert.equal(withOperator("", "sort", "newest"), "sort:newest");
  assert.equal(operator("from", 'Ann "B'), 'from:"Ann B"');
});

test("an operator is found whatever its case", () => {
  assert.ok(hasOperator("a IN:Chat", "in", "chat"));
  assert.ok(!hasOperator('"in:chat"', "in", "chat"));
});

test("unwanted words are not marked", () => {
  const node = { and: [{ term: "a" }, { not: { term: "b" } }, { phrase: [[0, "c"], [2, "d"]] }] };
  assert.deepEqual(wantedRows(node), [[[0, "a", false]], [[0, "c", false], [2, "d", false]]]);
});

test("a cut holds a mark and splits no character", () => {
  const text = "😀".repeat(400);
  const { start, end } = snippetOf(text, [[500, 502]]);
  assert.ok(start <= 500 && end >= 502 && end - start < 400);
  assert.ok(text.slice(start, end).isWellFormed?.() ?? true);
  assert.deepEqual(snippetOf("short", []), { start: 0, end: 5 });
});

test("anchors hold the bytes of an id", () => {
  assert.equal(anchorOf("a.b-1_~é/"), "m-a.b-1_~7e~c3~a9~2f");
});

test("sentences have plural forms and take text as it is", () => {
  const words = wordsOf({ count: { one: "{count} message", other: "{count} messages" }, x: "$& {words}" }, "en");
  assert.equal(words("count", { count: 1 }), "1 message");
  assert.equal(words("count", { count: 1200 }), "1,200 messages");
  assert.equal(words("x", { words: "$1{count}" }), "$& $1{count}");
  assert.equal(wordsOf({}, "not a tag!")("missing"), "");
});
