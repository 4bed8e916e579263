"""Write one segment: merged columns to term shards, blocks, positions and words.

The cuts between shards depend on the segment's contents alone. What a reader needs to
find its way stands in the segment's directory, which the root holds.
"""

import json
import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    postings = merged.postings
    bigs = {
        postings.keys[place]: write_big(postings, place, cells, options)
        for place in np.flatnonzero(np.diff(postings.starts) >= options.big).tolist()
    }
    files = [file for big in bigs.values() for file in big.files]
    firsts, shards_name, shards = _write_shards(merged, bigs, options)
    positions_name, positions = _write_positions(postings, options)
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
    return Segment(bytes(directory), (*files, *shards, *positions, *words))


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

    Keys are terms, and words that are only indexed as others.
    """

    keys: list[bytes]  # sorted
    aliases: dict[bytes, bytes]  # of words: what each is indexed as, if that differs
    bigs: Mapping[bytes, BigTerm]
    shared: Column  # bytes that each key shares with the one before
    counts: Column  # postings of each key, big or not
    starts: list[int]  # of each key in the columns below, and the end
    text_from: int  # where the postings of text begin
    gaps: npt.NDArray[np.int32]
    low: Bytes  # see `bits`
    weights: Bytes
    frequencies: Numbers
    ordinals: list[int]  # terms with positions in shards before each key

    def sizes(self) -> list[int]:
        """Return about how many bytes each key takes in its shard."""
        in_bits = (self.gaps >> self.low) + self.low + 1
        in_bits[self.text_from :] += WEIGHT_BITS
        starts = np.array(self.starts)
        held = np.flatnonzero(np.diff(starts))
        found = np.full(len(self.keys), KEY_BYTES, np.int64)
        if len(held):
            found[held] += np.add.reduceat(in_bits, starts[held]) // 8
        sizes: list[int] = found.tolist()
        for place, key in enumerate(self.keys):
            if key in self.bigs:
                sizes[place] += len(self.bigs[key].body)
        return sizes


WEIGHT_BITS = 3  # of a posting, packed
KEY_BYTES = 4


def _columns(
    merged: Merged, bigs: Mapping[bytes, BigTerm], options: Options
) -> _Columns:
    postings = merged.postings
    aliases = {Field.TEXT + surface.text: surface.key for surface in merged.surfaces}
    places = {key: place for place, key in enumerate(postings.keys)}
    keys = sorted({*places, *aliases})
    sizes = np.append(np.diff(postings.starts), 0)  # the last for words without any
    counts = sizes[[places.get(key, -1) for key in keys]]
    held = np.where(counts < options.big, counts, 0)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(held)))
    texts = bisect_left(keys, Field.TEXT)
    is_text = np.arange(len(keys)) >= texts
    has_positions = is_text & (held > 0)
    small = np.repeat(sizes[:-1] < options.big, sizes[:-1])
    # in as few bytes as will do: at a million messages 64 bits take 150 MB a column
    documents = postings.documents[small].view(np.int32)
    gaps = np.diff(documents, prepend=np.int32(-1))
    gaps -= 1
    firsts = starts[:-1][held > 0]
    gaps[firsts] = documents[firsts]
    return _Columns(
        keys=keys,
        aliases=aliases,
        bigs=bigs,
        shared=varints.shared_prefixes(keys) if keys else np.zeros(0, np.int64),
        counts=counts,
        starts=starts.tolist(),
        text_from=int(starts[texts]),
        gaps=gaps,
        low=np.repeat(bits.widths(held, merged.documents).astype(np.uint8), held),
        weights=postings.weights[small],
        frequencies=postings.frequencies[small],
        ordinals=(np.cumsum(has_positions) - has_positions).tolist(),
    )


def _write_shards(
    merged: Merged, bigs: Mapping[bytes, BigTerm], options: Options
) -> tuple[list[bytes], bytes, tuple[File, ...]]:
    """Return where each term shard begins, the name of them all, and their files."""
    columns = _columns(merged, bigs, options)
    sizes = columns.sizes()
    least, most = options.shard_bytes
    aim = min(max(math.isqrt(round(DIRECTORY_BYTES * sum(sizes))), least), most)
    last = b""
    firsts, parts = [], []
    for start, end in shard_cuts(columns.shared, np.array(sizes, np.int64), aim):
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
    here = slice(columns.starts[start], columns.starts[end])
    texts = slice(max(here.start, columns.text_from), max(here.stop, columns.text_from))
    weights = columns.weights[texts].tobytes()
    weights += long_frequencies(columns.frequencies[texts])
    return (
        Section(out, Coding.TEXT),
        Section(bits.encode(columns.gaps[here], columns.low[here]), Coding.BITS),
        Section(weights, Coding.NUMBERS),
    )


def _write_positions(
    postings: Postings, options: Options
) -> tuple[bytes, tuple[File, ...]]:
    """Return the name of the directory of positions, and it with the shards."""
    counts = np.diff(postings.starts)
    texts = bisect_left(postings.keys, Field.TEXT)
    in_bytes = varints.sizes(postings.gaps)
    starts = postings.position_starts[postings.starts[texts:-1]]
    sizes = (
        np.add.reduceat(in_bytes, starts, dtype=np.int64)
        if len(starts)
        else np.zeros(0, np.int64)
    )
    small = counts[texts:] < options.big
    held = np.repeat(small, sizes)
    encoded = np.frombuffer(varints.encode(postings.gaps), np.uint8)[held].tobytes()
    sizes = sizes[small].tolist()
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
