"""The import: exports in, day files changed, a report that adds up.

    exports --identify--> claims --read--> rows --mend, name channel--> Incoming
    Incoming + stored days --merge--> staged files --commit--> content/transcripts

Nothing is written before the last row was read and merged; then attachments are copied,
and then all day files change as one, so that no message names a copy that is not there.
`--dry-run` does everything but these last steps.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from sitegen.errors import SitegenError, nearest
from sitegen.importers.base import Importer, ReadOptions, Row, Skip
from sitegen.importers.export import Export
from sitegen.importers.identify import Claimed, identify, place_in
from sitegen.importers.limits import OverLimit
from sitegen.store.arrival import (
    ADDED,
    CHANGED,
    DELETED,
    DUPLICATE,
    Arrival,
    Taken,
    Tally,
)
from sitegen.store.brought import list_bytes, list_path, list_paths, read_list
from sitegen.store.channels import BadChannel, ChannelRule, Channels
from sitegen.store.files import locked
from sitegen.store.incoming import Incoming
from sitegen.store.journal import Change
from sitegen.store.media import MediaPlan
from sitegen.store.mending import Unstorable, mended
from sitegen.store.purged import Purged, read_purged
from sitegen.store.report import MediaCount, Report, SourceCount
from sitegen.store.transcripts import FOLDER, DayFile, day_files


class StrictImport(SitegenError):
    """`--strict`, and a row could not be read."""

    def __init__(self, problems: Sequence[str]) -> None:
        more = f" (and {len(problems) - 1:,} more)" if len(problems) > 1 else ""
        super().__init__(
            f"{problems[0]}{more}; nothing was imported because of --strict"
        )


class ImporterFailed(SitegenError):
    """An importer gave up where it should have reported a row."""

    def __init__(self, label: str, importer: str, error: Exception) -> None:
        kind = type(error).__name__
        super().__init__(
            f"{label}: the importer '{importer}' stopped with {kind}: {error};"
            " this is a fault of the importer, nothing was imported"
        )


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user asked of an import."""

    importers: tuple[Importer, ...]
    only: str | None = None  # --format
    channels: tuple[str, ...] = ()  # --channel: one NAME, or FROM=TO several times
    fallback_channel: str = "chat"  # for an export that names none, with no --channel
    zone: ZoneInfo | None = None
    replace: bool = False
    dry_run: bool = False
    strict: bool = False
    media: bool = False
    clock: Callable[[], float] = time.monotonic  # seconds, to limit how long it takes


@dataclass(slots=True)
class _Source:
    """One export read by one importer: its counts while they grow."""

    export: Export
    claimed: Claimed
    channels: Channels
    rows: int = 0
    purged: int = 0
    unreadable: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    brought: dict[str, list[str]] = field(default_factory=dict)  # channel: ids


@dataclass(slots=True)
class _Reading:
    """What is gathered over all sources."""

    incoming: Incoming
    purged: Purged
    media: MediaPlan
    problems: list[str] = field(default_factory=list)
    mends: Counter[tuple[str, str]] = field(default_factory=Counter)


def import_exports(
    content: Path, exports: Iterable[Export], options: ImportOptions
) -> Report:
    """Merge exports into the transcripts of a site.

    Args:
        content: The site's `content` folder.
        exports: What to import, opened with `open_export`.
        options: What the user asked.

    Raises:
        SitegenError: An export is not claimed by exactly one importer, is damaged or
            over a limit; channels are unclear; the store is broken or locked; or, with
            `strict`, a row could not be read. Nothing is written then.
    """
    rule = ChannelRule.parse(options.channels, options.fallback_channel)
    found = [(e, identify(e, options.importers, options.only)) for e in exports]
    sources = [
        _Source(export, claimed, Channels(rule, export.label))
        for export, identity in found
        for claimed in identity.claims
    ]
    with Incoming() as incoming:
        reading = _Reading(
            incoming, read_purged(content), MediaPlan(is_wanted=options.media)
        )
        for number, source in enumerate(sources):
            _read(number, source, reading, options)
        _check_renamed(rule, sources)
        if options.strict and reading.problems:
            raise StrictImport(reading.problems)
        if options.dry_run:
            tally, written, media = _store(content, sources, reading, options)
        else:
            with locked(content / FOLDER):
                tally, written, media = _store(content, sources, reading, options)
    return Report(
        sources=tuple(_counted(s, tally.rows[n]) for n, s in enumerate(sources)),
        problems=tuple(reading.problems),
        notes=_notes([export for export, _ in found], reading.mends),
        unclaimed=tuple(
            place_in(export, name)
            for export, identity in found
            for name in identity.unclaimed
            if (export.label, name) not in reading.media.referred
        ),
        taken_back=tally.taken_back,
        files_written=written,
        is_dry_run=options.dry_run,
        media=media,
    )


def _read(
    number: int, source: _Source, reading: _Reading, options: ImportOptions
) -> None:
    export, importer = source.export, source.claimed.importer
    items = importer.read(export, source.claimed.claim, ReadOptions(zone=options.zone))
    start = options.clock()
    try:
        for item in items:
            source.rows += 1
            _check_time(source, options.clock() - start)
            if isinstance(item, Skip):
                _skip(source, reading, item)
            else:
                _take(number, source, reading, item)
    except SitegenError:
        raise
    except Exception as error:  # an importer may be a plugin; nothing is written yet
        raise ImporterFailed(export.label, importer.name, error) from error


