"""All pages and files of a release: planned, compared with the last, made, put.

Pages --plan--> Planned --(key unchanged: kept | else: rendered)--> Release
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import msgspec

from sitegen.build.cards import Studio, cards_of, site_card
from sitegen.build.explaining import State, key_of_parts, short
from sitegen.build.memory import recall, remember
from sitegen.build.planning import NEWEST, Planned, Planner
from sitegen.build.recapping import MadeRecap, recap_views
from sitegen.build.release import Release
from sitegen.build.rendering import Batch, Recipe, Workshop, feed_id, render
from sitegen.build.sources import Sources, StaticFile
from sitegen.build.workers import run
from sitegen.chat.people import slug_for
from sitegen.chat.stats import Period
from sitegen.errors import SitegenError
from sitegen.model import COPY_ADDRESS
from sitegen.render.calendar import CalendarEvent, ics
from sitegen.render.cards import Card
from sitegen.render.environment import Theme
from sitegen.render.feeds import Feed, FeedEntry, atom, json_feed
from sitegen.render.language import direction
from sitegen.render.markdown import markdown_html
from sitegen.render.sitemap import SitemapPage, opensearch, robots, sitemap
from sitegen.render.text import PAGE, ROOT
from sitegen.render.twins import Memory, on_this_day
from sitegen.search.client import client, help_text
from sitegen.site import urls
from sitegen.site.archive import Archive, Upcoming
from sitegen.site.messages import excerpt
from sitegen.site.pages.home import (
    FirstPage,
    FreePageText,
    Welcome,
    home_page,
    redirect_page,
    small_pages,
    upcoming_page,
)
from sitegen.site.pages.knowledge import by_session, knowledge_pages
from sitegen.site.pages.lists import head, list_pages
from sitegen.site.views import Link, Page, QuoteView, RecapListView

_PEOPLE_A_BATCH = 100
_VIEWS_A_BATCH = 12
_STATE = "pages.msgpack"
Progress = Callable[[str, int, int], None]


class PathTaken(SitegenError):
    """A file of the host's wants a path that a page has."""

    def __init__(self, source: Path, path: str) -> None:
        super().__init__(f"{source}: the site has a page at '{path}'; rename the file")


class PageClash(SitegenError):
    """Two pages want one address."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(
            f"'{one}' and '{other}': two pages at one address, or at two that some"
            " systems can't tell apart; rename what one of them is made from"
        )


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What the plan of all pages is made from."""

    sources: Sources
    archive: Archive
    theme: Theme
    code: str
    recaps: tuple[MadeRecap, ...]  # newest first
    periods: tuple[Period, ...]
    quote: QuoteView | None  # of the newest session
    studio: Studio
    html: dict[str, str] = field(default_factory=dict)

    def words(self, name: str) -> str:
        """Return the language's word for a section, a weekday, or a special page."""
        language = self.theme.language
        if name in _WEEKDAYS:
            day = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(_WEEKDAYS.index(name))
            return str(language.weekday(day))
        special = {
            "days": "sessions.days",
            "missing": "missing.title",
            "search_help": "search.help",
        }
        return str(language.text(special.get(name, f"section.{name}")))

    def html_of(self, text: str, place: str) -> str:
        """Return the host's Markdown as HTML, made once."""
        if text not in self.html:
            self.html[text] = markdown_html(text, place)
        return self.html[text]

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """Return the share cards of pages that have their own, by address."""
        return cards_of(self.studio, self.archive, (r.card for r in self.recaps))

    @cached_property
    def images(self) -> Mapping[str, str]:
        """Return the absolute addresses of share cards, by address of the page."""
        base = self.archive.config.base_url
        paths = ((url, self.studio.path(card)) for url, card in self.cards.items())
        return {url: base + path for url, path in paths if path}

    def all_cards(self) -> tuple[Card, ...]:
        """Return all share cards, that of the site first."""
        return (site_card(self.studio), *self.cards.values())

    @cached_property
    def planner(self) -> Planner:
        """Return the planner of this build."""
        overall = self.periods[0]
        return Planner(
            archive=self.archive,
            theme=self.theme,
            code=self.code,
            attendance={(a.channel, a.key): a for a in overall.attendance},
            recaps=by_session(recap.card for recap in self.recaps),
            html_of=self.html_of,
            images=self.images,
        )

    def plan(self) -> Iterator[Planned]:
        """Yield all pages and feeds."""
        planner = self.planner
        yield from planner.sessions()
        yield from planner.days()
        yield from planner.people()
        yield from planner.views(self._views())
        yield planner.session_feed(self.archive.config.title)
        yield from planner.topic_feeds()

    def _views(self) -> Iterator[tuple[str, Page]]:
        archive, words = self.archive, self.words
        cards = [recap.card for recap in self.recaps]
        first = FirstPage(self.periods[0], cards, self._welcome(), self.quote)
        yield home_page(archive, first)
        yield from list_pages(archive, words)
        yield from knowledge_pages(
            archive, self.periods, [(r.card, r.tags) for r in self.recaps], words
        )
        if self.recaps:
            title = words("recaps")
            yield (
                urls.RECAPS,
                RecapListView(
                    chrome=archive.chrome,
                    head=head(archive, urls.RECAPS, title, "recaps"),
                    recaps=tuple(cards),
                ),
            )
            yield from recap_views(archive, self.recaps, title, self.images)
        yield from small_pages(archive, tuple(self._free_pages()), words)
        for upcoming in archive.upcoming:
            yield self._upcoming(upcoming)
        yield from self._redirects()

    def _welcome(self) -> Welcome:
        text = self.sources.welcome
        if text is None:
            return Welcome()
        return Welcome(self.html_of(text.body, text.path), text.description)

    def _free_pages(self) -> Iterator[FreePageText]:
        found = help_text(self.archive.config.language)
        about = f' lang="{found.language}" dir="{direction(found.language)}"'
        yield FreePageText(
            slug=urls.SEARCH_HELP.removesuffix("/"),
            title=self.words("search_help"),
            description="",
            html=f"<div{about}>\n{self.html_of(found.text, found.name)}</div>",
            noindex=True,
            crumbs=(Link(href=urls.SEARCH, text=self.words("search")),),
        )
        for page in self.sources.pages:
            yield FreePageText(
                slug=page.slug,
                title=page.title,
                description=page.description or excerpt(_prose(page.body), 160),
                html=self.html_of(page.body, page.path),
                noindex=page.noindex,
            )

    def _upcoming(self, upcoming: Upcoming) -> tuple[str, Page]:
        joins = dict(self.archive.config.joins)
        join = joins.get(upcoming.rules.name, "")
        facts = self.planner.coming_facts(upcoming)
        return upcoming_page(
            self.archive,
            upcoming,
            facts,
            join_html=self.html_of(join, "site.yaml") if join else "",
            similar=facts.related,
            image=self.images.get(upcoming.url, ""),
        )

    def _redirects(self) -> Iterator[tuple[str, Page]]:
        """Yield a page at the address that each alias would have had of its own."""
        for profile in self.sources.people.profiles:
            person = self.archive.persons.get(profile.slug)
            if person is None or profile.slug not in self.archive.listed:
                continue
            for slug in sorted({slug_for(alias) for alias in profile.aliases}):
                if slug != profile.slug and slug not in self.archive.persons:
                    yield redirect_page(
                        self.archive,
                        urls.person(slug),
                        urls.person(profile.slug),
                        person.name,
                    )


_WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


def _prose(markdown: str) -> str:
    lines = (line for line in markdown.split("\n") if not line.startswith("#"))
    return " ".join(lines)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of all pages: by the last build, and by this one."""

    memory: Path
    before: dict[str, State]
    now: dict[str, State]

    def remember(self) -> None:
        """Keep it for the next build. Only what was published counts."""
        if self.now != self.before:
            remember(self.memory, self.now)


def put_pages(
    planned: Sequence[Planned],
    shop: Workshop,
    release: Release,
    pool: Executor | None,
    jobs: int,
    progress: Progress | None = None,
) -> Kept:
    """Put every page into the release; only what changed is rendered.

    Raises:
        PageClash: Two pages want one address.
    """
    _refuse_clashes(planned)
    known = recall(release.memory / _STATE, dict[str, State]) or {}
    state: dict[str, State] = {}
    stale: list[Planned] = []
    keys = {plan.name: key_of_parts(plan.name, plan.parts) for plan in planned}
    parts = {plan.name: plan.parts for plan in planned}
    for plan in planned:
        before = known.get(plan.name)
        if (
            before is not None
            and before.key == keys[plan.name]
            and all(release.old.get(path) == digest for path, digest in before.files)
        ):
            for path, _ in before.files:
                release.keep(path)
            state[plan.name] = before
        else:
            stale.append(plan)
    done = 0
    many = pool if len(stale) > 1 else None
    for batch in run(render, _batches(stale, shop), many, jobs):
        for name, files in batch:
            made = tuple((path, release.put(path, data)) for path, data in files)
            state[name] = State(keys[name], made, short(parts[name]))
            done += 1
        if progress:
            progress("render", done, len(stale))
    return Kept(release.memory / _STATE, known, state)


def _refuse_clashes(planned: Iterable[Planned]) -> None:
    """Check that each page has an address of its own, whatever the letters' case."""
    owners: dict[str, str] = {}
    for plan in planned:
        folded = plan.name.casefold()
        if folded in owners:
            raise PageClash(owners[folded], plan.name)
        owners[folded] = plan.name


def _batches(stale: Iterable[Planned], shop: Workshop) -> Iterator[Batch]:
    """Yield recipes in batches of about equal work."""
    batch: list[tuple[str, Recipe]] = []
    limit = 0
    for plan in stale:
        size = (
            _PEOPLE_A_BATCH
            if plan.name.startswith(urls.PEOPLE)
            else 1
            if plan.name.startswith((urls.SESSIONS, "days/"))
            else _VIEWS_A_BATCH
        )
        if batch and size != limit:
            yield Batch(shop, tuple(batch))
            batch = []
        limit = size
        batch.append((plan.name, plan.make()))
        if len(batch) >= limit:
            yield Batch(shop, tuple(batch))
            batch = []
    if batch:
        yield Batch(shop, tuple(batch))


