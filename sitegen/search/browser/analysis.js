// From text to terms: the twin of analysis.py, which explains it. The two are held
// together by tests/search/vectors/tokens.json and by a fuzz run. What differs between
// the languages or their versions is not used: case mapping, \w, \b, \p, segmentation.

import { APOSTROPHES, EMOJI, GRAM, MARK, WORD, fold } from "./unicode-table.js";

export { fold };

export const TERM_LIMIT = 64;
export const SPACE =
  "\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200b" +
  "\\u2028\\u2029\\u202f\\u205f\\u3000";

const PLAIN = `[${WORD}][${WORD}${MARK}]*(?:[${APOSTROPHES}][${WORD}][${WORD}${MARK}]*)*`;
const COMPOUND = `${PLAIN}(?:(?:[\\-.\\u2010\\u2011]|_+)${PLAIN})*`;
const NAME = `[${WORD}_][${WORD}${MARK}_]*(?:[.\\-]+[${WORD}${MARK}_]+)*`;
const RUN = `[${GRAM}][${GRAM}${MARK}]*`;
const TAIL = "\\ufe0e\\ufe0f\\u20e3\\u{1f3fb}-\\u{1f3ff}\\u{e0020}-\\u{e007f}";
const FLAG = "[\\u{1f1e6}-\\u{1f1ff}]{2}";
const FACE = `[${EMOJI}][${TAIL}]*`;
const PATTERN = new RegExp(
  `([Hh][Tt][Tt][Pp][Ss]?://[^${SPACE}<>"]+)` +
    `|([@\\uff20](?:${NAME}|${RUN}))` +
    `|([#\\uff03][_${WORD}${GRAM}][_${WORD}${GRAM}${MARK}]*)` +
    `|(\\.[Nn][Ee][Tt])(?![${WORD}${MARK}])` +
    `|(${COMPOUND})(\\+\\+(?![+${WORD}])|#(?![#_${WORD}${GRAM}]))?` +
    `|(${RUN})` +
    `|(${FLAG}|${FACE}(?:\\u200d${FACE})*)`,
  "gu",
);
const [ADDRESS, MENTION, TAG, NET, WORDS, SIGN, GRAMS, EMOJIS] = [1, 2, 3, 4, 5, 6, 7, 8];

