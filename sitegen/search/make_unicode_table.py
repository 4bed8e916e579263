"""Write the one Unicode table of search, for Python and for the browser.

    python -m sitegen.search.make_unicode_table

The table is pinned to Unicode 14.0.0, the version of Python 3.11's `unicodedata`, so
this program runs on Python 3.11 only; the two files it writes serve every version.
A code point that 14.0.0 does not assign separates words, except in the blocks kept for
emoji. What the letters of the table mean:

    word     letters and numbers that make words
    gram     letters of scripts written without spaces between words
    mark     what continues a word or a gram: combining marks, vowels and finals of
             decomposed Hangul, invisible format characters
    emoji    pictographs
    strip    base letters after which marks are dropped: Latin, Greek, Cyrillic,
             Hebrew, Arabic
    fold     what takes the place of a code point after NFKC: case, strokes, digits
    drop     what folds to nothing
"""

import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PINNED = "14.0.0"
HERE = Path(__file__).parent

# First words of the names of scripts written without spaces. Korean has spaces, but
# its particles are glued on; grams find a noun with any of them.
GRAM_NAMES = (
    "BOPOMOFO",
    "CJK COMPATIBILITY IDEOGRAPH",
    "CJK UNIFIED",
    "HALFWIDTH HANGUL",
    "HALFWIDTH KATAKANA",
    "HANGUL",
    "HENTAIGANA",
    "HIRAGANA",
    "IDEOGRAPHIC",
    "JAVANESE",
    "KATAKANA",
    "KHITAN",
    "KHMER",
    "LAO",
    "MYANMAR",
    "NEW TAI",
    "NUSHU",
    "TAI",
    "TANGUT",
    "THAI",
    "VERTICAL IDEOGRAPHIC",
    "YI SYLLABLE",
)
STRIP_NAMES = ("ARABIC", "CYRILLIC", "GREEK", "HEBREW", "LATIN")

# Letters that take marks in one code point but are not marks by category: vowels and
# finals of decomposed Hangul, halfwidth voiced sound marks.
EXTRA_MARKS = (*range(0x1160, 0x1200), *range(0xD7B0, 0xD7FC), 0xFF9E, 0xFF9F)
INVISIBLE = (
    0x00AD,
    0x061C,
    *range(0x200C, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x2070),
    *range(0xFE00, 0xFE10),
    0xFEFF,
    *range(0xE0020, 0xE0080),
    *range(0xE0100, 0xE01F0),
)
APOSTROPHES = (0x02BC, 0xFF07)
EMOJI_BLOCKS = (
    (0x2300, 0x2400),
    (0x2600, 0x27C0),
    (0x2B00, 0x2C00),
    (0x1F000, 0x1F300),
)
# Reserved for pictographs, so that emoji younger than the table are found as well.
EMOJI_RESERVED = (0x1F300, 0x1FB00)
SKIN_TONES = range(0x1F3FB, 0x1F400)
REGIONAL = range(0x1F1E6, 0x1F200)
EXTRA_FOLDS = {
    0x00E6: "ae",
    0x00F0: "d",
    0x00FE: "th",
    0x0131: "i",
    0x0153: "oe",
    0x0640: "",  # Arabic tatweel only stretches a word
}


def name(code: int) -> str:
    """Return the name of a code point, or an empty string."""
    return unicodedata.name(chr(code), "")


def category(code: int) -> str:
    """Return the general category of a code point."""
    return unicodedata.category(chr(code))


def is_mark(code: int) -> bool:
    """Tell whether a code point continues a word or a gram."""
    return category(code)[0] == "M" or code in EXTRA_MARKS or code in INVISIBLE


def is_letter(code: int) -> bool:
    """Tell whether a code point is a letter or number that starts a word or gram."""
    return category(code)[0] in "LN" and not is_mark(code) and code not in APOSTROPHES


def is_gram(code: int) -> bool:
    """Tell whether a code point is a letter of a script without spaces."""
    return (
        is_letter(code)
        and category(code) != "Nd"
        and (name(code).startswith(GRAM_NAMES) or code == 0x3007)
    )


def is_word(code: int) -> bool:
    """Tell whether a code point is a letter or number of a script with spaces."""
    return is_letter(code) and not is_gram(code)


def is_emoji(code: int) -> bool:
    """Tell whether a code point is a pictograph."""
    if code in SKIN_TONES or code in REGIONAL:
        return False
    if EMOJI_RESERVED[0] <= code < EMOJI_RESERVED[1]:
        return category(code) in {"So", "Cn"}
    inside = any(first <= code < last for first, last in EMOJI_BLOCKS)
    return inside and category(code) == "So"


def is_stripped(code: int) -> bool:
    """Tell whether marks after this base letter are dropped."""
    return is_letter(code) and name(code).startswith(STRIP_NAMES)


def fold_of(code: int) -> str:
    """Return what takes the place of a code point that NFKC leaves alone."""
    if code in INVISIBLE:
        return ""
    if category(code) == "Nd":
        return str(unicodedata.decimal(chr(code)))
    return "".join(fold_letter(letter) for letter in chr(code).casefold())


