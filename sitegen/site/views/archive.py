"""Views of everything that looks over the whole archive, and of the small pages."""

from datetime import date

from sitegen.site.views.message import QuoteView
from sitegen.site.views.page import (
    FeedLink,
    Link,
    Measure,
    OutsideLink,
    Page,
    PartLink,
    Person,
    Value,
)
from sitegen.site.views.people import PersonCount, PersonRow, SharedLink, YearWeeks
from sitegen.site.views.session import SessionCard


class RecapCard(Value, frozen=True, kw_only=True):
    """A recap in a list."""

    title: str
    href: str
    week: str  # "2010-w51"
    day: date
    summary: str = ""
    sessions: tuple[Link, ...] = ()


class QuestionRow(Value, frozen=True, kw_only=True):
    """A question asked, wherever it is listed."""

    label: str
    text: str
    href: str
    answers: int
    session: Link
    day: date


class HomeView(Page, frozen=True, kw_only=True):
    """The first page: what comes next, what was last, the archive at a glance."""

    welcome_html: str = ""
    next_sessions: tuple[SessionCard, ...] = ()  # a script hides those that are past
    newest: SessionCard | None = None
    newest_people: tuple[Person, ...] = ()
    newest_quote: QuoteView | None = None
    recent: tuple[SessionCard, ...] = ()
    recap: RecapCard | None = None
    measures: tuple[Measure, ...] = ()
    activity: tuple[YearWeeks, ...] = ()  # newest year first
    top_questions: tuple[QuestionRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    topics: tuple[Link, ...] = ()
    on_this_day_href: str = ""  # a static table for the browser (`render.twins`)
    calendar_href: str = ""
    join: tuple[OutsideLink, ...] = ()


class RecapListView(Page, frozen=True, kw_only=True):
    """All recaps, newest first."""

    recaps: tuple[RecapCard, ...]
    parts: tuple[PartLink, ...] = ()


class RecapView(Page, frozen=True, kw_only=True):
    """A weekly recap."""

    title: str
    week: str
    day: date
    html: str  # sanitized; quotes are in it
    summary: str = ""
    authors: tuple[Person, ...] = ()
    sessions: tuple[Link, ...] = ()
    quoted: tuple[Person, ...] = ()
    tags: tuple[Link, ...] = ()
    previous: Link | None = None
    next: Link | None = None


class QuestionGroup(Value, frozen=True, kw_only=True):
    """The questions of one session."""

    session: Link
    day: date
    questions: tuple[QuestionRow, ...]


class QuestionsView(Page, frozen=True, kw_only=True):
    """All questions ever asked: all, or one year of them."""

    groups: tuple[QuestionGroup, ...]
    total: int
    parts: tuple[PartLink, ...] = ()
    top: tuple[QuestionRow, ...] = ()


class HostCount(Value, frozen=True, kw_only=True):
    """A site that was linked to, and how often."""

    host: str
    count: int
    anchor: str = ""


class LinksView(Page, frozen=True, kw_only=True):
    """All links shared: all, or one year of them."""

    links: tuple[SharedLink, ...]
    hosts: tuple[HostCount, ...]
    total: int
    sharers: tuple[PersonCount, ...] = ()
    parts: tuple[PartLink, ...] = ()


class TopicRow(Value, frozen=True, kw_only=True):
    """A topic in the list of topics."""

    name: str
    href: str
    sessions: int
    messages: int
    last: date | None = None


class TopicsView(Page, frozen=True, kw_only=True):
    """All topics."""

    topics: tuple[TopicRow, ...]


class TopicView(Page, frozen=True, kw_only=True):
    """One topic: where it came up."""

    name: str
    sessions: tuple[SessionCard, ...]
    html: str = ""
    recaps: tuple[RecapCard, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    people: tuple[PersonCount, ...] = ()
    related: tuple[Link, ...] = ()
    feed: FeedLink | None = None


class YearRow(Value, frozen=True, kw_only=True):
    """A year in the table of years."""

    year: int
    href: str
    measures: tuple[Measure, ...]


class Bar(Value, frozen=True, kw_only=True):
    """A bar of a chart."""

    label: str
    value: int
    href: str = ""


class MonthCounts(Value, frozen=True, kw_only=True):
    """Messages of a year by month, January first."""

    year: int
    counts: tuple[int, ...]


class StatsView(Page, frozen=True, kw_only=True):
    """Statistics over all years."""

    measures: tuple[Measure, ...]
    years: tuple[YearRow, ...]
    activity: tuple[YearWeeks, ...] = ()
    contributors: tuple[PersonCount, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    links: tuple[SharedLink, ...] = ()
    hosts: tuple[HostCount, ...] = ()
    busiest: tuple[SessionCard, ...] = ()


class YearView(Page, frozen=True, kw_only=True):
    """One year of the chat, as a page anyone can link to."""

    year: int
    measures: tuple[Measure, ...]  # `before` is the year before
    months: MonthCounts
    weeks: YearWeeks
    busiest: tuple[SessionCard, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    contributors: tuple[PersonCount, ...] = ()
    newcomers: tuple[Person, ...] = ()
    newcomers_total: int = 0
    links: tuple[SharedLink, ...] = ()
    hosts: tuple[HostCount, ...] = ()
    topics: tuple[TopicRow, ...] = ()
    quotes: tuple[QuoteView, ...] = ()
    recaps: tuple[RecapCard, ...] = ()
    previous: Link | None = None
    next: Link | None = None


class CalendarDay(Value, frozen=True, kw_only=True):
    """A day with something on it; days without are not listed."""

    day: date
    links: tuple[Link, ...]  # sessions first, then the day page
    is_upcoming: bool = False


class CalendarYear(Value, frozen=True, kw_only=True):
    """A year of the calendar."""

    year: int
    days: tuple[CalendarDay, ...]


class CalendarView(Page, frozen=True, kw_only=True):
    """A calendar of all sessions, made of links."""

    years: tuple[CalendarYear, ...]  # newest first
    ics_href: str = ""
    parts: tuple[PartLink, ...] = ()


class SearchView(Page, frozen=True, kw_only=True):
    """The search page; the app in it is `partials/search_app.html`."""

    data_href: str = "search/data/"  # folder of the index
    help_href: str = ""  # the page about the query language
    channels: tuple[Link, ...] = ()
    examples: tuple[str, ...] = ()  # queries to try


class FreePageView(Page, frozen=True, kw_only=True):
    """A page of the host's own."""

    title: str
    html: str


class NotFoundView(Page, frozen=True, kw_only=True):
    """The page for addresses that do not exist, shown at any depth."""

    suggestions: tuple[Link, ...] = ()


class RedirectView(Page, frozen=True, kw_only=True):
    """A page that moved."""

    href: str  # where it is now
    title: str
