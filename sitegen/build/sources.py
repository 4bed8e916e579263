"""All that a build reads, besides the messages: small, read whole, checked."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

import sitegen
from sitegen.build.memory import recall, remember
from sitegen.chat.overlay import Overlay
from sitegen.chat.people import People, Profile
from sitegen.config import Config, read_config
from sitegen.recaps.recap import Recap
from sitegen.store.overlays import read_overlays
from sitegen.store.pages import WELCOME, FreePage, read_pages
from sitegen.store.people import read_people
from sitegen.store.recaps import read_recaps
from sitegen.store.redactions import RedactionRules, Rule, read_redactions
from sitegen.store.transcripts import DayFile, day_files


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDay:
    """A day file and the digest of its content."""

    file: DayFile
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """A file copied to the site as it is."""

    path: str  # from the site's root
    source: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a build starts from."""

    site: Path
    config: Config
    people: People
    overlays: tuple[Overlay, ...]
    recaps: tuple[Recap, ...]
    pages: tuple[FreePage, ...]
    welcome: FreePage | None  # the text on the first page
    redactions: RedactionRules
    days: tuple[StoredDay, ...]
    statics: tuple[StaticFile, ...]
    media: tuple[StaticFile, ...]


def read_sources(site: Path, home: Path) -> Sources:
    """Read a site's configuration and content, but not its messages.

    Args:
        site: The site's folder.
        home: Its `.sitegen` folder, for remembered digests.

    Raises:
        SitegenError: A file has a mistake; the text names it.
    """
    content = site / "content"
    config = read_config(site)
    profiles, opted_out = read_people(content)
    people = People(profiles)
    pages = read_pages(content)
    return Sources(
        site=site,
        config=config,
        people=people,
        overlays=read_overlays(content, config),
        recaps=read_recaps(content),
        pages=tuple(page for page in pages if page.slug != WELCOME),
        welcome=next((page for page in pages if page.slug == WELCOME), None),
        redactions=_redactions(content, profiles, opted_out),
        days=_days(content, home),
        statics=_files(content / "static", ""),
        media=tuple(
            file
            for file in _files(content / "media", "media/")
            if not file.source.name.startswith(".")  # half-written copies
        ),
    )


def redaction_rules(content: Path) -> RedactionRules:
    """Return a site's redactions with all names of the people they name."""
    return _redactions(content, *read_people(content))


def _redactions(
    content: Path, profiles: Iterable[Profile], opted_out: frozenset[str]
) -> RedactionRules:
    """Return the redactions, those of people who opted out by their file included."""
    written = read_redactions(content)
    rules = (
        *written.rules,
        *(Rule("person", slug, "remove") for slug in sorted(opted_out)),
    )
    names = {
        p.slug: (*p.aliases, *p.ids, *((p.name,) if p.name else ())) for p in profiles
    }
    return RedactionRules(rules).for_people(names)


# A file changed twice within one tick of the system's clock looks the same after both:
# what was that fresh when it was remembered is read again.
_TICK_NS = 20_000_000


class _Seen(msgspec.Struct, frozen=True, array_like=True):
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    digest: str


def _days(content: Path, home: Path) -> tuple[StoredDay, ...]:
    """Return the day files with digests; files that look as before are not read."""
    memory = home / "days.msgpack"
    known = recall(memory, dict[str, _Seen]) or {}
    settled = _written_at(memory) - _TICK_NS
    found: list[StoredDay] = []
    seen: dict[str, _Seen] = {}
    for file in day_files(content):
        status = file.path.stat()
        name = file.path.relative_to(content).as_posix()
        before = known.get(name)
        looks = (
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
            status.st_ino,
        )
        if (
            before
            and looks == (before.size, before.mtime_ns, before.ctime_ns, before.inode)
            and status.st_ctime_ns < settled
        ):
            digest = before.digest
        else:
            digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
        seen[name] = _Seen(*looks, digest)
        found.append(StoredDay(file=file, digest=digest))
    if seen != known:
        remember(memory, seen)
    return tuple(found)


def _written_at(memory: Path) -> int:
    try:
        return memory.stat().st_mtime_ns
    except OSError:
        return 0


def _files(folder: Path, prefix: str) -> tuple[StaticFile, ...]:
    """Return the files below a folder; links and other oddities are left out."""
    if not folder.is_dir():
        return ()
    found = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    return tuple(
        StaticFile(path=prefix + p.relative_to(folder).as_posix(), source=p)
        for p in found
    )


def theme_digest(folders: Iterable[Path]) -> str:
    """Return the digest of a theme's files."""
    digest = hashlib.sha256()
    for folder in folders:
        _add_files(digest, folder)
    return digest.hexdigest()


@cache
def program_digest() -> str:
    """Return the digest of the program and its main libraries' versions.

    Anything kept between builds is kept for one state of the program.
    """
    digest = hashlib.sha256(sitegen.__version__.encode())
    for library in ("babel", "jinja2", "markdown", "nh3", "pystemmer"):
        digest.update(version(library).encode())
    _add_files(digest, Path(sitegen.__file__).parent)
    return digest.hexdigest()


def _add_files(digest: "hashlib._Hash", folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            data = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
