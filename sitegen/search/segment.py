"""Write one segment: merged columns to term shards, blocks, positions and words.

The cuts between shards depend on the segment's contents alone. What a reader needs to
find its way stands in the segment's directory, which the root holds.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sitegen.search import varints
from sitegen.search.big import BigTerm, write_big
from sitegen.search.cells import Cells
from sitegen.search.layout import (
    LONG_FREQUENCY,
    Field,
    File,
    Kind,
    Options,
    file_of,
    group_of,
    pack,
)
from sitegen.search.merge import Merged, Postings
from sitegen.search.words import write_words

DIRECTORY_BYTES = 5.0  # what a shard costs in the root, compressed (measured)


@dataclass(frozen=True, slots=True)
class Segment:
    """A written segment."""

    directory: bytes  # for the root
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a term shard says of a key."""

    key: bytes
    place: int  # in the postings, or -1 for a word that is only indexed as another
    alias: bytes | None  # what the word is indexed as, if that differs


def write_segment(merged: Merged, cells: Cells, options: Options) -> Segment:
    """Return the files of a segment and its directory."""
    postings = merged.postings
    columns = _encode(postings)
    bigs = dict(_bigs(postings, cells, options))
    files = [file for big in bigs.values() for file in big.files]
    firsts, name, shards = _shards(_entries(merged), columns, bigs, options)
    files += shards
    positions, position_files = _write_positions(postings, columns, bigs, options)
    words, word_files = write_words(merged, options)
    facts = {
        "documents": merged.documents,
        "tokens": merged.tokens,
        "cells": cells.table,
        "positions": positions.hex(),
        "words": words.hex(),
        "shards": name.hex(),
    }
    directory = bytearray()
    head = json.dumps(facts, separators=(",", ":")).encode()
    varints.put(directory, len(head))
    directory += head
    varints.put(directory, len(firsts))
    varints.put_front_coded(directory, firsts)
    return Segment(bytes(directory), (*files, *position_files, *word_files))


def separator(before: bytes, first: bytes) -> bytes:
    """Return the shortest start of `first` that sorts after `before`."""
    return first[: varints.common_prefix(before, first) + 1]


@dataclass(frozen=True, slots=True)
class _Columns:
    """A segment's postings in their written form, and where each key's part begins."""

    postings: Postings
    starts: list[int]  # of each key in the postings, and the end
    gaps: bytes
    gap_starts: list[int]
    positions: bytes
    position_starts: list[int]
    most: list[int]  # greatest frequency of each key


def _encode(postings: Postings) -> _Columns:
    documents = postings.documents.view(np.int32)
    firsts = postings.starts[:-1]
    gaps = np.diff(documents, prepend=np.int32(-1))
    gaps -= 1
    gaps[firsts] = documents[firsts]
    positions_from = postings.position_starts[postings.starts]
    most = np.maximum.reduceat(postings.frequencies, firsts) if len(firsts) else firsts
    return _Columns(
        postings,
        postings.starts.tolist(),
        varints.encode(gaps),
        _byte_starts(gaps, postings.starts),
        varints.encode(postings.gaps),
        _byte_starts(postings.gaps, positions_from),
        most.tolist(),
    )


def _byte_starts(values: npt.NDArray[Any], starts: npt.NDArray[np.int64]) -> list[int]:
    """Return the byte at which each group of numbers begins, and the end."""
    ends = np.cumsum(varints.sizes(values), dtype=np.int64)
    found: list[int] = np.concatenate((np.zeros(1, np.int64), ends))[starts].tolist()
    return found


def _bigs(
    postings: Postings, cells: Cells, options: Options
) -> Iterator[tuple[int, BigTerm]]:
    for place in np.flatnonzero(np.diff(postings.starts) >= options.big).tolist():
        yield place, write_big(postings, place, cells, options)


def _entries(merged: Merged) -> list[_Entry]:
    """Return every key of the shards, sorted: terms, and words indexed as others."""
    aliases = {
        Field.TEXT + surface.text: surface.key
        for surface in merged.surfaces
        if Field.TEXT + surface.text != surface.key
    }
    keys = merged.postings.keys
    places = {key: place for place, key in enumerate(keys)}
    return [
        _Entry(key, places.get(key, -1), aliases.get(key))
        for key in sorted({*keys, *aliases})
    ]


