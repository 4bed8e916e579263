"""`sitegen identify` and `sitegen import`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sitegen.config import read_config
from sitegen.errors import UsageError, nearest
from sitegen.importers.catalog import all_importers
from sitegen.importers.export import open_export
from sitegen.importers.identify import identify
from sitegen.importers.limits import Limits
from sitegen.store.importing import ImportOptions, import_exports
from sitegen.store.text_report import identity_text, report_text


class UnknownZone(UsageError):
    """A time zone was named that does not exist."""

    def __init__(self, name: str) -> None:
        hint = nearest(name, available_timezones())
        super().__init__(
            f"--zone '{name}': expected an IANA zone such as America/New_York{hint}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user asked of an import."""

    channels: tuple[str, ...] = ()
    only: str | None = None
    zone: str | None = None
    replace: bool = False
    media: bool = False
    dry_run: bool = False
    strict: bool = False
    limits: tuple[str, ...] = ()


def identify_files(files: Iterable[Path], limits: Iterable[str]) -> Iterator[str]:
    """Yield for each export which importer claims it, and why."""
    allowed = Limits.parse(limits)
    for path in files:
        export = open_export(path, allowed)
        yield identity_text(export, identify(export, all_importers()))


def import_files(site: Path, files: Sequence[Path], wish: Wish) -> str:
    """Merge exports into a site's store; return what was done."""
    config = read_config(site)
    allowed = Limits.parse(wish.limits)
    names = [rules.name for rules in config.channels]
    options = ImportOptions(
        importers=all_importers(),
        only=wish.only,
        channels=wish.channels,
        fallback_channel=names[0] if len(names) == 1 else "chat",
        zone=_zone(wish.zone),
        replace=wish.replace,
        dry_run=wish.dry_run,
        strict=wish.strict,
        media=wish.media,
    )
    exports = [open_export(path, allowed) for path in files]
    return report_text(import_exports(site / "content", exports, options))


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(name) from error
