"""What a session is, and what is known about it once it is understood.

    Session | Day --understand--> Understanding --.summary--> SessionSummary

`Session` and `Day` say where messages are (runs of day files), so that they cost a few
bytes whatever their size. An `Understanding` holds one session's messages and is
thrown away after its pages are made. A `SessionSummary` holds no message text; all
pages about people, questions, links, topics and statistics are made from summaries.

Many values are made for items, so they are msgspec structs, which cost a fifth.

Legend: items are messages a reader sees; an index counts within `items`; a label is a
question's name in its session ("Q3"); a slug names a participant.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

from sitegen.chat.overlay import Overlay
from sitegen.chat.parts import Parts
from sitegen.model import Message

How = Literal["number", "reply", "time", "host"]
"""Why an answer stands at its question: its own number, the reply chain, the time slot
(a guess, to be shown as one), or the host's correction."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive messages of one stored UTC day: `messages[start:stop]`."""

    day: date
    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One meeting of a channel, and where its messages are stored."""

    channel: str
    key: str  # "2010-12-21": its name in URLs
    start: datetime  # UTC; of the schedule window, else the first message
    end: datetime  # UTC; of the schedule window (exclusive), else the last message
    scheduled: bool  # start and end are from a schedule (or pinned), not from messages
    runs: tuple[Run, ...] = ()  # in reading order; empty for a session to come
    count: int = 0  # stored messages in its runs
    number: int = 0  # 1 for the channel's first session, in order of start
    title: str | None = None  # from the overlay


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A local day's messages outside sessions."""

    channel: str
    date: date  # in the channel's zone
    runs: tuple[Run, ...]
    count: int

    @property
    def key(self) -> str:
        """Return the day's name in URLs, such as `2010-12-21`."""
        return self.date.isoformat()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the host should look at (`sitegen check`)."""

    kind: Literal[
        "dead-correction",
        "dead-overlay",
        "unplaced-answer",
        "unanswered-question",
        "mistyped-number",
        "untitled-session",
        "suspected-alias",
        "duplicate-id",
        "outside",
    ]
    place: str  # "content/sessions/x/2010-12-21.md:7", or "x/2010-12-21"
    what: str  # one sentence part: "hide names message '17', which is not in it"

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One channel's messages, divided: each is in one session or one day, once."""

    sessions: tuple[Session, ...]  # with messages, by start
    upcoming: tuple[Session, ...]  # overlays with a start after the newest message
    days: tuple[Day, ...]  # what is left, by date
    findings: tuple[Finding, ...] = ()


