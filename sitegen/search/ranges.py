"""Ranges of documents: what dates, sessions and channels select without postings."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from sitegen.search.cells import EPOCH
from sitegen.search.decoding import UnitInfo
from sitegen.search.varints import Column

Range = tuple[int, int]  # first document, and the one after the last


def of_channel(units: Iterable[UnitInfo], channel: str) -> list[Range]:
    """Return the documents of a channel."""
    return joined(_whole(unit) for unit in units if unit.channel == channel)


def of_session(units: Iterable[UnitInfo], name: str) -> list[Range]:
    """Return the documents of sessions with this key, or `channel/key`."""
    return joined(
        _whole(unit)
        for unit in units
        if unit.kind == "session" and name in {unit.key, f"{unit.channel}/{unit.key}"}
    )


def of_days(
    units: Iterable[UnitInfo], first: str | None, last: str | None
) -> list[Range]:
    """Return the documents of days between two, both included; None is open."""
    low = _number(first) if first else float("-inf")
    high = _number(last) if last else float("inf")
    return joined(
        (unit.first + start, unit.first + end)
        for unit in units
        for start, end, day in _stretches(unit)
        if low <= day <= high
    )


def documents_of(ranges: Iterable[Range]) -> Column:
    """Return the documents of ranges as a column."""
    parts = [np.arange(first, end, dtype=np.int64) for first, end in ranges]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def joined(ranges: Iterable[Range]) -> list[Range]:
    """Return ascending ranges with those that touch made one."""
    found: list[Range] = []
    for first, end in ranges:
        if found and found[-1][1] == first:
            found[-1] = (found[-1][0], end)
        elif first < end:
            found.append((first, end))
    return found


def _whole(unit: UnitInfo) -> Range:
    return unit.first, unit.first + unit.documents


def _stretches(unit: UnitInfo) -> Iterable[tuple[int, int, int]]:
    """Yield where each stretch of one day begins and ends, and its day."""
    ends = [first for first, _ in unit.days[1:]] + [unit.documents]
    for (first, day), end in zip(unit.days, ends, strict=True):
        yield first, end, day


def _number(day: str) -> int:
    return (date.fromisoformat(day) - EPOCH).days
