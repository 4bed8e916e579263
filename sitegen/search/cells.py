"""Cells: the (channel, year) pairs by which readers narrow a search, for exact counts.

A big term's count in each cell stands in its shard, so that counting by year and
channel does not need its postings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sitegen.search.run import UnitRow

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a segment and the cell of each of its documents."""

    table: tuple[tuple[str, int, int], ...]  # channel, year, documents; sorted
    of_document: npt.NDArray[np.uint16]

    def counts(self, documents: npt.NDArray[np.uint32]) -> list[int]:
        """Return how many of the documents are in each cell."""
        cells = self.of_document[documents]
        counts: list[int] = np.bincount(cells, minlength=len(self.table)).tolist()
        return counts


def year_of(day: int) -> int:
    """Return the year of a day."""
    return (EPOCH + timedelta(days=day)).year


def iso_day(day: int) -> str:
    """Return a day as keys of units have it."""
    return (EPOCH + timedelta(days=day)).isoformat()


def find_cells(units: Sequence[UnitRow]) -> Cells:
    """Return the cells of the units of a segment."""
    spans = [
        ((unit.channel, year_of(day)), end - first)
        for unit in units
        for (first, day), (end, _) in pairwise([*unit.days, (unit.documents, 0)])
    ]
    pairs = sorted({pair for pair, _ in spans})
    numbers = {pair: number for number, pair in enumerate(pairs)}
    of_document = np.repeat(
        np.array([numbers[pair] for pair, _ in spans], np.uint16),
        np.array([size for _, size in spans], np.int64),
    )
    counts = np.bincount(of_document, minlength=len(pairs)).tolist()
    return Cells(
        tuple((*pair, count) for pair, count in zip(pairs, counts, strict=True)),
        of_document,
    )
