"""Merge runs into the postings of one segment: columns in, columns out.

    Run[] --merge--> Merged --ranges--> Postings of consecutive keys

The order of documents is the order of the runs. Of each run only columns are kept; its
keys become their places among all keys. Postings are sorted with numpy, those of a few
million at a time: all at once took 1.6 GB for a million messages, ranges take 0.5.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from sitegen.search.columns import unpack
from sitegen.search.layout import LONG_FREQUENCY, Field
from sitegen.search.run import Run, UnitRow
from sitegen.search.varints import Bytes, Column

Numbers = npt.NDArray[np.uint32]
Narrow = npt.NDArray[np.unsignedinteger[Any]]  # as wide as the greatest needs

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of consecutive keys, sorted by key and then document."""

    first: int  # place of the first key among all
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
class _Placed:
    """The postings of a run in the order of all keys."""

    base: int  # number of its first document
    places: Numbers  # of its keys among all, ascending
    starts: Numbers  # of each key's postings, and the end
    gap_starts: Numbers  # of each key's gaps, and the end
    documents: Narrow  # numbered from its own first
    weights: Bytes
    frequencies: Narrow
    gaps: Narrow

    def bounds(self, cuts: Sequence[int]) -> list[int]:
        """Return where among its keys those from each of some places on begin."""
        found: list[int] = np.searchsorted(self.places, cuts).tolist()
        return found


@dataclass(frozen=True, slots=True)
class Merged:
    """The runs of a segment as one."""

    units: tuple[UnitRow, ...]
    documents: int
    tokens: int
    keys: list[bytes]  # sorted
    counts: Column  # postings of each key
    words: list[int]  # how often each key occurs as a word that is its own stem
    surfaces: tuple[Surface, ...]
    people: tuple[tuple[str, str, int], ...]  # slug, display name, messages; sorted
    runs: tuple[_Placed, ...]

    def ranges(self, most: int) -> Iterator[Postings]:
        """Yield the postings of all keys in order, about `most` at a time."""
        ends = np.cumsum(self.counts)
        cuts = [0]
        while cuts[-1] < len(ends):
            limit = (int(ends[cuts[-1] - 1]) if cuts[-1] else 0) + most
            fit = int(np.searchsorted(ends, limit, side="right"))
            cuts.append(max(fit, cuts[-1] + 1))
        bounds = zip(*(run.bounds(cuts) for run in self.runs), strict=True)
        for span, places in zip(pairwise(cuts), pairwise(bounds), strict=True):
            yield _postings(self, span, list(zip(*places, strict=True)))


def merge(runs: Iterable[Run]) -> Merged:
    """Merge the runs of a segment, given in the order of their documents.

    They are taken one by one, so that the texts of one are in memory at a time.
    """
    keys, surfaces = _Numbers(), _Numbers()
    kept: deque[Run] = deque()
    own_keys: list[Numbers] = []
    own_surfaces: list[Numbers] = []
    for run in runs:
        own_keys.append(keys.of(run.keys))
        own_surfaces.append(surfaces.of(run.surfaces))
        kept.append(msgspec.structs.replace(run, keys=(), surfaces=(), fragments=()))
    in_order = sorted(keys)
    places = np.empty(len(keys), np.uint32)
    places[keys.of(in_order)] = np.arange(len(keys))
    own_places = [places[own] for own in own_keys]
    bases = np.cumsum([0, *(run.unit.documents for run in kept)]).tolist()
    return Merged(
        units=tuple(run.unit for run in kept),
        documents=bases[-1],
        tokens=sum(run.tokens for run in kept),
        keys=in_order,
        counts=_merge_counts(kept, own_places, len(keys)),
        words=_merge_words(kept, own_places, len(keys)),
        surfaces=_merge_surfaces(
            kept, list(surfaces), own_surfaces, own_places, in_order
        ),
        people=_merge_people(kept),
        runs=tuple(
            _placed(kept.popleft(), base, own)  # each run is let go when it is placed
            for base, own in zip(bases[:-1], own_places, strict=True)
        ),
    )


class _Numbers(dict[bytes, int]):
    """Text to number; a new text gets the next one."""

    def __missing__(self, text: bytes) -> int:
        number = self[text] = len(self)
        return number

    def of(self, texts: Sequence[bytes]) -> Numbers:
        """Return the numbers of some texts."""
        return np.fromiter(map(self.__getitem__, texts), np.uint32, len(texts))


def _placed(run: Run, base: int, places: Numbers) -> _Placed:
    """Bring a run's postings into the order of all keys.

    Args:
        run: The run.
        base: The number of its first document.
        places: Of its keys among all.
    """
    counts = unpack(run.counts).astype(np.int64)
    documents, frequencies = unpack(run.documents), unpack(run.frequencies)
    # all keys that are no text come before those that are
    facts = int(counts[: len(places) - len(unpack(run.words))].sum())
    weights = np.frombuffer(run.buckets, np.uint8)[documents]
    weights |= (np.minimum(frequencies, LONG_FREQUENCY) - 1).astype(np.uint8) << 3
    weights[:facts] = 0
    held = frequencies.astype(np.int64)
    held[:facts] = 0  # facts have no positions
    order = np.argsort(places)
    postings = _members(counts, order)
    starts = _starts(counts[order])
    return _Placed(
        base,
        places[order],
        starts.astype(np.uint32),
        _starts(held[postings])[starts].astype(np.uint32),
        documents[postings],
        weights[postings],
        frequencies[postings],
        unpack(run.positions)[_members(held, postings)],
    )


