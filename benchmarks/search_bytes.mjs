// Ask a log of queries of an index on disk and print what each class costs.

import { readFile } from "node:fs/promises";
import { load, search } from "../sitegen/search/browser/evaluate.js";
import { openIndex } from "../sitegen/search/browser/reader.js";
import { marker } from "../sitegen/search/browser/search-highlight.js";
import { suggest } from "../sitegen/search/browser/spelling.js";

const [output, queries] = process.argv.slice(2);
const HEADERS = 276; // bytes of a response's headers, as search_server.py sends them
let kinds = new Map(); // bytes of each kind of file
let files = 0;

async function fromDisk(path) {
  try {
    const data = await readFile(`${output}/${path}`);
    const [, , kind] = path.split("/");
    kinds.set(kind, (kinds.get(kind) ?? 0) + data.length + HEADERS);
    files++;
    return new Response(data);
  } catch {
    return new Response("", { status: 404 });
  }
}

const sum = (bytes) => [...bytes.values()].reduce((total, each) => total + each, 0);
const open = () => openIndex("", { fetch: fromDisk, caches: undefined });
await open();
console.log(`root and pointer: ${sum(kinds)} bytes`);
const costs = new Map();
for (const query of JSON.parse(await readFile(queries, "utf8"))) {
  const index = await open();
  kinds = new Map();
  files = 0;
  const start = performance.now();
  const found = await search(index, query, { limit: 10 });
  const matched = sum(kinds);
  const marks = await marker(index, query.node);
  await Promise.all(
    found.hits.map(async ({ document }) => {
      const { message } = await load(index, document);
      await marks(document, message.text);
    }),
  );
  for (const word of found.unknown) await suggest(index, word);
  const shown = sum(kinds);
  const ms = performance.now() - start;
  const cost = { matched, shown, kinds: new Map(kinds), files, ms, count: found.count };
  await found.facets();
  cost.all = sum(kinds);
  for (const name of [query.class, "every class"]) {
    if (!costs.has(name)) costs.set(name, []);
    costs.get(name).push(cost);
  }
}
const middle = (list, name, at) =>
  list.map((each) => each[name]).sort((a, b) => a - b)[Math.floor(list.length * at)];
const row = (...cells) => console.log(cells.map((each) => String(each).padStart(9)).join(""));
row("class", "queries", "shards", "results", "p90", "facets", "files", "ms", "hits");
for (const [name, list] of costs) {
  const cells = ["matched", "shown"].map((each) => middle(list, each, 0.5));
  cells.push(middle(list, "shown", 0.9), middle(list, "all", 0.5));
  cells.push(middle(list, "files", 0.5), middle(list, "ms", 0.5).toFixed(1));
  row(name, list.length, ...cells, middle(list, "count", 0.5));
}
const all = costs.get("every class");
const letters = [...new Set(all.flatMap((each) => [...each.kinds.keys()]))].sort();
console.log("means by kind of file");
row("class", ...letters);
for (const [name, list] of costs) {
  const mean = (kind) =>
    Math.round(list.reduce((total, each) => total + (each.kinds.get(kind) ?? 0), 0) / list.length);
  row(name, ...letters.map(mean));
}
