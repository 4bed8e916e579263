"""Every page the site will have: recipes with keys, and one owner for each path.

    Archive --plan--> Planned (name, parts of its key, recipe on demand)

A page's key is the digest of its parts: every field of its recipe, its template's
closure, the program. For participants the parts are digests from the records, so that
the recipe itself is put together only when the key is new.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sitegen.build.explaining import Parts, named, parts_of
from sitegen.build.rendering import (
    DayRecipe,
    EntrySource,
    FeedRecipe,
    PersonRecipe,
    Recipe,
    SessionRecipe,
    ViewRecipe,
    feed_id,
)
from sitegen.chat.stats import Attendance, per_minute
from sitegen.render.environment import Theme
from sitegen.render.feeds import Feed, FeedEntry
from sitegen.render.jsonld import Posting, posting
from sitegen.render.language import Language
from sitegen.render.pages import TEMPLATES
from sitegen.render.text import ROOT
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit, Upcoming
from sitegen.site.dossiers import dossier, dossier_digest
from sitegen.site.messages import excerpt
from sitegen.site.numbers import in_numbers
from sitegen.site.pages.sessions import DaySetting, SessionSetting
from sitegen.site.record import pieces
from sitegen.site.views import (
    DataLink,
    DayView,
    Link,
    Measure,
    PersonPartView,
    PersonView,
    RecapCard,
    SessionFacts,
    SessionTimeView,
    SessionView,
)
from sitegen.site.views import Page as PageView

NEWEST = 20  # entries of a feed


@dataclass(frozen=True, slots=True)
class Planned:
    """A page, or a few that are made together, before it is known if they changed."""

    name: str  # the address of the first page: what the plan knows it by
    parts: Parts  # digests of all that shapes it, by name
    make: Callable[[], Recipe]


@dataclass(frozen=True, slots=True)
class Planner:
    """What all plans of a build share."""

    archive: Archive
    theme: Theme
    code: str  # digest of the program
    attendance: Mapping[tuple[str, str], Attendance]
    recaps: Mapping[str, tuple[RecapCard, ...]]  # by address of a session
    html_of: Callable[[str, str], str]  # Markdown and its place to HTML
    images: Mapping[str, str]  # share cards by address of the page

    def _shared(self, *views: type[PageView]) -> Parts:
        """Return the digests of the program and of some pages' templates."""
        closures = [self.theme.closure(TEMPLATES[view]) for view in views]
        return named(code=self.code, templates=closures)

    def views(self, made: Iterable[tuple[str, PageView]]) -> Iterable[Planned]:
        """Plan pages that are their views."""
        for url, view in made:
            recipe = ViewRecipe(url, view)
            parts = (*self._shared(type(view)), *parts_of(view))
            yield Planned(url, parts, lambda recipe=recipe: recipe)  # type: ignore[misc]

    def sessions(self) -> Iterable[Planned]:
        """Plan the pages of all sessions."""
        shared = self._shared(SessionView, SessionTimeView)
        by_channel: dict[str, list[Unit]] = {}
        for unit in self.archive.sessions:
            by_channel.setdefault(unit.rules.name, []).append(unit)
        for units in by_channel.values():
            for number, unit in enumerate(units):
                before = units[number - 1] if number else None
                after = units[number + 1] if number + 1 < len(units) else None
                recipe = SessionRecipe(
                    unit.key, unit.record.offsets, self._setting(unit, before, after)
                )
                parts = (*shared, *unit.parts, *parts_of(recipe.setting))
                yield Planned(unit.url, parts, lambda recipe=recipe: recipe)  # type: ignore[misc]

    def days(self) -> Iterable[Planned]:
        """Plan the pages of all days outside sessions."""
        language = self.theme.language
        shared = self._shared(DayView)
        by_channel: dict[str, list[Unit]] = {}
        for unit in self.archive.days:
            by_channel.setdefault(unit.rules.name, []).append(unit)
        sessions: dict[tuple[str, object], list[Link]] = {}
        for unit in self.archive.sessions:
            sessions.setdefault((unit.rules.name, unit.day), []).append(unit.link)
        for units in by_channel.values():
            for number, unit in enumerate(units):
                channel = Link(
                    href=urls.channel(unit.rules.name), text=unit.rules.title
                )
                setting = DaySetting(
                    chrome=self.archive.chrome,
                    channel=channel,
                    channel_name=unit.rules.name,
                    day=unit.day,
                    title=f"{unit.rules.title}, {language.date(unit.day)}",
                    description=in_numbers(language, unit.record.summary),
                    measures=_measures(unit, None),
                    sessions=tuple(sessions.get((unit.rules.name, unit.day), ())),
                    previous=_named_day(units, number - 1, language),
                    next=_named_day(units, number + 1, language),
                    is_indexed=not self.archive.config.noindex,
                )
                recipe = DayRecipe(unit.key, unit.record.offsets, setting)
                parts = (*shared, *unit.parts, *parts_of(setting))
                yield Planned(unit.url, parts, lambda recipe=recipe: recipe)  # type: ignore[misc]

    def people(self) -> Iterable[Planned]:
        """Plan the pages and feeds of all participants."""
        shared = (
            *self._shared(PersonView, PersonPartView),
            *named(chrome=self.archive.chrome, settings=self.archive.config.authority),
        )
        for slug in self.archive.persons:
            if slug not in self.archive.listed:
                continue
            digest = dossier_digest(self.archive, slug)
            parts = (*shared, ("their profile and sessions", digest))
            yield Planned(urls.person(slug), parts, partial(self._person, slug))

    def _person(self, slug: str) -> PersonRecipe:
        profile = self.archive.cast.profiles.get(slug)
        bio = self.html_of(profile.bio, profile.path) if profile and profile.bio else ""
        return PersonRecipe(
            dossier(self.archive, slug, bio), self.archive.config.authority
        )

    def _setting(
        self, unit: Unit, before: Unit | None, after: Unit | None
    ) -> SessionSetting:
        summary, overlay = unit.record.summary, unit.overlay
        new = self.attendance.get((unit.rules.name, unit.of.key))
        noindex = summary.noindex or self.archive.config.noindex
        about = summary.topic or (excerpt(overlay.body, 160) if overlay else "")
        about = about or in_numbers(self.theme.language, summary)
        return SessionSetting(
            chrome=self.archive.chrome,
            facts=self.facts(unit, before, after),
            measures=_measures(unit, new),
            data=tuple(
                DataLink(
                    href=urls.twin(unit.rules.name, unit.of.key, twin.kind),
                    kind=twin.kind,  # type: ignore[arg-type]
                    size_bytes=twin.size,
                )
                for twin in unit.record.twins
            ),
            per_minute=summary.stats.per_minute,
            description=about,
            is_indexed=not noindex,
            json_ld=_discussion(self.archive, unit, about),
            image=self.images.get(unit.url, ""),
        )

    def facts(
        self, unit: Unit, before: Unit | None, after: Unit | None
    ) -> SessionFacts:
        """Return what all pages of a session say at the top."""
        summary, overlay = unit.record.summary, unit.overlay
        zone = unit.rules.zone
        people = {p.slug: p for p in summary.parts}
        return SessionFacts(
            title=unit.title,
            is_named=bool(summary.title),
            key=unit.of.key,
            href=unit.url,
            channel=Link(href=urls.channel(unit.rules.name), text=unit.rules.title),
            start=summary.start.astimezone(zone),
            end=summary.end.astimezone(zone),
            zone=zone.key,
            topic=summary.topic or "",
            number=summary.number or None,
            within=urls.within_session(unit.rules.name, unit.of.key),
            intro_html=self.html_of(overlay.body, overlay.path) if overlay else "",
            hosts=tuple(self.archive.person(p) for p in people.values() if p.host),
            guests=tuple(self.archive.person(p) for p in people.values() if p.guest),
            tags=self.archive.topic_links(unit),
            recaps=tuple(
                Link(href=card.href, text=card.title)
                for card in self.recaps.get(unit.url, ())
            ),
            related=self.related(unit.rules.name, summary.related),
            previous=before.link if before else None,
            next=after.link if after else None,
        )

    def related(self, channel: str, names: Iterable[str]) -> tuple[Link, ...]:
        """Return links to sessions named by key, or by channel and key."""
        found = []
        for name in names:
            where, slash, key = name.partition("/")
            unit = self.archive.by_key.get((where, key) if slash else (channel, name))
            if unit is not None:
                found.append(unit.link)
        return tuple(found)

    def coming_facts(self, upcoming: Upcoming) -> SessionFacts:
        """Return what the page of a session to come says at the top."""
        session, overlay, rules = upcoming.session, upcoming.overlay, upcoming.rules
        links = (self.archive.topic_link(tag) for tag in overlay.tags)
        last = [u for u in self.archive.sessions if u.rules.name == rules.name]
        return SessionFacts(
            title=upcoming.title,
            is_named=bool(session.title),
            key=session.key,
            href=upcoming.url,
            channel=Link(href=urls.channel(rules.name), text=rules.title),
            start=session.start.astimezone(rules.zone),
            end=session.end.astimezone(rules.zone),
            zone=rules.zone.key,
            topic=overlay.topic or "",
            intro_html=self.html_of(overlay.body, overlay.path),
            hosts=tuple(
                self.archive.named(name, "host")
                for name in dict.fromkeys((*rules.hosts, *overlay.hosts))
            ),
            guests=tuple(self.archive.named(name, "guest") for name in overlay.guests),
            tags=tuple(link for link in links if link is not None),
            related=self.related(rules.name, overlay.related),
            previous=last[-1].link if last else None,
        )

    def session_feed(self, title: str) -> Planned:
        """Plan the feed of the newest sessions, with their full text."""
        units = tuple(reversed(self.archive.sessions[-NEWEST:]))
        return self._feed(
            urls.SESSIONS_FEED,
            urls.SESSIONS_JSON,
            "sessions",
            title,
            urls.SESSIONS,
            units,
        )

    def topic_feeds(self) -> Iterable[Planned]:
        """Plan the feed of each topic."""
        for topic in self.archive.topics:
            slug = self.archive.topic_slugs[topic.tag]
            units = [
                self.archive.by_key[key]
                for key in topic.sessions
                if key in self.archive.by_key
            ]
            yield self._feed(
                urls.topic_feed(slug),
                "",
                f"topics/{slug}",
                f"{topic.spelling} \u00b7 {self.archive.config.title}",
                urls.topic(slug),
                tuple(reversed(units[-NEWEST:])),
                full=False,
            )

    def _feed(
        self,
        path: str,
        json_path: str,
        key: str,
        title: str,
        page: str,
        units: Sequence[Unit],
        *,
        full: bool = True,
    ) -> Planned:
        base = self.archive.config.base_url
        feed = Feed(
            id=feed_id(self.archive.config.authority, "feed", key),
            title=title,
            url=base + path,
            home_url=base + page,
            language=self.archive.config.language,
            entries=(),
        )
        parts = named(
            code=self.code,
            the_feed=(feed, full),
            its_sessions=[(u.key, u.title, u.url) for u in units],
        )

        def make() -> Recipe:
            entries = tuple(self._entry(unit, base, full=full) for unit in units)
            return FeedRecipe(feed, entries, path, json_path)

        return Planned(path, parts, make)

    def _entry(self, unit: Unit, base: str, *, full: bool) -> EntrySource:
        record, summary = unit.record, unit.record.summary
        names = [part.name for part in summary.parts]
        writers = np.frombuffer(record.writers, dtype="<u2").tolist()
        messages = (
            tuple(
                (names[writer], piece, unit.url)
                for writer, piece in zip(
                    writers,
                    pieces(record, unit.key, range(len(record.ids))),
                    strict=True,
                )
                if writer < len(names) and piece.body[1]
            )
            if full
            else ()
        )
        about = (
            self.html_of(unit.overlay.body, unit.overlay.path) if unit.overlay else ""
        )
        return EntrySource(
            entry=FeedEntry(
                id=feed_id(
                    self.archive.config.authority,
                    "session",
                    f"{unit.rules.name}/{unit.of.key}",
                ),
                title=unit.title,
                url=base + unit.url,
                published=summary.start,
                updated=summary.last or summary.start,
                html=about.replace(ROOT, base),
            ),
            messages=messages,
        )


