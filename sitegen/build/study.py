"""The study of one session or day: the work that is done once, whatever page asks.

    StudyTask --study--> Study: record, sheet, fragments, run, twins

A study reads its messages, understands them, and makes their fragments, their part of
the search index and the text twins. Everything later is made from these results, which
the cache keeps; the messages themselves are not read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from sitegen.build.days import published_day
from sitegen.build.themes import theme_of
from sitegen.chat.overlay import Overlay
from sitegen.chat.people import People
from sitegen.chat.rules import ChannelRules
from sitegen.chat.session import (
    Day,
    Item,
    Session,
    SessionSummary,
    Understanding,
)
from sitegen.chat.understand import understand
from sitegen.model import Message
from sitegen.recaps.resolve import Wants, extract
from sitegen.render.fragments import fragments_and_bodies
from sitegen.render.text import anchor
from sitegen.render.twins import (
    Twin,
    TwinMessage,
    transcript_csv,
    transcript_json,
    transcript_txt,
)
from sitegen.search import analysis
from sitegen.search.invert import invert
from sitegen.search.run import dump
from sitegen.site.cast import Cast
from sitegen.site.layout import Layout, lay_out
from sitegen.site.messages import Found, MessageScene, message_views
from sitegen.site.record import address_of, make_record
from sitegen.site.searchable import searchable
from sitegen.site.sheet import sheet
from sitegen.site.views import Names
from sitegen.store.redactions import RedactionRules, is_redacted


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a message lies that a reply of this session leads to."""

    path: str  # of the day file
    digest: str  # of its content
    position: int  # in its day
    href: str  # of its session or day, from the root, without the anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all studies of a build share. Small, and the same for every worker."""

    site: Path  # where themes are looked up; all they hold is in `code`
    theme: str
    language: str
    code: str  # digest of the program and of the message partial's closure
    state: str  # digest of the theme's files, to load it anew when they change
    cache: Path  # where compiled templates are kept
    search_language: str
    fragment_size: int
    zone: ZoneInfo
    base_url: str
    redactions: RedactionRules


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyTask:
    """One session or day to study."""

    key: str  # in the cache: the digest of everything else here
    parts: tuple[tuple[str, str], ...]  # what the key is made of: name and digest
    of: Session | Day
    files: tuple[tuple[date, str, str], ...]  # day, path and digest, of its runs
    rules: ChannelRules
    overlay: Overlay | None
    people: People  # profiles of those who occur in it, as far as they show
    names: Names
    mentions: tuple[tuple[str, str], ...]  # name or account id to slug, sorted
    elsewhere: tuple[Elsewhere, ...]
    sizes: tuple[tuple[str, tuple[int, int]], ...]  # of local images
    wants: Wants  # what recaps quote from it
    setting: Setting


Twins = tuple[tuple[str, bytes], ...]
"""Kind and content of each text twin."""


@dataclass(frozen=True, slots=True)
class Study:
    """The results, as bytes for the cache and for the output."""

    key: str
    record: bytes
    sheet: bytes
    fragments: bytes
    run: bytes
    material: bytes  # for recaps
    twins: Twins


def get_ready(_: int) -> None:
    """Do in a worker what the first study would have to wait for."""
    analysis.prepare()


def study(task: StudyTask) -> Study:
    """Study one session or day."""
    messages = _messages(task)
    understanding = understand(
        task.of,
        messages,
        task.rules,
        task.overlay,
        task.people,
        redacted=frozenset(m.id for m in messages if is_redacted(m)),
    )
    cast = Cast.of(task.people)
    layout = lay_out(understanding)
    pieces = _fragments(task, understanding, layout, cast)
    fragments = [fragment for fragment, _ in pieces]
    shape = sheet(understanding, layout, cast, task.rules.zone)
    written = _twins(task, understanding)
    run = invert(
        searchable(
            understanding,
            layout,
            cast,
            dict(task.mentions),
            zone=task.setting.zone,
            title=title_of(understanding.summary, task.rules),
            url=address_of(task.of),
        ),
        task.setting.search_language,
        task.setting.fragment_size,
    )
    record = make_record(
        understanding, layout, fragments, [body for _, body in pieces], written, run
    )
    return Study(
        key=task.key,
        record=msgspec.msgpack.encode(record),
        sheet=msgspec.msgpack.encode(shape),
        fragments=b"".join(fragments),
        run=dump(run),
        material=msgspec.msgpack.encode(extract(understanding, task.wants)),
        twins=written,
    )


def title_of(summary: SessionSummary, rules: ChannelRules) -> str:
    """Return what a session is called where its overlay gives no title."""
    return summary.title or f"{rules.title} {summary.key}"


def _messages(task: StudyTask) -> tuple[Message, ...]:
    files = {day: (path, digest) for day, path, digest in task.files}
    found: list[Message] = []
    for run in task.of.runs:
        day = published_day(*files[run.day], task.setting.redactions)
        found += day[run.start : run.stop]
    return tuple(found)


def _fragments(
    task: StudyTask, understanding: Understanding, layout: Layout, cast: Cast
) -> list[tuple[bytes, tuple[int, int]]]:
    """Return each message's fragment, and where its text's HTML lies in it."""
    setting = task.setting
    scene = MessageScene(
        cast=cast,
        zone=task.rules.zone,
        elsewhere=_elsewhere(task, cast),
        sizes=dict(task.sizes),
    )
    theme = theme_of(
        setting.theme, setting.language, setting.site, setting.state, setting.cache
    )
    make = fragments_and_bodies(theme, task.names)
    found = []
    for view in message_views(understanding, layout, scene):
        html, body = make(view)
        encoded, inner = html.encode(), body.encode()
        start = encoded.find(inner) if inner else 0
        found.append((encoded, (max(start, 0), len(inner) if start >= 0 else 0)))
    return found


def _elsewhere(task: StudyTask, cast: Cast) -> dict[str, Found]:
    found = {}
    for place in task.elsewhere:
        day = published_day(place.path, place.digest, task.setting.redactions)
        if place.position < len(day):
            message = day[place.position]
            slug = cast.slug_of(message.author, message.author_id)
            href = f"{place.href}#{anchor(message.id)}"
            found[message.id] = Found(message, slug, href)
    return found


def _twins(task: StudyTask, understanding: Understanding) -> Twins:
    if not isinstance(task.of, Session):
        return ()
    url = task.setting.base_url + address_of(task.of)
    twin = Twin(
        title=title_of(understanding.summary, task.rules),
        channel=task.rules.title,
        key=task.of.key,
        url=url,
        start=task.of.start.astimezone(task.rules.zone),
        messages=tuple(
            _line(item, understanding.items, url)
            for item in understanding.items
            if item.state == "shown"
        ),
    )
    return (
        ("txt", transcript_txt(twin)),
        ("json", transcript_json(twin)),
        ("csv", transcript_csv(twin)),
    )


def _line(item: Item, items: Sequence[Item], url: str) -> TwinMessage:
    message = item.message
    return TwinMessage(
        id=message.id,
        time=message.time.astimezone(UTC).replace(microsecond=0),
        author=message.author,
        name=message.name or "",
        text=message.text,
        question=item.asks or item.label or "",
        reply_to=items[item.parent].message.id if item.parent is not None else "",
        url=f"{url}#{anchor(message.id)}",
        source_url=message.url or "",
    )
