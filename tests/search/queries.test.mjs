// The browser's parser gives the trees of the vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { parse } from "../../sitegen/search/browser/query.js";

const path = process.env.VECTORS ?? new URL("vectors/queries.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf-8"));

test("every query gives the same tree as in Python", () => {
  for (const { text, live, query } of vectors) {
    assert.deepEqual(parse(text, { live }), query, JSON.stringify(text));
  }
});
