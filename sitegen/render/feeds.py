"""Atom and JSON Feed, full text, safe for XML whatever the text holds.

Ids are `tag:` addresses that survive a move of the site; `updated` is the newest
content's time, so that a build without news gives the same bytes.
"""

import json
import re
from datetime import UTC, datetime

from markupsafe import escape

from sitegen.site.views.page import Value

# What XML 1.0 can't hold, even escaped.
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_NEWEST = 20
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # `updated` of a feed without entries


class FeedEntry(Value, frozen=True, kw_only=True):
    """One entry of a feed."""

    id: str  # from `tag_id`
    title: str
    url: str  # absolute
    updated: datetime
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    html: str = ""  # full text, links absolute
    summary: str = ""
    tags: tuple[str, ...] = ()


class Feed(Value, frozen=True, kw_only=True):
    """A feed; entries in any order."""

    id: str
    title: str
    url: str  # its own address, absolute
    home_url: str  # the page it belongs to, absolute
    entries: tuple[FeedEntry, ...]
    subtitle: str = ""
    language: str = "en"
    author: str = ""  # of entries without authors; the site's title


def tag_id(authority: str, year: int, kind: str, key: str) -> str:
    """Return the lasting id of an entry: `tag:<authority>,<year>:<kind>/<key>`."""
    return f"tag:{authority},{year}:{kind}/{key}"


def newest(feed: Feed) -> tuple[FeedEntry, ...]:
    """Return the entries a feed shows: the 20 newest, ties by id."""
    ordered = sorted(feed.entries, key=lambda e: e.id)
    ordered.sort(key=lambda e: e.published or e.updated, reverse=True)
    return tuple(ordered[:_NEWEST])


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    entries = newest(feed)
    updated = max(
        (e.updated for e in entries), default=datetime(1970, 1, 1, tzinfo=UTC)
    )
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{xml(feed.language)}">',
        f"<id>{xml(feed.id)}</id>",
        f"<title>{xml(feed.title)}</title>",
    ]
    if feed.subtitle:
        lines.append(f"<subtitle>{xml(feed.subtitle)}</subtitle>")
    lines += [
        f"<updated>{_time(updated)}</updated>",
        f'<link rel="self" type="application/atom+xml" href="{xml(feed.url)}"/>',
        f'<link rel="alternate" type="text/html" href="{xml(feed.home_url)}"/>',
        f"<author><name>{xml(feed.author or feed.title)}</name></author>",
        *(_atom_entry(entry) for entry in entries),
        "</feed>",
        "",
    ]
    return "\n".join(lines).encode()


def _atom_entry(entry: FeedEntry) -> str:
    lines = [
        "<entry>",
        f"<id>{xml(entry.id)}</id>",
        f"<title>{xml(entry.title)}</title>",
        f'<link rel="alternate" type="text/html" href="{xml(entry.url)}"/>',
        f"<published>{_time(entry.published or entry.updated)}</published>",
        f"<updated>{_time(entry.updated)}</updated>",
        *(f"<author><name>{xml(name)}</name></author>" for name in entry.authors),
        *(f'<category term="{xml(tag)}"/>' for tag in entry.tags),
    ]
    if entry.summary:
        lines.append(f"<summary>{xml(entry.summary)}</summary>")
    if entry.html:
        lines.append(f'<content type="html">{xml(entry.html)}</content>')
    return "\n".join([*lines, "</entry>"])


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1."""
    items = [
        {
            "id": entry.id,
            "url": entry.url,
            "title": _clean(entry.title),
            "content_html": _clean(entry.html),
            **({"summary": _clean(entry.summary)} if entry.summary else {}),
            "date_published": _time(entry.published or entry.updated),
            "date_modified": _time(entry.updated),
            "authors": [{"name": _clean(n)} for n in entry.authors or (feed.author,)],
            **({"tags": [_clean(tag) for tag in entry.tags]} if entry.tags else {}),
        }
        for entry in newest(feed)
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _clean(feed.title),
        "home_page_url": feed.home_url,
        "feed_url": feed.url,
        **({"description": _clean(feed.subtitle)} if feed.subtitle else {}),
        "language": feed.language,
        "items": items,
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def xml(text: str) -> str:
    """Return text escaped for XML, without what XML cannot hold."""
    return str(escape(_clean(text)))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _time(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return utc.isoformat(timespec="seconds").replace("+00:00", "Z")
