"""All that a build reads, besides the messages: small, read whole, checked."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

import sitegen
from sitegen.chat.overlay import Overlay
from sitegen.chat.people import People, Profile
from sitegen.config import Config, read_config
from sitegen.recaps.recap import Recap
from sitegen.store.overlays import read_overlays
from sitegen.store.pages import FreePage, read_pages
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
    return Sources(
        site=site,
        config=config,
        people=people,
        overlays=read_overlays(content, config),
        recaps=read_recaps(content),
        pages=read_pages(content),
        redactions=_redactions(content, profiles, opted_out),
        days=_days(content, home),
        statics=_files(content / "static", ""),
        media=_files(content / "media", "media/"),
    )


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


class _Seen(msgspec.Struct, frozen=True, array_like=True):
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    digest: str


def _days(content: Path, home: Path) -> tuple[StoredDay, ...]:
    """Return the day files with digests; files that look as before are not read."""
    memory = home / "days.msgpack"
    try:
        known = msgspec.msgpack.decode(memory.read_bytes(), type=dict[str, _Seen])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        known = {}
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
        if before and looks == (
            before.size,
            before.mtime_ns,
            before.ctime_ns,
            before.inode,
        ):
            digest = before.digest
        else:
            digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
        seen[name] = _Seen(*looks, digest)
        found.append(StoredDay(file=file, digest=digest))
    if seen != known:
        home.mkdir(parents=True, exist_ok=True)
        temporary = memory.with_name(memory.name + ".new")
        temporary.write_bytes(msgspec.msgpack.encode(seen))
        temporary.replace(memory)
    return tuple(found)


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
