"""Read the index: the Python twin of `browser/reader.js` and `browser/segment.js`.

Documents are numbered through all segments. Files are read when they are needed and
kept; every answer is a numpy column or a frozen value.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sitegen.search import varints
from sitegen.search.decoding import (
    Directory,
    Entry,
    Postings,
    UnitFile,
    UnitInfo,
    read_block,
    read_directory,
    read_shard,
    read_unit_files,
    read_units,
    read_words,
    running_sums,
)
from sitegen.search.fragments import Fragment, read_fragment, share
from sitegen.search.layout import (
    FORMAT,
    NAME_SIZE,
    POINTER,
    Field,
    IndexDamaged,
    Kind,
    part_path,
    path_of,
    payload_of,
)
from sitegen.search.varints import Column, Cursor

# Gives the bytes of a file by its path from the site's root, or None.
Read = Callable[[str], bytes | None]

Place = TypeVar("Place", UnitInfo, UnitFile)


class Files:
    """The files of an index: fetched, checked, unwrapped."""

    def __init__(self, read: Read) -> None:
        self.read = read

    def body(self, kind: Kind, name: bytes) -> bytes:
        """Return the body of a file.

        Raises:
            IndexDamaged: The file is missing, cut or something else.
        """
        path = path_of(kind, name)
        return payload_of(kind, path, self._data(path), name)

    def part(self, kind: Kind, name: bytes, number: int) -> bytes:
        """Return the body of a part of a group.

        Raises:
            IndexDamaged: The file is missing or cut.
        """
        path = part_path(kind, name, number)
        return payload_of(kind, path, self._data(path), None)

    def fragment(self, name: bytes, number: int) -> Fragment:
        """Return a unit's fragment.

        Raises:
            IndexDamaged: The file is missing, cut or something else.
        """
        path = part_path(Kind.FRAGMENT, name, number)
        body = self.part(Kind.FRAGMENT, name, number)
        try:
            return read_fragment(body)
        except ValueError:
            raise IndexDamaged(path, "damaged search file") from None

    def pointer(self) -> bytes:
        """Return the name of the root.

        Raises:
            IndexDamaged: There is no index, or one of another format.
        """
        data = self._data(POINTER)
        try:
            pointer = json.loads(data)
            name = bytes.fromhex(pointer["root"])
        except (ValueError, KeyError, TypeError):
            raise IndexDamaged(POINTER, "not a search pointer") from None
        if pointer.get("format") != FORMAT or len(name) != NAME_SIZE:
            raise IndexDamaged(POINTER, "search index of another format")
        return name

    def _data(self, path: str) -> bytes:
        data = self.read(path)
        if data is None:
            raise IndexDamaged(path, "missing search file")
        return data


@dataclass
class SegmentReader:
    """One segment; documents are numbered from its first."""

    files: Files
    base: int  # number of its first document in the index
    documents: int
    tokens: int
    cells: tuple[tuple[str, int, int], ...]
    positions_name: bytes
    words_name: bytes
    shards_name: bytes
    firsts: list[bytes]  # where each shard begins
    _shards: dict[int, dict[bytes, Entry]] = field(default_factory=dict)

    def find(self, key: bytes) -> Entry | None:
        """Return what the segment says of a key."""
        place = bisect_right(self.firsts, key) - 1
        return None if place < 0 else self.shard(place).get(key)

    def starting(self, prefix: bytes) -> Iterator[Entry]:
        """Yield the entries whose keys start with some bytes, in order."""
        before = bisect_right(self.firsts, prefix) - 1
        for place in range(max(before, 0), len(self.firsts)):
            first = self.firsts[place]
            if first > prefix and not first.startswith(prefix):
                return
            for key, entry in self.shard(place).items():
                if key.startswith(prefix):
                    yield entry

    def shard(self, place: int) -> dict[bytes, Entry]:
        """Return the entries of a term shard by key, in order."""
        if place not in self._shards:
            path = part_path(Kind.TERMS, self.shards_name, place)
            body = self.files.part(Kind.TERMS, self.shards_name, place)
            try:
                found = read_shard(body, len(self.cells), self.documents)
            except (ValueError, IndexError):
                raise IndexDamaged(path, "damaged search file") from None
            if not next(iter(found)).startswith(self.firsts[place]):
                raise IndexDamaged(path, "not the search file its name says")
            self._shards[place] = found
        return self._shards[place]

    def postings(self, entry: Entry) -> Postings:
        """Return all postings of an entry."""
        if not entry.blocks:
            return entry.postings
        is_text = entry.key.startswith(Field.TEXT)
        return Postings.join(
            [
                read_block(
                    self.files.body(Kind.BLOCK, block.documents), block, is_text=is_text
                )
                for block in entry.blocks
            ]
        )

    def positions(self, entry: Entry) -> Column:
        """Return the gaps between the positions of each posting of an entry."""
        if entry.blocks:
            parts = [
                varints.decode(self.files.body(Kind.POSITION_BLOCK, block.positions))
                for block in entry.blocks
            ]
            return np.concatenate(parts)
        if entry.ordinal < 0:
            return np.zeros(0, np.int64)
        name, starts = self._position_directory
        place = bisect_right(starts, entry.ordinal) - 1
        path = part_path(Kind.POSITIONS, name, place)
        cursor = Cursor(self.files.part(Kind.POSITIONS, name, place))
        first, count = cursor.number(), cursor.number()
        if first != starts[place]:
            raise IndexDamaged(path, "not the search file its name says")
        sizes = cursor.numbers(count).tolist()
        cursor.take(sum(sizes[: entry.ordinal - first]))
        return varints.decode(cursor.take(sizes[entry.ordinal - first]))

    def words(self, prefix: bytes) -> Iterator[tuple[bytes, int, str]]:
        """Yield key, count and display name of words that start so, in order."""
        directory = self._word_directory
        for place in range(max(directory.at(prefix), 0), len(directory.names)):
            first = directory.firsts[place]
            if first > prefix and not first.startswith(prefix):
                return
            body = self.files.body(Kind.WORDS, directory.names[place])
            for word in read_words(body):
                if word[0].startswith(prefix):
                    yield word

    @cached_property
    def _word_directory(self) -> Directory:
        return read_directory(
            Cursor(self.files.body(Kind.WORD_DIRECTORY, self.words_name))
        )

    @cached_property
    def _position_directory(self) -> tuple[bytes, list[int]]:
        cursor = Cursor(self.files.body(Kind.POSITION_DIRECTORY, self.positions_name))
        name = cursor.take(NAME_SIZE)
        ends = np.cumsum(cursor.numbers(cursor.number())).tolist()
        return name, [0, *ends[:-1]]


class Index:
    """An open index."""

    def __init__(self, read: Read) -> None:
        self.files = Files(read)
        name = self.files.pointer()
        path = path_of(Kind.ROOT, name)
        cursor = Cursor(self.files.body(Kind.ROOT, name))
        try:
            facts = json.loads(cursor.take(cursor.number()))
            self.unit_files = read_unit_files(cursor, Kind.UNITS)
            self.calendar = read_unit_files(cursor, Kind.CALENDAR)
            self.segments = list(self._segments(cursor, facts["segments"]))
        except (ValueError, KeyError):
            raise IndexDamaged(path, "damaged search file") from None
        self.language: str = facts["language"]
        self.channels: tuple[str, ...] = tuple(facts["channels"])
        self.fragment_size: int = facts["fragment"]
        self.documents = sum(segment.documents for segment in self.segments)
        self.tokens = sum(segment.tokens for segment in self.segments)
        # Length bucket of each document; -1 until a posting of its text was read.
        self.buckets: npt.NDArray[np.int8] = np.full(self.documents, -1, np.int8)
        self._postings: dict[bytes, Postings] = {}
        self._units: dict[bytes, tuple[UnitInfo, ...]] = {}

    def _segments(self, cursor: Cursor, count: int) -> Iterator[SegmentReader]:
        base = 0
        for _ in range(count):
            facts = json.loads(cursor.take(cursor.number()))
            segment = SegmentReader(
                self.files,
                base,
                facts["documents"],
                facts["tokens"],
                tuple((name, year, size) for name, year, size in facts["cells"]),
                bytes.fromhex(facts["positions"]),
                bytes.fromhex(facts["words"]),
                bytes.fromhex(facts["shards"]),
                cursor.front_coded(cursor.number()),
            )
            yield segment
            base += segment.documents

    def alias(self, key: bytes) -> bytes:
        """Return what a word is indexed as."""
        for segment in self.segments:
            entry = segment.find(key)
            if entry is not None and entry.alias is not None:
                return entry.alias
        return key

    def count(self, key: bytes) -> int:
        """Return how many documents have a key."""
        found = (segment.find(key) for segment in self.segments)
        return sum(entry.count for entry in found if entry is not None)

    def postings(self, key: bytes) -> Postings:
        """Return the postings of a key."""
        if key not in self._postings:
            parts = []
            for segment in self.segments:
                entry = segment.find(key)
                if entry is not None and entry.count:
                    found = segment.postings(entry)
                    parts.append(
                        Postings(
                            found.documents + segment.base,
                            found.buckets,
                            found.frequencies,
                        )
                    )
            whole = Postings.join(parts)
            self._postings[key] = whole
            if key.startswith(Field.TEXT):
                self.buckets[whole.documents] = whole.buckets
        return self._postings[key]

    def words(self, field_: bytes, start: str) -> list[tuple[str, int, str]]:
        """Return words, people or tags that start so: text, count, display name.

        The most frequent come first.
        """
        counts: dict[bytes, tuple[int, str]] = {}
        prefix = field_ + start.encode("utf-8", "replace")
        for segment in self.segments:
            for key, count, name in segment.words(prefix):
                counts[key] = (counts.get(key, (0, ""))[0] + count, name)
        ranked = sorted(counts, key=lambda key: (-counts[key][0], key))
        return [(key[1:].decode(), *counts[key]) for key in ranked]

    def positions(self, key: bytes) -> tuple[Column, Column]:
        """Return document and position of each occurrence of a key of text."""
        postings = self.postings(key)
        gaps = np.concatenate(
            [
                segment.positions(entry)
                for segment in self.segments
                if (entry := segment.find(key)) is not None and entry.count
            ]
            or [np.zeros(0, np.int64)]
        )
        return (
            np.repeat(postings.documents, postings.frequencies),
            running_sums(gaps, postings.frequencies),
        )

    def expansions(self, prefix: bytes, limit: int) -> tuple[bytes, ...]:
        """Return the keys indexed for words that start so, the most frequent first."""
        found = {
            key
            for segment in self.segments
            for entry in segment.starting(prefix)
            for key in (entry.alias, entry.key if entry.count else None)
            if key is not None
        }
        ranked = sorted(found, key=lambda key: (-self.count(key), key))
        return tuple(ranked[:limit])

    @cached_property
    def units(self) -> tuple[UnitInfo, ...]:
        """Every unit, in the order of documents, of a large archive without names."""
        files = self.calendar or self.unit_files
        return tuple(unit for file in files for unit in self._units_of(file))

    def unit_of(self, document: int) -> UnitInfo:
        """Return the unit a document stands in."""
        file = _holding(self.unit_files, document)
        return _holding(self._units_of(file), document)

    def _units_of(self, file: UnitFile) -> tuple[UnitInfo, ...]:
        if file.name not in self._units:
            body = self.files.body(file.kind, file.name)
            try:
                found = tuple(read_units(body, file, self.channels))
            except (ValueError, IndexError, TypeError, OverflowError):
                path = path_of(file.kind, file.name)
                raise IndexDamaged(path, "damaged search file") from None
            self._units[file.name] = found
        return self._units[file.name]

    def fragment_of(self, document: int) -> tuple[Fragment, int]:
        """Return the fragment that holds a document, and its place in it."""
        unit = self.unit_of(document)
        size = share(unit.documents, self.fragment_size)
        number, place = divmod(document - unit.first, size)
        fragment = self.files.fragment(unit.name, number)
        if fragment.key != unit.key or fragment.first != number * size:
            path = part_path(Kind.FRAGMENT, unit.name, number)
            raise IndexDamaged(path, "not the search file its name says")
        return fragment, place


def _holding(places: Sequence[Place], document: int) -> Place:
    """Return which unit, or file of units, holds a document."""
    return places[bisect_right(places, document, key=attrgetter("first")) - 1]
