"""What the bodies of the index's files say: postings, words, units, directories.

    bytes of a file, unpacked --read_*--> frozen values and numpy columns

`docs/search-format.md` describes the layouts.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from sitegen.search import bits
from sitegen.search.cells import iso_day
from sitegen.search.layout import (
    LONG_FREQUENCY,
    NAME_SIZE,
    Field,
    Kind,
)
from sitegen.search.varints import Column, Cursor


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a key occurs; documents ascending."""

    documents: Column
    buckets: Column
    frequencies: Column

    @staticmethod
    def join(parts: list["Postings"]) -> "Postings":
        """Return postings that follow each other as one."""
        if not parts:
            return NOTHING
        if len(parts) == 1:
            return parts[0]
        return Postings(
            np.concatenate([part.documents for part in parts]),
            np.concatenate([part.buckets for part in parts]),
            np.concatenate([part.frequencies for part in parts]),
        )


NOTHING = Postings(*(np.zeros(0, np.int64) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a big term's postings."""

    count: int
    low: int  # first document, numbered in its segment
    high: int
    documents: bytes  # name of the file
    positions: bytes  # name of the file, empty if there are none


@dataclass(frozen=True, slots=True)
class Entry:
    """What a shard says of a key."""

    key: bytes
    count: int  # documents
    alias: bytes | None = None
    ordinal: int = -1  # among the terms with positions in shards
    postings: Postings = NOTHING  # of a small term
    cells: tuple[int, ...] = ()  # of a big term: documents in each cell
    head: Postings = NOTHING
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A unit as the unit file tells it."""

    key: str
    channel: str
    kind: str
    first: int  # its first document
    documents: int
    days: tuple[tuple[int, int], ...]  # (first document in the unit, day)
    name: bytes  # of its fragments; empty in a calendar


@dataclass
class Directory:
    """Files of sorted keys: where each begins and what it is called."""

    firsts: list[bytes]
    names: list[bytes]

    def at(self, key: bytes) -> int:
        """Return which file may hold a key; -1 if none."""
        return bisect_right(self.firsts, key) - 1


def read_directory(cursor: Cursor) -> Directory:
    """Read where files begin, and their names."""
    count = cursor.number()
    firsts = cursor.front_coded(count)
    return Directory(firsts, [cursor.take(NAME_SIZE) for _ in range(count)])


def read_shard(body: bytes, cells: int, span: int) -> dict[bytes, Entry]:
    """Return the entries of a term shard by key, in order.

    Args:
        body: The payload.
        cells: How many cells the segment has.
        span: How many documents it has.

    Raises:
        ValueError: The shard is cut.
    """
    cursor = Cursor(body)
    ordinal = cursor.number()
    keys = cursor.front_coded(cursor.number())
    tags = cursor.numbers(len(keys)).tolist()
    aliases = {
        key: key[: cursor.number()] + cursor.take(cursor.number())
        for key, tag in zip(keys, tags, strict=True)
        if tag & 2
    }
    bigs = {
        key: _read_big(cursor, key, tag >> 2, cells)
        for key, tag in zip(keys, tags, strict=True)
        if tag & 1
    }
    small = [
        (key, tag >> 2)
        for key, tag in zip(keys, tags, strict=True)
        if tag >> 2 and not tag & 1
    ]
    counts = np.array([count for _, count in small], np.int64)
    gaps = bits.decode(cursor, np.repeat(bits.widths(counts, span), counts))
    texts = sum(count for key, count in small if key.startswith(Field.TEXT))
    weights = np.frombuffer(cursor.take(texts), np.uint8)
    buckets, frequencies = _read_weights(weights, cursor)
    entries: dict[bytes, Entry] = {}
    start = text_start = 0
    for key, tag in zip(keys, tags, strict=True):
        count, alias = tag >> 2, aliases.get(key)
        if tag & 1:
            body_of_big = bigs[key]
            entries[key] = Entry(key, count, alias, -1, NOTHING, *body_of_big)
            continue
        documents = np.cumsum(gaps[start : start + count] + 1) - 1
        start += count
        if not count or not key.startswith(Field.TEXT):
            none = np.zeros(count, np.int64)
            entries[key] = Entry(key, count, alias, -1, Postings(documents, none, none))
            continue
        end = text_start + count
        postings = Postings(
            documents, buckets[text_start:end], frequencies[text_start:end]
        )
        entries[key] = Entry(key, count, alias, ordinal, postings)
        ordinal += 1
        text_start = end
    return entries


def read_words(body: bytes) -> Iterator[tuple[bytes, int, str]]:
    """Yield key, count and display name of the words of a word file."""
    cursor = Cursor(body)
    keys = cursor.front_coded(cursor.number())
    counts = cursor.numbers(len(keys)).tolist()
    people = [key for key in keys if key.startswith(Field.AUTHOR)]
    sizes = cursor.numbers(len(people)).tolist()
    names = {key: cursor.take(size) for key, size in zip(people, sizes, strict=True)}
    for key, count in zip(keys, counts, strict=True):
        yield key, count, names.get(key, b"").decode()


def read_block(body: bytes, block: Block, *, is_text: bool) -> Postings:
    """Return the postings of a block."""
    cursor = Cursor(body)
    width = bits.width(block.count, block.high - block.low + 1)
    gaps = bits.decode(cursor, np.full(block.count, width))
    documents = np.cumsum(gaps + 1) - 1 + block.low
    if not is_text:
        none = np.zeros(block.count, np.int64)
        return Postings(documents, none, none)
    weights = np.frombuffer(cursor.take(block.count), np.uint8)
    return Postings(documents, *_read_weights(weights, cursor))


def _read_big(
    cursor: Cursor, key: bytes, count: int, cells: int
) -> tuple[tuple[int, ...], Postings, tuple[Block, ...]]:
    del count  # the sum of the cells
    is_text = key.startswith(Field.TEXT)
    in_cells = tuple(cursor.numbers(cells).tolist())
    size = cursor.number()
    documents = np.cumsum(cursor.numbers(size) + 1) - 1
    weights = np.frombuffer(cursor.take(size), np.uint8)
    head = Postings(documents, *_read_weights(weights, cursor))
    blocks = []
    after = 0
    for _ in range(cursor.number()):
        number, low, span = cursor.number(), cursor.number() + after, cursor.number()
        after = low + span + 1
        name = cursor.take(NAME_SIZE)
        positions = cursor.take(NAME_SIZE) if is_text else b""
        blocks.append(Block(number, low, low + span, name, positions))
    return in_cells, head, tuple(blocks)


def _read_weights(
    weights: npt.NDArray[np.uint8], cursor: Cursor
) -> tuple[Column, Column]:
    """Return length buckets and frequencies."""
    frequencies = (weights >> 3).astype(np.int64) + 1
    long = frequencies == LONG_FREQUENCY
    frequencies[long] += cursor.numbers(int(long.sum()))
    return (weights & 7).astype(np.int64), frequencies


def running_sums(gaps: Column, sizes: Column) -> Column:
    """Return the running sum of gaps, begun anew for each group of `sizes` gaps."""
    if not len(gaps):
        return gaps
    total = np.cumsum(gaps)
    ends = np.cumsum(sizes)
    before = np.concatenate((np.zeros(1, np.int64), total[ends[:-1] - 1]))
    return total - np.repeat(before, sizes)


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A unit file or calendar, as the root tells it."""

    kind: Kind
    count: int  # units
    first: int  # its first document
    name: bytes


def read_unit_files(cursor: Cursor, kind: Kind) -> list[UnitFile]:
    """Read a table of unit files or calendars."""
    count = cursor.number()
    sizes = cursor.numbers(2 * count).tolist()
    firsts = accumulate(sizes[1::2], initial=0)
    return [
        UnitFile(kind, units, first, cursor.take(NAME_SIZE))
        for units, first in zip(sizes[::2], firsts, strict=False)
    ]


def read_units(
    body: bytes, file: UnitFile, channels: Sequence[str]
) -> Iterator[UnitInfo]:
    """Yield the units of a unit file or calendar."""
    cursor = Cursor(body)
    is_named = file.kind is Kind.UNITS
    names = [cursor.take(NAME_SIZE if is_named else 0) for _ in range(file.count)]
    first = file.first
    keys, of_channels, kinds, sizes, steps, more = json.loads(body[cursor.place :])
    days = np.cumsum(steps).tolist()
    runs = [[(0, day)] for day in days]
    for place, start, after in zip(more[::3], more[1::3], more[2::3], strict=True):
        runs[place].append((start, days[place] + after))
    for place, name in enumerate(names):
        yield UnitInfo(
            key=keys[place] or iso_day(days[place]),
            channel=channels[of_channels[place]],
            kind="session" if kinds[place] else "day",
            first=first,
            documents=sizes[place],
            days=tuple(runs[place]),
            name=name,
        )
        first += sizes[place]
