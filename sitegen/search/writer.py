"""Write the index: runs in, files out.

    unit --invert--> run --segment_ends--> segments --write_segment--> shards
                      +--------------------- units -------------------> root

`write_index` does all of it. A build that caches calls the parts: a segment depends on
its runs and the options only, the root on all.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import sub

import msgspec

from sitegen.search import varints
from sitegen.search.cells import find_cells, iso_day
from sitegen.search.layout import (
    FORMAT,
    POINTER,
    File,
    Kind,
    Options,
    file_of,
)
from sitegen.search.merge import merge
from sitegen.search.run import Run, UnitRow
from sitegen.search.segment import Segment, write_segment


def write_index(
    runs: Iterable[Run], language: str, options: Options | None = None
) -> Iterator[File]:
    """Yield every file of the index, the pointer last.

    Args:
        runs: In the order of `unit_order`; units without documents do no harm.
        language: Of the stems, for readers to show.
        options: Sizes; the default serves all archives.
    """
    seen: set[str] = set()  # equal contents have one file
    for file in _all_files(runs, language, options or Options()):
        if file.path not in seen:
            seen.add(file.path)
            yield file


def _all_files(runs: Iterable[Run], language: str, chosen: Options) -> Iterator[File]:
    kept: list[Run] = []
    for run in runs:
        yield from run.files()
        kept.append(msgspec.structs.replace(run, fragments=()))
    ends = segment_ends([run.unit.documents for run in kept], chosen)
    segments = []
    for start, end in pairwise((0, *ends)):
        segment = build_segment(kept[start:end], chosen)
        yield from segment.files
        segments.append(segment.directory)
    size = kept[0].fragment_size if kept else 1
    units = [run.unit for run in kept]
    yield from write_root(units, segments, language, size, chosen)


def build_segment(runs: Iterable[Run], options: Options) -> Segment:
    """Return the segment of some runs. Everything in it follows from them alone."""
    merged = merge(runs)
    return write_segment(merged, find_cells(merged.units), options)


def segment_ends(documents: Sequence[int], options: Options) -> tuple[int, ...]:
    """Return the ends of the segments, given the documents of each unit in order.

    All but the newest documents are the base; it ends with the last unit that still
    fits below a multiple of the greatest power of two that is at most a sixteenth of
    all. So the later segment holds less than an eighth, and mostly grows without
    moving the base: at 70,000 documents the base moves every 4,096.
    """
    total = sum(documents)
    if total < options.one_segment:
        return (len(documents),)
    step = 1 << (max(total // 16, 1).bit_length() - 1)
    limit = total // step * step
    end = held = 0
    for size in documents:
        if held + size > limit:
            break
        held += size
        end += 1
    return tuple(dict.fromkeys(each for each in (end, len(documents)) if each)) or (0,)


def write_root(
    units: Sequence[UnitRow],
    segments: Sequence[bytes],
    language: str,
    fragment_size: int,
    options: Options,
) -> Iterator[File]:
    """Yield the unit files, the calendar, the root and the pointer.

    In a large archive the units of ten results are in ten files. To read those, with
    what the root says of each file, takes least where a file holds the root of a tenth
    of all units.
    """
    channels = sorted({unit.channel for unit in units})
    tables = bytearray()
    few, least = options.units
    is_large = len(units) > 2 * few
    size = max(least, math.isqrt(len(units) // 10)) if is_large else few
    for kind, every, shown in (
        (Kind.UNITS, size, units),
        (Kind.CALENDAR, options.calendar, units if is_large else ()),
    ):
        table, files = _unit_files(kind, every, shown, channels)
        tables += table
        yield from files
    facts = {
        "language": language,
        "channels": channels,
        "fragment": fragment_size,
        "head": options.head,
        "segments": len(segments),
    }
    head = json.dumps(facts, separators=(",", ":")).encode()
    body = bytearray()
    varints.put(body, len(head))
    body += head + tables
    for segment in segments:
        body += segment
    name, file = file_of(Kind.ROOT, body)
    yield file
    pointer = json.dumps({"format": FORMAT, "root": name.hex()}, separators=(",", ":"))
    yield File(POINTER, pointer.encode() + b"\n")


def _unit_files(
    kind: Kind, size: int, units: Sequence[UnitRow], channels: Sequence[str]
) -> tuple[bytes, list[File]]:
    """Return a table for the root and the files it names, of so many units each."""
    groups = [units[start : start + size] for start in range(0, len(units), size)]
    table, names, files = bytearray(), bytearray(), []
    varints.put(table, len(groups))
    for group in groups:
        body = _units_body(group, channels)
        if kind is Kind.UNITS:
            body = b"".join(unit.name for unit in group) + body
        name, file = file_of(kind, body)
        varints.put(table, len(group), sum(unit.documents for unit in group))
        names += name
        files.append(file)
    return bytes(table + names), files


def _units_body(units: Sequence[UnitRow], channels: Sequence[str]) -> bytes:
    """Return what units are, as a JSON list of columns."""
    days = [unit.days[0][1] if unit.days else 0 for unit in units]
    columns = (
        [
            0 if unit.key == iso_day(day) else unit.key
            for unit, day in zip(units, days, strict=True)
        ],
        [channels.index(unit.channel) for unit in units],
        [int(unit.kind == "session") for unit in units],
        [unit.documents for unit in units],
        [*days[:1], *map(sub, days[1:], days)],
        [
            piece
            for place, unit in enumerate(units)
            for first, day in unit.days[1:]
            for piece in (place, first, day - days[place])
        ],
    )
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")