def _starts(sizes: Column) -> Column:
    """Return where groups of some sizes begin, and the end."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))


def _members(sizes: npt.NDArray[Any], order: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the places of all members of groups when these are put in an order."""
    in_order = sizes[order]
    before = (np.cumsum(sizes, dtype=sizes.dtype) - sizes)[order]
    before -= np.cumsum(in_order, dtype=sizes.dtype) - in_order
    found = np.repeat(before, in_order)
    found += np.arange(len(found), dtype=sizes.dtype)
    return found


def _postings(
    merged: Merged, span: tuple[int, int], bounds: Sequence[tuple[int, int]]
) -> Postings:
    """Return the postings of the keys from one place to another.

    Args:
        merged: All runs.
        span: Places of the first key and after the last.
        bounds: The same among the keys of each run.
    """
    start, end = span
    parts = [
        _part(placed, start, *bound)
        for placed, bound in zip(merged.runs, bounds, strict=True)
        if bound[0] < bound[1]
    ]
    order = _stable_order(_concatenate([part.keys for part in parts], np.uint32))
    frequencies = _concatenate([part.frequencies for part in parts], np.uint32)
    documents = _concatenate([part.documents for part in parts], np.uint32)[order]
    weights = _concatenate([part.weights for part in parts], np.uint8)[order]
    gaps = _concatenate([part.gaps for part in parts], np.uint32)
    del parts
    keys = merged.keys[start:end]
    starts = _starts(merged.counts[start:end])
    text_from = int(starts[bisect_left(keys, Field.TEXT)])
    # 32 bits while they do: half the memory
    held = frequencies.astype(np.int32 if len(gaps) < 1 << 31 else np.int64)
    held[order[:text_from]] = 0
    gaps = gaps[_members(held, order)]
    return Postings(
        start,
        keys,
        starts,
        documents,
        weights,
        frequencies[order],
        _starts(held[order]),
        gaps,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What a run has of some keys."""

    keys: Numbers  # of each posting: the place of its key among them
    documents: Numbers
    weights: Bytes
    frequencies: Narrow
    gaps: Narrow


def _part(placed: _Placed, start: int, first: int, last: int) -> _Part:
    """Return what a run has of some of its keys; places are counted from `start`."""
    starts = placed.starts[first : last + 1]
    here = slice(starts[0], starts[-1])
    return _Part(
        np.repeat(placed.places[first:last] - np.uint32(start), np.diff(starts)),
        placed.documents[here].astype(np.uint32) + np.uint32(placed.base),
        placed.weights[here],
        placed.frequencies[here],
        placed.gaps[placed.gap_starts[first] : placed.gap_starts[last]],
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


def _concatenate(
    parts: Sequence[npt.NDArray[Any]], kind: type[Number]
) -> npt.NDArray[Number]:
    return np.concatenate(parts, dtype=kind) if parts else np.zeros(0, kind)


def _merge_counts(runs: Iterable[Run], places: Sequence[Numbers], keys: int) -> Column:
    """Return how many postings each key has."""
    found = np.zeros(keys, np.int64)
    for run, own in zip(runs, places, strict=True):
        found[own] += unpack(run.counts)
    return found


def _merge_words(
    runs: Iterable[Run], places: Sequence[Numbers], keys: int
) -> list[int]:
    """Return how often each key occurs as a word of its own."""
    found = np.zeros(keys, np.int64)
    for run, own in zip(runs, places, strict=True):
        words = unpack(run.words)
        found[own[len(own) - len(words) :]] += words
    counts: list[int] = found.tolist()
    return counts


def _merge_surfaces(
    runs: Iterable[Run],
    texts: Sequence[bytes],
    own_texts: Sequence[Numbers],
    places: Sequence[Numbers],
    keys: Sequence[bytes],
) -> tuple[Surface, ...]:
    counts = np.zeros(len(texts), np.int64)
    targets = np.zeros(len(texts), np.int64)
    for run, own, own_keys in zip(runs, own_texts, places, strict=True):
        counts[own] += unpack(run.surface_counts)
        targets[own] = own_keys[unpack(run.surface_keys)]
    return tuple(
        Surface(text, keys[place], count)
        for text, place, count in zip(
            texts, targets.tolist(), counts.tolist(), strict=True
        )
    )


def _merge_people(runs: Iterable[Run]) -> tuple[tuple[str, str, int], ...]:
    counts: dict[tuple[str, str], int] = {}
    for run in runs:
        for slug, name, count in run.people:
            counts[slug, name] = counts.get((slug, name), 0) + count
    return tuple((*person, counts[person]) for person in sorted(counts))
