"""Recipes to bytes, in workers: the last stage before publishing.

    Recipe + blobs of the cache --render--> (path, bytes) of each file it becomes

A recipe is small and says which fragments its page needs; the worker reads these from
the cache, makes the view, and renders it. Pages without messages are views already.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from markupsafe import escape

from sitegen.build.cache import HEAD_BYTES, Cache, DamagedCache
from sitegen.build.themes import theme_of
from sitegen.render.environment import Theme
from sitegen.render.feeds import Feed, FeedEntry, atom, json_feed, tag_id
from sitegen.render.fragments import place
from sitegen.render.pages import render_page
from sitegen.render.text import PAGE, ROOT, plain
from sitegen.site import urls
from sitegen.site.pages.people import (
    FEED_FROM,
    Attendance,
    Dossier,
    feed_pieces,
    person_views,
)
from sitegen.site.pages.sessions import (
    DaySetting,
    SessionSetting,
    day_views,
    session_views,
)
from sitegen.site.record import Piece, fragment_digest
from sitegen.site.sheet import Sheet
from sitegen.site.views import Page

_sheet = msgspec.msgpack.Decoder(Sheet)
_PORTABLE = re.compile(
    r'((?:href|action)=")(?![a-z][a-z0-9+.-]*:|/|#|\?)((?:[^"#?]*/)?)((?:[#?][^"]*)?")'
)


@dataclass(frozen=True, slots=True)
class ViewRecipe:
    """A page that is its view."""

    url: str
    view: Page


@dataclass(frozen=True, slots=True)
class SessionRecipe:
    """The pages of a session."""

    study: str  # key of its study
    offsets: bytes  # of its fragments, as in its record
    setting: SessionSetting


@dataclass(frozen=True, slots=True)
class DayRecipe:
    """The pages of a day outside sessions."""

    study: str
    offsets: bytes
    setting: DaySetting


@dataclass(frozen=True, slots=True)
class PersonRecipe:
    """The pages and the feed of a participant."""

    dossier: Dossier
    authority: str


@dataclass(frozen=True, slots=True)
class EntrySource:
    """An entry of a feed, whose text are messages: (who, fragment) of each."""

    entry: FeedEntry  # without its HTML, or with what stands before the messages
    messages: tuple[tuple[str, Piece, str], ...]  # name, fragment, address of its page


@dataclass(frozen=True, slots=True)
class FeedRecipe:
    """A feed as Atom and, under a second address, as JSON."""

    feed: Feed  # without entries
    entries: tuple[EntrySource, ...]
    path: str
    json_path: str


Recipe = ViewRecipe | SessionRecipe | DayRecipe | PersonRecipe | FeedRecipe


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every worker needs to render."""

    site: Path
    theme: str
    language: str
    state: str  # digest of the program and the theme's files
    cache: Path
    portable: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Recipes for one worker, with the names they are known by."""

    workshop: Workshop
    recipes: tuple[tuple[str, Recipe], ...]


Files = tuple[tuple[str, bytes], ...]


def render(batch: Batch) -> tuple[tuple[str, Files], ...]:
    """Return the files of each recipe, by the recipe's name.

    Raises:
        DamagedCache: A fragment in the cache was altered.
        TemplateProblem: A template is broken.
    """
    shop = batch.workshop
    theme = theme_of(shop.theme, shop.language, shop.site, shop.state, shop.cache)
    reader = PieceReader(Cache(shop.cache))
    try:
        return tuple(
            (name, tuple(_files(recipe, theme, reader, portable=shop.portable)))
            for name, recipe in batch.recipes
        )
    finally:
        reader.close()


class PieceReader:
    """Reads single fragments out of the cache, with few files open at a time."""

    _OPEN_AT_ONCE = 200

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self._files: dict[str, int] = {}

    def read(self, piece: Piece) -> bytes:
        """Return a fragment.

        Raises:
            DamagedCache: It is not there, or not the one that was put there.
        """
        handle = self._files.get(piece.key)
        try:
            if handle is None:
                if len(self._files) >= self._OPEN_AT_ONCE:
                    self.close()
                path = self.cache.path(piece.key, "fragments")
                handle = self._files[piece.key] = os.open(path, os.O_RDONLY)
            start = HEAD_BYTES + piece.start
            data = os.pread(handle, piece.stop - piece.start, start)
        except OSError as error:
            raise DamagedCache(piece.key) from error
        if fragment_digest(data) != piece.check:
            raise DamagedCache(piece.key)
        return data

    def close(self) -> None:
        """Close all files."""
        for handle in self._files.values():
            os.close(handle)
        self._files.clear()


def _files(
    recipe: Recipe, theme: Theme, reader: PieceReader, *, portable: bool
) -> Iterable[tuple[str, bytes]]:
    if isinstance(recipe, FeedRecipe):
        yield from _feeds(recipe, reader)
        return
    for url, view in _views(recipe, reader):
        html = render_page(theme, view)
        if portable:
            html = _PORTABLE.sub(_to_index, html)
        yield urls.file_of(url), html.encode("utf-8", "replace")
    if isinstance(recipe, PersonRecipe) and recipe.dossier.shown >= FEED_FROM:
        yield from _feeds(_person_feed(recipe), reader)


def _views(recipe: Recipe, reader: PieceReader) -> Iterable[tuple[str, Page]]:
    if isinstance(recipe, ViewRecipe):
        yield recipe.url, recipe.view
    elif isinstance(recipe, SessionRecipe):
        sheet, fragments = _study(recipe, reader)
        yield from session_views(recipe.setting, sheet, fragments)
    elif isinstance(recipe, DayRecipe):
        sheet, fragments = _study(recipe, reader)
        yield from day_views(recipe.setting, sheet, fragments)
    elif isinstance(recipe, PersonRecipe):

        def placed(root: str, piece: Piece, attendance: Attendance) -> str:
            html = reader.read(piece).decode()
            address = _part_url(attendance.url, piece.part)
            return place(html, root, address, own_page=False)

        yield from person_views(recipe.dossier, placed)


def _study(
    recipe: SessionRecipe | DayRecipe, reader: PieceReader
) -> tuple[Sheet, Sequence[str]]:
    cache = reader.cache
    data = cache.read(recipe.study, "sheet")
    blob = cache.read(recipe.study, "fragments")
    if data is None or blob is None:
        raise DamagedCache(recipe.study)
    offsets = np.frombuffer(recipe.offsets, dtype="<u4").tolist()
    return _sheet.decode(data), [
        blob[start:stop].decode() for start, stop in pairwise(offsets)
    ]


def _person_feed(recipe: PersonRecipe) -> FeedRecipe:
    dossier = recipe.dossier
    base = dossier.chrome.base_url
    path = urls.person_feed(dossier.slug)
    return FeedRecipe(
        feed=Feed(
            id=feed_id(recipe.authority, "feed", f"people/{dossier.slug}"),
            title=f"{dossier.person.name} \u00b7 {dossier.chrome.title}",
            url=base + path,
            home_url=base + urls.person(dossier.slug),
            language=dossier.chrome.language,
            entries=(),
        ),
        entries=tuple(
            EntrySource(
                entry=FeedEntry(
                    id=feed_id(
                        recipe.authority, "message", f"{attendance.url}{piece.anchor}"
                    ),
                    title=attendance.source.text,
                    url=f"{base}{attendance.url}#{piece.anchor}",
                    published=piece.time,
                    updated=piece.time,
                    authors=(dossier.person.name,),
                ),
                messages=(("", piece, attendance.url),),
            )
            for piece, attendance in feed_pieces(dossier, FEED_FROM)
        ),
        path=path,
        json_path="",
    )


def feed_id(authority: str, kind: str, key: str) -> str:
    """Return the lasting id of a feed or entry under "example.org,2026"."""
    name, _, year = authority.partition(",")
    return tag_id(name, int(year[:4]), kind, key)


def _feeds(recipe: FeedRecipe, reader: PieceReader) -> Iterable[tuple[str, bytes]]:
    base = recipe.feed.url.removesuffix(recipe.path)
    entries = tuple(
        msgspec.structs.replace(
            source.entry,
            html=source.entry.html
            + "".join(
                _said(name, piece, url, reader, base)
                for name, piece, url in source.messages
            ),
        )
        for source in recipe.entries
    )
    feed = msgspec.structs.replace(recipe.feed, entries=entries)
    yield recipe.path, atom(feed)
    if recipe.json_path:
        yield (
            recipe.json_path,
            json_feed(msgspec.structs.replace(feed, url=base + recipe.json_path)),
        )


def _said(name: str, piece: Piece, url: str, reader: PieceReader, base: str) -> str:
    """Return one message of an entry: its text, after who said it if that is given."""
    start, length = piece.body
    body = reader.read(piece)[start : start + length].decode()
    text = body.replace(PAGE, base + _part_url(url, piece.part)).replace(ROOT, base)
    return (
        f"<p><b>{escape(plain(name))}</b> {text}</p>\n" if name else f"<p>{text}</p>\n"
    )


def _part_url(url: str, part: int) -> str:
    return url if part == 1 else f"{url}{part}/"


def _to_index(match: re.Match[str]) -> str:
    """Name `index.html` in a link to a folder; other links stay as they are."""
    before, path, rest = match[1], match[2], match[3] or ""
    return f'{before}{path}index.html{rest}"' if path or not rest else match[0]
