"""Statistics over all, and the year of one chat."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec

from sitegen.chat.stats import Contributor, Period
from sitegen.chat.tags import Topic
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit
from sitegen.site.pages.lists import Made, head
from sitegen.site.pages.questions import question_row
from sitegen.site.pages.topics import topic_row, units_of
from sitegen.site.pages.weeks import by_week, year_weeks
from sitegen.site.views import (
    HostCount,
    Link,
    Measure,
    MonthCounts,
    Person,
    PersonCount,
    QuestionRow,
    RecapCard,
    SessionCard,
    SharedLink,
    StatsView,
    YearRow,
    YearView,
    YearWeeks,
)

TOP = 10  # topics of a year
NEWCOMERS_SHOWN = 60


def statistics_pages(
    archive: Archive,
    periods: Sequence[Period],
    recaps: Sequence[RecapCard],
    words: Callable[[str], str],
) -> Iterable[Made]:
    """Yield the page over all periods, and one for each year."""
    overall, *yearly = periods
    yield (
        urls.STATS,
        StatsView(
            chrome=archive.chrome,
            head=head(archive, urls.STATS, words("stats"), "stats"),
            # All who ever wrote were new once.
            measures=telling(measures_of(archive, overall), "newcomers"),
            years=tuple(
                YearRow(
                    year=int(period.name),
                    href=urls.year(int(period.name)),
                    measures=measures_of(archive, period),
                )
                for period in yearly
            ),
            activity=weeks_of(archive.units),
            contributors=_contributors(archive, overall.top),
            questions=_asked(archive, overall),
            links=_top_links(overall),
            hosts=tuple(HostCount(host=h, count=c) for h, c in overall.hosts),
            busiest=_busiest(archive, archive.sessions),
        ),
    )
    for number, period in enumerate(yearly):
        before = yearly[number + 1] if number + 1 < len(yearly) else None
        after = yearly[number - 1] if number else None
        yield _year(archive, period, before, after, recaps)


def _year(
    archive: Archive,
    period: Period,
    before: Period | None,
    after: Period | None,
    recaps: Sequence[RecapCard],
) -> Made:
    year = int(period.name)
    url = urls.year(year)
    units = [unit for unit in archive.units if unit.day.year == year]
    months: Counter[int] = Counter()
    for unit in units:
        months[unit.day.month] += unit.record.summary.stats.posts
    weeks = weeks_of(units)
    new = _newcomers(archive, period)
    rows = [topic_row(archive, t) for t in archive.topics if _is_of(archive, t, year)]
    ranked = sorted(rows, key=lambda row: (-row.sessions, -row.messages, row.name))
    return (
        url,
        YearView(
            chrome=archive.chrome,
            head=head(archive, url, period.name, "stats"),
            year=year,
            measures=telling(measures_of(archive, period, before)),
            months=MonthCounts(
                year=year, counts=tuple(months[month] for month in range(1, 13))
            ),
            weeks=next(
                (w for w in weeks if w.year == year), YearWeeks(year=year, weeks=())
            ),
            busiest=_busiest(archive, [unit for unit in units if unit.is_session]),
            questions=_asked(archive, period),
            contributors=_contributors(archive, period.top),
            newcomers=tuple(new[:NEWCOMERS_SHOWN]),
            newcomers_total=period.newcomers,
            links=_top_links(period),
            hosts=tuple(HostCount(host=h, count=c) for h, c in period.hosts),
            topics=tuple(ranked[:TOP]),
            recaps=tuple(card for card in recaps if card.day.year == year),
            previous=_year_link(before),
            next=_year_link(after),
        ),
    )


def _year_link(period: Period | None) -> Link | None:
    if period is None:
        return None
    return Link(href=urls.year(int(period.name)), text=period.name)


def measures_of(
    archive: Archive, period: Period, before: Period | None = None
) -> tuple[Measure, ...]:
    """Return a period's numbers, each with that of the period before.

    Messages and participants are those of sessions and of talk outside them; the rest
    is of sessions.
    """
    numbers = _numbers(archive, period)
    old = _numbers(archive, before) if before else {}
    return tuple(
        Measure(name=name, value=value, before=old.get(name))  # type: ignore[arg-type]
        for name, value in numbers.items()
    )


def telling(measures: Iterable[Measure], *without: str) -> tuple[Measure, ...]:
    """Return measures that say something: not nothing, neither now nor before."""
    return tuple(m for m in measures if (m.value or m.before) and m.name not in without)


def _numbers(archive: Archive, period: Period) -> dict[str, float]:
    stats = period.stats
    return {
        "sessions": len(period.sessions),
        "messages": stats.posts + period.outside,
        "participants": archive.participants(period.name),
        "newcomers": period.newcomers,
        "core": len(period.core),
        "originals": stats.originals,
        "replies": stats.replies,
        "reposts": stats.reposts,
        "questions": stats.questions,
        "answers": stats.answers,
        "links": stats.links,
        "top_ten_share": round(period.top_share, 4),
    }


def weeks_of(units: Iterable[Unit]) -> tuple[YearWeeks, ...]:
    """Return messages per week for each year, newest year first."""
    posts = ((unit.day, unit.record.summary.stats.posts) for unit in units)
    return tuple(
        msgspec.structs.replace(weeks, href=urls.year(weeks.year))
        for weeks in year_weeks(by_week(posts))
    )


def _is_of(archive: Archive, topic: Topic, year: int) -> bool:
    return any(unit.day.year == year for unit in units_of(archive, topic))


def _newcomers(archive: Archive, period: Period) -> list[Person]:
    slugs = dict.fromkeys(s for a in period.attendance for s in a.newcomers)
    return [archive.persons[slug] for slug in slugs if slug in archive.persons]


def _contributors(
    archive: Archive, top: Sequence[Contributor]
) -> tuple[PersonCount, ...]:
    return tuple(
        PersonCount(person=archive.persons[c.slug], count=c.originals)
        for c in top
        if c.slug in archive.persons
    )


def _asked(archive: Archive, period: Period) -> tuple[QuestionRow, ...]:
    return tuple(
        question_row(archive, archive.by_key[channel, key], question)
        for channel, key, question in period.questions
        if (channel, key) in archive.by_key and question.answers
    )


def _top_links(period: Period) -> tuple[SharedLink, ...]:
    return tuple(
        SharedLink(
            url=link.url, text=link.title or link.url, host=link.host, count=link.posts
        )
        for link in period.links
    )


def _busiest(archive: Archive, units: Sequence[Unit]) -> tuple[SessionCard, ...]:
    ranked = sorted(
        units, key=lambda u: (-u.record.summary.stats.posts, -u.day.toordinal())
    )
    return tuple(archive.card(unit) for unit in ranked[:5])
