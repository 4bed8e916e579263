"""Where some words stand in bytes: all words are looked up at once.

    bytes --as_words--> lower-case words between blanks --places--> where those stand

A word is a stretch of ASCII letters, digits and `_`; such words are the same in every
encoding. Their first eight bytes are taken as a number, and the number's hash is looked
up in a table. That takes about 5 ns a byte; cutting a file into Python's strings takes
four times as long. Words in thousands of messages are found beside a second word only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Places = NDArray[np.intp]
Pair = tuple[bytes, bytes]  # words that follow each other

_AS_WORDS = (
    bytes(
        ord(chr(byte).lower()) if chr(byte).isalnum() or byte == 0x5F else 0x20
        for byte in range(128)
    )
    + b" " * 128
)
_BLANK = 0x20
_IN_ENTITY = np.frombuffer(b"&#", np.uint8)  # one of them is before what is in `&#39;`
_BITS = 18  # a table has 256 KB: it stays in a core's own cache
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: spreads well
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)  # odd and unlike it, for the second of a pair
_SHIFT = np.uint64(64 - _BITS)
_NUMBER = 8  # bytes of a number
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(_NUMBER + 1)], np.uint64)
_ANYWHERE, _MENTIONED, _BESIDE = 1, 2, 4  # how a word counts

# What must stand at the end of bytes in which words are looked up.
PADDING = b" " * (_NUMBER + 1)


def as_words(data: bytes) -> bytes:
    """Return bytes of the same length: words in lower case, all else blanks."""
    return data.translate(_AS_WORDS)


@dataclass(frozen=True)
class WordTable:
    """Words to look for."""

    anywhere: frozenset[bytes] = frozenset()
    mentioned: frozenset[bytes] = frozenset()  # looked for after `@` only
    # Looked for beside another word, or where an entity stands between, which may be
    # a blank or a word.
    beside: frozenset[bytes] = frozenset()
    pairs: frozenset[Pair] = frozenset()  # each holds a word that is looked for

    @cached_property
    def _every(self) -> frozenset[bytes]:
        return self.anywhere | self.mentioned | self.beside

    @cached_property
    def _words(self) -> NDArray[np.uint8]:
        table = np.zeros(1 << _BITS, np.uint8)
        for words, how in (
            (self.anywhere, _ANYWHERE),
            (self.mentioned, _MENTIONED),
            (self.beside, _BESIDE),
        ):
            table[_hashes(_numbers(words))] |= np.uint8(how)
        return table

    @cached_property
    def _pairs(self) -> NDArray[np.bool_]:
        table = np.zeros(1 << _BITS, np.bool_)
        pairs = sorted(self.pairs)
        firsts, seconds = (_numbers(pair[n] for pair in pairs) for n in (0, 1))
        table[_pair_hashes(firsts, seconds)] = True
        return table

    def places(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return where one of the words may stand as it counts, and the word.

        Args:
            data: Begins with a blank or other byte that is in no word, and ends in
                `PADDING`.
        """
        if not self._every:
            return []
        text = _Text(data)
        how = self._words[_hashes(text.numbers())]
        seen = np.flatnonzero(how)
        how = how[seen]
        counts = (how & _ANYWHERE) != 0
        counts |= ((how & _MENTIONED) != 0) & (text.before(seen) == ord("@"))
        if self.beside:
            counts |= ((how & _BESIDE) != 0) & self._are_beside(text, seen)
        # Words that share a number or its hash are told apart here.
        return [f for f in text.words(seen[counts]) if f[1] in self._every]

    def _are_beside(self, text: "_Text", seen: Places) -> NDArray[np.bool_]:
        left = np.maximum(seen - 1, 0)
        right = np.minimum(seen + 1, len(text.starts) - 1)
        here, before, after = map(text.numbers_of, (seen, left, right))
        return (
            self._pairs[_pair_hashes(before, here)]
            | self._pairs[_pair_hashes(here, after)]
            | np.isin(text.before(left), _IN_ENTITY)
            | np.isin(text.before(right), _IN_ENTITY)
        )


class _Text:
    """Bytes cut into words."""

    def __init__(self, data: bytes) -> None:
        self.lower = as_words(data)
        self.data = np.frombuffer(data, np.uint8)
        is_blank = np.frombuffer(self.lower, np.uint8) == _BLANK
        edges = np.flatnonzero(is_blank[1:] != is_blank[:-1]) + 1
        self.starts, self.ends = edges[::2], edges[1::2]
        # A number begins at every byte, though each eighth would be enough for numpy.
        count = len(self.lower) - _NUMBER + 1
        self._numbers: Numbers = np.ndarray((count,), "<u8", self.lower, 0, (1,))

    def numbers(self) -> Numbers:
        """Return the numbers of all words."""
        return self._of(self.starts, self.ends)

    def numbers_of(self, chosen: Places) -> Numbers:
        """Return the numbers of some words."""
        return self._of(self.starts[chosen], self.ends[chosen])

    def _of(self, starts: Places, ends: Places) -> Numbers:
        first: Numbers = _FIRST[np.minimum(ends - starts, _NUMBER)]
        return self._numbers[starts] & first

    def before(self, chosen: Places) -> NDArray[np.uint8]:
        """Return the byte before each of some words."""
        return self.data[self.starts[chosen] - 1]

    def words(self, chosen: Places) -> list[tuple[int, bytes]]:
        """Return where some words stand, and the words."""
        starts, ends = self.starts[chosen].tolist(), self.ends[chosen].tolist()
        return [
            (start, self.lower[start:end])
            for start, end in zip(starts, ends, strict=True)
        ]


def _numbers(words: Iterable[bytes]) -> Numbers:
    firsts = (word[:_NUMBER].ljust(_NUMBER, b"\0") for word in words)
    return np.frombuffer(b"".join(firsts), "<u8")


def _hashes(numbers: Numbers) -> Numbers:
    return (numbers * _FACTOR) >> _SHIFT


def _pair_hashes(firsts: Numbers, seconds: Numbers) -> Numbers:
    return (firsts * _FACTOR + seconds * _SECOND) >> _SHIFT
