"""What a channel's host decided in `site.yaml`, as frozen values.

`config.py` makes these from the file; everything in `chat/` takes them and never sees
the file. Defaults here are the defaults of the keys.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One regular meeting: "Tuesdays at 21:00 for an hour"."""

    weekday: int  # 0 is Monday, as in datetime.date.weekday
    start: time  # local wall-clock time in `zone`, so that it survives clock changes
    minutes: int = 60  # length of the session proper
    before: int = 0  # minutes of early talk that belong to it, kept folded
    after: int = 0  # minutes of late talk that belong to it, kept folded
    nth: int | None = None  # which of the month's weekdays: 1 to 5, -1 last; None: all
    zone: ZoneInfo | None = None  # None: the channel's zone
    from_: date | None = None  # first local date the slot is valid on; None: always
    until: date | None = None  # last local date it is valid on, included


@dataclass(frozen=True, slots=True)
class Schedule:
    """Sessions are the windows of one or more slots (`schedule:`)."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class GapRule:
    """Sessions are stretches without a longer pause (`sessions: {gap, at_least}`)."""

    gap: timedelta  # a pause of exactly this length stays inside
    at_least: int = 1  # fewer messages (no repost, bot, tombstone) are no session


@dataclass(frozen=True, slots=True)
class DensityRule:
    """Sessions are merged windows holding enough (`sessions: {window, at_least}`)."""

    window: timedelta  # a span of exactly this length still counts
    at_least: int  # messages (no repost, bot, tombstone) in one window


@dataclass(frozen=True, slots=True)
class Daily:
    """Each local day with messages is a session (`sessions: daily`)."""


SessionRule = Schedule | GapRule | DensityRule | Daily


@dataclass(frozen=True, slots=True)
class QuestionRules:
    """How hosts number questions and people answer (`questions:`)."""

    prefixes: tuple[str, ...] = ("Q", "T")  # letters before a question's number
    answers: tuple[str, ...] = ("A",)  # letters before an answer's number
    # Words that open a question without a number, and the label each gets.
    words: tuple[tuple[str, str], ...] = (("Icebreaker", "Q0"), ("QWrap", "QWrap"))
    guess: bool = True  # place what has no number and no reply by time
    guess_minutes: int = 15  # how long after a question a guess is still made


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRules:
    """All of one entry below `channels:`, as far as `chat/` needs it."""

    name: str  # "supportchat": the name in the store and in URLs
    title: str  # "#supportchat": what readers see
    zone: ZoneInfo  # the site's `timezone`, unless the channel has its own
    sessions: SessionRule = field(default_factory=Daily)
    outside: Literal["days", "hide"] = "days"  # what becomes of talk outside sessions
    hosts: tuple[str, ...] = ()  # slugs or aliases; empty: anyone may open a question
    questions: QuestionRules | None = field(default_factory=QuestionRules)  # None: off
    tags: tuple[str, ...] = ()  # the channel's own hashtags, without #; never a topic
