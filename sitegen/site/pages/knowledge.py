"""Views over everything: questions, links, topics, statistics and years."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from sitegen.chat.stats import Period
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit
from sitegen.site.pages.lists import Made, head
from sitegen.site.pages.questions import question_pages
from sitegen.site.pages.statistics import statistics_pages
from sitegen.site.pages.topics import counted, topic_pages
from sitegen.site.views import (
    HostCount,
    LinksView,
    PartLink,
    RecapCard,
    SharedLink,
)

LINKS_A_PAGE = 400
HOSTS_SHOWN = 60


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
    yield from question_pages(archive, words)
    yield from _links(archive, words)
    yield from topic_pages(archive, recaps, words)
    yield from statistics_pages(archive, periods, [card for card, _ in recaps], words)


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
                sharers=counted(archive, sharers) if number == 0 else (),
                parts=tuple(
                    PartLink(href=each, label=str(n + 1), is_current=n == number)
                    for n, each in enumerate(addresses)
                )
                if len(pages) > 1
                else (),
            ),
        )


def _shared(archive: Archive, units: Iterable[Unit]) -> list[SharedLink]:
    """Return the links of some units, each once, newest first."""
    found: dict[str, SharedLink] = {}
    for unit in units:
        items = dict(unit.record.links.rows())
        for number, use in enumerate(unit.record.summary.links):
            before = found.pop(use.url, None)
            found[use.url] = SharedLink(
                url=use.url,
                text=use.title or use.url,
                host=use.host,
                count=before.count + 1 if before else 1,
                href=archive.message_href(unit, items[number]),
                day=unit.day,
                person=archive.persons.get(use.slug),
            )
    return list(reversed(found.values()))


def by_session(recaps: Iterable[RecapCard]) -> Mapping[str, tuple[RecapCard, ...]]:
    """Return the recaps of each session's address."""
    found: dict[str, list[RecapCard]] = defaultdict(list)
    for card in recaps:
        for link in card.sessions:
            found[link.href].append(card)
    return {href: tuple(cards) for href, cards in found.items()}
