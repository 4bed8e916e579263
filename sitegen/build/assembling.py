"""From sources and studied sessions to the archive that pages are planned from."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sitegen.build.sources import Sources
from sitegen.build.surveying import Chart, Roll
from sitegen.chat.parts import Parts
from sitegen.chat.people import slug_for
from sitegen.chat.session import Counts, Session, SessionSummary, Stats, TagUse
from sitegen.chat.tags import Topic, topics
from sitegen.config import Config
from sitegen.render.environment import Theme
from sitegen.search.client import client
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit, Upcoming
from sitegen.site.cast import Cast
from sitegen.site.views import (
    Chrome,
    FeedLink,
    NavItem,
)
from sitegen.store.pages import FreePage


def topics_of(
    charts: Iterable[Chart], sources: Sources
) -> tuple[tuple[Topic, ...], dict[str, str]]:
    """Return the archive's topics from surveys, and each topic's slug by tag.

    Surveys decide, since fragments link to topics before sessions are summarized.
    """
    own: set[str] = set()
    summaries: list[SessionSummary] = []
    for chart in charts:
        own.update(chart.rules.tags)
        overlays = {o.key: o for o in sources.overlays if o.channel == chart.rules.name}
        for session in chart.split.sessions:
            given = overlays[session.key].tags if session.key in overlays else ()
            summaries.append(_tagged(chart, session, given))
    given_by_recaps = [
        (tag, recap.sessions) for recap in sources.recaps for tag in recap.tags
    ]
    found = topics(summaries, sorted(own), given_by_recaps)
    return found, {topic.tag: slug_for(topic.tag) for topic in found}


def _tagged(chart: Chart, session: Session, given: Sequence[str]) -> SessionSummary:
    counts: dict[str, dict[str, int]] = {}
    people: dict[str, set[str]] = {}
    numbers = {day.file.date: n for n, day in enumerate(chart.days)}
    own = frozenset(chart.rules.tags)  # in most messages, and never a topic
    for run in session.runs:
        survey = chart.surveys[numbers[run.day]]
        tags = [(spelling, spelling.lower()) for spelling in survey.tags]
        for position, place in survey.tagged():
            spelling, tag = tags[place]
            if tag not in own and run.start <= position < run.stop:
                spellings = counts.setdefault(tag, {})
                spellings[spelling] = spellings.get(spelling, 0) + 1
                at = survey.author_of[position * 2 : position * 2 + 2]
                number = int.from_bytes(at, "little")
                if number < len(survey.authors):
                    people.setdefault(tag, set()).add(survey.authors[number][0])
    uses = [
        TagUse(
            tag,
            sum(spellings.values()),
            tuple(sorted(people.get(tag, ()))),
            min(spellings, key=lambda s: (-spellings[s], s)),
        )
        for tag, spellings in sorted(counts.items())
    ]
    uses += [TagUse(tag.lower(), 0, (), tag, given=True) for tag in given]
    return SessionSummary(
        channel=session.channel,
        key=session.key,
        kind="session",
        start=session.start,
        end=session.end,
        first=None,
        last=None,
        title=None,
        topic=None,
        number=0,
        parts=Parts.of(()),
        links=(),
        tags=tuple(uses),
        questions=(),
        pairs=(),
        stats=Stats(),
        counts=Counts(),
    )


def chrome_of(
    config: Config,
    theme: Theme,
    pages: Sequence[FreePage],
    sections: frozenset[str],
    *,
    image: str,
    portable: bool,
) -> Chrome:
    """Return what is the same on every page."""
    menu: list[NavItem] = [
        NavItem(href=href, section=section)  # type: ignore[arg-type]
        for section, href in (
            ("sessions", urls.SESSIONS),
            ("recaps", urls.RECAPS),
            ("people", urls.PEOPLE),
            ("questions", urls.QUESTIONS),
            ("topics", urls.TOPICS),
            ("links", urls.LINKS),
            ("stats", urls.STATS),
        )
        if section in sections
    ]
    footer = [
        NavItem(href=f"{page.slug}/", label=page.title) for page in pages if page.menu
    ]
    footer.append(NavItem(href=urls.CALENDAR, section="calendar"))
    contact = config.contact or ""
    recaps = f"{config.title}: {theme.language.text('section.recaps')}"
    return Chrome(
        title=config.title,
        base_url=config.base_url,
        assets=msgspec.structs.replace(
            theme.asset_links, search_scripts=client().scripts
        ),
        tagline=config.description,
        language=config.language,
        direction=theme.language.direction,
        timezone=config.zone.key,
        nav=tuple(menu),
        footer=tuple(footer),
        removal_url=contact
        if ":" in contact
        else f"mailto:{contact}"
        if contact
        else "",
        feeds=(
            FeedLink(href=urls.SESSIONS_FEED, title=config.title),
            *(
                (FeedLink(href=urls.RECAPS_FEED, title=recaps),)
                if "recaps" in sections
                else ()
            ),
        ),
        opensearch_href=urls.OPENSEARCH,
        image=config.base_url + image if image else "",
        is_portable=portable,
    )


def upcoming_of(charts: Iterable[Chart], sources: Sources) -> tuple[Upcoming, ...]:
    """Return the sessions to come, by start."""
    overlays = {(o.channel, o.key): o for o in sources.overlays}
    found = [
        Upcoming(
            session=session,
            overlay=overlays[session.channel, session.key],
            rules=chart.rules,
            url=urls.session(session.channel, session.key),
            title=session.title or f"{chart.rules.title} {session.key}",
        )
        for chart in charts
        for session in chart.split.upcoming
    ]
    return tuple(sorted(found, key=lambda u: (u.session.start, u.url)))


def archive_of(
    sources: Sources,
    chrome: Chrome,
    units: Iterable[Unit],
    upcoming: tuple[Upcoming, ...],
    found: tuple[tuple[Topic, ...], Mapping[str, str]],
    roll: Roll,
) -> Archive:
    """Put the archive together."""
    ordered = sorted(
        units, key=lambda u: (u.record.summary.start, u.rules.name, u.of.key)
    )
    return Archive(
        config=sources.config,
        chrome=chrome,
        cast=Cast.of(sources.people),
        units=tuple(ordered),
        upcoming=upcoming,
        topics=found[0],
        topic_slugs=found[1],
        listed=roll.slugs,
    )
