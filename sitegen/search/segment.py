"""Write one segment: merged columns to term shards, blocks, positions and words.

The cuts between shards depend on the segment's contents alone. What a reader needs to
find its way stands in the segment's directory, which the root holds.
"""

import json
import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sitegen.search import bits, varints
from sitegen.search.big import BigTerm, write_big
from sitegen.search.cells import Cells
from sitegen.search.cutting import shard_cuts
from sitegen.search.layout import (
    LONG_FREQUENCY,
    Coding,
    Field,
    File,
    Kind,
    Options,
    Section,
    file_of,
    group_of,
    pack,
)
from sitegen.search.merge import Merged, Numbers, Postings
from sitegen.search.varints import Bytes, Column
from sitegen.search.words import write_words

# What a shard counts in the root: it takes 1.5 bytes, but files are to be few as well.
DIRECTORY_BYTES = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """A written segment."""

    directory: bytes  # for the root
    files: tuple[File, ...]


def write_segment(merged: Merged, cells: Cells, options: Options) -> Segment:
    """Return the files of a segment and its directory."""
    columns = _columns(merged, options)
    positions = _Positions()
    for postings in merged.ranges(options.at_once):
        for place in np.flatnonzero(np.diff(postings.starts) >= options.big).tolist():
            key = postings.keys[place]
            columns.bigs[key] = write_big(postings, place, cells, options)
        columns.take(postings, options)
        positions.take(postings, options)
    files = [file for big in columns.bigs.values() for file in big.files]
    firsts, shards_name, shards = _write_shards(columns, options)
    positions_name, position_files = _write_positions(positions, options)
    words_name, words = write_words(merged, options)
    facts = {
        "documents": merged.documents,
        "tokens": merged.tokens,
        "cells": cells.table,
        "positions": positions_name.hex(),
        "words": words_name.hex(),
        "shards": shards_name.hex(),
    }
    directory = bytearray()
    head = json.dumps(facts, separators=(",", ":")).encode()
    varints.put(directory, len(head))
    directory += head
    varints.put(directory, len(firsts))
    varints.put_front_coded(directory, firsts)
    return Segment(bytes(directory), (*files, *shards, *position_files, *words))


def separator(before: bytes, first: bytes) -> bytes:
    """Return the shortest start of `first` that sorts after `before`."""
    return first[: varints.common_prefix(before, first) + 1]


def cuts(sizes: Sequence[int], aim: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of things that fill a file of about `aim` bytes each."""
    start = held = 0
    for place, size in enumerate(sizes):
        if held and held + size > aim:
            yield start, place
            start, held = place, 0
        held += size
    if start < len(sizes):
        yield start, len(sizes)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The keys of all shards, and the postings of those that are not big.

    Keys are terms, and words that are only indexed as others. The columns of postings
    are filled range by range.
    """

    keys: list[bytes]  # sorted
    aliases: dict[bytes, bytes]  # of words: what each is indexed as, if that differs
    bigs: dict[bytes, BigTerm]
    shared: Column  # bytes that each key shares with the one before
    counts: Column  # postings of each key, big or not
    starts: Column  # of each key in the columns below, and the end
    low: Bytes  # of each key: see `bits`
    sizes: Column  # about how many bytes each key takes in its shard
    text_from: int  # where the postings of text begin
    gaps: npt.NDArray[np.int32]
    weights: Bytes
    frequencies: Numbers
    ordinals: list[int]  # terms with positions in shards before each key
    places: Column  # of each merged key, and the end: its place here

    def take(self, postings: Postings, options: Options) -> None:
        """Take over the postings of a range."""
        counts = np.diff(postings.starts)
        is_small = counts < options.big
        held = np.repeat(is_small, counts)
        documents = postings.documents[held].view(np.int32)
        gaps = np.diff(documents, prepend=np.int32(-1))
        gaps -= 1
        here = self.places[postings.first : postings.first + len(postings.keys)]
        small, counts = here[is_small], counts[is_small]
        firsts = np.cumsum(counts) - counts
        gaps[firsts] = documents[firsts]
        start = int(self.starts[here[0]])
        span = slice(start, start + len(gaps))
        self.gaps[span] = gaps
        self.weights[span] = postings.weights[held]
        self.frequencies[span] = postings.frequencies[held]
        low = np.repeat(self.low[small], counts)
        in_bits = (gaps >> low) + low + 1
        in_bits[max(self.text_from - start, 0) :] += WEIGHT_BITS
        if len(small):
            self.sizes[small] += np.add.reduceat(in_bits, firsts) // 8
        for place in here[~is_small].tolist():
            self.sizes[place] += len(self.bigs[self.keys[place]].body)


WEIGHT_BITS = 3  # of a posting, packed
KEY_BYTES = 4


def _columns(merged: Merged, options: Options) -> _Columns:
    """Return the columns of a segment, its postings to be filled in."""
    aliases = {Field.TEXT + surface.text: surface.key for surface in merged.surfaces}
    keys = sorted({*merged.keys, *aliases})
    numbers = {key: place for place, key in enumerate(keys)}
    places = np.fromiter(
        map(numbers.__getitem__, merged.keys), np.int64, len(merged.keys)
    )
    counts = np.zeros(len(keys), np.int64)
    counts[places] = merged.counts
    held = np.where(counts < options.big, counts, 0)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(held)))
    texts = bisect_left(keys, Field.TEXT)
    has_positions = (np.arange(len(keys)) >= texts) & (held > 0)
    postings = int(starts[-1])
    # in as few bytes as will do: at a million messages 64 bits take 150 MB a column
    return _Columns(
        keys=keys,
        aliases=aliases,
        bigs={},
        shared=varints.shared_prefixes(keys) if keys else np.zeros(0, np.int64),
        counts=counts,
        starts=starts,
        low=bits.widths(held, merged.documents).astype(np.uint8),
        sizes=np.full(len(keys), KEY_BYTES, np.int64),
        text_from=int(starts[texts]),
        gaps=np.empty(postings, np.int32),
        weights=np.empty(postings, np.uint8),
        frequencies=np.empty(postings, np.uint32),
        ordinals=(np.cumsum(has_positions) - has_positions).tolist(),
        places=places,
    )


