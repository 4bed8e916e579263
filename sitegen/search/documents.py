"""What is searched: the document (one message) and the unit (one page's messages).

The caller decides what is searchable: folded reposts, tombstones, hidden and redacted
messages are simply not passed. Texts are as published (after redaction). Every field
shapes the index, so a unit's digest is a cache key for `invert`.
"""

from dataclasses import dataclass
from typing import Literal

UnitKind = Literal["session", "day"]


@dataclass(frozen=True, slots=True)
class Document:
    """One searchable message."""

    id: str  # the message's id, unique in its channel
    time: int  # unix seconds
    day: int  # the day in the site's zone, as days since 1970-01-01
    author: str  # slug of the participant, found by from:
    name: str  # the participant's display name
    text: str
    mentions: tuple[str, ...] = ()  # slugs, found by mentions:
    tags: tuple[str, ...] = ()  # slugs of topics, without #, found by tag:
    question: str | None = None  # label as shown: "Q3", found by q:
    has: tuple[str, ...] = ()  # link, image, file, code, question, quote, reaction ...
    kinds: tuple[str, ...] = ()  # found by is: question, answer, reply, host, bot ...
    part: int = 1  # part of the unit's page the message stands on; 1 is its first


@dataclass(frozen=True, slots=True)
class Unit:
    """One session or day page with its documents in reading order."""

    key: str  # session key or date, unique within channel and kind
    channel: str
    kind: UnitKind
    title: str
    url: str  # of the page's first part, from the site's root: "sessions/c/2010-12-21/"
    start: int  # unix seconds
    end: int
    documents: tuple[Document, ...]


def address_of(kind: str, channel: str, key: str) -> str:
    """Return the URL of a unit's page, from the site's root.

    Readers know a page by this; fragments hold the URL only of one that lies elsewhere.
    """
    return f"{kind}s/{channel}/{key}/"


def unit_order(unit: Unit) -> tuple[int, str, str, str]:
    """Return the sort key that gives units, and so documents, their numbers."""
    return (unit.start, unit.channel, unit.kind, unit.key)
