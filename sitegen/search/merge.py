"""Merge runs into the postings of one segment: columns in, columns out.

The order of documents is the order of the runs. Everything is sorted once with numpy;
the only dictionaries are of distinct keys and words. Merging and writing a million
messages took the process to 1.25 GB (the runs of 50,000 messages, twenty times).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sitegen.search.columns import unpack
from sitegen.search.layout import LONG_FREQUENCY, Field
from sitegen.search.run import Run
from sitegen.search.varints import Bytes

Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of a segment, sorted by key and then document."""

    keys: tuple[bytes, ...]  # sorted
    starts: npt.NDArray[np.int64]  # of each key in the columns, and the end
    documents: Numbers  # numbered from the segment's first
    weights: Bytes  # see `run`; 0 for postings that are no text
    frequencies: Numbers
    position_starts: npt.NDArray[np.int64]  # of each posting, and the end
    gaps: Numbers  # between the positions of each posting


@dataclass(frozen=True, slots=True)
class Surface:
    """A word as written, and what it is indexed as."""

    text: bytes
    key: bytes
    count: int


@dataclass(frozen=True, slots=True)
class Merged:
    """The runs of a segment as one."""

    documents: int
    tokens: int
    postings: Postings
    surfaces: tuple[Surface, ...]  # sorted by text
    people: tuple[tuple[str, str, int], ...]  # slug, display name, messages; sorted


def merge(runs: Sequence[Run]) -> Merged:
    """Merge the runs of a segment, given in the order of their documents."""
    keys = _number([run.keys for run in runs])
    return Merged(
        documents=sum(run.unit.documents for run in runs),
        tokens=sum(run.tokens for run in runs),
        postings=_merge_postings(runs, keys),
        surfaces=_merge_surfaces(runs, keys),
        people=_merge_people(runs),
    )


@dataclass(frozen=True, slots=True)
class _Numbered:
    """Distinct texts of all runs, and the number of each of a run's texts."""

    texts: dict[bytes, int]  # text to number, in order of number
    of_run: list[Numbers]


class _Numbers(dict[bytes, int]):
    """Text to number; a new text gets the next one."""

    def __missing__(self, text: bytes) -> int:
        number = self[text] = len(self)
        return number


def _number(columns: Iterable[Sequence[bytes]]) -> _Numbered:
    """Number the distinct texts of columns of texts."""
    texts = _Numbers()
    number = texts.__getitem__
    found = [
        np.fromiter(map(number, column), np.uint32, len(column)) for column in columns
    ]
    return _Numbered(texts, found)


def _merge_postings(runs: Sequence[Run], numbered: _Numbered) -> Postings:
    numbers = numbered.texts
    key_parts: list[Numbers] = []
    parts: list[tuple[Numbers, Bytes, Numbers]] = []
    base = 0
    for run, keys in zip(runs, numbered.of_run, strict=True):
        key_parts.append(np.repeat(keys, unpack(run.counts)))
        parts.append(_columns(run, base))
        base += run.unit.documents
    keys_sorted = sorted(numbers)
    rank = np.empty(len(numbers), np.uint32)
    rank[[numbers[key] for key in keys_sorted]] = np.arange(len(numbers))
    key = rank[_concatenate(key_parts, np.uint32)]
    del key_parts
    order = np.argsort(key, kind="stable")
    if len(order) < 1 << 31:
        order = order.astype(np.int32)
    counts = np.bincount(key, minlength=len(numbers))
    del key
    frequencies = _concatenate([part[2] for part in parts], np.uint32)
    documents = _concatenate([part[0] for part in parts], np.uint32)[order]
    weights = _concatenate([part[1] for part in parts], np.uint8)[order]
    del parts
    text_from = int(counts[: _first_text(keys_sorted)].sum())
    in_order = frequencies[order]
    weights[:text_from] = 0
    frequencies[order[:text_from]] = 0  # facts have no positions
    position_starts, gaps = _reorder(
        frequencies,
        order,
        [unpack(run.positions).astype(np.uint32) for run in runs],
    )
    return Postings(
        tuple(keys_sorted),
        np.concatenate(([0], np.cumsum(counts))),
        documents,
        weights,
        in_order,
        position_starts,
        gaps,
    )


def _first_text(keys: Sequence[bytes]) -> int:
    """Return the place of the first key of text: all others sort before."""
    return sum(not key.startswith(Field.TEXT) for key in keys)


def _columns(run: Run, base: int) -> tuple[Numbers, Bytes, Numbers]:
    """Return a run's documents, weights and frequencies, documents renumbered."""
    documents = unpack(run.documents)
    frequencies = unpack(run.frequencies)
    buckets = np.frombuffer(run.buckets, np.uint8)
    weights = buckets[documents] | (
        (np.minimum(frequencies, LONG_FREQUENCY) - 1).astype(np.uint8) << 3
    )
    return (
        documents.astype(np.uint32) + np.uint32(base),
        weights.astype(np.uint8),
        frequencies.astype(np.uint32),
    )


def _reorder(
    held: Numbers, order: npt.NDArray[np.signedinteger], parts: list[Numbers]
) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Bring groups of gaps into the order of their postings."""
    gaps = _concatenate(parts, np.uint32)
    parts.clear()
    # 32 bits while they do: at a million messages each column of 64 is 128 MB
    kind = np.int32 if len(gaps) < 1 << 31 else np.int64
    sizes = held[order]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))
    moved = (np.cumsum(held, dtype=np.int64) - held)[order]
    moved -= starts[:-1]
    source = np.repeat(moved.astype(kind), sizes)
    del moved
    source += np.arange(len(source), dtype=kind)
    return starts, gaps[source]


Number = TypeVar("Number", bound=np.generic)


def _concatenate(
    parts: Sequence[npt.NDArray[Number]], kind: type[Number]
) -> npt.NDArray[Number]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _merge_surfaces(runs: Sequence[Run], keys: _Numbered) -> tuple[Surface, ...]:
    words = _number([run.surfaces for run in runs])
    counts = np.zeros(len(words.texts), np.int64)
    targets = np.zeros(len(words.texts), np.int64)
    for run, own, own_keys in zip(runs, words.of_run, keys.of_run, strict=True):
        counts[own] += unpack(run.surface_counts)
        targets[own] = own_keys[unpack(run.surface_keys)]
    key_of = list(keys.texts)
    totals, places = counts.tolist(), targets.tolist()
    return tuple(
        Surface(text, key_of[places[number]], totals[number])
        for text, number in sorted(words.texts.items())
    )


def _merge_people(runs: Iterable[Run]) -> tuple[tuple[str, str, int], ...]:
    counts: dict[tuple[str, str], int] = {}
    for run in runs:
        for slug, name, count in run.people:
            counts[slug, name] = counts.get((slug, name), 0) + count
    return tuple((*person, counts[person]) for person in sorted(counts))