def fold_letter(letter: str) -> str:
    """Return a lower-case letter without its stroke."""
    extra = EXTRA_FOLDS.get(ord(letter))
    if extra is not None:
        return extra
    base, stroke, _ = name(ord(letter)).partition(" WITH STROKE")
    short = base.removeprefix("LATIN SMALL LETTER ")
    return short.lower() if stroke and len(short) == 1 else letter


def runs(wanted: Callable[[int], bool]) -> list[tuple[int, int]]:
    """Return the inclusive runs of code points that satisfy a test."""
    found: list[tuple[int, int]] = []
    for code in range(sys.maxunicode + 1):
        if not wanted(code):
            continue
        if found and found[-1][1] == code - 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def folds() -> Iterator[tuple[int, str]]:
    """Yield each code point that is stable under NFKC and folds to something else."""
    for code in range(sys.maxunicode + 1):
        if not (is_letter(code) or is_mark(code)):
            continue
        letter = chr(code)
        if unicodedata.normalize("NFKC", letter) == letter and fold_of(code) != letter:
            yield code, fold_of(code)


def fold_runs() -> tuple[list[tuple[int, int, int, int]], dict[int, str]]:
    """Return runs (first, count, stride, delta), and the folds that are no move."""
    long: dict[int, str] = {}
    found: list[tuple[int, int, int, int]] = []
    for code, text in folds():
        if len(text) != 1:
            long[code] = text
            continue
        delta = ord(text) - code
        if found:
            first, count, stride, moved = found[-1]
            gap = code - (first + (count - 1) * stride)
            if moved == delta and gap in {1, 2} and (count == 1 or gap == stride):
                found[-1] = (first, count + 1, gap, delta)
                continue
        found.append((code, 1, 1, delta))
    return found, long


def base36(number: int) -> str:
    """Return a whole number in base 36, as JavaScript's `parseInt` reads it."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    if number < 0:
        return "-" + base36(-number)
    return (base36(number // 36) if number >= 36 else "") + digits[number % 36]


def pack_runs(found: Iterable[tuple[int, int]]) -> str:
    """Return runs as gaps and lengths: `gap length gap length ...`."""
    numbers: list[int] = []
    end = 0
    for first, last in found:
        numbers += (first - end, last - first)
        end = last
    return " ".join(map(base36, numbers))


def pack_folds(found: Iterable[tuple[int, int, int, int]]) -> str:
    """Return fold runs as `gap count stride delta ...`."""
    numbers: list[int] = []
    end = 0
    for first, count, stride, delta in found:
        numbers += (first - end, count, stride, delta)
        end = first
    return " ".join(map(base36, numbers))


def table() -> dict[str, str]:
    """Return the packed table."""
    single, long = fold_runs()
    spelled = " ".join(
        f"{base36(code)}={'.'.join(base36(ord(letter)) for letter in text)}"
        for code, text in long.items()
        if text
    )
    dropped = {code for code, text in long.items() if not text}
    return {
        "version": PINNED,
        "word": pack_runs(runs(is_word)),
        "gram": pack_runs(runs(is_gram)),
        "mark": pack_runs(runs(is_mark)),
        "emoji": pack_runs(runs(is_emoji)),
        "strip": pack_runs(runs(is_stripped)),
        "fold": pack_folds(single),
        "fold_long": spelled,
        "drop": pack_runs(runs(dropped.__contains__)),
    }


def wrapped(text: str, width: int) -> list[str]:
    """Return a text cut into lines at spaces, each but the last ending in a space."""
    lines: list[str] = []
    line = ""
    for piece in text.split(" "):
        if line and len(line) + len(piece) > width:
            lines.append(line)
            line = ""
        line += piece + " "
    return [*lines, line[:-1]]


def python_module(packed: dict[str, str]) -> str:
    """Return the table as a Python module."""
    lines = [
        f'"""The Unicode {PINNED} table of search, packed.',
        "",
        "Written by `make_unicode_table.py`, which explains it; do not edit.",
        '"""',
        "",
    ]
    for key, value in packed.items():
        lines.append(f"{key.upper()} = (")
        lines += [f'    "{line}"' for line in wrapped(value, 76)]
        lines.append(")")
    return "\n".join(lines) + "\n"


def browser_module(packed: dict[str, str]) -> str:
    """Return the table as an ES module."""
    lines = [
        f"// The Unicode {PINNED} table of search, packed.",
        "// Written by make_unicode_table.py, which explains it; do not edit.",
        "",
    ]
    lines += [
        f'export const {key.upper()} = "{value}";' for key, value in packed.items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both modules beside this one."""
    if unicodedata.unidata_version != PINNED:
        sys.exit(f"Unicode {unicodedata.unidata_version}: run with Python 3.11")
    packed = table()
    (HERE / "unicode_data.py").write_text(python_module(packed), "utf-8")
    (HERE / "browser" / "unicode-data.js").write_text(browser_module(packed), "utf-8")


if __name__ == "__main__":
    main()