def _write_shards(
    columns: _Columns, options: Options
) -> tuple[list[bytes], bytes, tuple[File, ...]]:
    """Return where each term shard begins, the name of them all, and their files."""
    least, most = options.shard_bytes
    total = DIRECTORY_BYTES * int(columns.sizes.sum())
    aim = min(max(math.isqrt(total), least), most)
    last = b""
    firsts, parts = [], []
    for start, end in shard_cuts(columns.shared, columns.sizes, aim):
        parts.append(pack(Kind.TERMS, *_shard(columns, start, end)))
        firsts.append(separator(last, columns.keys[start]))
        last = columns.keys[end - 1]
    return firsts, *group_of(Kind.TERMS, parts)


def _shard(columns: _Columns, start: int, end: int) -> tuple[Section, ...]:
    """Return the sections of the shard of some keys: keys, documents, weights."""
    keys = columns.keys[start:end]
    out = bytearray()
    varints.put(out, columns.ordinals[start], len(keys))
    varints.put_front_coded(out, keys, columns.shared[start:end])
    tags = columns.counts[start:end] << 2
    aliases, big_parts = bytearray(), bytearray()
    for place, key in enumerate(keys):
        if key in columns.aliases:
            alias = columns.aliases[key]
            tags[place] |= 2
            shared = varints.common_prefix(key, alias)
            varints.put(aliases, shared, len(alias) - shared)
            aliases += alias[shared:]
        if key in columns.bigs:
            tags[place] |= 1
            big_parts += columns.bigs[key].body
    out += varints.encode(tags) + aliases + big_parts
    here = slice(int(columns.starts[start]), int(columns.starts[end]))
    low = np.repeat(columns.low[start:end], np.diff(columns.starts[start : end + 1]))
    texts = slice(max(here.start, columns.text_from), max(here.stop, columns.text_from))
    weights = columns.weights[texts].tobytes()
    weights += long_frequencies(columns.frequencies[texts])
    return (
        Section(out, Coding.TEXT),
        Section(bits.encode(columns.gaps[here], low), Coding.BITS),
        Section(weights, Coding.NUMBERS),
    )


@dataclass(frozen=True, slots=True)
class _Positions:
    """The positions of all terms that are not big, as they are written."""

    encoded: bytearray = field(default_factory=bytearray)
    sizes: list[int] = field(default_factory=list)  # bytes of each term

    def take(self, postings: Postings, options: Options) -> None:
        """Take over the positions of a range."""
        texts = bisect_left(postings.keys, Field.TEXT)
        starts = postings.position_starts[postings.starts[texts:-1]]
        if not len(starts):
            return
        in_bytes = varints.sizes(postings.gaps)
        sizes = np.add.reduceat(in_bytes, starts, dtype=np.int64)
        small = np.diff(postings.starts)[texts:] < options.big
        held = np.repeat(small, sizes)
        encoded = np.frombuffer(varints.encode(postings.gaps), np.uint8)
        self.encoded.extend(encoded[held].tobytes())
        self.sizes.extend(sizes[small].tolist())


def _write_positions(
    positions: _Positions, options: Options
) -> tuple[bytes, tuple[File, ...]]:
    """Return the name of the directory of positions, and it with the shards."""
    encoded, sizes = positions.encoded, positions.sizes
    aim = max(options.position_bytes, len(encoded) // options.position_files)
    directory, parts = bytearray(), []
    found = list(cuts(sizes, aim))
    at = 0
    for start, end in found:
        body = bytearray()
        varints.put(body, start, end - start, *sizes[start:end])
        until = at + sum(sizes[start:end])
        section = Section(body + encoded[at:until], Coding.NUMBERS)
        parts.append(pack(Kind.POSITIONS, section))
        at = until
    group, files = group_of(Kind.POSITIONS, parts)
    directory += group
    varints.put(directory, len(found), *(end - start for start, end in found))
    name, file = file_of(Kind.POSITION_DIRECTORY, directory)
    return name, (*files, file)


def long_frequencies(frequencies: Numbers) -> bytes:
    """Return the frequencies that a weight byte can't hold."""
    return varints.encode(frequencies[frequencies >= LONG_FREQUENCY] - LONG_FREQUENCY)
