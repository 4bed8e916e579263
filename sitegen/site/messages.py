"""Understood messages to what the message partial shows.

Understanding --message_views--> MessageView, one for each item
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from sitegen.chat.session import Item, Session, Understanding
from sitegen.model import Attachment, Message
from sitegen.render.text import anchor
from sitegen.site.cast import Cast
from sitegen.site.layout import Layout
from sitegen.site.record import part_address
from sitegen.site.views import MediaView, MessageRef, MessageView, Person
from sitegen.site.views.page import Role

EXCERPT = 100
Mark = Literal["guess", "pinned", "quoted", "late", "early"]
_BLANK = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_IMAGE = re.compile(r"\.(png|jpe?g|gif|webp|avif)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A stored message outside the session that one in it refers to."""

    message: Message
    slug: str
    href: str  # from the root: its session's address and its anchor


@dataclass(frozen=True, slots=True)
class MessageScene:
    """What all messages of one session share."""

    cast: Cast
    zone: ZoneInfo
    elsewhere: Mapping[str, Found]  # by id: targets of replies that lead out
    sizes: Mapping[str, tuple[int, int]]  # of local images, by path


def message_views(
    understanding: Understanding, layout: Layout, scene: MessageScene
) -> tuple[MessageView, ...]:
    """Return the views of a session's messages, in the order of its items."""
    items = understanding.items
    refs = _Refs(understanding, layout, scene)
    dated = _spans_days(understanding, scene.zone)
    return tuple(
        _view(item, number, refs, scene, dated=dated)
        for number, item in enumerate(items)
    )


def excerpt(text: str, length: int = EXCERPT) -> str:
    """Return a text on one line, cut at a word, with an ellipsis where it was cut."""
    if text.isprintable():
        line = " ".join(text.split())
    else:
        line = _BLANK.sub(" ", _CONTROL.sub(" ", text)).strip()
    if len(line) <= length:
        return line
    cut = line[:length].rsplit(" ", 1)[0] or line[:length]
    return cut.rstrip(" ,.;:") + "\u2026"


def person_of(item: Item, cast: Cast) -> Person:
    """Return who wrote an item, as shown."""
    message = item.message
    return cast.person(item.person, message.author, message.name, role_of(item))


def role_of(item: Item) -> Role | None:
    """Return what the writer of an item is in its session."""
    if item.message.kind == "bot":
        return "bot"
    if item.host:
        return "host"
    return "guest" if item.guest else None


class _Refs:
    """Finds what messages refer to: in the session, else elsewhere in the store."""

    def __init__(
        self, understanding: Understanding, layout: Layout, scene: MessageScene
    ) -> None:
        self._items = understanding.items
        self._of = understanding.of
        self._parts = layout.part_of
        self._scene = scene
        self._index = {item.message.id: n for n, item in enumerate(self._items)}
        self._has_parts = len(layout.parts) > 1 or len(layout.time_parts) > 1
        self._made: dict[tuple[int, int], MessageRef] = {}

    def inside(self, target: int, source: int) -> MessageRef:
        """Return the reference from one item to another of the session.

        In a session of several parts it names the part, since the two readings are cut
        at different messages.
        """
        part = self._parts[source] if self._has_parts else 0
        known = self._made.get((target, part))
        if known is None:
            item = self._items[target]
            near = not part
            name = anchor(item.message.id)
            url = part_address(self._of, self._parts[target])
            known = self._made[target, part] = MessageRef(
                person=person_of(item, self._scene.cast),
                excerpt=excerpt(item.message.text) if item.state == "shown" else "",
                anchor=name if near else "",
                href="" if near else f"{url}#{name}",
                is_question=item.asks is not None,
            )
        return known

    def by_id(self, message_id: str | None, source: int) -> MessageRef | None:
        """Return the reference to a message by id; None if it is not stored."""
        if message_id is None:
            return None
        inside = self._index.get(message_id)
        if inside is not None:
            return self.inside(inside, source)
        found = self._scene.elsewhere.get(message_id)
        if found is None:
            return None
        message = found.message
        return MessageRef(
            person=self._scene.cast.person(found.slug, message.author, message.name),
            excerpt="" if message.deleted else excerpt(message.text),
            href=found.href,
        )


def _view(
    item: Item, number: int, refs: _Refs, scene: MessageScene, *, dated: bool
) -> MessageView:
    message = item.message
    shown = item.state == "shown"
    reply = (
        refs.inside(item.parent, number)
        if item.parent is not None
        else refs.by_id(message.reply_to, number)
    )
    fold = item.fold
    return MessageView(
        anchor=anchor(message.id),
        time=message.time.astimezone(scene.zone),
        person=person_of(item, scene.cast),
        text=message.text if shown else "",
        entities=message.entities if shown else (),
        precision=message.precision,
        kind=message.kind,
        state=item.state,
        labels=_labels(item),
        marks=_marks(item),
        is_question=item.asks is not None,
        reply_to=reply,
        quotes=refs.by_id(message.quotes or item.repeats, number),
        reposts=_reposters(item, scene.cast),
        repost_count=fold.reposts if fold else 0,
        copies=fold.copies if fold else 0,
        attachments=_media(message, scene.sizes) if shown else (),
        reactions=message.reactions if shown else (),
        edited=message.edited.astimezone(scene.zone) if message.edited else None,
        source_url=message.url or "",
        is_time_shown_with_date=dated,
    )


def _labels(item: Item) -> tuple[str, ...]:
    if item.asks is not None:
        return (item.asks,)
    return ((item.label,) if item.label else ()) + item.also


def _marks(item: Item) -> tuple[Mark, ...]:
    marks: tuple[tuple[Mark, bool], ...] = (
        ("guess", item.how == "time"),
        ("pinned", item.pinned),
        ("early", item.shoulder == "before"),
        ("late", item.shoulder == "after"),
    )
    return tuple(mark for mark, is_set in marks if is_set)


def _reposters(item: Item, cast: Cast) -> tuple[Person, ...]:
    if item.fold is None:
        return ()
    wrote = {
        cast.slug_of(m.author, m.author_id): m for m in reversed(item.fold.messages)
    }
    return tuple(
        cast.person(slug, wrote[slug].author, wrote[slug].name)
        for slug in item.fold.by
        if slug in wrote
    )


def _media(
    message: Message, sizes: Mapping[str, tuple[int, int]]
) -> tuple[MediaView, ...]:
    return tuple(_medium(a, sizes) for a in message.attachments)


def _medium(attachment: Attachment, sizes: Mapping[str, tuple[int, int]]) -> MediaView:
    local = attachment.url if attachment.url.startswith("media/") else ""
    kind = attachment.kind
    if local and kind == "image" and not _IMAGE.search(local):
        kind = "file"  # what a browser might run is offered, never shown
    width, height = sizes.get(local, (None, None))
    return MediaView(
        kind=kind,
        title=attachment.title or "",
        alt=attachment.alt or "",
        href=local,
        url="" if local else attachment.url,
        width=width,
        height=height,
    )


def _spans_days(understanding: Understanding, zone: ZoneInfo) -> bool:
    """Return whether a session passes midnight in the zone shown."""
    if not isinstance(understanding.of, Session) or not understanding.items:
        return False
    times = [item.message.time.astimezone(zone).date() for item in understanding.items]
    return times[0] != times[-1]
