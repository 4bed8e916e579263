// What the reader does when files are missing, cut, mislabeled or of another release.
// node drills.mjs OUTPUT NEXT_OUTPUT WORD: prints {drill: outcome}.

import { inflateSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { keyOf, termOf } from "../../sitegen/search/browser/bytes.js";
import { load, search } from "../../sitegen/search/browser/evaluate.js";
import { LiveIndex } from "../../sitegen/search/browser/live.js";

const [output, next, word] = process.argv.slice(2);
const query = { node: { term: word, plus: false }, sort: "relevance" };
const outcomes = {};

const disk = (folder) => async (path) => {
  try {
    return new Response(await readFile(`${folder}/${path}`));
  } catch {
    return new Response("", { status: 404 });
  }
};
const bytesOf = async (response) => new Uint8Array(await response.arrayBuffer());
const isShard = (path) => path.startsWith("search/data/t/");

/** A Cache API of maps. */
function makeCaches() {
  const held = new Map();
  const cache = {
    match: async (url) => (held.has(url) ? new Response(held.get(url)) : undefined),
    put: async (url, response) => void held.set(url, await bytesOf(response)),
    keys: async () => [...held.keys()],
  };
  return { held, open: async () => cache, delete: async () => held.clear() };
}

async function ask(live) {
  return live.use(async (index) => {
    const { hits, count } = await search(index, query, { limit: 3 });
    for (const { document } of hits) await load(index, document);
    return count;
  });
}

async function drill(name, fetch, caches) {
  const live = new LiveIndex("", { fetch, caches });
  outcomes[name] = await ask(live).catch((error) => error.name);
  return live;
}

const whole = disk(output);
await drill("whole", whole);
await drill("missing shard", async (path) =>
  isShard(path) ? new Response("", { status: 404 }) : whole(path),
);
await drill("cut shard", async (path) => {
  const response = await whole(path);
  return isShard(path) ? new Response((await bytesOf(response)).subarray(0, 40)) : response;
});
await drill("error page instead of a shard", async (path) =>
  isShard(path) ? new Response("<!doctype html><title>Not here</title>") : whole(path),
);
let first = null;
await drill("another shard under a shard's name", async (path) => {
  if (!isShard(path)) return whole(path);
  first ??= path;
  const other = path === first ? null : first;
  return other ? whole(other) : whole("search/data/root.json");
});
await drill("inflated by the server", async (path) => {
  const response = await whole(path);
  if (!response.ok || path.endsWith(".json")) return response;
  return new Response(inflateSync(await bytesOf(response)));
});
await drill("no network", async () => {
  throw new TypeError("Failed to fetch");
});

// The site is published again while the page is open: old files are gone.
let folder = output;
const site = (path) => disk(folder)(path);
const live = new LiveIndex("", { fetch: site, caches: undefined });
await live.use(async (index) => index.documents);
folder = next;
outcomes["published again"] = await ask(live).catch((error) => error.name);

// Everything a query needs is in the cache: it works without the network.
const caches = makeCaches();
await drill("filling the cache", whole, caches);
let fetched = 0;
await drill(
  "offline with cache",
  async () => {
    fetched++;
    throw new TypeError("Failed to fetch");
  },
  caches,
);
outcomes["fetched while offline"] = fetched;
let again = 0;
await drill(
  "cached",
  async (path) => {
    again++;
    return whole(path);
  },
  caches,
);
outcomes["fetched when cached"] = again;
for (const key of caches.held.keys()) {
  if (isShard(key)) caches.held.set(key, new Uint8Array([1, 2, 3]));
}
await drill("damaged cache", whole, caches);

// A cache in which the files of many releases have gathered is dropped.
const full = makeCaches();
const kept = await drill("filling another cache", whole, full);
await kept.tidy();
outcomes["few files are kept"] = full.held.size > 0;
for (let number = 0; number <= 4000; number++) full.held.set(`old/${number}`, new Uint8Array());
await kept.tidy();
outcomes["many files are kept"] = full.held.size > 0;

// Keys sort as UTF-8 and survive the way there and back.
const terms = ["\uffee", "𝒳𝒴", "😀", "__proto__", "é", "z"];
outcomes["order of keys"] = terms
  .map((term) => keyOf("t", term))
  .sort()
  .map(termOf);

process.stdout.write(JSON.stringify(outcomes));
