"""The words around a place in bytes, as many as are needed on each side.

Entities such as `&#39;` are read in both ways: as the words in them, and as a blank.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.verify.word_table import as_words

_ENTITY = re.compile(rb"&[A-Za-z0-9#]{1,8};")
_ENTITY_BYTES = 10
_WORD_BYTES = 12  # of a word and what is beside it: a first guess


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of some bytes; nothing outside of it counts."""

    data: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Nearby:
    """The words around a place."""

    words: tuple[bytes, ...]  # in lower case
    middle: int  # the number of words before the place
    first: int  # where in the data these words begin, or before that
    last: int  # where they end, or after that


def nearby(stretch: Stretch, at: int, before: int, after: int) -> Iterator[Nearby]:
    """Yield the words around a place where a word begins, in each reading.

    Args:
        stretch: Where to read.
        at: Where the word begins.
        before: How many words before it are needed, if there are so many.
        after: The same for the words from it on.
    """
    plain = _nearby(stretch, at, (before, after), are_blank=False)
    yield plain
    if b"&" in stretch.data[plain.first : plain.last] and not _in_entity(stretch, at):
        yield _nearby(stretch, at, (before, after), are_blank=True)


def _nearby(
    stretch: Stretch, at: int, wanted: tuple[int, int], *, are_blank: bool
) -> Nearby:
    before, after = wanted
    first, left = at, list[bytes]()
    size = _WORD_BYTES * (before + 1)
    while first > stretch.start and len(left) <= before:
        first = max(stretch.start, at - size)
        left = _words(stretch.data[first:at], are_blank=are_blank)
        size *= 4
    last, right = at, list[bytes]()
    size = _WORD_BYTES * (after + 1)
    while last < stretch.end and len(right) <= after:
        last = min(stretch.end, at + size)
        right = _words(stretch.data[at:last], are_blank=are_blank)
        size *= 4
    # What is cut off at an edge may be part of a word, or of an entity.
    if first > stretch.start:
        del left[0]
    if last < stretch.end:
        del right[-1]
    return Nearby((*left, *right), len(left), first, last)


def _words(data: bytes, *, are_blank: bool) -> list[bytes]:
    if are_blank:
        data = _ENTITY.sub(b" ", data)
    return as_words(data).split()


def _in_entity(stretch: Stretch, at: int) -> bool:
    start = stretch.data.rfind(b"&", max(stretch.start, at - _ENTITY_BYTES), at)
    found = _ENTITY.match(stretch.data, start) if start >= 0 else None
    return found is not None and found.end() > at
