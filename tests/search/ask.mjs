// Answer queries from an index on disk: node ask.mjs OUTPUT QUERIES.json
//
// Reads [{node, sort, limit}], prints [{hits, count, ignored, unknown, sort, facets}].

import { readFile } from "node:fs/promises";
import { search, load } from "../../sitegen/search/browser/evaluate.js";
import { openIndex } from "../../sitegen/search/browser/reader.js";
import { suggest } from "../../sitegen/search/browser/spelling.js";

const [output, queries] = process.argv.slice(2);

export async function fromDisk(path) {
  try {
    return new Response(await readFile(`${output}/${path}`));
  } catch {
    return new Response("", { status: 404 });
  }
}

const index = await openIndex("", { fetch: fromDisk, caches: undefined });
const answers = [];
for (const query of JSON.parse(await readFile(queries, "utf8"))) {
  const found = await search(index, query, { limit: query.limit });
  const { years, channels } = await found.facets();
  const ids = await Promise.all(
    found.hits.map(async ({ document }) => (await load(index, document)).message.id),
  );
  const hits = found.hits.map(({ document, score }) => [document, score]);
  const suggestions = await Promise.all(found.unknown.map((word) => suggest(index, word)));
  answers.push({ ...found, hits, ids, facets: { years, channels }, suggestions });
}
process.stdout.write(JSON.stringify(answers));
