"""All pages of a release, planned: what is needed for the plan, and the pages over all.

Archive, recaps, texts of the host --plan--> Planned
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from sitegen.build.cards import Studio, cards_of, site_card
from sitegen.build.planning import Planned, Planner
from sitegen.build.recapping import MadeRecap, recap_views
from sitegen.build.sources import Sources
from sitegen.chat.people import slug_for
from sitegen.chat.rules import WEEKDAYS
from sitegen.chat.stats import Attendance, Period, attendance, periods
from sitegen.render.cards import Card
from sitegen.render.environment import Theme
from sitegen.render.language import direction
from sitegen.render.markdown import markdown_html
from sitegen.search.client import help_text
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


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What the plan of all pages is made from."""

    sources: Sources
    archive: Archive
    theme: Theme
    code: str
    recaps: tuple[MadeRecap, ...]  # newest first
    quote: QuoteView | None  # of the newest session
    studio: Studio
    html: dict[str, str] = field(default_factory=dict)

    def words(self, name: str) -> str:
        """Return the language's word for a section, a weekday, or a special page."""
        language = self.theme.language
        if name in WEEKDAYS:
            day = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(WEEKDAYS.index(name))
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
        return Planner(
            archive=self.archive,
            theme=self.theme,
            code=self.code,
            attendance=self.attended,
            recaps=by_session(recap.card for recap in self.recaps),
            html_of=self.html_of,
            images=self.images,
        )

    @cached_property
    def attended(self) -> Mapping[tuple[str, str], Attendance]:
        """Return who was new in each session, and who came back."""
        return attendance(unit.record.summary for unit in self.archive.units)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Return the statistics over all (first), then of each year, newest first."""
        summaries = (unit.record.summary for unit in self.archive.units)
        return periods(summaries, self.attended)

    def plan_places(self) -> Iterator[Planned]:
        """Yield the pages of sessions, days and participants: nearly all there are."""
        planner = self.planner
        yield from planner.sessions()
        yield from planner.days()
        yield from planner.people()

    def plan_views(self) -> Iterator[Planned]:
        """Yield the pages over everything, and the feeds.

        They take a while to plan, in which the other pages can be rendered.
        """
        planner = self.planner
        yield from planner.views(self._views())
        yield planner.session_feed(self.archive.config.title)
        yield from planner.topic_feeds()

    def _views(self) -> Iterator[tuple[str, Page]]:
        archive, words = self.archive, self.words
        cards = [recap.card for recap in self.recaps]
        # Lists first: they take longest to render, and need no statistics.
        yield from list_pages(archive, words)
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
        first = FirstPage(self.periods[0], cards, self._welcome(), self.quote)
        yield home_page(archive, first)
        yield from knowledge_pages(
            archive, self.periods, [(r.card, r.tags) for r in self.recaps], words
        )

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


def _prose(markdown: str) -> str:
    lines = (line for line in markdown.split("\n") if not line.startswith("#"))
    return " ".join(lines)
