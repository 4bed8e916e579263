// Word files: words, people and tags with how often each occurs, for suggestions.
//
// Loaded when something is to be suggested. The twin of `words` in shards.py.

import { Cursor, countUpTo, keyOf, termOf, utf8 } from "./bytes.js";
import { guarded, kept } from "./files.js";

const directories = new WeakMap(); // of each segment

/** Words ("t"), people ("a") or tags ("g") that start so: [{key, text, count, name}]. */
export async function wordsOf(index, field, start) {
  const counts = new Map();
  const prefix = keyOf(field, start);
  const lists = await Promise.all(index.segments.map((each) => ofSegment(each, prefix)));
  for (const { key, count, name } of lists.flat()) {
    const known = counts.get(key);
    counts.set(key, { count: count + (known?.count ?? 0), name });
  }
  return [...counts]
    .map(([key, { count, name }]) => ({ key, text: termOf(key), count, name }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

async function ofSegment(segment, prefix) {
  const { firsts, names } = await directoryOf(segment);
  const wanted = [];
  for (let place = Math.max(countUpTo(firsts, prefix) - 1, 0); ; place++) {
    const start = firsts[place];
    if (start === undefined || (start > prefix && !start.startsWith(prefix))) break;
    wanted.push(
      guarded(`words ${names[place]}`, async () =>
        parseWords(await segment.files.body("w", names[place])),
      ),
    );
  }
  return (await Promise.all(wanted)).flat().filter((e) => e.key.startsWith(prefix));
}

function directoryOf(segment) {
  return kept(directories, segment, () =>
    guarded("word directory", async () => {
      const cursor = new Cursor(await segment.files.body("d", segment.wordsName));
      const count = cursor.number();
      return { firsts: cursor.keys(count), names: cursor.names(count) };
    }),
  );
}

function parseWords(body) {
  const cursor = new Cursor(body);
  const keys = cursor.keys(cursor.number());
  const counts = cursor.numbers(keys.length);
  const found = keys.map((key, place) => ({ key, count: counts[place], name: "" }));
  const people = found.filter(({ key }) => key.startsWith("a"));
  const sizes = cursor.numbers(people.length);
  people.forEach((each, place) => {
    each.name = utf8(cursor.take(sizes[place]));
  });
  return found;
}
