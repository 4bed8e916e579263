"""Views of a session, of a session to come, and of a day's talk outside sessions."""

from datetime import date, datetime
from typing import Literal

from sitegen.site.views.message import Turn
from sitegen.site.views.page import (
    Link,
    Measure,
    OutsideLink,
    Page,
    PartLink,
    Person,
    Value,
)


class SessionFacts(Value, frozen=True, kw_only=True):
    """What all views of one session share."""

    title: str
    is_named: bool = True  # False: nobody gave it a title; it is made of the day
    key: str  # "2010-12-21"
    href: str
    channel: Link
    start: datetime  # aware, in the channel's zone
    end: datetime
    zone: str  # IANA, of the channel
    topic: str = ""
    number: int | None = None  # the n-th session of its channel
    within: str = ""  # what narrows a search to it: "session:supportchat/2010-12-21"
    intro_html: str = ""  # from the overlay, sanitized
    hosts: tuple[Person, ...] = ()
    guests: tuple[Person, ...] = ()
    tags: tuple[Link, ...] = ()
    recaps: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()
    previous: Link | None = None
    next: Link | None = None


class SessionCard(Value, frozen=True, kw_only=True):
    """A session in a list."""

    title: str
    is_named: bool = True  # False: nobody gave it a title; it is made of the day
    href: str
    channel: str  # title of the channel; empty where the list is of one channel
    start: datetime
    topic: str = ""
    messages: int = 0
    participants: int = 0
    questions: int = 0
    pace: tuple[int, ...] = ()  # messages per slice of the session, for the sparkline
    tags: tuple[Link, ...] = ()
    is_upcoming: bool = False


class QuestionLink(Value, frozen=True, kw_only=True):
    """A question in the session's navigation."""

    label: str  # "Q1"; empty for questions without a number
    text: str  # shortened by the theme, never by the view
    anchor: str  # id of its section: "q1"
    answers: int
    href: str = ""  # when it stands on another part: its address, anchor included


class PaceMark(Value, frozen=True, kw_only=True):
    """A question on the posts-per-minute chart."""

    minute: int  # from the first minute of the chart
    label: str
    anchor: str = ""
    text: str = ""


class Pace(Value, frozen=True, kw_only=True):
    """Messages per minute of a session."""

    start: datetime  # of minute 0, in the channel's zone
    counts: tuple[int, ...]
    marks: tuple[PaceMark, ...] = ()


class QuestionSection(Value, frozen=True, kw_only=True):
    """A question with its answers."""

    anchor: str  # "q1"
    label: str  # "Q1"
    text: str  # plain, without the label
    by: Person | None = None  # who asked
    time: datetime | None = None
    message_html: str = ""  # the asking message, placed; empty when only supplied
    turns: tuple[Turn, ...] = ()
    answers: int = 0
    guesses: int = 0  # how many of them stand here by the time alone
    is_continued: bool = False  # begins on the part before


class DataLink(Value, frozen=True, kw_only=True):
    """A text twin beside the page."""

    href: str
    kind: Literal["txt", "json", "csv"]
    size_bytes: int | None = None


class SessionView(Page, frozen=True, kw_only=True):
    """A session: by question, or plain in time order when it has none."""

    session: SessionFacts
    measures: tuple[Measure, ...] = ()
    people: tuple[Person, ...] = ()  # by number of messages, then name
    pace: Pace | None = None
    nav: tuple[QuestionLink, ...] = ()
    before: tuple[Turn, ...] = ()  # greetings and early talk, before the first question
    sections: tuple[QuestionSection, ...] = ()  # empty: no questions
    turns: tuple[Turn, ...] = ()  # all messages of a session without questions
    also: tuple[Turn, ...] = ()  # "also said": placed at no question
    early: tuple[Turn, ...] = ()  # the shoulder before the window, folded
    late: tuple[Turn, ...] = ()  # the shoulder after it, folded
    parts: tuple[PartLink, ...] = ()  # empty when there is one part
    time_href: str = ""  # the reading by time; empty when this is one
    data: tuple[DataLink, ...] = ()
    edit_url: str = ""  # the overlay's source, where the host publishes it


class TimeSlice(Value, frozen=True, kw_only=True):
    """A stretch of a session in time order, headed by a time or a question."""

    anchor: str  # "t2110"
    start: datetime
    turns: tuple[Turn, ...]
    label: str = ""  # the question asked at its start
    text: str = ""


class SessionTimeView(Page, frozen=True, kw_only=True):
    """A session with questions, read in time order."""

    session: SessionFacts
    question_href: str  # the reading by question
    slices: tuple[TimeSlice, ...]
    measures: tuple[Measure, ...] = ()
    nav: tuple[QuestionLink, ...] = ()
    early: tuple[Turn, ...] = ()
    late: tuple[Turn, ...] = ()
    parts: tuple[PartLink, ...] = ()


class PlannedQuestion(Value, frozen=True, kw_only=True):
    """A question announced before the session."""

    label: str
    text: str
    anchor: str  # the id its section will have


class UpcomingSessionView(Page, frozen=True, kw_only=True):
    """A session to come, at the address that will hold its transcript."""

    session: SessionFacts
    times: tuple[datetime, ...]  # the start in several zones (their tzinfo names them)
    zones: tuple[str, ...]  # IANA names, one for each of `times`
    questions: tuple[PlannedQuestion, ...] = ()
    join_html: str = ""  # how to join, sanitized
    join_url: str = ""
    calendar_href: str = ""  # the .ics of this session
    similar: tuple[Link, ...] = ()  # earlier sessions on the same topic


class DayView(Page, frozen=True, kw_only=True):
    """A day's talk outside sessions."""

    channel: Link
    day: date
    turns: tuple[Turn, ...]
    measures: tuple[Measure, ...] = ()
    sessions: tuple[Link, ...] = ()  # of the same day
    previous: Link | None = None  # days without talk are skipped
    next: Link | None = None
    parts: tuple[PartLink, ...] = ()


class DayCount(Value, frozen=True, kw_only=True):
    """A day in a list of days."""

    day: date
    href: str
    messages: int


class DayListView(Page, frozen=True, kw_only=True):
    """All days of a channel with talk outside sessions, newest month first."""

    channel: Link
    days: tuple[DayCount, ...]
    parts: tuple[PartLink, ...] = ()  # by year, when there are many


class SessionYear(Value, frozen=True, kw_only=True):
    """Sessions of one year, newest first."""

    year: int
    cards: tuple[SessionCard, ...]


class ChannelSummary(Value, frozen=True, kw_only=True):
    """A channel, where several are listed."""

    title: str
    href: str
    description: str = ""
    sessions: int = 0
    messages: int = 0
    days_href: str = ""


class SessionListView(Page, frozen=True, kw_only=True):
    """All sessions of the site, by year."""

    channels: tuple[ChannelSummary, ...]
    years: tuple[SessionYear, ...]
    upcoming: tuple[SessionCard, ...] = ()
    parts: tuple[PartLink, ...] = ()  # by year, when there are many
    calendar_href: str = ""


class ChannelView(Page, frozen=True, kw_only=True):
    """All sessions of one channel, by year."""

    channel: ChannelSummary
    years: tuple[SessionYear, ...]
    schedule: tuple[str, ...] = ()  # "Tuesdays, 21:00-22:00", ready for reading
    description_html: str = ""
    upcoming: tuple[SessionCard, ...] = ()
    hosts: tuple[Person, ...] = ()
    parts: tuple[PartLink, ...] = ()
    join: tuple[OutsideLink, ...] = ()
