"""One message, as the theme's message partial sees it, and where fragments stand.

A message's HTML is made once per session (`render.fragments`) and then placed on each
page that shows it; page views hold placed fragments.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from sitegen.model import Entity, Precision, Reaction
from sitegen.site.views.page import Link, OutsideLink, Person, Value


class Names(Value, frozen=True, kw_only=True):
    """What words in messages lead to: one value for all messages of a session.

    Keep only what occurs in the session, so that a newcomer elsewhere changes nothing.
    """

    mentions: dict[str, str] = msgspec.field(default_factory=dict)
    # ^ case-folded alias without "@", or an entity's `ref`: href of the participant
    topics: dict[str, str] = msgspec.field(default_factory=dict)
    # ^ case-folded tag without "#": href of the topic
    schemes: tuple[str, ...] = ("http", "https", "mailto")  # links allowed in text


class MessageRef(Value, frozen=True, kw_only=True):
    """A message that another one refers to."""

    person: Person
    excerpt: str = ""  # plain text, one line, cut at about 100 characters
    anchor: str = ""  # set when it stands on the same page (or part)
    href: str = ""  # else: its page and anchor, from the root; both empty: not stored
    is_question: bool = False  # below its own question the theme leaves it out


class MediaView(Value, frozen=True, kw_only=True):
    """A file that came with a message.

    A local copy is shown; what is only elsewhere becomes a link that says so.
    """

    kind: str  # image, video, audio, file, card
    title: str = ""
    alt: str = ""
    href: str = ""  # local copy
    url: str = ""  # original address, for what has no local copy
    width: int | None = None  # of images; both or neither
    height: int | None = None


class MessageView(Value, frozen=True, kw_only=True):
    """Everything the message partial may see."""

    anchor: str  # "m-..." by rule 13.1 (`render.text.anchor`)
    time: datetime  # aware, in the site's zone
    person: Person
    text: str
    entities: tuple[Entity, ...] = ()
    precision: Precision = "second"
    kind: Literal["action", "bot"] | None = None
    state: Literal["shown", "deleted", "redacted"] = "shown"
    labels: tuple[str, ...] = ()  # "Q2", "A1": the numbers it carries
    marks: tuple[Literal["guess", "pinned", "quoted", "late", "early"], ...] = ()
    # ^ guess: placed by the time alone
    is_question: bool = False
    reply_to: MessageRef | None = None
    quotes: MessageRef | None = None
    replies: tuple[MessageRef, ...] = ()  # below, not nested: links down
    reposts: tuple[Person, ...] = ()  # folded, in time order
    repost_count: int = 0  # at least len(reposts); more when the source only counts
    copies: int = 0  # near-duplicates folded here
    attachments: tuple[MediaView, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    edited: datetime | None = None
    source_url: str = ""  # where it was first written
    is_time_shown_with_date: bool = False  # in a session that passes midnight


class Entry(Value, frozen=True, kw_only=True):
    """A message standing on a page, with the replies nested under it."""

    html: str  # a placed fragment
    key: str  # who wrote it: equal keys make one turn
    time: datetime
    replies: tuple[str, ...] = ()  # placed fragments, one level deep
    breaks: bool = False  # begins a turn in any case


class Turn(Value, frozen=True, kw_only=True):
    """Entries of one participant that follow each other closely."""

    entries: tuple[Entry, ...]


class MessageGroup(Value, frozen=True, kw_only=True):
    """Messages under the session or day they come from, on other pages."""

    source: Link  # session or day
    day: date
    fragments: tuple[str, ...]  # placed
    channel: str = ""


class QuoteView(Value, frozen=True, kw_only=True):
    """A message quoted whole in a recap or on the home page: a copy by design."""

    person: Person
    html: str  # from `render.text`
    href: str
    time: datetime
    source: OutsideLink | None = None
