"""The search index of a release: what has not changed is neither read nor merged.

records --segment_ends--> segments (cached by their runs) --> shards, root
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from sitegen.build.cache import Cache, DamagedCache, key_of
from sitegen.build.release import Release
from sitegen.build.workers import begin
from sitegen.search.documents import Unit as SearchUnit
from sitegen.search.documents import unit_order
from sitegen.search.layout import Options
from sitegen.search.run import Run, load
from sitegen.search.segment import Segment
from sitegen.search.writer import build_segment, segment_ends, write_root
from sitegen.site.archive import Unit


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of a segment: its directory and its files."""

    directory: bytes
    files: tuple[tuple[str, str], ...]  # path and SHA-256


@dataclass(frozen=True, slots=True)
class Indexer:
    """What writing an index needs."""

    cache: Cache
    code: str  # digest of the program
    language: str
    fragment_size: int
    options: Options


@dataclass(frozen=True, slots=True)
class _SegmentTask:
    """A segment to be made, from what the cache holds of its units."""

    cache: Cache
    studies: tuple[str, ...]  # keys of its units, in order
    options: Options


@dataclass(frozen=True, slots=True)
class Begun:
    """An index whose segments are being made while pages are rendered."""

    indexer: Indexer
    units: tuple[Unit, ...]  # in the order of the index
    keys: tuple[str, ...]  # of the segments
    kept: tuple[_Kept | None, ...]  # of the segments: as the last release has them
    made: Iterator[Segment]  # the others


def begin_index(
    units: Sequence[Unit], indexer: Indexer, release: Release, pool: Executor | None
) -> Begun:
    """Begin to make the segments that the last release does not have."""
    ordered = sorted(units, key=_order)
    counts = [unit.record.searched.documents for unit in ordered]
    keys, kept, tasks = [], [], []
    for start, end in pairwise((0, *segment_ends(counts, indexer.options))):
        studies = tuple(unit.key for unit in ordered[start:end])
        key = key_of(indexer.code, indexer.options, studies)
        found = _remembered(indexer.cache, key, release)
        if found is None:
            tasks.append(_SegmentTask(indexer.cache, studies, indexer.options))
        keys.append(key)
        kept.append(found)
    made = begin(_make_segment, tasks, pool)
    return Begun(indexer, tuple(ordered), tuple(keys), tuple(kept), made)


def write_index(begun: Begun, release: Release) -> tuple[str, ...]:
    """Put the index into a release; return the cache keys in use."""
    indexer = begun.indexer
    for unit in begun.units:
        _fragments(unit, indexer, release)
    directories = [
        _put(next(begun.made), key, indexer, release)
        if kept is None
        else _keep(kept, release)
        for key, kept in zip(begun.keys, begun.kept, strict=True)
    ]
    rows = [unit.record.searched for unit in begun.units]
    for file in write_root(
        rows, directories, indexer.language, indexer.fragment_size, indexer.options
    ):
        release.put(file.path, file.data)
    return begun.keys


def _order(unit: Unit) -> tuple[int, str, str, str]:
    row = unit.record.searched
    return unit_order(
        SearchUnit(row.key, row.channel, row.kind, "", "", row.start, row.start, ())  # type: ignore[arg-type]
    )


def _fragments(unit: Unit, indexer: Indexer, release: Release) -> None:
    files = unit.record.search_files
    if all(release.old.get(path) == digest for path, digest in files):
        for path, _ in files:
            release.keep(path)
        return
    for file in _run(unit.key, indexer.cache).files():
        release.put(file.path, file.data)


def _run(study: str, cache: Cache) -> Run:
    data = cache.read(study, "run")
    if data is None:
        raise DamagedCache(study)
    return load(data)


def _make_segment(task: _SegmentTask) -> Segment:
    runs = (_run(study, task.cache) for study in task.studies)
    return build_segment(runs, task.options)


def _put(segment: Segment, key: str, indexer: Indexer, release: Release) -> bytes:
    files = {file.path: release.put(file.path, file.data) for file in segment.files}
    kept = _Kept(segment.directory, tuple(sorted(files.items())))
    indexer.cache.write(key, "segment", msgspec.msgpack.encode(kept))
    return segment.directory


def _keep(kept: _Kept, release: Release) -> bytes:
    for path, _ in kept.files:
        release.keep(path)
    return kept.directory


def _remembered(cache: Cache, key: str, release: Release) -> _Kept | None:
    """Return what is known of a segment whose files the last release has."""
    data = cache.read(key, "segment")
    if data is None:
        return None
    try:
        kept = msgspec.msgpack.decode(data, type=_Kept)
    except msgspec.MsgspecError:
        return None
    is_there = all(release.old.get(path) == digest for path, digest in kept.files)
    return kept if is_there else None