def _measures(unit: Unit, new: Attendance | None) -> tuple[Measure, ...]:
    stats = unit.record.summary.stats
    found = [
        Measure(name="messages", value=stats.posts),
        Measure(name="participants", value=stats.participants),
    ]
    if new is not None:
        found.append(Measure(name="newcomers", value=len(new.newcomers)))
        found.append(Measure(name="returning", value=len(new.returning)))
    if stats.questions:
        found.append(Measure(name="questions", value=stats.questions))
        found.append(Measure(name="answers", value=stats.answers))
    found += [
        Measure(name="replies", value=stats.replies),
        Measure(name="reposts", value=stats.reposts),
        Measure(name="links", value=stats.links),
    ]
    pace = per_minute(stats)
    if pace:
        found.append(Measure(name="per_minute", value=round(pace, 1)))
    return tuple(measure for measure in found if measure.value)


def _named_day(units: Sequence[Unit], number: int, language: Language) -> Link | None:
    if not 0 <= number < len(units):
        return None
    return Link(href=units[number].url, text=language.short_date(units[number].day))


def _discussion(archive: Archive, unit: Unit, about: str) -> str:
    summary = unit.record.summary
    base = archive.config.base_url
    hosts = [part for part in summary.parts if part.host] or list(summary.parts)
    author = archive.person(hosts[0]) if hosts else None
    return posting(
        Posting(
            title=unit.title,
            url=base + unit.url,
            start=summary.start,
            author=author.name if author else archive.config.title,
            author_url=base + author.href if author and author.href else "",
            text=about,
            total=summary.counts.shown,
        )
    )
