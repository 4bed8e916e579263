"""Statistics over many sessions, from their summaries.

What each number means is printed beside it (`[definition]` of a language file) and
stands in `docs/chat.md`. Numbers of one session are counted when it is understood
(`SessionSummary.stats`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sitegen.chat.parts import Part
from sitegen.chat.session import AskedQuestion, SessionSummary, Stats

CORE_SHARE = 0.5
CORE_SESSIONS = 3
TOP = 10


@dataclass(frozen=True, slots=True)
class Contributor:
    """A participant's sum over a period."""

    slug: str
    originals: int
    answers: int
    replies_received: int
    reposts_received: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who of a session's participants was there before."""

    channel: str
    key: str
    newcomers: tuple[str, ...]  # slugs
    returning: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A page and how often it was shared."""

    url: str
    host: str
    posts: int
    people: int
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Statistics of a year, or of all time."""

    name: str  # "2019", or "" for all time
    sessions: tuple[tuple[str, str], ...]  # (channel, key) by start
    stats: Stats  # sums; participants are counted once; per_minute is empty
    outside: int  # posts outside sessions
    newcomers: int  # participants first seen in this period
    core: tuple[str, ...]  # slugs
    top: tuple[Contributor, ...]  # ten
    top_share: float  # of original posts, 0 to 1
    links: tuple[SharedLink, ...]  # the most shared, ten
    hosts: tuple[tuple[str, int], ...]  # the most shared hosts, ten
    questions: tuple[tuple[str, str, AskedQuestion], ...]  # most answered, ten
    attendance: tuple[Attendance, ...]  # by start


def per_minute(stats: Stats) -> float:
    """Return a session's posts per minute; 0 for one without a curve."""
    return sum(stats.per_minute) / stats.minutes if stats.per_minute else 0.0


def originals(part: Part) -> int:
    """Return a participant's original posts in a session."""
    return part.posts - part.reposts


def contributors(summaries: Iterable[SessionSummary]) -> tuple[Contributor, ...]:
    """Return all participants, those with most original posts first, then by slug."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    for summary in summaries:
        for part in summary.parts:
            if part.bot:
                continue
            row = sums[part.slug]
            row[0] += originals(part)
            row[1] += len(part.answers)
            row[2] += part.replies_received
            row[3] += part.reposts_received
            row[4] += summary.kind == "session" and part.posts > 0
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return tuple(Contributor(slug, *row) for slug, row in ordered)


def attendance(
    summaries: Iterable[SessionSummary],
) -> dict[tuple[str, str], Attendance]:
    """Return who was new and who came back, by (channel, key) of each session.

    Sessions are in the order of their start.
    """
    seen: set[str] = set()
    result = {}
    for summary in in_order(summaries):
        here = summary.parts.present
        new = tuple(sorted(here - seen))
        old = tuple(sorted(here & seen))
        name = (summary.channel, summary.key)
        result[name] = Attendance(*name, new, old)
        seen |= here
    return result


def in_order(summaries: Iterable[SessionSummary]) -> list[SessionSummary]:
    """Return the sessions among summaries, by start."""
    sessions = (s for s in summaries if s.kind == "session")
    return sorted(sessions, key=lambda s: (s.start, s.channel, s.key))


def core_group(summaries: Sequence[SessionSummary]) -> tuple[str, ...]:
    """Return who took part in at least half of the sessions, and in three."""
    sessions = in_order(summaries)
    counts = Counter(slug for s in sessions for slug in s.parts.present)
    needed = max(CORE_SESSIONS, CORE_SHARE * len(sessions))
    return tuple(sorted(slug for slug, n in counts.items() if n >= needed))


def year_of(summary: SessionSummary) -> str:
    """Return the year a session or day counts to: that of its key, else its start."""
    key = summary.key[:4]
    return key if key.isdigit() and len(key) == 4 else f"{summary.start.year:04d}"


def periods(
    summaries: Iterable[SessionSummary],
    attended: Mapping[tuple[str, str], Attendance],
) -> tuple[Period, ...]:
    """Return the statistics over all (first), then of each year, the newest first.

    Args:
        summaries: Of all sessions and days.
        attended: From `attendance`.
    """
    listed = list(summaries)
    years: dict[str, list[SessionSummary]] = defaultdict(list)
    for summary in listed:
        years[year_of(summary)].append(summary)
    return (
        _period("", listed, attended),
        *(_period(y, years[y], attended) for y in sorted(years, reverse=True)),
    )


def _period(
    name: str,
    summaries: Sequence[SessionSummary],
    attended: Mapping[tuple[str, str], Attendance],
) -> Period:
    sessions = in_order(summaries)
    ranked = contributors(sessions)
    total = sum(c.originals for c in ranked)
    here = tuple(attended[s.channel, s.key] for s in sessions)
    return Period(
        name=name,
        sessions=tuple((s.channel, s.key) for s in sessions),
        stats=summed(sessions),
        outside=sum(s.stats.posts for s in summaries if s.kind == "day"),
        newcomers=sum(len(a.newcomers) for a in here),
        core=core_group(sessions),
        top=ranked[:TOP],
        top_share=sum(c.originals for c in ranked[:TOP]) / total if total else 0.0,
        links=shared_links(sessions)[:TOP],
        hosts=shared_hosts(sessions)[:TOP],
        questions=most_answered(sessions)[:TOP],
        attendance=here,
    )


def summed(sessions: Sequence[SessionSummary]) -> Stats:
    """Return the sums of sessions' numbers; people and links count once."""
    names = (
        "posts", "originals", "reposts", "replies", "answers", "questions",
        "attachments", "reactions", "by_number", "by_reply", "by_time", "by_host",
        "unplaced", "minutes",
    )  # fmt: skip
    sums = {name: sum(getattr(s.stats, name) for s in sessions) for name in names}
    people = {slug for s in sessions for slug in s.parts.present}
    sums["links"] = len({use.url for s in sessions for use in s.links})
    return Stats(participants=len(people), **sums)


def shared_links(summaries: Iterable[SessionSummary]) -> tuple[SharedLink, ...]:
    """Return all links, those shared by most people first, then by posts, address."""
    posts: Counter[str] = Counter()
    people: dict[str, set[str]] = defaultdict(set)
    known: dict[str, tuple[str, str | None]] = {}
    for summary in summaries:
        for use in summary.links:
            posts[use.url] += 1
            people[use.url].add(use.slug)
            title = use.title or (known[use.url][1] if use.url in known else None)
            known[use.url] = (use.host, title)
    ordered = sorted(posts, key=lambda url: (-len(people[url]), -posts[url], url))
    return tuple(
        SharedLink(url, known[url][0], posts[url], len(people[url]), known[url][1])
        for url in ordered
    )


def shared_hosts(summaries: Iterable[SessionSummary]) -> tuple[tuple[str, int], ...]:
    """Return hosts with how many posts link to them, most first, then by name."""
    counts = Counter(use.host for s in summaries for use in s.links)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def most_answered(
    summaries: Iterable[SessionSummary],
) -> tuple[tuple[str, str, AskedQuestion], ...]:
    """Return (channel, key, question), those with most answers first, then newest."""
    found = [(s.channel, s.key, q) for s in in_order(summaries) for q in s.questions]
    found.reverse()
    return tuple(sorted(found, key=lambda f: -f[2].answers))
