// Term shards and blocks: what their bytes say. See decoding.py.
//
// Postings are {documents, buckets, frequencies}, columns of one length.

import { Cursor } from "./bytes.js";

export const TEXT = "t";
export const NOTHING = {
  documents: new Int32Array(0),
  buckets: new Uint8Array(0),
  frequencies: new Int32Array(0),
};

/** The entries of a term shard by key, in order; of a segment of `span` documents. */
export function parseShard(body, cells, span) {
  const cursor = new Cursor(body);
  let ordinal = cursor.number();
  const keys = cursor.keys(cursor.number());
  const tags = cursor.numbers(keys.length);
  const entries = new Map();
  keys.forEach((key, place) => {
    const count = Math.floor(tags[place] / 4);
    entries.set(key, { key, count, alias: null, ordinal: -1, postings: NOTHING });
  });
  const all = [...entries.values()];
  all.forEach((entry, place) => {
    if (tags[place] & 2) {
      const shared = entry.key.slice(0, cursor.number());
      entry.alias = shared + String.fromCharCode(...cursor.take(cursor.number()));
    }
  });
  all.forEach((entry, place) => {
    if (tags[place] & 1) parseBig(cursor, entry, cells);
  });
  const small = all.filter((entry) => entry.count && !entry.blocks);
  const lists = cursor.bitLists(small.map((entry) => entry.count), 0, span);
  small.forEach((entry, place) => {
    entry.postings = { ...NOTHING, documents: lists[place] };
  });
  const texts = small.filter((entry) => entry.key.startsWith(TEXT));
  for (const entry of texts) {
    entry.ordinal = ordinal++;
    Object.assign(entry.postings, cursor.weights(entry.count));
  }
  for (const entry of texts) cursor.longFrequencies(entry.postings.frequencies);
  return entries;
}

function parseBig(cursor, entry, cells) {
  const isText = entry.key.startsWith(TEXT);
  entry.cells = cursor.numbers(cells);
  const size = cursor.number();
  const documents = cursor.documents(size);
  entry.head = { documents, ...cursor.weights(size) };
  cursor.longFrequencies(entry.head.frequencies);
  entry.blocks = [];
  let after = 0;
  for (let left = cursor.number(); left > 0; left--) {
    const count = cursor.number();
    const low = cursor.number() + after;
    const high = low + cursor.number();
    const [name] = cursor.names(1);
    const positions = isText ? cursor.names(1)[0] : null;
    entry.blocks.push({ count, low, high, name, positions });
    after = high + 1;
  }
}

/** The postings of a block. */
export function parseBlock(body, block, isText) {
  const cursor = new Cursor(body);
  const span = block.high - block.low + 1;
  const [documents] = cursor.bitLists([block.count], block.low, span);
  if (!isText) return { ...NOTHING, documents };
  const weights = cursor.weights(block.count);
  cursor.longFrequencies(weights.frequencies);
  return { documents, ...weights };
}

/** Postings that follow each other as one. */
export function joined(parts) {
  if (parts.length === 1) return parts[0];
  const size = parts.reduce((sum, part) => sum + part.documents.length, 0);
  const whole = {
    documents: new Int32Array(size),
    buckets: new Uint8Array(size),
    frequencies: new Int32Array(size),
  };
  let start = 0;
  for (const part of parts) {
    whole.documents.set(part.documents, start);
    whole.buckets.set(part.buckets, start);
    whole.frequencies.set(part.frequencies, start);
    start += part.documents.length;
  }
  return whole;
}
