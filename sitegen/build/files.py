"""Everything in a release that is no page: assets, calendars, the host's files."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from sitegen.build.pages import Pages
from sitegen.build.planning import NEWEST
from sitegen.build.release import Release
from sitegen.build.rendering import feed_id
from sitegen.build.sources import StaticFile
from sitegen.errors import SitegenError
from sitegen.model import COPY_ADDRESS
from sitegen.render.calendar import CalendarEvent, ics
from sitegen.render.feeds import Feed, FeedEntry, atom, json_feed
from sitegen.render.sitemap import SitemapPage, opensearch, robots, sitemap
from sitegen.render.text import PAGE, ROOT
from sitegen.render.twins import Memory, on_this_day
from sitegen.search.client import client
from sitegen.site import urls
from sitegen.site.archive import Archive, Upcoming


class PathTaken(SitegenError):
    """A file of the host's wants a path that a page has."""

    def __init__(self, source: Path, path: str) -> None:
        super().__init__(f"{source}: the site has a page at '{path}'; rename the file")


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
