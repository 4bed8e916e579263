"""The first page, and the small ones: search, free pages, 404, redirects, to come."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec

from sitegen.chat.stats import Period
from sitegen.render import jsonld
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit, Upcoming
from sitegen.site.pages.lists import Made, head
from sitegen.site.pages.questions import question_row
from sitegen.site.pages.statistics import measures_of, telling, weeks_of
from sitegen.site.sheet import question_anchor
from sitegen.site.views import (
    FreePageView,
    Head,
    HomeView,
    Link,
    Measure,
    NotFoundView,
    OutsideLink,
    Person,
    PersonRow,
    PlannedQuestion,
    QuoteView,
    RecapCard,
    RedirectView,
    SearchView,
    SessionFacts,
    UpcomingSessionView,
)

RECENT = 6
PEOPLE = 16
TOPICS = 20
QUESTIONS = 5
YEARS = 3
GLANCE = frozenset({"sessions", "messages", "participants", "questions", "links"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FreePageText:
    """A free page of the host's with its HTML."""

    slug: str
    title: str
    description: str
    html: str
    noindex: bool
    crumbs: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the host says on the first page."""

    html: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the first page shows besides the archive itself."""

    overall: Period
    recaps: Sequence[RecapCard]
    welcome: Welcome
    quote: QuoteView | None  # from the newest session


def home_page(archive: Archive, first: FirstPage) -> Made:
    """Return the first page."""
    overall, recaps, welcome = first.overall, first.recaps, first.welcome
    newest = archive.sessions[-1] if archive.sessions else None
    asked = sorted(
        (
            (question.answers, unit.day, unit, question)
            for unit in archive.sessions
            for question in unit.record.summary.questions
            if question.answers
        ),
        key=lambda found: (-found[0], -found[1].toordinal(), found[3].label),
    )[:QUESTIONS]
    view = HomeView(
        chrome=archive.chrome,
        head=msgspec.structs.replace(
            head(archive, urls.HOME, "", description=welcome.description),
            feeds=(),
        ),
        welcome_html=welcome.html,
        next_sessions=tuple(archive.coming(u) for u in archive.upcoming[:3]),
        newest=archive.card(newest) if newest else None,
        newest_quote=first.quote,
        newest_people=_people_of(archive, newest) if newest else (),
        recent=tuple(
            archive.card(u) for u in reversed(archive.sessions[-RECENT - 1 : -1])
        ),
        recap=recaps[0] if recaps else None,
        measures=_glance(archive, overall),
        activity=weeks_of(archive.units)[:YEARS],
        top_questions=tuple(
            question_row(archive, unit, question) for _, _, unit, question in asked
        ),
        people=tuple(_rows(archive, overall)),
        topics=tuple(_topics(archive)),
        on_this_day_href=urls.ON_THIS_DAY,
        calendar_href=urls.CALENDAR,
        join=_join(archive),
    )
    return urls.HOME, view


def _glance(archive: Archive, overall: Period) -> tuple[Measure, ...]:
    return tuple(m for m in telling(measures_of(archive, overall)) if m.name in GLANCE)


def _join(archive: Archive) -> tuple[OutsideLink, ...]:
    found = []
    for _, written in archive.config.joins:
        address = next((w for w in written.split() if w.startswith("https://")), "")
        if address:
            found.append(OutsideLink(url=address.rstrip(".,;)"), text=written))
    return tuple(found)


def _people_of(archive: Archive, unit: Unit) -> tuple[Person, ...]:
    parts = sorted(unit.record.summary.parts, key=lambda p: (-p.shown, p.slug))
    return tuple(
        archive.person(part)
        for part in parts
        if part.shown and part.slug in archive.listed
    )[:PEOPLE]


def _rows(archive: Archive, overall: Period) -> Iterable[PersonRow]:
    for contributor in overall.top:
        if contributor.slug in archive.listed:
            seen = archive.attendance[contributor.slug]
            yield PersonRow(
                person=archive.persons[contributor.slug],
                messages=contributor.originals,
                sessions=contributor.sessions,
                first=seen[0][0].day,
                last=seen[-1][0].day,
            )


