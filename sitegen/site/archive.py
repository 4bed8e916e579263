"""The archive as a whole: every session and day in its place, before pages are made.

records + the host's texts --assemble--> Archive --site/pages--> views
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import msgspec

from sitegen.chat.overlay import Overlay
from sitegen.chat.parts import Part
from sitegen.chat.rules import ChannelRules
from sitegen.chat.session import Day, Session
from sitegen.chat.stats import year_of
from sitegen.chat.tags import Topic
from sitegen.config import Config
from sitegen.render.text import anchor
from sitegen.site import urls
from sitegen.site.cast import Cast
from sitegen.site.record import Record, part_address
from sitegen.site.views import Chrome, Link, Person, SessionCard
from sitegen.site.views.page import Role

PACE_SLICES = 24  # of the sparkline of a session


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A published session or day."""

    of: Session | Day
    rules: ChannelRules
    record: Record
    key: str  # of its study in the cache
    url: str
    title: str
    day: date  # local date of its start, in the channel's zone
    overlay: Overlay | None = None
    parts: tuple[tuple[str, str], ...] = ()  # what the key is made of: name and digest

    @property
    def is_session(self) -> bool:
        """Return whether this is a session rather than a day."""
        return isinstance(self.of, Session)

    @cached_property
    def link(self) -> Link:
        """Return the link to its page."""
        return Link(href=self.url, text=self.title)

    @cached_property
    def asked(self) -> Mapping[str, int]:
        """Return the item that asks each question, by its id."""
        wanted = {question.message for question in self.record.summary.questions}
        pairs = enumerate(self.record.ids)
        return {message: item for item, message in pairs if message in wanted}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """A session to come."""

    session: Session
    overlay: Overlay
    rules: ChannelRules
    url: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Archive:
    """All that index pages are made from."""

    config: Config
    chrome: Chrome
    cast: Cast
    units: tuple[Unit, ...]  # by start, then channel
    upcoming: tuple[Upcoming, ...]  # by start
    topics: tuple[Topic, ...]
    topic_slugs: Mapping[str, str]  # tag to slug
    listed: frozenset[str]  # slugs of participants with pages

    @cached_property
    def sessions(self) -> tuple[Unit, ...]:
        """Return all sessions by start."""
        return tuple(unit for unit in self.units if unit.is_session)

    @cached_property
    def days(self) -> tuple[Unit, ...]:
        """Return all days outside sessions by date."""
        return tuple(unit for unit in self.units if not unit.is_session)

    @cached_property
    def channels(self) -> tuple[ChannelRules, ...]:
        """Return the rules of all channels that have or will have something to show."""
        found = {unit.rules.name: unit.rules for unit in self.units}
        found |= {coming.rules.name: coming.rules for coming in self.upcoming}
        return tuple(found[name] for name in sorted(found))

    @cached_property
    def attendance(self) -> Mapping[str, tuple[tuple[Unit, int], ...]]:
        """Return where each participant wrote: unit, index of their part; by start."""
        found: dict[str, list[tuple[Unit, int]]] = {}
        for unit in self.units:
            for number, slug in enumerate(unit.record.summary.parts.slugs):
                found.setdefault(slug, []).append((unit, number))
        return {slug: tuple(found[slug]) for slug in sorted(found)}

    @cached_property
    def unlisted(self) -> Mapping[str, tuple[str, ...]]:
        """Return who has a part in a session or day and no page; by its key."""
        found = {
            unit.key: tuple(
                slug
                for slug in unit.record.summary.parts.slugs
                if slug not in self.listed
            )
            for unit in self.units
        }
        return {key: slugs for key, slugs in found.items() if slugs}

    @cached_property
    def persons(self) -> Mapping[str, Person]:
        """Return each participant as shown in general, by the newest name."""
        found = {}
        for slug, seen in self.attendance.items():
            unit, number = seen[-1]
            found[slug] = self.person(unit.record.summary.parts[number])
        return found

    @cached_property
    def by_id(self) -> Mapping[tuple[str, str], tuple[Unit, int]]:
        """Return where each shown message is: by (channel, id)."""
        return {
            (unit.rules.name, message_id): (unit, number)
            for unit in self.units
            for number, message_id in enumerate(unit.record.ids)
        }

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], Unit]:
        """Return sessions by (channel, key)."""
        return {(unit.rules.name, unit.of.key): unit for unit in self.sessions}

    @cached_property
    def _by_year(self) -> Mapping[str, int]:
        people: dict[str, set[str]] = {"": set()}
        for unit in self.units:
            summary = unit.record.summary
            here = summary.parts.present
            people.setdefault(year_of(summary), set()).update(here)
            people[""] |= here
        return {year: len(slugs) for year, slugs in people.items()}

    def participants(self, year: str) -> int:
        """Return how many people wrote in a year, "" for all, outside sessions too."""
        return self._by_year.get(year, 0)

    def person(self, part: Part) -> Person:
        """Return a participant as shown by the name of one session."""
        alias = part.aliases[0] if part.aliases else part.slug
        return self.cast.person(part.slug, alias, part.name)

    def named(self, alias: str, role: Role | None = None) -> Person:
        """Return a participant whom the host named, who may not have written yet."""
        slug = self.cast.slug_of(alias)
        known = self.persons.get(slug)
        if known is not None:
            return msgspec.structs.replace(known, role=role)
        person = self.cast.person(slug, alias, role=role)
        return msgspec.structs.replace(person, href="")

    def topic_link(self, tag: str) -> Link | None:
        """Return the link to a topic's page; None if it has none."""
        slug = self.topic_slugs.get(tag.lower())
        return Link(href=urls.topic(slug), text=tag) if slug else None

    def card(self, unit: Unit, *, with_channel: bool | None = None) -> SessionCard:
        """Return a session as lists show it."""
        named = len(self.channels) > 1 if with_channel is None else with_channel
        summary = unit.record.summary
        return SessionCard(
            title=unit.title,
            is_named=bool(summary.title),
            href=unit.url,
            channel=unit.rules.title if named else "",
            start=summary.start.astimezone(unit.rules.zone),
            topic=summary.topic or "",
            messages=summary.stats.posts,
            participants=summary.stats.participants,
            questions=len(summary.questions),
            pace=pace(summary.stats.per_minute),
            tags=self.topic_links(unit),
        )

    def topic_links(self, unit: Unit) -> tuple[Link, ...]:
        """Return the topics a host gave a session, as links."""
        links = (
            self.topic_link(use.spelling)
            for use in unit.record.summary.tags
            if use.given
        )
        return tuple(link for link in links if link is not None)

    def coming(self, upcoming: Upcoming) -> SessionCard:
        """Return a session to come as lists show it."""
        return SessionCard(
            title=upcoming.title,
            is_named=bool(upcoming.session.title),
            href=upcoming.url,
            channel=upcoming.rules.title if len(self.channels) > 1 else "",
            start=upcoming.session.start.astimezone(upcoming.rules.zone),
            topic=upcoming.overlay.topic or "",
            questions=len(upcoming.overlay.questions),
            is_upcoming=True,
        )

    def message_href(self, unit: Unit, item: int) -> str:
        """Return the address of a message: its part, and its anchor."""
        part = unit.record.part(item)
        return f"{part_address(unit.of, part)}#{anchor(unit.record.ids[item])}"


def address_in(unit: Unit, message_id: str) -> str:
    """Return the address of a message of a session: its part, and its anchor."""
    record = unit.record
    part = 1
    if record.parts > 1 and message_id in record.ids:
        part = record.part(record.ids.index(message_id))
    return f"{part_address(unit.of, part)}#{anchor(message_id)}"


def pace(per_minute: Sequence[int]) -> tuple[int, ...]:
    """Return posts per minute in at most 24 slices of equal length."""
    if len(per_minute) <= PACE_SLICES:
        return tuple(per_minute)
    size = -(-len(per_minute) // PACE_SLICES)
    return tuple(
        sum(per_minute[start : start + size])
        for start in range(0, len(per_minute), size)
    )


def years_of(days: Iterable[date]) -> tuple[int, ...]:
    """Return the years of some days, newest first."""
    return tuple(sorted({day.year for day in days}, reverse=True))
