// Files of the index: fetched, checked, unwrapped, kept.

import { hex } from "./bytes.js";

const FORMAT = 3;
const FOLDER = "search/data/";
const CACHE = "sitegen-search-3";
const CACHE_LIMIT = 4000; // files of releases gone by are dropped above this

/** A file of the index is missing, cut, or not what its name says. */
export class IndexDamaged extends Error {
  constructor(path, what, missing = false) {
    super(`${path}: ${what}`);
    this.name = "IndexDamaged";
    this.path = path;
    this.missing = missing;
  }
}

/** Do something with a file; what goes wrong is said to be the file's fault. */
export async function guarded(path, action) {
  try {
    return await action();
  } catch (error) {
    if (error instanceof IndexDamaged) throw error;
    throw new IndexDamaged(path, "damaged search file");
  }
}

/** What a key stands for in a map, made once; what failed is made anew when asked. */
export function kept(map, key, make) {
  if (!map.has(key)) {
    const found = make();
    found.catch(() => map.delete(key));
    map.set(key, found);
  }
  return map.get(key);
}

/**
 * Where files come from.
 *
 * `base` is the URL of the site's root with a slash at its end; `fetch` and `caches`
 * may be given for tests. Without the Cache API (plain http) the browser's own cache
 * serves.
 */
export class Files {
  constructor(base, options = {}) {
    this.base = base;
    this.fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.caches = "caches" in options ? options.caches : globalThis.caches;
    this.subtle = globalThis.crypto?.subtle;
    this.loaded = new Map();
  }

  /** The name of the root, always asked of the server; when offline, the last one. */
  async pointer() {
    const path = `${FOLDER}root.json`;
    let text;
    try {
      const response = await this.fetch(this.base + path, { cache: "no-cache" });
      if (!response.ok) throw new IndexDamaged(path, `status ${response.status}`, true);
      text = await response.text();
      await this.#store(path, new TextEncoder().encode(text));
    } catch (error) {
      const known = await this.#stored(path);
      if (!known) throw asDamaged(error, path);
      text = new TextDecoder().decode(known);
    }
    let pointer;
    try {
      pointer = JSON.parse(text);
    } catch {
      throw new IndexDamaged(path, "not a search pointer");
    }
    if (pointer?.format !== FORMAT || !/^[0-9a-f]{12}$/.test(pointer.root)) {
      throw new IndexDamaged(path, "search index of another format");
    }
    return pointer.root;
  }

  /** The body of a file by kind and name. */
  body(kind, name) {
    return this.#once(kind, name, "", name);
  }

  /** The body of a part of a group: a fragment of a unit, a term shard of a segment. */
  part(kind, name, number) {
    return this.#once(kind, name, `-${number}`, null);
  }

  #once(kind, name, suffix, digest) {
    const path = `${FOLDER}${kind}/${name.slice(0, 2)}/${name.slice(2)}${suffix}.bin`;
    return kept(this.loaded, path, () => this.#load(kind, path, digest));
  }

  async #load(kind, path, digest) {
    const stored = await this.#stored(path);
    if (stored) {
      try {
        return await this.#unwrap(kind, path, stored, digest);
      } catch {
        // What the cache holds may have been damaged there; the server has it whole.
      }
    }
    let data;
    try {
      const response = await this.fetch(this.base + path);
      if (!response.ok) throw new IndexDamaged(path, `status ${response.status}`, true);
      data = new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      throw asDamaged(error, path);
    }
    const body = await this.#unwrap(kind, path, data, digest);
    await this.#store(path, data);
    return body;
  }

  /** The body of a file after looking at its wrapping; inflated data is taken as is. */
  async #unwrap(kind, path, data, digest) {
    let payload = data;
    if (!isPayload(data, kind)) {
      try {
        payload = await inflate(data);
      } catch {
        throw new IndexDamaged(path, "cut or damaged search file");
      }
    }
    if (!isPayload(payload, kind)) {
      throw new IndexDamaged(path, "not the search file its name says");
    }
    if (digest && this.subtle) {
      const found = new Uint8Array(await this.subtle.digest("SHA-256", payload));
      if (hex(found.subarray(0, 6)) !== digest) {
        throw new IndexDamaged(path, "other contents than its name says");
      }
    }
    return payload.subarray(4);
  }

  async #stored(path) {
    try {
      const cache = await this.caches?.open(CACHE);
      const response = await cache?.match(this.base + path);
      return response ? new Uint8Array(await response.arrayBuffer()) : null;
    } catch {
      return null; // private windows and full disks: go on without
    }
  }

  async #store(path, data) {
    try {
      const cache = await this.caches?.open(CACHE);
      await cache?.put(this.base + path, new Response(data));
    } catch {
      // as above
    }
  }

  /** Drop the cache when the files of many releases have gathered in it. */
  async tidy() {
    try {
      const cache = await this.caches?.open(CACHE);
      if (cache && (await cache.keys()).length > CACHE_LIMIT) {
        await this.caches.delete(CACHE);
      }
    } catch {
      // as above
    }
  }
}

function asDamaged(error, path) {
  if (error instanceof IndexDamaged) return error;
  return new IndexDamaged(path, String(error?.message ?? error), true);
}

function isPayload(data, kind) {
  return (
    data[0] === 115 && // "s"
    data[1] === 103 && // "g"
    data[2] === kind.charCodeAt(0) &&
    data[3] === FORMAT
  );
}

async function inflate(data) {
  const stream = new Blob([data]).stream();
  const inflated = stream.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
}
