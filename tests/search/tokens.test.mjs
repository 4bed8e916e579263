// The browser's analysis gives the tokens of the vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { analyze } from "../../sitegen/search/browser/analysis.js";

const path = process.env.VECTORS ?? new URL("vectors/tokens.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf-8"));

test("every text gives the same tokens as in Python", () => {
  for (const { text, tokens } of vectors) {
    const found = analyze(text).map((token) => [
      token.term,
      token.position,
      token.start,
      token.end,
      token.kind,
    ]);
    assert.deepEqual(found, tokens, JSON.stringify(text));
  }
});