def _shards(
    entries: Sequence[_Entry],
    columns: _Columns,
    bigs: dict[int, BigTerm],
    options: Options,
) -> tuple[list[bytes], bytes, tuple[File, ...]]:
    """Return where each term shard begins, the name of them all, and their files."""
    sizes = [_size(entry, columns, bigs) for entry in entries]
    least, most = options.shard_bytes
    aim = min(max(math.isqrt(round(DIRECTORY_BYTES * sum(sizes))), least), most)
    ordinal = 0
    last = b""
    firsts, parts = [], []
    for start, end in cuts(sizes, aim):
        group = entries[start:end]
        parts.append(pack(Kind.TERMS, *_shard_body(group, ordinal, columns, bigs)))
        firsts.append(separator(last, group[0].key))
        last = group[-1].key
        ordinal += sum(_has_positions(entry, bigs) for entry in group)
    return firsts, *group_of(Kind.TERMS, parts)


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


def _has_positions(entry: _Entry, bigs: dict[int, BigTerm]) -> bool:
    return (
        entry.place >= 0
        and entry.place not in bigs
        and entry.key.startswith(Field.TEXT)
    )


def _size(entry: _Entry, columns: _Columns, bigs: dict[int, BigTerm]) -> int:
    """Return about how many bytes an entry takes in its shard."""
    size = 5
    if entry.place in bigs:
        size += len(bigs[entry.place].body)
    elif entry.place >= 0:
        place = entry.place
        starts = columns.starts
        size += columns.gap_starts[place + 1] - columns.gap_starts[place]
        if entry.key.startswith(Field.TEXT):
            size += starts[place + 1] - starts[place]
    return size


def _shard_body(
    group: Sequence[_Entry], ordinal: int, columns: _Columns, bigs: dict[int, BigTerm]
) -> tuple[bytearray, bytearray, bytearray]:
    """Return the sections of a shard: keys, gaps of documents, weights."""
    postings = columns.postings
    out = bytearray()
    varints.put(out, ordinal, len(group))
    varints.put_front_coded(out, [entry.key for entry in group])
    aliases, big_parts, gaps = bytearray(), bytearray(), bytearray()
    weights, long = bytearray(), bytearray()
    for entry in group:
        place, count = entry.place, 0
        if place >= 0:
            start, end = columns.starts[place], columns.starts[place + 1]
            count = end - start
        is_big = place in bigs
        varints.put(out, count << 2 | (entry.alias is not None) << 1 | is_big)
        if entry.alias is not None:
            shared = varints.common_prefix(entry.key, entry.alias)
            varints.put(aliases, shared, len(entry.alias) - shared)
            aliases += entry.alias[shared:]
        if is_big:
            big_parts += bigs[place].body
        elif count:
            gaps += columns.gaps[
                columns.gap_starts[place] : columns.gap_starts[place + 1]
            ]
            if entry.key.startswith(Field.TEXT):
                weights += postings.weights[start:end].tobytes()
                if columns.most[place] >= LONG_FREQUENCY:
                    long += long_frequencies(postings.frequencies[start:end])
    return out + aliases + big_parts, gaps, weights + long


def long_frequencies(frequencies: npt.NDArray[np.uint32]) -> bytes:
    """Return the frequencies that a weight byte can't hold."""
    return varints.encode(frequencies[frequencies >= LONG_FREQUENCY] - LONG_FREQUENCY)


def _write_positions(
    postings: Postings, columns: _Columns, bigs: dict[int, BigTerm], options: Options
) -> tuple[bytes, list[File]]:
    """Return the name of the directory of positions, and it with the shards."""
    starts = columns.position_starts
    places = [
        place
        for place, key in enumerate(postings.keys)
        if key.startswith(Field.TEXT) and place not in bigs
    ]
    sizes = [starts[place + 1] - starts[place] for place in places]
    directory, names, files = bytearray(), bytearray(), []
    found = list(cuts(sizes, options.position_bytes))
    varints.put(directory, len(found))
    for start, end in found:
        body = bytearray()
        varints.put(body, start, end - start, *sizes[start:end])
        for place in places[start:end]:
            body += columns.positions[starts[place] : starts[place + 1]]
        name, file = file_of(Kind.POSITIONS, body)
        varints.put(directory, end - start)
        names += name
        files.append(file)
    name, file = file_of(Kind.POSITION_DIRECTORY, directory + names)
    return name, [*files, file]
