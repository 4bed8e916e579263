"""Every address of the site, in one file. All are paths from the site's root.

A folder's address ends in a slash and is served from its `index.html`. Parts of an
index by letter or year begin with a tilde, which no slug or channel can.
"""

from datetime import date

HOME = ""
SESSIONS = "sessions/"
PEOPLE = "people/"
RECAPS = "recaps/"
QUESTIONS = "questions/"
LINKS = "links/"
TOPICS = "topics/"
STATS = "stats/"
CALENDAR = "calendar/"
SEARCH = "search/"
SEARCH_DATA = "search/data/"
SEARCH_HELP = "search/help/"
SESSIONS_FEED = "feeds/sessions.atom"
RECAPS_FEED = "feeds/recaps.atom"
SESSIONS_JSON = "feeds/sessions.json"
RECAPS_JSON = "feeds/recaps.json"
CALENDAR_ICS = "calendar.ics"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
NOT_FOUND = "404.html"
OPENSEARCH = "opensearch.xml"
CARDS = "cards/"
ON_THIS_DAY = "on-this-day.json"
TWINS = ("txt", "json", "csv")

# First folders that free pages and files of content/static can't take.
RESERVED = frozenset(
    {
        "sessions",
        "days",
        "people",
        "recaps",
        "questions",
        "links",
        "topics",
        "stats",
        "calendar",
        "search",
        "feeds",
        "assets",
        "media",
        "cards",
    }
)


def channel(name: str) -> str:
    """Return the list of a channel's sessions."""
    return f"sessions/{name}/"


def session(name: str, key: str, part: int = 1) -> str:
    """Return a session's page, or a later part of it."""
    return f"sessions/{name}/{key}/" + _part(part)


def session_time(name: str, key: str, part: int = 1) -> str:
    """Return the by-time reading of a session with questions."""
    return f"sessions/{name}/{key}/time/" + _part(part)


def within_session(name: str, key: str) -> str:
    """Return the words of a query that narrow it to a session."""
    return f"session:{name}/{key}"


def session_ics(name: str, key: str) -> str:
    """Return the calendar entry of a session to come."""
    return f"sessions/{name}/{key}/session.ics"


def twin(name: str, key: str, kind: str) -> str:
    """Return a text twin of a session: txt, json or csv."""
    return f"sessions/{name}/{key}/transcript.{kind}"


def days(name: str) -> str:
    """Return the list of a channel's days outside sessions."""
    return f"days/{name}/"


def day(name: str, when: date, part: int = 1) -> str:
    """Return the page of a day outside sessions."""
    return f"days/{name}/{when.isoformat()}/" + _part(part)


def person(slug: str) -> str:
    """Return a participant's page."""
    return f"people/{slug}/"


def person_part(slug: str, number: int) -> str:
    """Return a full part of a participant's messages, counted from the oldest."""
    return f"people/{slug}/{number}/"


def person_feed(slug: str) -> str:
    """Return the feed of a participant with 20 messages or more."""
    return f"people/{slug}/feed.atom"


def recap(week: str) -> str:
    """Return a recap's page; the week is as in the file's name, `2010-W51`."""
    return f"recaps/{week.lower()}/"


def topic(slug: str) -> str:
    """Return a topic's page."""
    return f"topics/{slug}/"


def topic_feed(slug: str) -> str:
    """Return a topic's feed."""
    return f"topics/{slug}/feed.atom"


def year(number: int) -> str:
    """Return the statistics of a year."""
    return f"stats/{number}/"


def index_part(index: str, name: str) -> str:
    """Return the part of an index for a letter or a year."""
    return f"{index}~{name}/"


def file_of(url: str) -> str:
    """Return the file that serves an address."""
    return url + "index.html" if url == "" or url.endswith("/") else url


def root_of(path: str) -> str:
    """Return the relative way from a file to the site's root: "./" or "../../"."""
    return "../" * path.count("/") or "./"


def portable(url: str) -> str:
    """Return an address that also works from disk, naming `index.html`."""
    before, mark, anchor = url.partition("#")
    return file_of(before) + mark + anchor


def _part(number: int) -> str:
    return "" if number == 1 else f"{number}/"
