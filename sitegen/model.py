"""The native message, as it is stored: one JSON object a line.

Values are frozen; a changed value is a new value (`msgspec.structs.replace`). The
meaning of each field is in `docs/content-format.md`, which a test holds to this file.
"""

import re
from datetime import UTC, datetime
from typing import Literal

import msgspec

EntityKind = Literal[
    "link",
    "mention",
    "hashtag",
    "bold",
    "italic",
    "strike",
    "code",
    "pre",
    "quote",
    "spoiler",
    "emoji",
]
Precision = Literal["second", "minute", "day"]

CHANNEL_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
# Of a copy that `import --media` made, below content and below the site's root.
COPY_ADDRESS = re.compile(
    r"media/[a-z0-9][a-z0-9_-]{0,63}/[0-9a-f]{16}\.[a-z0-9]{3,4}\Z"
)


class Entity(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    """A stretch of a message's text with a meaning: `[start, end)` in code points.

    Entities of one message are nested or disjoint, never crossing.
    """

    start: int
    end: int
    kind: EntityKind
    href: str | None = None  # what a link leads to, short links expanded
    ref: str | None = None  # author_id of a mention, where the platform says it


class Attachment(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    """A file that came with a message."""

    # The original address; "media/..." is a copy in content/media; empty where there
    # is none, as of a file that an export names and does not hold.
    url: str
    kind: str  # image, video, audio, file, card
    alt: str | None = None
    title: str | None = None


class Reaction(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    """One kind of reaction and how many gave it."""

    emoji: str  # the character, or :name: for one a platform made itself
    count: int


class Message(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    """One stored message of a channel. `id`, `time`, `author`, `text` are enough."""

    id: str  # unique in its channel; never a number
    time: datetime  # an instant, stored in UTC
    author: str  # the name written under (the handle, where there is one)
    text: str  # plain text, entities of the platform decoded, newlines kept
    author_id: str | None = None
    name: str | None = None  # display name
    reply_to: str | None = None
    repost_of: str | None = None  # id of the message this one repeats
    quotes: str | None = None  # id of the message this one quotes with a comment
    url: str | None = None  # original permalink
    edited: datetime | None = None
    client: str | None = None  # source platform: twitter, slack, discord, irc ...
    entities: tuple[Entity, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    seq: int | None = None  # position within a source without seconds
    precision: Precision = "second"
    kind: Literal["action", "bot"] | None = None
    fixed: bool = False  # repaired by hand: imports leave it alone
    deleted: datetime | None = None  # a tombstone: its text is gone


def order_key(message: Message) -> tuple[datetime, int, bool, int, str]:
    """Return the reading order: time, seq or 0, then id.

    All-digit ids come first, by length and then as text, so that numbers of any size
    compare by value; other ids follow as text.
    """
    number = message.id.isascii() and message.id.isdigit()
    return (
        message.time,
        message.seq or 0,
        not number,
        len(message.id) if number else 0,
        message.id,
    )


def to_utc(moment: datetime) -> datetime:
    """Return an aware time in UTC.

    Raises:
        ValueError: The time has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {moment.isoformat()}")
    return moment.astimezone(UTC)
