"""Views of participants: the list of all, a page each, and its parts."""

from datetime import date

from sitegen.site.views.message import MessageGroup
from sitegen.site.views.page import (
    Link,
    Measure,
    OutsideLink,
    Page,
    PartLink,
    Person,
    Role,
    Value,
)


class PersonRow(Value, frozen=True, kw_only=True):
    """A participant in a list."""

    person: Person
    messages: int
    sessions: int
    first: date
    last: date


class PeopleView(Page, frozen=True, kw_only=True):
    """Participants by name: all of them, or one letter of them when there are many."""

    rows: tuple[PersonRow, ...]
    total: int
    letters: tuple[PartLink, ...] = ()
    letter: str = ""
    most_active: tuple[PersonRow, ...] = ()  # with the caveat that this is no merit


class PersonCount(Value, frozen=True, kw_only=True):
    """A participant and how often."""

    person: Person
    count: int


class Week(Value, frozen=True, kw_only=True):
    """A week of a heat map."""

    monday: date
    count: int
    href: str = ""


class YearWeeks(Value, frozen=True, kw_only=True):
    """A year of a heat map: messages per week."""

    year: int
    weeks: tuple[Week, ...]
    href: str = ""


class AnsweredQuestion(Value, frozen=True, kw_only=True):
    """A question that a participant answered."""

    label: str
    text: str
    href: str  # the first of the answers
    session: Link
    day: date


class SharedLink(Value, frozen=True, kw_only=True):
    """A link that somebody shared."""

    url: str
    text: str
    host: str
    count: int = 1
    href: str = ""  # the message that shared it first
    day: date | None = None
    person: Person | None = None


class Attended(Value, frozen=True, kw_only=True):
    """A session a participant took part in."""

    session: Link
    day: date
    messages: int
    role: Role | None = None


class PersonView(Page, frozen=True, kw_only=True):
    """A participant's page: who they are, and their newest messages."""

    person: Person
    measures: tuple[Measure, ...]
    first: date
    last: date
    bio_html: str = ""
    aliases: tuple[str, ...] = ()
    links: tuple[OutsideLink, ...] = ()
    roles: tuple[tuple[Role, int], ...] = ()  # role and in how many sessions
    own_roles: tuple[str, ...] = ()  # as their file says
    activity: tuple[YearWeeks, ...] = ()  # newest year first
    groups: tuple[MessageGroup, ...] = ()  # newest first
    attended: tuple[Attended, ...] = ()  # newest first
    attended_total: int = 0
    answered: tuple[AnsweredQuestion, ...] = ()
    talks_with: tuple[PersonCount, ...] = ()
    shared: tuple[SharedLink, ...] = ()
    parts: tuple[PartLink, ...] = ()  # full parts of 100, counted from the oldest
    hidden: bool = False  # the person asked not to be listed: name and messages only


class PersonPartView(Page, frozen=True, kw_only=True):
    """A full part of a participant's messages, oldest first; it never changes."""

    person: Person
    number: int
    groups: tuple[MessageGroup, ...]
    previous: Link | None = None
    next: Link | None = None
