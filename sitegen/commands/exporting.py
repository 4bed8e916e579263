"""`sitegen export`: the published messages as data."""

import sys
from pathlib import Path

from sitegen.build.sources import read_sources
from sitegen.errors import UsageError, nearest
from sitegen.store.export_files import FORMATS, export
from sitegen.store.exporting import Archive


class UnknownFormat(UsageError):
    """Data was asked for in a format that is not written."""

    def __init__(self, written: str) -> None:
        super().__init__(
            f"--format {written}: expected one of {', '.join(FORMATS)}"
            + nearest(written, FORMATS)
        )


def export_site(site: Path, kind: str, target: Path | None) -> str:
    """Write the published messages, to stdout without a target; return talk about it.

    Raises:
        SitegenError: The format is unknown or needs more, or the site can't be read.
    """
    form = next((name for name in FORMATS if name == kind), None)
    if form is None:
        raise UnknownFormat(kind)
    sources = read_sources(site, site / ".sitegen")
    archive = Archive(
        content=site / "content",
        config=sources.config,
        people=sources.people,
        overlays=sources.overlays,
        redactions=sources.redactions,
    )
    count = export(archive, form, target, sys.stdout.buffer)
    return f"{target or 'standard output'}: {count} messages"
