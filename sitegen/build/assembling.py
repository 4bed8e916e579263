"""From sources and studied sessions to the archive that pages are planned from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import msgspec

from sitegen.build.cache import Cache
from sitegen.build.sources import Sources
from sitegen.build.surveying import Chart, Roll
from sitegen.chat.people import slug_for
from sitegen.chat.session import Counts, Session, SessionSummary, Stats, TagUse
from sitegen.chat.tags import Topic, topics
from sitegen.config import Config
from sitegen.errors import SitegenError
from sitegen.model import Message
from sitegen.recaps.recap import Recap
from sitegen.recaps.resolve import (
    LinkList,
    Material,
    Quote,
    Resolved,
    StatsBlock,
    resolve,
)
from sitegen.render.environment import Theme
from sitegen.render.recap import RecapParts, recap_html
from sitegen.render.text import anchor, text_html
from sitegen.search.client import client
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit, Upcoming
from sitegen.site.cast import Cast
from sitegen.site.views import (
    Chrome,
    FeedLink,
    Link,
    Measure,
    Names,
    NavItem,
    Person,
    QuoteView,
    RecapCard,
    RecapView,
    SharedLink,
)
from sitegen.store.pages import FreePage

_materials = msgspec.msgpack.Decoder(Material)


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
    for run in session.runs:
        survey = chart.surveys[numbers[run.day]]
        for mark in survey.tags:
            if run.start <= mark.position < run.stop:
                tag = mark.tag.lower()
                spellings = counts.setdefault(tag, {})
                spellings[mark.tag] = spellings.get(mark.tag, 0) + 1
                author = survey.author_of[mark.position * 2 : mark.position * 2 + 2]
                people.setdefault(tag, set()).add(author.hex() + run.day.isoformat())
    uses = [
        TagUse(
            tag,
            sum(spellings.values()),
            tuple(sorted(people[tag])),
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
        parts=(),
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
                (FeedLink(href=urls.RECAPS_FEED, title=config.title),)
                if "recaps" in sections
                else ()
            ),
        ),
        opensearch_href=urls.OPENSEARCH,
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


@dataclass(frozen=True, slots=True)
class MadeRecap:
    """A recap with its page and what lists show of it."""

    resolved: Resolved
    card: RecapCard
    html: str
    tags: frozenset[str]  # lower case

    @property
    def updated(self) -> datetime:
        """Return the time that stands for its publication."""
        return datetime.combine(self.resolved.recap.date, time(), UTC)


def make_recaps(
    archive: Archive, sources: Sources, theme: Theme, cache: Cache
) -> tuple[MadeRecap, ...]:
    """Resolve and render all recaps, newest first.

    Raises:
        RecapError: A recap asks for what does not exist.
    """
    if not sources.recaps:
        return ()
    materials = []
    for unit in archive.units:
        data = cache.read(unit.key, "material")
        if data is not None:
            materials.append(_materials.decode(data))
    summaries = {(u.rules.name, u.of.key): u.record.summary for u in archive.sessions}
    redacted = sources.redactions.removals.ids | frozenset(
        rule.what for rule in sources.redactions.rules if rule.kind == "message"
    )
    made = []
    for recap in sources.recaps:
        resolved = resolve(recap, materials, summaries, redacted)
        html = recap_html(theme, resolved, _parts(archive, theme))
        made.append(
            MadeRecap(
                resolved,
                _card(archive, recap),
                html,
                frozenset(tag.lower() for tag in recap.tags),
            )
        )
    return tuple(reversed(made))


def recap_views(
    archive: Archive, made: Sequence[MadeRecap], title: str
) -> Iterable[tuple[str, RecapView]]:
    """Yield the page of each recap with its address."""
    from sitegen.site.pages.lists import head  # noqa: PLC0415

    for number, each in enumerate(made):
        recap = each.resolved.recap
        url = each.card.href
        before = made[number + 1].card if number + 1 < len(made) else None
        after = made[number - 1].card if number else None
        tags = (archive.topic_link(tag) for tag in recap.tags)
        yield (
            url,
            RecapView(
                chrome=archive.chrome,
                head=msgspec.structs.replace(
                    head(
                        archive,
                        url,
                        recap.title,
                        "recaps",
                        description=recap.summary or "",
                        is_indexed=not recap.noindex,
                        crumbs=(Link(href=urls.RECAPS, text=title),),
                    ),
                    kind="article",
                ),
                title=recap.title,
                week=recap.key,
                day=recap.date,
                html=each.html,
                summary=recap.summary or "",
                authors=tuple(archive.named(name) for name in recap.authors),
                sessions=each.card.sessions,
                quoted=tuple(
                    archive.persons[slug]
                    for slug in each.resolved.quoted
                    if slug in archive.persons
                ),
                tags=tuple(link for link in tags if link is not None),
                previous=Link(href=before.href, text=before.title) if before else None,
                next=Link(href=after.href, text=after.title) if after else None,
            ),
        )


def _card(archive: Archive, recap: Recap) -> RecapCard:
    units = (archive.by_key.get(name) for name in recap.sessions)
    return RecapCard(
        title=recap.title,
        href=urls.recap(recap.key),
        week=recap.key,
        day=recap.date,
        summary=recap.summary or "",
        sessions=tuple(unit.link for unit in units if unit is not None),
    )


def _parts(archive: Archive, theme: Theme) -> RecapParts:
    del theme

    def quote(found: Quote) -> QuoteView:
        unit = _unit_of(archive, found)
        message = found.message
        mark = f"#{anchor(found.id)}" if found.id else ""
        href = unit.url + mark if unit else urls.SESSIONS
        if message is None:
            never = datetime(1970, 1, 1, tzinfo=UTC)
            return QuoteView(person=Person(name=""), html="", href=href, time=never)
        zone = unit.rules.zone if unit else archive.config.zone
        person = archive.persons.get(found.person) or archive.cast.person(
            found.person, message.author, message.name
        )
        return QuoteView(
            person=person,
            html=text_html(message.text, message.entities, _names(archive, message)),
            href=href,
            time=message.time.astimezone(zone),
        )

    return RecapParts(quote, _measures, _links)


def _unit_of(archive: Archive, quote: Quote) -> Unit | None:
    if quote.kind == "session":
        return archive.by_key.get((quote.channel, quote.key))
    for unit in archive.days:
        if unit.rules.name == quote.channel and unit.of.key == quote.key:
            return unit
    return None


def _names(archive: Archive, message: Message) -> Names:
    words = {w.lstrip("@").strip(".,:;!?()") for w in message.text.split() if "@" in w}
    slugs = {word.casefold(): archive.cast.slug_of(word) for word in sorted(words)}
    return Names(
        mentions={
            name: urls.person(slug)
            for name, slug in slugs.items()
            if slug in archive.listed
        }
    )


def _measures(block: StatsBlock) -> tuple[Measure, ...]:
    stats = [summary.stats for summary in block.sessions]
    people = {p.slug for s in block.sessions for p in s.parts if p.posts and not p.bot}
    numbers = (
        ("messages", sum(s.posts for s in stats)),
        ("participants", len(people)),
        ("answers", sum(s.answers for s in stats)),
        ("replies", sum(s.replies for s in stats)),
        ("links", sum(s.links for s in stats)),
    )
    return tuple(
        Measure(name=name, value=value)  # type: ignore[arg-type]
        for name, value in numbers
        if value
    )


def _links(block: LinkList) -> tuple[SharedLink, ...]:
    return tuple(
        SharedLink(
            url=link.url, text=link.title or link.url, host=link.host, count=link.posts
        )
        for link in block.links
    )


class PageClash(SitegenError):
    """Two sources want one path of the site."""

    def __init__(self, path: str, one: str, other: str) -> None:
        super().__init__(f"{path}: wanted by {one} and by {other}; rename one")


def claim_paths(claims: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return path to owner; each path has one, whatever the case of its letters.

    Raises:
        PageClash: Two owners want a path, or paths that some systems can't tell apart.
    """
    owners: dict[str, tuple[str, str]] = {}
    for path, owner in claims:
        folded = path.casefold()
        if folded in owners:
            raise PageClash(path, owners[folded][1], owner)
        owners[folded] = (path, owner)
    return dict(owners.values())


def day_number(day: date) -> int:
    """Return a day as days since 1970-01-01."""
    return day.toordinal() - date(1970, 1, 1).toordinal()
