"""An import's report, and an export's identity, as lines for a terminal.

tags.csv   tags   #tuesday
  1,204 rows = 1,180 added + 2 changed + 20 duplicate + 0 deleted + 2 skipped
    2 skipped: 1 unreadable, 1 private message
"""

from collections.abc import Iterator, Sequence

from sitegen.importers.export import Export
from sitegen.importers.identify import Identity, place_in
from sitegen.store.report import MediaCount, Report, SourceCount
from sitegen.terminal import cells, padded, printable

_LISTED = 50  # problems and unclaimed members shown before "and 1,000 more"


def report_text(report: Report, listed: int = _LISTED) -> str:
    """Return what an import did, ready to print; safe whatever the data says."""
    return "\n".join(_report_lines(report, listed))


def identity_text(export: Export, identity: Identity, listed: int = _LISTED) -> str:
    """Return who reads what of an export, ready to print."""
    return "\n".join(_identity_lines(export, identity, listed))


def _report_lines(report: Report, listed: int) -> Iterator[str]:
    yield from _list("problem", report.problems, listed)
    yield from _list("note", report.notes, listed)
    yield from _list("not read by any importer", report.unclaimed, listed)
    width = max((cells(printable(s.label)) for s in report.sources), default=0)
    for source in report.sources:
        yield from _source_lines(source, width)
    if len(report.sources) > 1:
        yield f"all together: {_sum(report.sources)}"
    if report.taken_back:
        yield f"{report.taken_back:,} messages taken back by --replace"
    yield from _media_lines(report.media)
    if report.is_dry_run:
        yield f"dry run: {_files(report.files_written)} would change, nothing written"
    else:
        yield f"{_files(report.files_written)} changed in content/transcripts"


def _media_lines(media: MediaCount) -> Iterator[str]:
    if media.copied or media.known:
        there = f", {media.known:,} there already" if media.known else ""
        yield f"{_attachments(media.copied)} copied to content/media{there}"
    if media.waiting:
        yield f"{_attachments(media.waiting)} in the export not copied: add --media"
    if media.left:
        reasons = ", ".join(f"{count:,} {printable(why)}" for why, count in media.left)
        yield f"kept as a note only: {reasons}"


def _source_lines(source: SourceCount, width: int) -> Iterator[str]:
    channels = ", ".join(source.channels) or "no channel"
    label = padded(printable(source.label), width)
    yield f"{label}  {printable(source.importer)} -> {channels}"
    yield f"  {_sum([source])}"
    if source.skipped:
        reasons = [f"{count:,} {printable(why)}" for why, count in source.left_out]
        if source.unreadable:
            reasons.insert(0, f"{source.unreadable:,} unreadable")
        yield f"    skipped: {', '.join(reasons)}"


def _sum(sources: Sequence[SourceCount]) -> str:
    parts = ("added", "changed", "duplicate", "deleted", "skipped")
    counts = " + ".join(
        f"{sum(getattr(source, part) for source in sources):,} {part}" for part in parts
    )
    return f"{sum(source.rows for source in sources):,} rows = {counts}"


def _identity_lines(export: Export, identity: Identity, listed: int) -> Iterator[str]:
    for claimed in identity.claims:
        members = claimed.claim.members
        what = (
            place_in(export, members[0])
            if len(members) == 1
            else f"{export.label} ({len(members):,} members)"
        )
        name, evidence = claimed.importer.name, claimed.claim.evidence
        yield f"{printable(what)}: {printable(name)} ({printable(evidence)})"
    unclaimed = [place_in(export, member) for member in identity.unclaimed]
    yield from _list("not read by any importer", unclaimed, listed)


def _list(title: str, items: Sequence[str], listed: int) -> Iterator[str]:
    for item in items[:listed]:
        yield f"{title}: {printable(item)}"
    if len(items) > listed:
        yield f"{title}: and {len(items) - listed:,} more"


def _attachments(count: int) -> str:
    return "1 attachment" if count == 1 else f"{count:,} attachments"


def _files(count: int) -> str:
    return "1 day file" if count == 1 else f"{count:,} day files"
