// Read the index: with segment.js, postings.js and units.js the twin of shards.py.
//
// Documents are numbered through all segments. Nothing is fetched before it is needed;
// what was fetched is kept for the life of the page.

import { Cursor, countUpTo } from "./bytes.js";
import { Files, IndexDamaged, guarded, kept } from "./files.js";
import { NOTHING, joined } from "./postings.js";
import { Segment } from "./segment.js";
import { parseFragment, parseUnitFiles, parseUnits } from "./units.js";

/** Open the index of a site; see `Files` for the arguments. */
export async function openIndex(base, options) {
  const files = new Files(base, options);
  const name = await files.pointer();
  return guarded("search root", async () => parseRoot(files, await files.body("r", name)));
}

function parseRoot(files, body) {
  const cursor = new Cursor(body);
  const facts = JSON.parse(cursor.text());
  const units = parseUnitFiles(cursor, "u");
  const calendar = parseUnitFiles(cursor, "c");
  const segments = [];
  let base = 0;
  for (let left = facts.segments; left > 0; left--) {
    const segment = new Segment(files, base, JSON.parse(cursor.text()), cursor);
    segments.push(segment);
    base += segment.documents;
  }
  return new Index(files, facts, { units, calendar, segments });
}

/** An open index. */
export class Index {
  constructor(files, facts, { units, calendar, segments }) {
    this.files = files;
    this.language = facts.language;
    this.channels = facts.channels;
    this.fragmentSize = facts.fragment;
    this.head = facts.head; // how many of the best the head of a big term is sure of
    this.segments = segments;
    this.documents = segments.reduce((sum, segment) => sum + segment.documents, 0);
    this.tokens = segments.reduce((sum, segment) => sum + segment.tokens, 0);
    this.unitFiles = units;
    this.calendar = calendar;
    this.unitLists = new Map();
    this.fragments = new Map();
  }

  /** The segment that a document is in. */
  segmentOf(document) {
    return this.segments.findLast(({ base }) => base <= document);
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

  /** Every unit, in the order of documents, of a large archive without names. */
  async units() {
    const files = this.calendar.length ? this.calendar : this.unitFiles;
    return (await Promise.all(files.map((file) => this.#unitList(file)))).flat();
  }

  /** The unit a document stands in. */
  async unitOf(document) {
    return holding(await this.#unitList(holding(this.unitFiles, document)), document);
  }

  #unitList(file) {
    return kept(this.unitLists, file.name, () =>
      guarded(`units ${file.name}`, async () =>
        parseUnits(await this.files.body(file.kind, file.name), file, this.channels),
      ),
    );
  }

  /** The fragment of a unit with this number, the first of whose messages is `first`. */
  async fragment(unit, number, first) {
    const id = `${unit.name}-${number}`;
    return kept(this.fragments, id, () =>
      guarded(`fragment ${id}`, async () => {
        const fragment = parseFragment(await this.files.part("f", unit.name, number), unit);
        if (fragment.key !== unit.key || fragment.first !== first) {
          throw new IndexDamaged(`fragment ${id}`, "not the file its name says");
        }
        return fragment;
      }),
    );
  }

  /** The fragment that holds a document, and the document's place in its messages. */
  async fragmentOf(document) {
    const unit = await this.unitOf(document);
    const local = document - unit.first;
    const size = Math.ceil(unit.documents / Math.ceil(unit.documents / this.fragmentSize));
    const place = local % size;
    const fragment = await this.fragment(unit, Math.floor(local / size), local - place);
    return { unit, fragment, place };
  }
}

/** Which unit, or file of units, holds a document. */
function holding(places, document) {
  return places[countUpTo(places.map((each) => each.first), document) - 1];
}

/** Whether a block has documents in ranges; null is everywhere. */
export function inRanges(ranges, base) {
  if (!ranges) return () => true;
  return ({ low, high }) =>
    ranges.some(([first, end]) => low + base < end && high + base >= first);
}
