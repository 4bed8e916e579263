"""The search index of a release: what has not changed is neither read nor merged.

records --segment_ends--> segments (cached by their runs) --> shards, root
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from sitegen.build.cache import Cache, DamagedCache, key_of
from sitegen.build.manifest import digest_of
from sitegen.build.release import Release
from sitegen.search.documents import Unit as SearchUnit
from sitegen.search.documents import unit_order
from sitegen.search.layout import Options
from sitegen.search.run import Run, load
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


def write_index(
    units: Sequence[Unit], indexer: Indexer, release: Release
) -> tuple[str, ...]:
    """Put the index into a release; return the cache keys in use."""
    ordered = sorted(units, key=_order)
    for unit in ordered:
        _fragments(unit, indexer, release)
    counts = [unit.record.searched.documents for unit in ordered]
    directories, keys = [], []
    for start, end in pairwise((0, *segment_ends(counts, indexer.options))):
        key, directory = _segment(ordered[start:end], indexer, release)
        directories.append(directory)
        keys.append(key)
    rows = [unit.record.searched for unit in ordered]
    for file in write_root(
        rows, directories, indexer.language, indexer.fragment_size, indexer.options
    ):
        release.put(file.path, file.data)
    return tuple(keys)


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
    for file in _run(unit, indexer).files():
        release.put(file.path, file.data)


def _run(unit: Unit, indexer: Indexer) -> Run:
    data = indexer.cache.read(unit.key, "run")
    if data is None:
        raise DamagedCache(unit.key)
    return load(data)


def _segment(
    units: Sequence[Unit], indexer: Indexer, release: Release
) -> tuple[str, bytes]:
    key = key_of(indexer.code, indexer.options, [unit.key for unit in units])
    kept = _remembered(indexer.cache, key)
    if kept and all(release.old.get(path) == digest for path, digest in kept.files):
        for path, _ in kept.files:
            release.keep(path)
        return key, kept.directory
    runs = list(_without_fragments(units, indexer))
    segment = build_segment(runs, indexer.options)
    files: dict[str, str] = {}
    for file in segment.files:
        files[file.path] = digest_of(file.data)
        release.put(file.path, file.data)
    kept = _Kept(segment.directory, tuple(sorted(files.items())))
    indexer.cache.write(key, "segment", msgspec.msgpack.encode(kept))
    return key, segment.directory


def _without_fragments(units: Sequence[Unit], indexer: Indexer) -> Iterator[Run]:
    for unit in units:
        yield msgspec.structs.replace(_run(unit, indexer), fragments=())


def _remembered(cache: Cache, key: str) -> _Kept | None:
    data = cache.read(key, "segment")
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=_Kept)
    except msgspec.MsgspecError:
        return None
