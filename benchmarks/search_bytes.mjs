// Ask a log of queries of an index on disk and print what each class costs.

import { readFile } from "node:fs/promises";
import { load, search } from "../sitegen/search/browser/evaluate.js";
import { openIndex } from "../sitegen/search/browser/reader.js";
import { suggest } from "../sitegen/search/browser/spelling.js";

const [output, queries] = process.argv.slice(2);
const HEADERS = 200; // bytes of a response's headers, about
let bytes = 0;
let files = 0;

async function fromDisk(path) {
  try {
    const data = await readFile(`${output}/${path}`);
    bytes += data.length + HEADERS;
    files++;
    return new Response(data);
  } catch {
    return new Response("", { status: 404 });
  }
}

const open = () => openIndex("", { fetch: fromDisk, caches: undefined });
await open();
console.log(`root and pointer: ${bytes} bytes`);
const costs = new Map();
for (const query of JSON.parse(await readFile(queries, "utf8"))) {
  const index = await open();
  bytes = files = 0;
  const start = performance.now();
  const found = await search(index, query, { limit: 10 });
  const matched = bytes;
  await Promise.all(found.hits.map(({ document }) => load(index, document)));
  for (const word of found.unknown) await suggest(index, word);
  const shown = bytes;
  await found.facets();
  const cost = { matched, shown, all: bytes, files, ms: performance.now() - start, count: found.count };
  for (const name of [query.class, "every class"]) {
    if (!costs.has(name)) costs.set(name, []);
    costs.get(name).push(cost);
  }
}
const middle = (list, name, at) =>
  list.map((each) => each[name]).sort((a, b) => a - b)[Math.floor(list.length * at)];
console.log("class        queries  shards  +fragments  +facets (median)  p90  files  ms  hits");
for (const [name, list] of costs) {
  const cells = ["matched", "shown", "all"].map((each) => middle(list, each, 0.5));
  cells.push(middle(list, "all", 0.9), middle(list, "files", 0.5));
  cells.push(middle(list, "ms", 0.5).toFixed(1), middle(list, "count", 0.5));
  console.log(name.padEnd(12), String(list.length).padStart(7), ...cells.map((c) => String(c).padStart(8)));
}
