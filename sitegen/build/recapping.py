"""Recaps of a build: resolved, rendered, and ready for pages, lists and feeds.

Recap, Material of each session --make_recaps--> MadeRecap --recap_views--> pages
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

import msgspec

from sitegen.build.cache import Cache, DamagedCache
from sitegen.build.sources import Sources
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
from sitegen.render.text import text_html
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit, address_in
from sitegen.site.pages.lists import head
from sitegen.site.views import (
    Link,
    Measure,
    Names,
    Person,
    QuoteView,
    RecapCard,
    RecapView,
    SharedLink,
)

_materials = msgspec.msgpack.Decoder(Material)


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
        if data is None:
            raise DamagedCache(unit.key)
        materials.append(_materials.decode(data))
    summaries = {(u.rules.name, u.of.key): u.record.summary for u in archive.sessions}
    redacted = frozenset(
        rule.what for rule in sources.redactions.rules if rule.kind == "message"
    ).union(ident for _, ident in sources.redactions.removals.ids)
    made = []
    for recap in sources.recaps:
        resolved = resolve(recap, materials, summaries, redacted)
        html = recap_html(theme, resolved, _parts(archive))
        made.append(
            MadeRecap(
                resolved,
                _card(archive, recap),
                html,
                frozenset(tag.lower() for tag in recap.tags),
            )
        )
    return tuple(reversed(made))


def newest_quote(archive: Archive, cache: Cache) -> QuoteView | None:
    """Return the quote of the newest session, if any of it stands out.

    Raises:
        DamagedCache: The session's material is not what was put there.
    """
    if not archive.sessions:
        return None
    unit = archive.sessions[-1]
    data = cache.read(unit.key, "material")
    if data is None:
        raise DamagedCache(unit.key)
    best = _materials.decode(data).best
    return None if best is None else _parts(archive).quote(best)


def recap_views(
    archive: Archive,
    made: Sequence[MadeRecap],
    title: str,
    images: Mapping[str, str],
) -> Iterable[tuple[str, RecapView]]:
    """Yield the page of each recap with its address."""
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
                    image=images.get(url, ""),
                    image_alt=recap.title if url in images else "",
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


def _parts(archive: Archive) -> RecapParts:
    def quote(found: Quote) -> QuoteView:
        unit = _unit_of(archive, found)
        message = found.message
        href = urls.SESSIONS
        if unit:
            href = address_in(unit, found.id) if found.id else unit.url
        if message is None:
            never = datetime(1970, 1, 1, tzinfo=UTC)
            return QuoteView(person=Person(name=""), html="", href=href, time=never)
        zone = unit.rules.zone if unit else archive.config.zone
        person = archive.persons.get(found.person) or archive.cast.person(
            found.person, message.author, message.name
        )
        return QuoteView(
            person=person,
            html=str(
                text_html(message.text, message.entities, _names(archive, message))
            ),
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
    people = {slug for s in block.sessions for slug in s.parts.present}
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
