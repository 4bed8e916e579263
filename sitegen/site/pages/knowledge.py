"""Views over everything: questions, links, topics, statistics and years."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from sitegen.chat.session import AskedQuestion
from sitegen.chat.stats import Contributor, Period
from sitegen.chat.tags import Topic
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit, address_in, years_of
from sitegen.site.pages.lists import Made, head
from sitegen.site.views import (
    FeedLink,
    HostCount,
    Link,
    LinksView,
    Measure,
    MonthCounts,
    PartLink,
    Person,
    PersonCount,
    QuestionGroup,
    QuestionRow,
    QuestionsView,
    RecapCard,
    SessionCard,
    SharedLink,
    StatsView,
    TopicRow,
    TopicsView,
    TopicView,
    Week,
    YearRow,
    YearView,
    YearWeeks,
)

QUESTIONS_A_PAGE = 400
LINKS_A_PAGE = 400
HOSTS_SHOWN = 60
TOP = 10
NEWCOMERS_SHOWN = 60


def knowledge_pages(
    archive: Archive,
    periods: Sequence[Period],
    recaps: Sequence[tuple[RecapCard, frozenset[str]]],
    words: Callable[[str], str],
) -> Iterable[Made]:
    """Yield every page over everything with its address.

    Args:
        archive: The archive.
        periods: Statistics over all first, then by year, newest first.
        recaps: Cards of recaps, newest first, each with its tags in lower case.
        words: Gives the site's word for a section.
    """
    yield from _questions(archive, words)
    yield from _links(archive, words)
    yield from _topics(archive, recaps, words)
    yield from _stats(archive, periods, [card for card, _ in recaps], words)


def question_row(archive: Archive, unit: Unit, question: AskedQuestion) -> QuestionRow:
    """Return a question as lists show it, with the address of its section."""
    href = unit.url
    if question.message is not None and question.message in unit.record.ids:
        item = unit.record.ids.index(question.message)
        href = archive.message_href(unit, item)
    return QuestionRow(
        label=question.label,
        text=question.text,
        href=href,
        answers=question.answers,
        session=unit.link,
        day=unit.day,
    )


def _questions(archive: Archive, words: Callable[[str], str]) -> Iterable[Made]:
    asked = [unit for unit in archive.sessions if unit.record.summary.questions]
    total = sum(len(unit.record.summary.questions) for unit in asked)
    rows = {
        unit.url: tuple(
            question_row(archive, unit, q) for q in unit.record.summary.questions
        )
        for unit in asked
    }
    top = sorted(
        (row for group in rows.values() for row in group),
        key=lambda row: (-row.answers, -row.day.toordinal(), row.href),
    )[:TOP]
    for url, chosen, parts in _pages_by_year(asked, urls.QUESTIONS, total):
        yield (
            url,
            QuestionsView(
                chrome=archive.chrome,
                head=head(archive, url, words("questions"), "questions"),
                groups=tuple(
                    QuestionGroup(
                        session=unit.link, day=unit.day, questions=rows[unit.url]
                    )
                    for unit in reversed(chosen)
                ),
                total=total,
                parts=parts,
                top=tuple(top) if url == urls.QUESTIONS else (),
            ),
        )


def _pages_by_year(
    units: Sequence[Unit], base: str, total: int
) -> Iterable[tuple[str, Sequence[Unit], tuple[PartLink, ...]]]:
    """Yield one page, or one a year (the newest under the list's own address)."""
    years = years_of(unit.day for unit in units)
    if total <= QUESTIONS_A_PAGE or len(years) < 2:
        yield base, units, ()
        return
    addresses = {
        year: base if year == years[0] else urls.index_part(base, str(year))
        for year in years
    }
    for year in years:
        yield (
            addresses[year],
            [unit for unit in units if unit.day.year == year],
            tuple(
                PartLink(href=addresses[y], label=str(y), is_current=y == year)
                for y in years
            ),
        )


def _links(archive: Archive, words: Callable[[str], str]) -> Iterable[Made]:
    found = _shared(archive, archive.units)
    hosts = Counter(link.host for link in found)
    ranked = sorted(hosts.items(), key=lambda pair: (-pair[1], pair[0]))
    sharers = Counter(
        use.slug for unit in archive.units for use in unit.record.summary.links
    )
    pages = [
        found[start : start + LINKS_A_PAGE]
        for start in range(0, max(len(found), 1), LINKS_A_PAGE)
    ]
    addresses = [
        urls.LINKS if number == 0 else urls.index_part(urls.LINKS, str(number + 1))
        for number in range(len(pages))
    ]
    for number, chosen in enumerate(pages):
        url = addresses[number]
        yield (
            url,
            LinksView(
                chrome=archive.chrome,
                head=head(
                    archive, url, words("links"), "links", is_indexed=number == 0
                ),
                links=tuple(chosen),
                hosts=tuple(
                    HostCount(host=host, count=count)
                    for host, count in ranked[:HOSTS_SHOWN]
                )
                if number == 0
                else (),
                total=len(found),
                sharers=_counted(archive, sharers) if number == 0 else (),
                parts=tuple(
                    PartLink(href=each, label=str(n + 1), is_current=n == number)
                    for n, each in enumerate(addresses)
                )
                if len(pages) > 1
                else (),
            ),
        )


def _counted(archive: Archive, counts: Mapping[str, int]) -> tuple[PersonCount, ...]:
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        PersonCount(person=archive.persons[slug], count=count)
        for slug, count in ranked[:TOP]
        if slug in archive.persons
    )


