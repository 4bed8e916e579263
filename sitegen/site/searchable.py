"""Understood messages as documents of the search index.

Only what a reader sees can be found: folded reposts, tombstones and hidden messages are
not passed on.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from sitegen.chat.links import links_of
from sitegen.chat.people import fold
from sitegen.chat.session import Item, Session, Understanding
from sitegen.chat.tags import hashtags
from sitegen.model import Message
from sitegen.search.documents import Document, Unit
from sitegen.site.cast import Cast
from sitegen.site.layout import Layout

# Latin, full-width, Arabic, Greek and Armenian.
_QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u037e", "\u055e")
_EPOCH = date(1970, 1, 1).toordinal()


def searchable(
    understanding: Understanding,
    layout: Layout,
    cast: Cast,
    mentions: Mapping[str, str],
    *,
    zone: ZoneInfo,
    title: str,
    url: str,
) -> Unit:
    """Return a session or day as the search index takes it.

    Args:
        understanding: Its messages, understood.
        layout: On which part each message stands.
        cast: Names participants.
        mentions: Case-folded alias or account id to slug, of those mentioned in it.
        zone: The site's, for the day of a message.
        title: As shown in results.
        url: Of its first page, from the root.
    """
    of, summary = understanding.of, understanding.summary
    return Unit(
        key=of.key,
        channel=of.channel,
        kind="session" if isinstance(of, Session) else "day",
        title=title,
        url=url,
        start=int(summary.start.timestamp()),
        end=int(summary.end.timestamp()),
        documents=tuple(
            _document(item, layout.part_of[number], understanding, cast, mentions, zone)
            for number, item in enumerate(understanding.items)
            if item.state == "shown"
        ),
    )


def _document(
    item: Item,
    part: int,
    understanding: Understanding,
    cast: Cast,
    mentions: Mapping[str, str],
    zone: ZoneInfo,
) -> Document:
    message = item.message
    given = understanding.overlay.tags if understanding.overlay else ()
    tags = hashtags(message.text)
    return Document(
        id=message.id,
        time=int(message.time.timestamp()),
        day=message.time.astimezone(zone).date().toordinal() - _EPOCH,
        author=item.person,
        name=cast.person(item.person, message.author, message.name).name,
        text=message.text,
        mentions=tuple(sorted(_mentioned(message, mentions))),
        tags=tuple(sorted({t.lower() for t in (*tags, *given)})),
        question=item.asks or item.label,
        has=tuple(sorted(_has(item, is_tagged=bool(tags)))),
        kinds=tuple(sorted(_kinds(item))),
        part=part,
    )


def _mentioned(message: Message, mentions: Mapping[str, str]) -> set[str]:
    if "@" not in message.text and not message.entities:
        return set()
    found = {
        mentions[word]
        for word in (
            fold(w.strip(".,:;!?()")) for w in message.text.split() if "@" in w
        )
        if word in mentions
    }
    for entity in message.entities:
        if entity.kind == "mention":
            name = entity.ref or fold(message.text[entity.start : entity.end])
            if name in mentions:
                found.add(mentions[name])
    return found


def _has(item: Item, *, is_tagged: bool) -> Iterable[str]:
    """Yield what `has:` finds."""
    message = item.message
    kinds = {entity.kind for entity in message.entities}
    media = {attachment.kind for attachment in message.attachments}
    yield from media & {"audio", "image", "video"}
    if media:
        yield "attachment"
    if media - {"audio", "image", "video"}:
        yield "file"
    if kinds & {"code", "pre"} or "`" in message.text:
        yield "code"
    if "emoji" in kinds:
        yield "emoji"
    if links_of(message):
        yield "link"
    if "mention" in kinds:
        yield "mention"
    if any(mark in message.text for mark in _QUESTION_MARKS):
        yield "question"
    if "quote" in kinds or message.quotes or (item.repeats and not message.repost_of):
        yield "quote"
    if message.reactions:
        yield "reaction"
    if "hashtag" in kinds or is_tagged:
        yield "tag"


def _kinds(item: Item) -> Iterable[str]:
    """Yield what `is:` finds."""
    message = item.message
    if message.kind is not None:
        yield message.kind
    if item.label is not None and item.asks is None:
        yield "answer"
    if message.edited:
        yield "edited"
    if item.host:
        yield "host"
    if item.pinned:
        yield "pinned"
    if item.asks is not None:
        yield "question"
    if item.parent is not None or message.reply_to:
        yield "reply"
    if message.repost_of or item.repeats:
        yield "repost"