class Fold(msgspec.Struct, frozen=True, kw_only=True):
    """What was folded under a message: nothing of it is lost, it is shown as a count.

    `ids` has the reposts first and the copies after them, each in reading order.
    """

    reposts: int = 0  # native and old-style reposts without a comment
    copies: int = 0  # near-duplicates and `same_as`
    by: tuple[str, ...] = ()  # slugs of who reposted, each once, in reading order
    ids: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()  # parallel to `ids`


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A message a reader sees, and all that was found out about it."""

    message: Message
    person: str  # slug of who wrote it
    host: bool = False  # written by a host of the session
    guest: bool = False
    state: Literal["shown", "deleted", "redacted"] = "shown"  # others: a tombstone
    shoulder: Literal["before", "after"] | None = None  # outside the session proper
    parent: int | None = None  # index of the item it replies to, if in this session
    asks: str | None = None  # label of the question it opens or asks again
    label: str | None = None  # label of the question it answers
    also: tuple[str, ...] = ()  # further questions it answers (a post with A1 and A2)
    how: How | None = None  # why `label`
    repeats: str | None = None  # id of what it reposts or quotes with a comment
    comment: str | None = None  # the comment alone, where an old-style quote has one
    pinned: bool = False
    fold: Fold | None = None


class Entry(msgspec.Struct, frozen=True):
    """A message in the by-question reading with its replies, nested one level."""

    item: int
    replies: tuple[int, ...] = ()  # in reading order, replies to replies too


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of a session with its answers in reading order."""

    label: str  # "Q1"; unique in the session
    text: str  # without its number; the overlay's wording, if it has one
    ask: int | None  # index of the message that asked it; None: only in the overlay
    again: tuple[int, ...] = ()  # indexes of messages that asked it again
    answers: tuple[Entry, ...] = ()
    supplied: bool = False  # from the overlay's list
    # indexes of items that answer it but stand elsewhere (a post with A1 and A2)
    elsewhere: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Where stored messages went.

    stored = shown + folded + hidden + redacted + tombstones + outside, always.
    """

    stored: int = 0
    shown: int = 0
    folded: int = 0  # reposts and copies
    hidden: int = 0  # by the overlay
    redacted: int = 0
    tombstones: int = 0  # deleted at the source, not redacted
    outside: int = 0  # not published, with `outside: hide`

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            stored=self.stored + other.stored,
            shown=self.shown + other.shown,
            folded=self.folded + other.folded,
            hidden=self.hidden + other.hidden,
            redacted=self.redacted + other.redacted,
            tombstones=self.tombstones + other.tombstones,
            outside=self.outside + other.outside,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """One session or day, understood. Holds its messages."""

    of: Session | Day
    overlay: Overlay | None
    items: tuple[Item, ...]  # the by-time reading, in reading order
    questions: tuple[Question, ...]  # empty: there is only the by-time reading
    # The rest of the by-question reading: every item in no question, in order.
    also_said: tuple[Entry, ...]
    counts: Counts
    summary: "SessionSummary"
    findings: tuple[Finding, ...] = ()
    # (id, fate) of what is not published: "hidden", "redacted" or "tombstone"
    gone: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LinkUse:
    """A link someone shared."""

    url: str
    host: str  # "example.org": lower case, no www.
    slug: str
    message: str  # id
    time: datetime
    title: str | None = None


@dataclass(frozen=True, slots=True)
class TagUse:
    """A hashtag or topic of a session. `people` is empty for a host's own tag."""

    tag: str  # lower case, without #
    count: int
    people: tuple[str, ...]  # slugs, sorted
    spelling: str  # as written most often
    given: bool = False  # by the overlay, not by a message


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question for the index over everything."""

    label: str
    text: str
    message: str | None  # id of the message that asked it
    answers: int
    people: int  # who answered
    time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Numbers of a session or of many, by the definitions of `docs/chat.md`."""

    posts: int = 0
    originals: int = 0
    reposts: int = 0
    replies: int = 0
    answers: int = 0
    questions: int = 0
    links: int = 0
    attachments: int = 0
    reactions: int = 0
    participants: int = 0
    by_number: int = 0  # answers placed so
    by_reply: int = 0
    by_time: int = 0
    by_host: int = 0
    unplaced: int = 0  # original posts in no question, in a session with questions
    minutes: int = 0  # length of the session, at least 1
    per_minute: tuple[int, ...] = ()  # posts in each minute from `start` on


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """What every page but the session's own needs to know. Small, without texts."""

    channel: str
    key: str
    kind: Literal["session", "day"]
    start: datetime  # UTC
    end: datetime
    first: datetime | None  # time of the first and last message
    last: datetime | None
    title: str | None
    topic: str | None
    number: int
    parts: Parts
    links: tuple[LinkUse, ...]  # in reading order; each URL once per message
    tags: tuple[TagUse, ...]  # by tag
    questions: tuple[AskedQuestion, ...]
    pairs: tuple[tuple[str, str, int], ...]  # who replied to whom, how often; sorted
    stats: Stats
    counts: Counts
    related: tuple[str, ...] = ()
    noindex: bool = False
    media: tuple[str, ...] = ()  # addresses of copies that shown messages name; sorted
