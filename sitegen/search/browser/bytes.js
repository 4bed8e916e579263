// Bytes of the index: numbers, texts and keys. The twin of varints.py.
//
// A key is a string of one character for each UTF-8 byte, so that `<` on strings is the
// order of the index (UTF-16 order differs for astral characters).

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The key of a field byte and a term. */
export function keyOf(field, term) {
  return field + binary(encoder.encode(term));
}

/** The text of a key, without its field byte. */
export function termOf(key) {
  return decoder.decode(Uint8Array.from(key, (each) => each.charCodeAt(0)).subarray(1));
}

/** Bytes as a string of one character each. */
export function binary(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** A file name from its bytes. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Text from UTF-8. */
export function utf8(bytes) {
  return decoder.decode(bytes);
}

/** How many of a sorted list are at most `wanted`. */
export function countUpTo(sorted, wanted) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Gaps made the documents they stand for, the first from `low`. */
function summed(gaps, low) {
  let next = low;
  for (let place = 0; place < gaps.length; place++) {
    next += gaps[place];
    gaps[place] = next++;
  }
  return gaps;
}

/** A place in bytes from which numbers and texts are read in turn. */
export class Cursor {
  constructor(data) {
    this.data = data;
    this.place = 0;
    this.left = 0; // bits of the last byte that are still to be read
  }

  number() {
    let value = 0;
    for (let scale = 1; scale < 2 ** 35; scale *= 128) {
      if (this.place >= this.data.length) break;
      const byte = this.data[this.place++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError("the data ends within a number");
  }

  numbers(count) {
    if (count > this.data.length - this.place) throw new RangeError("the data is cut");
    const found = new Float64Array(count);
    for (let place = 0; place < count; place++) found[place] = this.number();
    return found;
  }

  /** Numbers to the end of the data. */
  rest() {
    const found = [];
    while (this.place < this.data.length) found.push(this.number());
    return found;
  }

  take(size) {
    const piece = this.data.subarray(this.place, this.place + size);
    if (piece.length !== size) throw new RangeError("the data is cut");
    this.place += size;
    return piece;
  }

  text() {
    return utf8(this.take(this.number()));
  }

  /** Keys written as what each shares with the one before, and the rest. */
  keys(count) {
    const heads = this.take(count);
    const long = (half) => half + (half === 15 ? this.number() : 0);
    const sizes = Array.from(heads, (head) => [long(head & 15), long(head >> 4)]);
    let before = "";
    return sizes.map(([shared, rest]) => {
      before = before.slice(0, shared) + binary(this.take(rest));
      return before;
    });
  }

  names(count) {
    return Array.from({ length: count }, () => hex(this.take(6)));
  }

  /** Ascending documents written as gaps. */
  documents(count) {
    const found = Int32Array.from(this.numbers(count));
    return summed(found, 0);
  }

  /**
   * Lists of ascending documents as bits, so many in each list and all from `low`: see
   * bits.py. They are out of `span`.
   */
  bitLists(counts, low, span) {
    const widths = counts.map((count) => Math.max(31 - Math.clz32(span / count), 0));
    const lists = counts.map((count, place) => {
      const gaps = new Int32Array(count);
      for (let at = 0; at < count; at++) {
        while (!this.bit()) gaps[at] += 2 ** widths[place];
      }
      return gaps;
    });
    this.left = 0;
    lists.forEach((gaps, place) => {
      for (let at = 0; at < gaps.length; at++) {
        for (let bit = 0; bit < widths[place]; bit++) gaps[at] += this.bit() << bit;
      }
      summed(gaps, low);
    });
    this.left = 0;
    return lists;
  }

  bit() {
    if (!this.left) {
      if (this.place >= this.data.length) throw new RangeError("the data is cut");
      this.bits = this.data[this.place++];
      this.left = 8;
    }
    this.left--;
    const bit = this.bits & 1;
    this.bits >>= 1;
    return bit;
  }

  /** Length buckets and frequencies of so many postings. */
  weights(count) {
    const weights = this.take(count);
    const frequencies = new Int32Array(count);
    const buckets = new Uint8Array(count);
    for (let place = 0; place < count; place++) {
      buckets[place] = weights[place] & 7;
      frequencies[place] = (weights[place] >> 3) + 1;
    }
    return { buckets, frequencies };
  }

  /** Read the frequencies that did not fit a weight. */
  longFrequencies(frequencies) {
    for (let place = 0; place < frequencies.length; place++) {
      if (frequencies[place] === 32) frequencies[place] += this.number();
    }
  }
}
