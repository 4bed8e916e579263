// The pinned Unicode table of search, unpacked: classes of code points and folding.
// The twin of unicode_table.py; `fold` of both gives the same text for every input.

import * as data from "./unicode-data.js";

export const APOSTROPHES = "'\u2019\u02bc\uff07";
const BREVE = "\u0306";
const SHORT_BASES = "\u0438\u0443"; // the bases of й and ў, letters of their own
// NFKC takes the Thai and Lao vowel AM apart, which nobody writes that way.
const SARA_AM = [
  ["\u0e4d\u0e32", "\u0e33"],
  ["\u0ecd\u0eb2", "\u0eb3"],
];

function numbers(packed) {
  return packed.split(" ").map((piece) => parseInt(piece, 36));
}

function hex(code) {
  return `\\u{${code.toString(16)}}`;
}

/** Every character of a packed class. */
function* letters(packed) {
  const found = numbers(packed);
  let end = 0;
  for (let at = 0; at < found.length; at += 2) {
    const first = end + found[at];
    end = first + found[at + 1];
    for (let code = first; code <= end; code += 1) yield String.fromCodePoint(code);
  }
}

/** The inside of a regular expression's class (with the flag u). */
function charClass(packed) {
  const found = numbers(packed);
  let end = 0;
  let text = "";
  for (let at = 0; at < found.length; at += 2) {
    const first = end + found[at];
    end = first + found[at + 1];
    text += end > first ? `${hex(first)}-${hex(end)}` : hex(first);
  }
  return text;
}

/** What takes the place of a character after NFKC. */
function unpackFolds() {
  const found = new Map();
  const moves = numbers(data.FOLD);
  let code = 0;
  for (let at = 0; at < moves.length; at += 4) {
    code += moves[at];
    for (let step = 0; step < moves[at + 1]; step += 1) {
      const here = code + step * moves[at + 2];
      found.set(String.fromCodePoint(here), String.fromCodePoint(here + moves[at + 3]));
    }
  }
  for (const piece of data.FOLD_LONG.split(" ")) {
    const [key, spelled] = piece.split("=");
    const spelling = numbers(spelled.replaceAll(".", " "));
    found.set(String.fromCodePoint(parseInt(key, 36)), String.fromCodePoint(...spelling));
  }
  for (const letter of letters(data.DROP)) found.set(letter, "");
  return found;
}

export const WORD = charClass(data.WORD);
export const GRAM = charClass(data.GRAM);
export const MARK = charClass(data.MARK);
export const EMOJI = charClass(data.EMOJI);

const FOLDS = unpackFolds();
const STRIPPED = new RegExp(`([${charClass(data.STRIP)}])([${MARK}]+)`, "gu");
const OTHER_APOSTROPHES = new RegExp(`[${APOSTROPHES.slice(1)}]`, "gu");
const ASCII = /^[\x00-\x7f]*$/;

/**
 * A text as terms are compared: without case, compatibility forms and accents.
 * Runtime case mapping and \p classes are never used: they differ between versions.
 */
export function fold(text) {
  if (ASCII.test(text)) {
    return text.replace(/[A-Z]/g, (letter) => FOLDS.get(letter));
  }
  let folded = "";
  let whole = text.normalize("NFKC").replace(OTHER_APOSTROPHES, "'");
  for (const [apart, joined] of SARA_AM) whole = whole.replaceAll(apart, joined);
  for (const letter of whole) folded += FOLDS.get(letter) ?? letter;
  return folded.normalize("NFD").replace(STRIPPED, strip).normalize("NFC");
}

function strip(_, base, marks) {
  return SHORT_BASES.includes(base) && marks.includes(BREVE) ? base + BREVE : base;
}