def _shared(archive: Archive, units: Iterable[Unit]) -> list[SharedLink]:
    """Return the links of some units, each once, newest first."""
    found: dict[str, SharedLink] = {}
    for unit in units:
        for use in unit.record.summary.links:
            before = found.pop(use.url, None)
            found[use.url] = SharedLink(
                url=use.url,
                text=use.title or use.url,
                host=use.host,
                count=before.count + 1 if before else 1,
                href=address_in(unit, use.message),
                day=unit.day,
                person=archive.persons.get(use.slug),
            )
    return list(reversed(found.values()))


def _topics(
    archive: Archive,
    recaps: Sequence[tuple[RecapCard, frozenset[str]]],
    words: Callable[[str], str],
) -> Iterable[Made]:
    rows = [_topic_row(archive, topic) for topic in archive.topics]
    if not rows:
        return
    yield (
        urls.TOPICS,
        TopicsView(
            chrome=archive.chrome,
            head=head(archive, urls.TOPICS, words("topics"), "topics"),
            topics=tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.href))),
        ),
    )
    for topic in archive.topics:
        slug = archive.topic_slugs[topic.tag]
        url = urls.topic(slug)
        units = _units_of(archive, topic)
        people: Counter[str] = Counter()
        for unit in units:
            for part in unit.record.summary.parts:
                people[part.slug] += part.posts
        yield (
            url,
            TopicView(
                chrome=archive.chrome,
                head=head(archive, url, topic.spelling, "topics"),
                name=topic.spelling,
                sessions=tuple(archive.card(unit) for unit in reversed(units)),
                recaps=tuple(card for card, tags in recaps if topic.tag in tags),
                questions=tuple(
                    question_row(archive, unit, question)
                    for unit in reversed(units)
                    for question in unit.record.summary.questions
                )[:TOP],
                people=_counted(archive, people),
                feed=FeedLink(href=urls.topic_feed(slug), title=topic.spelling),
            ),
        )


def _units_of(archive: Archive, topic: Topic) -> list[Unit]:
    return [archive.by_key[key] for key in topic.sessions if key in archive.by_key]


def _topic_row(archive: Archive, topic: Topic) -> TopicRow:
    units = _units_of(archive, topic)
    uses = [
        use.count
        for unit in units
        for use in unit.record.summary.tags
        if use.tag == topic.tag
    ]
    return TopicRow(
        name=topic.spelling,
        href=urls.topic(archive.topic_slugs[topic.tag]),
        sessions=len(units),
        messages=sum(uses),
        last=units[-1].day if units else None,
    )


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
    counts: Counter[date] = Counter()
    for unit in units:
        monday = unit.day - timedelta(days=unit.day.weekday())
        counts[monday] += unit.record.summary.stats.posts
    years = years_of(counts)
    return tuple(
        YearWeeks(
            year=year,
            weeks=tuple(
                Week(monday=monday, count=counts[monday])
                for monday in sorted(counts)
                if monday.year == year
            ),
            href=urls.year(year),
        )
        for year in years
    )


def _stats(
    archive: Archive,
    periods: Sequence[Period],
    recaps: Sequence[RecapCard],
    words: Callable[[str], str],
) -> Iterable[Made]:
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
    rows = [_topic_row(archive, t) for t in archive.topics if _is_of(archive, t, year)]
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


def _is_of(archive: Archive, topic: Topic, year: int) -> bool:
    return any(unit.day.year == year for unit in _units_of(archive, topic))


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


def by_session(recaps: Iterable[RecapCard]) -> Mapping[str, tuple[RecapCard, ...]]:
    """Return the recaps of each session's address."""
    found: dict[str, list[RecapCard]] = defaultdict(list)
    for card in recaps:
        for link in card.sessions:
            found[link.href].append(card)
    return {href: tuple(cards) for href, cards in found.items()}