def _check_time(source: _Source, passed: float) -> None:
    allowed = source.export.limits.seconds
    if passed > allowed:
        what = f"reading {source.rows:,} rows took {passed:,.0f} seconds"
        raise OverLimit(source.export.label, what, "seconds", allowed)


def _skip(source: _Source, reading: _Reading, item: Skip) -> None:
    if not item.problem:
        source.left_out[item.what] += 1
        return
    source.unreadable += 1
    place = place_in(source.export, item.place.member)
    line = "" if item.place.line is None else f":{item.place.line}"
    reading.problems.append(f"{place}{line}: {item.what}")


def _take(number: int, source: _Source, reading: _Reading, row: Row) -> None:
    def tell(what: str) -> None:
        reading.mends[place_in(source.export, row.place.member), what] += 1

    try:
        message = mended(row.message, tell)
    except Unstorable as error:
        _skip(source, reading, Skip(row.place, str(error)))
        return
    channel = source.channels.stored(row.channel)
    if reading.purged and reading.purged.holds(channel, message):
        source.purged += 1
        return
    source.brought.setdefault(channel, []).append(message.id)

    def tell_of_file(member: str, what: str) -> None:
        reading.mends[place_in(source.export, member), what] += 1

    message = reading.media.resolved(
        message, source.export, channel, row.place.member, tell_of_file
    )
    reading.incoming.add(channel, message, number)


def _store(
    content: Path, sources: Sequence[_Source], reading: _Reading, options: ImportOptions
) -> tuple[Tally, int, MediaCount]:
    """Merge what came in and, unless this is a dry run, put it in place."""
    change = None if options.dry_run else Change.begin(content / FOLDER)
    lists = {list_path(content, source.export.label) for source in sources}
    stored: dict[str, list[DayFile]] = {}
    for file in day_files(content):
        stored.setdefault(file.channel, []).append(file)
    tally, written = Tally(), 0
    try:
        for channel in sorted(reading.incoming.days):
            taken = _taken(content, channel, lists) if options.replace else Taken()
            arrival = Arrival(content, channel, reading.incoming, taken)
            homes = tuple(stored.get(channel, ()))
            changed = set()
            for path, data in arrival.merged(homes, tally):
                written += 1
                changed.add(path)
                reading.media.see(data)
                if change:
                    change.put(path, data) if data else change.drop(path)
            unchanged = (home.path for home in homes if home.path not in changed)
            reading.media.see_days(channel, unchanged)
        media = reading.media.write(content, is_dry_run=options.dry_run)
        if change:
            _put_lists(content, sources, change, replaced=options.replace)
            change.commit()
    finally:
        if change:
            change.forget()
    return tally, written, media


def _taken(content: Path, channel: str, lists: set[Path]) -> Taken:
    ids = {i for path in lists for i in read_list(path).get(channel, ())}
    others = (path for path in list_paths(content) if path not in lists)
    shared = {
        i for path in others for i in read_list(path).get(channel, ()) if i in ids
    }
    return Taken(frozenset(ids), frozenset(shared))


def _put_lists(
    content: Path, sources: Sequence[_Source], change: Change, *, replaced: bool
) -> None:
    """Stage the lists of what each export brought, where they change."""
    lists: dict[Path, dict[str, set[str]]] = {}
    for source in sources:
        path = list_path(content, source.export.label)
        if path not in lists:
            lists[path] = read_list(path)
            if replaced:
                for channel in {c for s in sources for c in s.brought}:
                    lists[path].pop(channel, None)
        for channel, ids in source.brought.items():
            lists[path].setdefault(channel, set()).update(ids)
    for path, found in lists.items():
        data = list_bytes(found)
        if not path.is_file() or path.read_bytes() != data:
            change.put(path, data)


def _check_renamed(rule: ChannelRule, sources: Sequence[_Source]) -> None:
    """Refuse a FROM that no export has: its messages would go astray."""
    met = {name for source in sources for name in source.channels.exported()}
    plain = {name.removeprefix("#") for name in met}
    for name, target in rule.renamed.items():
        if name not in met and name not in plain:
            raise BadChannel(
                f"--channel {name}={target}: no export has a channel '{name}'"
                f"{nearest(name, met | plain)}"
            )


def _notes(
    exports: Iterable[Export], mends: Counter[tuple[str, str]]
) -> tuple[str, ...]:
    read = (
        text if export.is_single else f"{export.label}/{text}"
        for export in exports
        for text in export.notes.texts()
    )
    return (
        *read,
        *(f"{p}: {what} ({n:,} in all)" for (p, what), n in sorted(mends.items())),
    )


def _counted(source: _Source, rows: Counter[str]) -> SourceCount:
    members = source.claimed.claim.members
    return SourceCount(
        label=place_in(source.export, members[0])
        if len(members) == 1
        else source.export.label,
        importer=source.claimed.importer.name,
        evidence=source.claimed.claim.evidence,
        channels=source.channels.names(),
        rows=source.rows,
        added=rows[ADDED],
        changed=rows[CHANGED],
        duplicate=rows[DUPLICATE],
        deleted=rows[DELETED] + source.purged,
        left_out=tuple(sorted(source.left_out.items())),
        unreadable=source.unreadable,
    )