def _topics(archive: Archive) -> Iterable[Link]:
    ranked = sorted(archive.topics, key=lambda t: (-len(t.sessions), t.tag))[:TOPICS]
    for topic in sorted(ranked, key=lambda t: t.spelling.casefold()):
        link = archive.topic_link(topic.spelling)
        if link is not None:
            yield link


def small_pages(
    archive: Archive, pages: Sequence[FreePageText], words: Callable[[str], str]
) -> Iterable[Made]:
    """Yield the search page, the host's free pages, and the page for what is lost."""
    yield (
        urls.SEARCH,
        SearchView(
            chrome=archive.chrome,
            head=head(archive, urls.SEARCH, words("search"), "search"),
            data_href=urls.SEARCH_DATA,
            help_href=urls.SEARCH_HELP,
            channels=tuple(
                Link(href=urls.channel(rules.name), text=rules.title)
                for rules in archive.channels
            ),
            examples=_examples(archive),
        ),
    )
    for page in pages:
        url = f"{page.slug}/"
        yield (
            url,
            FreePageView(
                chrome=archive.chrome,
                head=head(
                    archive,
                    url,
                    page.title,
                    description=page.description,
                    is_indexed=not page.noindex,
                    crumbs=page.crumbs,
                ),
                title=page.title,
                html=page.html,
            ),
        )
    yield urls.NOT_FOUND, _not_found(archive, words)


def _not_found(archive: Archive, words: Callable[[str], str]) -> NotFoundView:
    base_path = "/" + archive.config.base_url.split("/", 3)[3]
    return NotFoundView(
        chrome=archive.chrome,
        head=Head(root=base_path, title=words("missing"), is_indexed=False),
        suggestions=tuple(unit.link for unit in reversed(archive.sessions[-3:])),
    )


def _examples(archive: Archive) -> tuple[str, ...]:
    """Return queries to try, from what is in the archive."""
    if not archive.sessions:
        return ()
    newest = archive.sessions[-1]
    parts = sorted(newest.record.summary.parts, key=lambda p: (-p.shown, p.slug))
    slugs = [part.slug for part in parts if part.slug in archive.listed]
    found = [f"from:{slugs[0]} has:link"] if slugs else []
    if archive.topics:
        tag = max(archive.topics, key=lambda t: (len(t.sessions), t.tag)).tag
        found.append(f"tag:{tag}")
    found.append(f"during:{newest.day.year}-{newest.day.month:02d} is:question")
    return tuple(found)


def upcoming_page(
    archive: Archive,
    upcoming: Upcoming,
    facts: SessionFacts,
    *,
    join_html: str,
    similar: tuple[Link, ...],
    image: str,
) -> Made:
    """Return the page of a session to come."""
    session, overlay = upcoming.session, upcoming.overlay
    zones = tuple(dict.fromkeys((upcoming.rules.zone, *archive.config.zones)))
    return (
        upcoming.url,
        UpcomingSessionView(
            chrome=archive.chrome,
            head=msgspec.structs.replace(
                head(
                    archive,
                    upcoming.url,
                    upcoming.title,
                    "sessions",
                    description=overlay.topic or "",
                    is_indexed=not overlay.noindex,
                    crumbs=(facts.channel,),
                ),
                json_ld=jsonld.event(
                    upcoming.title,
                    overlay.topic or "",
                    archive.chrome.base_url + upcoming.url,
                    (facts.start, facts.end),
                ),
                image=image,
                image_alt=upcoming.title if image else "",
            ),
            session=facts,
            times=tuple(session.start.astimezone(zone) for zone in zones),
            zones=tuple(zone.key for zone in zones),
            questions=tuple(
                PlannedQuestion(
                    label=q.label, text=q.text, anchor=question_anchor(q.label)
                )
                for q in overlay.questions
            ),
            join_html=join_html,
            join_url="",
            calendar_href=urls.session_ics(session.channel, session.key),
            similar=similar,
        ),
    )


def redirect_page(archive: Archive, url: str, to: str, title: str) -> Made:
    """Return a page that leads from an old address to the new one."""
    return (
        url,
        RedirectView(
            chrome=archive.chrome,
            head=Head(
                root=urls.root_of(urls.file_of(url)),
                title=title,
                canonical=archive.chrome.base_url + to,
                is_indexed=False,
            ),
            href=to,
            title=title,
        ),
    )