def put_files(pages: Pages, release: Release) -> None:
    """Put everything that is no page: assets, calendars, feeds of recaps, the rest."""
    for asset in pages.theme.assets:
        release.put(asset.path, asset.content)
    for path, data in (*client().files, *_documents(pages)):
        release.put(path, data)
    taken = release.paths()
    for file in (*pages.sources.statics, *_media(pages)):
        if file.path in taken:
            raise PathTaken(file.source, file.path)
        release.put(file.path, file.source.read_bytes())


def _media(pages: Pages) -> Iterator[StaticFile]:
    """Yield the copies that published messages show, and what the host put by them.

    A copy that only redacted, hidden or deleted messages name stays unpublished.
    """
    shown = {path for u in pages.archive.units for path in u.record.summary.media}
    for file in pages.sources.media:
        if file.path in shown or not COPY_ADDRESS.match(file.path):
            yield file


def _documents(pages: Pages) -> Iterator[tuple[str, bytes]]:
    archive, config = pages.archive, pages.archive.config
    yield urls.ROBOTS, robots(config.base_url, is_indexed=not config.noindex)
    yield (
        urls.OPENSEARCH,
        opensearch(config.title, config.description, config.base_url, urls.SEARCH),
    )
    yield (
        urls.ON_THIS_DAY,
        on_this_day(
            Memory(day=unit.day, title=unit.title, href=unit.url)
            for unit in archive.sessions
        ),
    )
    events = [_event(upcoming, archive) for upcoming in archive.upcoming]
    yield urls.CALENDAR_ICS, ics(config.title, events)
    for upcoming, event in zip(archive.upcoming, events, strict=True):
        session = upcoming.session
        yield (
            urls.session_ics(session.channel, session.key),
            ics(upcoming.title, [event]),
        )
    if pages.recaps:
        feed = _recap_feed(pages)
        yield urls.RECAPS_FEED, atom(feed)
        json_url = config.base_url + urls.RECAPS_JSON
        yield urls.RECAPS_JSON, json_feed(msgspec.structs.replace(feed, url=json_url))
    yield from sitemap(config.base_url, _indexed(pages)).items()


def _event(upcoming: Upcoming, archive: Archive) -> CalendarEvent:
    session, config = upcoming.session, archive.config
    authority = config.authority.partition(",")[0]
    return CalendarEvent(
        uid=f"{session.channel}/{session.key}@{authority}",
        start=session.start,
        end=session.end,
        stamp=session.start,
        title=upcoming.title,
        description=upcoming.overlay.topic or "",
        url=config.base_url + upcoming.url,
    )


def _recap_feed(pages: Pages) -> Feed:
    config = pages.archive.config
    base = config.base_url
    return Feed(
        id=feed_id(config.authority, "feed", "recaps"),
        title=f"{config.title}: {pages.words('recaps')}",
        url=base + urls.RECAPS_FEED,
        home_url=base + urls.RECAPS,
        language=config.language,
        entries=tuple(
            FeedEntry(
                id=feed_id(config.authority, "recap", recap.card.week),
                title=recap.card.title,
                url=base + recap.card.href,
                published=recap.updated,
                updated=recap.updated,
                summary=recap.card.summary,
                html=recap.html.replace(PAGE, base + recap.card.href).replace(
                    ROOT, base
                ),
            )
            for recap in pages.recaps[:NEWEST]
        ),
    )


def _indexed(pages: Pages) -> Iterator[SitemapPage]:
    """Yield the pages that search engines should know."""
    archive = pages.archive
    if archive.config.noindex:
        return
    newest = archive.units[-1].day if archive.units else None
    yield SitemapPage(href=urls.HOME, changed=newest)
    yield SitemapPage(href=urls.SESSIONS, changed=newest)
    for unit in archive.units:
        if not unit.record.summary.noindex:
            last = unit.record.summary.last or unit.record.summary.start
            yield SitemapPage(href=unit.url, changed=last.date())
    for upcoming in archive.upcoming:
        if not upcoming.overlay.noindex:
            yield SitemapPage(href=upcoming.url)
    for recap in pages.recaps:
        if not recap.resolved.recap.noindex:
            yield SitemapPage(href=recap.card.href, changed=recap.card.day)
    if any(unit.record.summary.questions for unit in archive.sessions):
        yield SitemapPage(href=urls.QUESTIONS, changed=newest)
    for topic in archive.topics:
        yield SitemapPage(href=urls.topic(archive.topic_slugs[topic.tag]))
    for period in pages.periods[1:]:
        yield SitemapPage(href=urls.year(int(period.name)))
    for page in pages.sources.pages:
        if not page.noindex:
            yield SitemapPage(href=f"{page.slug}/")
