// Answer queries from an index on disk: node ask.mjs OUTPUT QUERIES.json
//
// Reads [{node, sort, limit}], prints [{hits, ids, marked, count, ignored, unknown, sort,
// facets}].

import { readFile } from "node:fs/promises";
import { search, load } from "../../sitegen/search/browser/evaluate.js";
import { openIndex } from "../../sitegen/search/browser/reader.js";
import { marker } from "../../sitegen/search/browser/search-highlight.js";
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
  const marks = await marker(index, query.node);
  const ids = [];
  const marked = [];
  for (const { document } of found.hits) {
    const { message } = await load(index, document);
    const stretches = await marks(document, message.text);
    ids.push(message.id);
    marked.push(stretches.map(([start, end]) => message.text.slice(start, end)));
  }
  const hits = found.hits.map(({ document, score }) => [document, score]);
  const suggestions = await Promise.all(found.unknown.map((word) => suggest(index, word)));
  answers.push({ ...found, hits, ids, marked, facets: { years, channels }, suggestions });
}
process.stdout.write(JSON.stringify(answers));