const SEGMENT = /[^.]+/gu;
const PIECE = /[^_\u2010\u2011-]+/gu;
const HUMP = /[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z][a-z])/gu;
const CLUSTER = new RegExp(`[${GRAM}][${MARK}]*`, "gu");
const TAILS = new RegExp(`[${TAIL}]+`, "gu");
const FOREIGN = new RegExp(`[^${WORD}${GRAM}${MARK}'._\\-]+`, "gu");
const HYPHENS = /[\u2010\u2011]/gu;
const DIGITS = /^[0-9_]*$/u;
const USER = /[^/?#]*@/uy;
const HOST = /((?:[Ww][Ww][Ww]\.)?)([^\][/?#:,;!(){}'*|]*)(?::[0-9]*)?/uy;
const PATH = /[^?#]*/uy;
const BLANKED = /%[0-9A-Fa-f]{2}|[:@\uff20#\uff03]/gu;
const ASCII = /^[\x00-\x7f]*$/u;
const SURROGATE = /[\ud800-\udfff]/;
// Second labels under which countries register names: example.co.uk, example.com.br.
const SECOND_LABELS = new Set("ac co com edu go gov ne net or org".split(" "));

/**
 * The terms of a text in order of position, parts before wholes. Offsets are UTF-16,
 * for slicing; `analyze` gives them in code points.
 */
export function scan(text) {
  const found = new Scan();
  found.text(text, 0, true);
  return found.tokens.sort((a, b) => a.position - b.position);
}

/** The terms of a text, offsets in code points: the same values as in Python. */
export function analyze(text) {
  const tokens = scan(text);
  if (!SURROGATE.test(text)) return tokens;
  const points = new Uint32Array(text.length + 1);
  let count = 0;
  let at = 0;
  for (const letter of text) {
    points[at] = count;
    at += letter.length;
    count += 1;
  }
  points[at] = count;
  return tokens.map((token) => ({
    ...token,
    start: points[token.start],
    end: points[token.end],
  }));
}

/** How many code points a text has. */
export function pointCount(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function termOf(raw) {
  const folded = fold(raw);
  if (ASCII.test(raw)) return folded;
  return folded.replace(FOREIGN, "").replace(/^['.\-]+|['.\-]+$/gu, "");
}

/** Like matchAll, which would copy and so compile anew a pattern of 20 KB. */
function* allOf(pattern, text) {
  for (let at = 0; ; ) {
    const match = matchAt(pattern, text, at);
    if (!match) return;
    at = match.index + match[0].length;
    yield match;
  }
}

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function humpsOf(word, humps) {
  if (!humps || pointCount(word) > TERM_LIMIT) return [[word, 0]];
  const parts = [];
  let from = 0;
  for (const match of word.matchAll(HUMP)) {
    parts.push([word.slice(from, match.index + 1), from]);
    from = match.index + 1;
  }
  parts.push([word.slice(from), from]);
  return parts;
}

/** The tokens found so far, and the next free position. */
class Scan {
  tokens = [];
  position = 0;

  text(text, offset, humps) {
    let wordEnd = -1;
    for (const match of allOf(PATTERN, text)) {
      const raw = match[0];
      const start = match.index + offset;
      const alone = match.index !== wordEnd;
      if (match[SIGN] !== undefined) this.signed(match[WORDS], match[SIGN], start);
      else if (match[WORDS] !== undefined) this.compound(raw, start, humps);
      else if (match[GRAMS] !== undefined) this.grams(raw, start);
      // bob@example.org is no mention, page#part no tag
      else if (match[MENTION] !== undefined) this.named(raw, start, alone && "mention");
      else if (match[TAG] !== undefined) this.named(raw, start, alone && "tag");
      else if (match[NET] !== undefined) {
        this.add("net", start + 1, start + 4, "word", this.position);
        this.add(".net", start, start + 4, "code", this.position);
        this.position += 1;
      } else if (match[EMOJIS] !== undefined) {
        const term = raw.replace(TAILS, "");
        this.add(term, start, start + raw.length, "emoji", this.position);
        this.position += 1;
      } else if (match[ADDRESS] !== undefined) this.address(raw, start);
      wordEnd = match[EMOJIS] !== undefined ? -1 : match.index + raw.length;
    }
  }

  add(term, start, end, kind, position) {
    if (term && (term.length <= TERM_LIMIT || pointCount(term) <= TERM_LIMIT)) {
      this.tokens.push({ term, position, start, end, kind });
    }
  }

  compound(raw, start, humps) {
    const first = this.position;
    for (const segment of raw.matchAll(SEGMENT)) {
      this.segment(segment[0], start + segment.index, humps);
    }
    if (raw.includes(".")) {
      const whole = termOf(raw.replace(HYPHENS, "-"));
      this.add(whole, start, start + raw.length, "host", first);
    }
  }

  segment(raw, start, humps) {
    const first = this.position;
    let whole = "";
    for (const piece of raw.matchAll(PIECE)) {
      for (const [word, at] of humpsOf(piece[0], humps)) {
        const here = start + piece.index + at;
        this.add(termOf(word), here, here + word.length, "word", this.position);
        this.position += 1;
      }
      whole += piece[0];
    }
    if (this.position - first > 1) {
      this.add(termOf(whole), start, start + raw.length, "joined", first);
    }
  }

  signed(raw, sign, start) {
    const first = this.position;
    this.compound(raw, start, true);
    if (sign === "++" || pointCount(raw) === 1) {
      const end = start + raw.length + sign.length;
      this.add(termOf(raw) + sign, start, end, "code", first);
    }
  }

  named(raw, start, kind) {
    const first = this.position;
    const name = raw.slice(1);
    this.text(name, start + 1, true);
    if (this.position === first || !kind) return;
    const term = termOf(name);
    if (kind === "mention") {
      this.add(`@${term}`, start, start + raw.length, kind, first);
    } else if (!DIGITS.test(term)) {
      this.add(`#${term}`, start, start + raw.length, kind, first);
    }
  }

  grams(raw, start) {
    const clusters = [...allOf(CLUSTER, raw)];
    clusters.forEach((left, index) => {
      const right = clusters[index + 1];
      const from = start + left.index;
      const last = right ?? left;
      const term = termOf(right ? left[0] + right[0] : left[0]);
      const end = start + last.index + last[0].length;
      this.add(term, from, end, right ? "gram" : "last", this.position);
      this.position += 1;
    });
  }

  address(raw, start) {
    const at = raw.indexOf("//") + 2;
    const user = matchAt(USER, raw, at);
    const from = user ? at + user[0].length : at;
    const host = matchAt(HOST, raw, from);
    this.host(host[2], start + from + host[1].length);
    const end = from + host[0].length;
    const path = matchAt(PATH, raw, end)[0];
    const blanked = path.replace(BLANKED, (found) => " ".repeat(found.length));
    this.text(blanked, start + end, false);
  }

  host(raw, start) {
    const first = this.position;
    const known = this.tokens.length;
    this.text(raw.replace(BLANKED, (found) => " ".repeat(found.length)), start, false);
    const end = start + raw.replace(/\.+$/u, "").length;
    const found = this.tokens.splice(known);
    const whole = found.find((token) => token.kind === "host" && token.end === end);
    if (!whole) {
      this.tokens.push(...found);
      return;
    }
    const kept = found.filter((token) => token.kind !== "word" || token.end !== end);
    this.tokens.push(...kept);
    const labels = whole.term.split(".");
    const country = [...labels.at(-1)].length === 2 && SECOND_LABELS.has(labels.at(-2));
    const short = labels.slice(country ? -3 : -2).join(".");
    if (short !== whole.term) this.add(short, start, end, "host", first);
  }
}
