// Words in a row: which documents have them at given distances.

import { Cursor, countUpTo } from "./bytes.js";
import { IndexDamaged, guarded, kept } from "./files.js";
import { inRanges } from "./reader.js";
import { toRanges } from "./sets.js";

const directories = new WeakMap(); // of each segment

/** Of a set of documents that have all keys, those with the row [[distance, key]]. */
export async function inRow(index, row, set) {
  const near = toRanges(set.documents);
  const keys = [...new Set(row.map(([, key]) => key))];
  const lists = await Promise.all(keys.map((key) => positionsOf(index, key, near)));
  const columns = row.map(([distance, key]) => ({
    distance,
    list: lists[keys.indexOf(key)],
    place: 0,
  }));
  const documents = [];
  const scores = [];
  set.documents.forEach((document, at) => {
    if (!standsIn(columns, document)) return;
    documents.push(document);
    scores.push(set.scores[at]);
  });
  return { documents: Int32Array.from(documents), scores: Float64Array.from(scores) };
}

/** Whether a document, asked for in ascending order, has the row. */
function standsIn(columns, document) {
  let starts = null;
  for (const column of columns) {
    const { distance, list } = column;
    while (list.documents[column.place] < document) column.place++;
    const from = list.starts[column.place];
    const here = new Set();
    for (let place = from; place < list.starts[column.place + 1]; place++) {
      const start = list.positions[place] - distance;
      if (!starts || starts.has(start)) here.add(start);
    }
    if (!here.size) return false;
    starts = here;
  }
  return true;
}

/** Postings with the positions of each: `starts` of each posting, and `positions`. */
async function positionsOf(index, key, ranges) {
  const parts = await Promise.all(
    (await index.entries(key)).map(({ segment, entry }) =>
      gapsOf(segment, entry, inRanges(ranges, segment.base)),
    ),
  );
  const postings = await index.postings(key, ranges);
  const gaps = parts.length === 1 ? parts[0] : parts.flat();
  const positions = new Float64Array(gaps.length);
  const starts = new Int32Array(postings.documents.length + 1);
  let place = 0;
  postings.frequencies.forEach((frequency, posting) => {
    let position = 0;
    for (let left = frequency; left > 0; left--) {
      position += gaps[place];
      positions[place++] = position;
    }
    starts[posting + 1] = place;
  });
  return { ...postings, starts, positions };
}

/** The gaps between the positions of each posting of a segment's entry. */
async function gapsOf(segment, entry, wanted) {
  const { files } = segment;
  if (entry.blocks) {
    const blocks = entry.blocks.filter(wanted);
    const parts = await Promise.all(blocks.map((each) => files.body("q", each.positions)));
    return parts.flatMap((part) => new Cursor(part).rest());
  }
  const { name, starts } = await directoryOf(segment);
  const part = countUpTo(starts, entry.ordinal) - 1;
  const path = `positions ${name}-${part}`;
  return guarded(path, async () => {
    const cursor = new Cursor(await files.part("p", name, part));
    const first = cursor.number();
    if (first !== starts[part]) {
      throw new IndexDamaged(path, "not the file its name says");
    }
    const sizes = cursor.numbers(cursor.number());
    const place = entry.ordinal - first;
    cursor.take(sizes.subarray(0, place).reduce((sum, size) => sum + size, 0));
    return new Cursor(cursor.take(sizes[place])).rest();
  });
}

function directoryOf(segment) {
  return kept(directories, segment, () =>
    guarded("position directory", async () => {
      const cursor = new Cursor(await segment.files.body("o", segment.positionsName));
      const [name] = cursor.names(1);
      let sum = 0;
      const counts = cursor.numbers(cursor.number());
      return { name, starts: Array.from(counts, (size) => (sum += size) - size) };
    }),
  );
}
