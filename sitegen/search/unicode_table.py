"""The pinned Unicode table of search, unpacked: classes of code points and folding.

`make_unicode_table.py` says what the classes mean. `browser/unicode-table.js` is this
module again; `fold` of both gives the same text for every input.

Normalization itself is the runtime's (`unicodedata`, `String.prototype.normalize`):
Unicode promises that a text of code points assigned in 14.0.0 normalizes alike in
every later version, and words hold no others.
"""

import re
import unicodedata

from sitegen.search import unicode_data

APOSTROPHES = "'\u2019\u02bc\uff07"
_BREVE = "\u0306"
_SHORT_BASES = "\u0438\u0443"  # the bases of й and ў, letters of their own
# NFKC takes the Thai and Lao vowel AM apart, which nobody writes that way.
_SARA_AM = (("\u0e4d\u0e32", "\u0e33"), ("\u0ecd\u0eb2", "\u0eb3"))


def _runs(packed: str) -> list[tuple[int, int]]:
    """Return the inclusive runs of a packed class."""
    numbers = [int(piece, 36) for piece in packed.split()]
    found = []
    end = 0
    for gap, length in zip(numbers[::2], numbers[1::2], strict=True):
        first = end + gap
        end = first + length
        found.append((first, end))
    return found


def _char_class(packed: str) -> str:
    """Return the inside of a regular expression's class."""
    return "".join(
        f"\\U{first:08x}-\\U{last:08x}" if last > first else f"\\U{first:08x}"
        for first, last in _runs(packed)
    )


def _folds() -> dict[int, str]:
    """Return what takes the place of a code point after NFKC."""
    numbers = [int(piece, 36) for piece in unicode_data.FOLD.split()]
    found: dict[int, str] = {}
    code = 0
    for at in range(0, len(numbers), 4):
        gap, count, stride, delta = numbers[at : at + 4]
        code += gap
        for step in range(count):
            here = code + step * stride
            found[here] = chr(here + delta)
    for piece in unicode_data.FOLD_LONG.split():
        key, _, spelled = piece.partition("=")
        letters = (chr(int(letter, 36)) for letter in spelled.split("."))
        found[int(key, 36)] = "".join(letters)
    for first, last in _runs(unicode_data.DROP):
        found.update(dict.fromkeys(range(first, last + 1), ""))
    return found


WORD = _char_class(unicode_data.WORD)
GRAM = _char_class(unicode_data.GRAM)
MARK = _char_class(unicode_data.MARK)
EMOJI = _char_class(unicode_data.EMOJI)

_FOLDS = _folds()
_STRIPPED = re.compile(f"([{_char_class(unicode_data.STRIP)}])([{MARK}]+)")
_OTHER_APOSTROPHES = re.compile(f"[{APOSTROPHES[1:]}]")


def fold(text: str) -> str:
    """Return a text as terms are compared: without case, compatibility forms, accents.

    Marks are dropped after Latin, Greek, Cyrillic, Hebrew and Arabic letters, but й and
    ў stay what they are; digits of every script become ASCII digits.
    """
    if text.isascii():
        return text.lower()
    text = _OTHER_APOSTROPHES.sub("'", unicodedata.normalize("NFKC", text))
    for apart, whole in _SARA_AM:
        text = text.replace(apart, whole)
    text = unicodedata.normalize("NFD", text.translate(_FOLDS))
    return unicodedata.normalize("NFC", _STRIPPED.sub(_strip, text))


def _strip(match: re.Match[str]) -> str:
    """Return a base letter with the one mark that makes it another letter, if any."""
    base, marks = match.groups()
    return base + _BREVE if base in _SHORT_BASES and _BREVE in marks else base
