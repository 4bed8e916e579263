// Read the index: the twin of shards.py.
//
// Documents are numbered through all segments. Nothing is fetched before it is needed;
// what was fetched is kept for the life of the page.

import { Cursor, countUpTo, utf8 } from "./bytes.js";
import { Files, IndexDamaged } from "./files.js";

export { IndexDamaged };

const TEXT = "t";
const NOTHING = {
  documents: new Int32Array(0),
  buckets: new Uint8Array(0),
  frequencies: new Int32Array(0),
};

/** Open the index of a site; see `Files` for the arguments. */
export async function openIndex(base, options) {
  const files = new Files(base, options);
  const name = await files.pointer();
  const index = guarded("search root", () =>
    parseRoot(files, name, files.body("r", name)),
  );
  return index;
}

/**
 * An index that follows the site when it is published again.
 *
 * `use` runs a function on the index. If a file has gone, the root is fetched again,
 * once, and the function runs on the new index.
 */
export class LiveIndex {
  constructor(base, options) {
    this.base = base;
    this.options = options;
    this.index = null;
  }

  async use(action) {
    this.index ??= openIndex(this.base, this.options);
    const before = this.index;
    try {
      return await action(await before);
    } catch (error) {
      if (!(error instanceof IndexDamaged)) throw error;
      if (this.index === before) this.index = openIndex(this.base, this.options);
      try {
        return await action(await this.index);
      } catch (second) {
        this.index = null; // a later query may have better luck
        throw second;
      }
    }
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

async function parseRoot(files, name, pending) {
  const cursor = new Cursor(await pending);
  const facts = JSON.parse(cursor.text());
  const groups = cursor.number();
  const sizes = cursor.numbers(2 * groups);
  const names = cursor.names(groups);
  const units = names.map((each, place) => ({
    count: sizes[2 * place],
    documents: sizes[2 * place + 1],
    name: each,
  }));
  const segments = [];
  let base = 0;
  for (let left = facts.segments; left > 0; left--) {
    const segment = new Segment(files, base, JSON.parse(cursor.text()), cursor);
    segments.push(segment);
    base += segment.documents;
  }
  return new Index(files, name, facts, units, segments);
}

/** One segment; documents are numbered from its first. */
class Segment {
  constructor(files, base, facts, cursor) {
    this.files = files;
    this.base = base;
    this.documents = facts.documents;
    this.tokens = facts.tokens;
    this.cells = facts.cells; // [channel, year, documents]
    this.positionsName = facts.positions;
    this.wordsName = facts.words;
    const count = cursor.number();
    this.firsts = cursor.keys(count);
    this.shardsName = facts.shards;
    this.shards = new Map();
  }

  /** What the segment says of a key, or undefined. */
  async find(key) {
    const place = countUpTo(this.firsts, key) - 1;
    return place < 0 ? undefined : (await this.shard(place)).get(key);
  }

  /** The entries whose keys start with a prefix, in order. */
  async starting(prefix) {
    const first = Math.max(countUpTo(this.firsts, prefix) - 1, 0);
    const wanted = [];
    for (let place = first; place < this.firsts.length; place++) {
      const start = this.firsts[place];
      if (start > prefix && !start.startsWith(prefix)) break;
      wanted.push(this.shard(place));
    }
    const found = [];
    for (const shard of await Promise.all(wanted)) {
      for (const [key, entry] of shard) {
        if (key.startsWith(prefix)) found.push(entry);
      }
    }
    return found;
  }

  shard(place) {
    if (!this.shards.has(place)) {
      const path = `term shard ${this.shardsName}-${place}`;
      const found = guarded(path, async () => {
        const body = await this.files.part("t", this.shardsName, place);
        const shard = parseShard(body, this.cells.length, this.documents);
        if (!shard.keys().next().value.startsWith(this.firsts[place])) {
          throw new IndexDamaged(path, "not the file its name says");
        }
        return shard;
      });
      found.catch(() => this.shards.delete(place));
      this.shards.set(place, found);
    }
    return this.shards.get(place);
  }

  /** All postings of an entry, of a big term only of the blocks that are wanted. */
  async postings(entry, wanted = () => true) {
    if (!entry.blocks) return entry.postings;
    const isText = entry.key.startsWith(TEXT);
    const blocks = entry.blocks.filter(wanted);
    return joined(
      await Promise.all(
        blocks.map((block) =>
          guarded(`block ${block.name}`, async () =>
            parseBlock(await this.files.body("b", block.name), block, isText),
          ),
        ),
      ),
    );
  }

  /** The gaps between the positions of each posting of an entry. */
  async positions(entry, wanted = () => true) {
    if (entry.blocks) {
      const parts = await Promise.all(
        entry.blocks
          .filter(wanted)
          .map((block) => this.files.body("q", block.positions)),
      );
      return parts.flatMap((part) => new Cursor(part).rest());
    }
    const { name, starts } = await this.positionDirectory();
    const part = countUpTo(starts, entry.ordinal) - 1;
    const path = `positions ${name}-${part}`;
    return guarded(path, async () => {
      const cursor = new Cursor(await this.files.part("p", name, part));
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

  positionDirectory() {
    this.directory ??= guarded("position directory", async () => {
      const cursor = new Cursor(await this.files.body("o", this.positionsName));
      const [name] = cursor.names(1);
      let sum = 0;
      const counts = cursor.numbers(cursor.number());
      return { name, starts: Array.from(counts, (size) => (sum += size) - size) };
    });
    return this.directory;
  }
}

function parseShard(body, cells, span) {
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

function parseBlock(body, block, isText) {
  const cursor = new Cursor(body);
  const span = block.high - block.low + 1;
  const [documents] = cursor.bitLists([block.count], block.low, span);
  if (!isText) return { ...NOTHING, documents };
  const weights = cursor.weights(block.count);
  cursor.longFrequencies(weights.frequencies);
  return { documents, ...weights };
}

function joined(parts) {
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

/** An open index. */
export class Index {
  constructor(files, name, facts, unitFiles, segments) {
    this.files = files;
    this.name = name;
    this.language = facts.language;
    this.channels = facts.channels;
    this.fragmentSize = facts.fragment;
    this.head = facts.head; // how many of the best the head of a big term is sure of
    this.segments = segments;
    this.documents = segments.reduce((sum, segment) => sum + segment.documents, 0);
    this.tokens = segments.reduce((sum, segment) => sum + segment.tokens, 0);
    let first = 0;
    this.unitFiles = unitFiles.map((file) => {
      const found = { ...file, first };
      first += file.documents;
      return found;
    });
    this.unitLists = new Map();
    this.fragments = new Map();
    this.terms = new Map();
  }

  /** What a word is indexed as. */
  async alias(key) {
    const found = await Promise.all(this.segments.map((each) => each.find(key)));
    return found.find((entry) => entry?.alias)?.alias ?? key;
  }

  /** A key in every segment that has it: [{segment, entry}]. */
  async entries(key) {
    const found = await Promise.all(this.segments.map((each) => each.find(key)));
    return found
      .map((entry, place) => ({ segment: this.segments[place], entry }))
      .filter(({ entry }) => entry?.count);
  }

  /** In how many documents a key is. */
  async count(key) {
    const found = await this.entries(key);
    return found.reduce((sum, { entry }) => sum + entry.count, 0);
  }

  /**
   * The postings of a key; `ranges` ([first, end) pairs, sorted) may leave out blocks.
   */
  async postings(key, ranges = null) {
    const parts = await Promise.all(
      (await this.entries(key)).map(async ({ segment, entry }) => {
        const found = await segment.postings(entry, inRanges(ranges, segment.base));
        if (!segment.base) return found;
        return { ...found, documents: found.documents.map((each) => each + segment.base) };
      }),
    );
    return parts.length ? joined(parts) : NOTHING;
  }

  /** Postings with the positions of each: `starts` of each posting, and `positions`. */
  async positions(key, ranges = null) {
    const parts = await Promise.all(
      (await this.entries(key)).map(({ segment, entry }) =>
        segment.positions(entry, inRanges(ranges, segment.base)),
      ),
    );
    const postings = await this.postings(key, ranges);
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

  /** The keys indexed for words that start so, the most frequent first. */
  async expansions(prefix, limit) {
    const keys = new Set();
    for (const segment of this.segments) {
      for (const entry of await segment.starting(prefix)) {
        if (entry.alias) keys.add(entry.alias);
        if (entry.count) keys.add(entry.key);
      }
    }
    const counted = await Promise.all(
      [...keys].map(async (key) => ({ key, count: await this.count(key) })),
    );
    counted.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
    return counted.slice(0, limit).map(({ key }) => key);
  }

  /** Every unit, in the order of documents. */
  async units() {
    const lists = this.unitFiles.map((file) => this.#unitList(file));
    return (await Promise.all(lists)).flat();
  }

  /** The unit a document stands in. */
  async unitOf(document) {
    const place = countUpTo(this.unitFiles.map((each) => each.first), document) - 1;
    const units = await this.#unitList(this.unitFiles[place]);
    return units[countUpTo(units.map((each) => each.first), document) - 1];
  }

  #unitList(file) {
    if (!this.unitLists.has(file.name)) {
      const found = guarded(`units ${file.name}`, async () =>
        parseUnits(await this.files.body("u", file.name), file, this.channels),
      );
      found.catch(() => this.unitLists.delete(file.name));
      this.unitLists.set(file.name, found);
    }
    return this.unitLists.get(file.name);
  }

  /** A fragment of a unit: {key, title, url, first, messages}. */
  async fragment(unit, number) {
    const id = `${unit.name}-${number}`;
    if (!this.fragments.has(id)) {
      const found = guarded(`fragment ${id}`, async () => {
        const fragment = parseFragment(await this.files.part("f", unit.name, number), unit);
        if (fragment.key !== unit.key || fragment.first !== number * this.fragmentSize) {
          throw new IndexDamaged(`fragment ${id}`, "not the file its name says");
        }
        return fragment;
      });
      found.catch(() => this.fragments.delete(id));
      this.fragments.set(id, found);
    }
    return this.fragments.get(id);
  }

  /** The fragment that holds a document, and the document's place in its messages. */
  async fragmentOf(document) {
    const unit = await this.unitOf(document);
    const local = document - unit.first;
    const number = Math.floor(local / this.fragmentSize);
    const fragment = await this.fragment(unit, number);
    return { unit, fragment, place: local % this.fragmentSize };
  }
}

function inRanges(ranges, base) {
  if (!ranges) return () => true;
  return ({ low, high }) =>
    ranges.some(([first, end]) => low + base < end && high + base >= first);
}

function parseUnits(body, file, channels) {
  const cursor = new Cursor(body);
  const names = cursor.names(file.count);
  const columns = JSON.parse(utf8(body.subarray(cursor.place)));
  const [keys, ofChannels, kinds, sizes, steps, more] = columns;
  let { first } = file;
  let day = 0;
  const units = names.map((name, place) => {
    day += steps[place];
    const unit = {
      name,
      key: keys[place] || new Date(day * 86_400_000).toISOString().slice(0, 10),
      channel: channels[ofChannels[place]],
      kind: kinds[place] ? "session" : "day",
      documents: sizes[place],
      first,
      days: [{ first: 0, day }],
    };
    first += unit.documents;
    return unit;
  });
  for (let at = 0; at < more.length; at += 3) {
    const { days } = units[more[at]];
    days.push({ first: more[at + 1], day: days[0].day + more[at + 2] });
  }
  return units;
}

function parseFragment(body, unit) {
  const [first, steps, times, writers, parts, of, people, texts, asked] = JSON.parse(utf8(body));
  const [key, title, url = `${unit.kind}s/${unit.channel}/${key}/`] = of;
  let time = 0;
  let id = "";
  const messages = steps.map((step, place) => {
    // numbers of 64 bits do not survive as numbers
    id = typeof step === "string" ? step : String(BigInt(id) + BigInt(step));
    time += times[place];
    const [author, name] = people.slice(writers[place]);
    const part = parts[place] ?? parts;
    return { id, time, author, name, question: null, part, text: texts[place] };
  });
  for (let at = 0; at < asked.length; at += 2) messages[asked[at]].question = asked[at + 1];
  return { key, title, url, first, messages };
}
