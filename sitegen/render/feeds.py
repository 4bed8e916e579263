"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, from one value.

Entry ids are `tag:` URIs (RFC 4151) under the site's own authority, so they survive a
move of the site. `updated` is the newest content's time; there is no clock here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import msgspec

from sitegen.render.text import neutral

NEWEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry; `html` is safe HTML whose addresses are absolute."""

    kind: str  # session, recap, message: part of the id
    key: str  # the rest of the id: "supportchat/2010-12-21"
    title: str
    url: str  # absolute
    published: datetime  # aware
    updated: datetime
    html: str
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of the newest entries, newest first."""

    authority: str  # "example.org,2026"
    key: str  # of the feed itself: "feeds/sessions"
    title: str
    url: str  # absolute: the page it is of
    self_url: str  # absolute: the feed's own
    language: str
    entries: tuple[FeedEntry, ...]
    subtitle: str = ""


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    updated = max(
        (e.updated for e in feed.entries), default=datetime(1970, 1, 1, tzinfo=UTC)
    )
    language, own = _attribute(feed.language), _attribute(feed.self_url)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={language}>',
        f"<title>{_text(feed.title)}</title>",
        f"<id>{_text(_id(feed, 'feed', feed.key))}</id>",
        f"<updated>{_time(updated)}</updated>",
        f'<link rel="self" type="application/atom+xml" href={own}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(feed.url)}/>',
        *([f"<subtitle>{_text(feed.subtitle)}</subtitle>"] if feed.subtitle else []),
        f"<author><name>{_text(feed.title)}</name></author>",
    ]
    for entry in feed.entries:
        lines += [
            "<entry>",
            f"<title>{_text(entry.title)}</title>",
            f"<id>{_text(_id(feed, entry.kind, entry.key))}</id>",
            f'<link rel="alternate" type="text/html" href={_attribute(entry.url)}/>',
            f"<published>{_time(entry.published)}</published>",
            f"<updated>{_time(entry.updated)}</updated>",
            *(f"<author><name>{_text(name)}</name></author>" for name in entry.authors),
            f'<content type="html">{_text(entry.html, lines=True)}</content>',
            "</entry>",
        ]
    return ("\n".join([*lines, "</feed>"]) + "\n").encode("utf-8", "replace")


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _line(feed.title),
        "home_page_url": feed.url,
        "feed_url": feed.self_url,
        "language": feed.language,
        **({"description": _line(feed.subtitle)} if feed.subtitle else {}),
        "items": [
            {
                "id": _id(feed, entry.kind, entry.key),
                "url": entry.url,
                "title": _line(entry.title),
                "content_html": neutral(entry.html),
                "date_published": _time(entry.published),
                "date_modified": _time(entry.updated),
                "authors": [{"name": _line(name)} for name in entry.authors],
            }
            for entry in feed.entries
        ],
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _id(feed: Feed, kind: str, key: str) -> str:
    safe = "".join(
        c if c.isascii() and (c.isalnum() or c in "-._~/") else "_" for c in key
    )
    return f"tag:{feed.authority}:{kind}/{safe}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(text: str) -> str:
    return " ".join(neutral(text).split())


def _text(text: str, *, lines: bool = False) -> str:
    return escape(neutral(text) if lines else _line(text))


def _attribute(text: str) -> str:
    return quoteattr(_line(text))
