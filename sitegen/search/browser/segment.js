// One segment of the index: what it knows of a key, from the files that say so.

import { countUpTo } from "./bytes.js";
import { IndexDamaged, guarded, kept } from "./files.js";
import { TEXT, joined, parseBlock, parseShard } from "./postings.js";

/** Documents are numbered from its first. */
export class Segment {
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
    const path = `term shard ${this.shardsName}-${place}`;
    return kept(this.shards, place, () =>
      guarded(path, async () => {
        const body = await this.files.part("t", this.shardsName, place);
        const shard = parseShard(body, this.cells.length, this.documents);
        if (!shard.keys().next().value.startsWith(this.firsts[place])) {
          throw new IndexDamaged(path, "not the file its name says");
        }
        return shard;
      }),
    );
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
}
