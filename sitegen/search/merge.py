"""Merge runs into the postings of one segment: columns in, columns out.

The order of documents is the order of the runs. Everything is sorted once with numpy;
the only dictionaries are of distinct keys and words. Inverting, merging and writing a
million messages took one process to 1.47 GB.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
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

    keys: list[bytes]  # sorted
    starts: npt.NDArray[np.int64]  # of each key in the columns, and the end
    documents: Numbers  # numbered from the segment's first
    weights: Bytes  # see `run`; 0 for postings that are no text
    frequencies: Numbers
    position_starts: npt.NDArray[np.signedinteger]  # of each posting, and the end
    gaps: Numbers  # between the positions of each posting


@dataclass(frozen=True, slots=True)
class Surface:
    """A word as written that is indexed as another."""

    text: bytes
    key: bytes
    count: int


@dataclass(frozen=True, slots=True)
class Merged:
    """The runs of a segment as one."""

    documents: int
    tokens: int
    postings: Postings
    words: list[int]  # how often each key occurs as a word that is its own stem
    surfaces: tuple[Surface, ...]
    people: tuple[tuple[str, str, int], ...]  # slug, display name, messages; sorted


def merge(runs: Sequence[Run]) -> Merged:
    """Merge the runs of a segment, given in the order of their documents."""
    keys = _number([run.keys for run in runs])
    return Merged(
        documents=sum(run.unit.documents for run in runs),
        tokens=sum(run.tokens for run in runs),
        postings=_merge_postings(runs, keys),
        words=_merge_words(runs, keys)[keys.order].tolist(),
        surfaces=_merge_surfaces(runs, keys),
        people=_merge_people(runs),
    )


@dataclass(frozen=True)
class _Numbered:
    """Distinct texts of all runs, and the number of each of a run's texts."""

    texts: list[bytes]  # in order of number
    of_run: list[Numbers]

    @cached_property
    def order(self) -> list[int]:
        """The numbers in the order of their texts."""
        return sorted(range(len(self.texts)), key=self.texts.__getitem__)


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
    return _Numbered(list(texts), found)


def _merge_postings(runs: Sequence[Run], numbered: _Numbered) -> Postings:
    size = len(numbered.texts)
    key_parts: list[Numbers] = []
    parts: list[tuple[Numbers, Bytes, Numbers]] = []
    base = 0
    for run, keys in zip(runs, numbered.of_run, strict=True):
        key_parts.append(np.repeat(keys, unpack(run.counts)))
        parts.append(_columns(run, base))
        base += run.unit.documents
    keys_sorted = [numbered.texts[number] for number in numbered.order]
    rank = np.empty(size, np.uint32)
    rank[numbered.order] = np.arange(size)
    key = rank[_concatenate(key_parts, np.uint32)]
    del key_parts
    order = _stable_order(key)
    counts = np.bincount(key, minlength=size)
    del key
    frequencies = _concatenate([part[2] for part in parts], np.uint32)
    documents = _concatenate([part[0] for part in parts], np.uint32)[order]
    weights = _concatenate([part[1] for part in parts], np.uint8)[order]
    del parts
    # all keys that are no text sort before those that are
    text_from = int(counts[: bisect_left(keys_sorted, Field.TEXT)].sum())
    in_order = frequencies[order]
    weights[:text_from] = 0
    frequencies[order[:text_from]] = 0  # facts have no positions
    position_starts, gaps = _reorder(
        frequencies,
        order,
        [unpack(run.positions).astype(np.uint32) for run in runs],
    )
    return Postings(
        keys_sorted,
        np.concatenate(([0], np.cumsum(counts))),
        documents,
        weights,
        in_order,
        position_starts,
        gaps,
    )


def _stable_order(key: Numbers) -> npt.NDArray[np.signedinteger]:
    """Return the places of keys in order, of equal ones the first place first.

    numpy sorts 16 bits at a time by counting, a quarter of the time of a merge sort.
    """
    order: npt.NDArray[np.signedinteger] = np.argsort(
        key.astype(np.uint16), kind="stable"
    )
    if len(order) < 1 << 31:
        order = order.astype(np.int32)
    high = (key >> 16).astype(np.uint16)[order]
    return order[np.argsort(high, kind="stable")] if high.any() else order


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
) -> tuple[npt.NDArray[np.signedinteger], Numbers]:
    """Bring groups of gaps into the order of their postings."""
    gaps = _concatenate(parts, np.uint32)
    parts.clear()
    # 32 bits while they do: at a million messages each column of 64 is 150 MB
    kind = np.int32 if len(gaps) < 1 << 31 else np.int64
    sizes = held[order].astype(kind)
    starts = np.concatenate((np.zeros(1, kind), np.cumsum(sizes, dtype=kind)))
    moved = (np.cumsum(held, dtype=kind) - held.astype(kind))[order]
    moved -= starts[:-1]
    source = np.repeat(moved, sizes)
    del moved, sizes
    source += np.arange(len(source), dtype=kind)
    return starts, gaps[source]


Number = TypeVar("Number", bound=np.generic)


def _concatenate(
    parts: Sequence[npt.NDArray[Number]], kind: type[Number]
) -> npt.NDArray[Number]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _merge_words(runs: Sequence[Run], keys: _Numbered) -> npt.NDArray[np.int64]:
    """Return how often each key occurs as a word of its own, in order of number."""
    found = np.zeros(len(keys.texts), np.int64)
    for run, own in zip(runs, keys.of_run, strict=True):
        words = unpack(run.words)
        found[own[len(own) - len(words) :]] += words
    return found


def _merge_surfaces(runs: Sequence[Run], keys: _Numbered) -> tuple[Surface, ...]:
    words = _number([run.surfaces for run in runs])
    counts = np.zeros(len(words.texts), np.int64)
    targets = np.zeros(len(words.texts), np.int64)
    for run, own, own_keys in zip(runs, words.of_run, keys.of_run, strict=True):
        counts[own] += unpack(run.surface_counts)
        targets[own] = own_keys[unpack(run.surface_keys)]
    return tuple(
        Surface(text, keys.texts[place], count)
        for text, place, count in zip(
            words.texts, targets.tolist(), counts.tolist(), strict=True
        )
    )


def _merge_people(runs: Iterable[Run]) -> tuple[tuple[str, str, int], ...]:
    counts: dict[tuple[str, str], int] = {}
    for run in runs:
        for slug, name, count in run.people:
            counts[slug, name] = counts.get((slug, name), 0) + count
    return tuple((*person, counts[person]) for person in sorted(counts))
