"""Big terms: those in so many messages that their postings stand in files of their own.

A shard holds of a big term what answers a search for it alone: how many messages have
it in each cell, and its head, the messages that can be among the best. Its postings
stand in blocks of consecutive documents.

The head does not depend on the average length, which changes whenever any segment
grows. The score grows with the frequency and falls with the length, so a (length
bucket, frequency) class can be left out once the classes that beat it on both counts
hold enough messages.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sitegen.search import bits, varints
from sitegen.search.cells import Cells
from sitegen.search.layout import (
    LONG_FREQUENCY,
    Coding,
    Field,
    File,
    Kind,
    Options,
    Section,
    file_of,
)
from sitegen.search.merge import Postings
from sitegen.search.varints import Column

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BigTerm:
    """A big term's part of its shard, and its blocks."""

    body: bytes
    files: tuple[File, ...]


def write_big(
    postings: Postings, place: int, cells: Cells, options: Options
) -> BigTerm:
    """Return the written form of the term at a place of the postings."""
    start, end = postings.starts[place : place + 2].tolist()
    documents = postings.documents[start:end]
    is_text = postings.keys[place].startswith(Field.TEXT)
    body = bytearray()
    varints.put(body, *cells.counts(documents))
    best = (
        best_places(
            postings.weights[start:end], postings.frequencies[start:end], options.head
        )
        if is_text
        else np.zeros(0, np.int64)
    )
    varints.put(body, len(best))
    body += _gaps(documents[best], 0)
    body += _weights(postings, start + best)
    files: list[File] = []
    size = max(options.block, len(cells.of_document) // options.blocks)
    stretches = range(start, end, size)
    varints.put(body, len(stretches))
    after = 0
    for first in stretches:
        places = np.arange(first, min(first + size, end))
        low, high = int(postings.documents[first]), int(postings.documents[places[-1]])
        varints.put(body, len(places), low - after, high - low)
        after = high + 1
        for name, file in _block(postings, places, is_text=is_text):
            body += name
            files.append(file)
    return BigTerm(bytes(body), tuple(files))


def best_places(
    weights: npt.NDArray[np.uint8], frequencies: npt.NDArray[np.uint32], count: int
) -> Places:
    """Return the places of every posting that can be among the best `count`."""
    buckets = weights & 7
    classes: dict[tuple[int, int], Places] = {}
    for bucket in range(8):
        inside = np.flatnonzero(buckets == bucket)
        for frequency in np.unique(frequencies[inside]).tolist():
            classes[bucket, frequency] = inside[frequencies[inside] == frequency]
    kept = [
        found[:count]
        for (bucket, frequency), found in classes.items()
        if sum(
            len(others)
            for (shorter, more), others in classes.items()
            if shorter <= bucket
            and more >= frequency
            and (shorter, more) != (bucket, frequency)
        )
        < count
    ]
    return np.sort(np.concatenate(kept))


def _block(
    postings: Postings, places: Places, *, is_text: bool
) -> Iterator[tuple[bytes, File]]:
    """Yield the block of some postings, and of text also that of their positions."""
    documents = postings.documents[places]
    low, high = int(documents[0]), int(documents[-1])
    width = bits.width(len(places), high - low + 1)
    column: Column = documents.astype(np.int64)
    gaps = np.diff(column, prepend=low - 1) - 1
    body = Section(bits.encode(gaps, np.full(len(gaps), width)), Coding.BITS)
    if not is_text:
        yield file_of(Kind.BLOCK, body)
        return
    weights = Section(_weights(postings, places), Coding.NUMBERS)
    yield file_of(Kind.BLOCK, body, weights)
    start, end = postings.position_starts[[places[0], places[-1] + 1]].tolist()
    positions = varints.encode(postings.gaps[start:end])
    yield file_of(Kind.POSITION_BLOCK, Section(positions, Coding.NUMBERS))


def _gaps(documents: npt.NDArray[np.uint32], low: int) -> bytes:
    return varints.encode(np.diff(documents.astype(np.int64), prepend=low - 1) - 1)


def _weights(postings: Postings, places: Places) -> bytes:
    frequencies = postings.frequencies[places]
    long = frequencies[frequencies >= LONG_FREQUENCY] - LONG_FREQUENCY
    return postings.weights[places].tobytes() + varints.encode(long)
