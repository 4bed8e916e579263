"""Structured data for search engines (schema.org), as the text of a data block.

The text never holds a literal `<`, so it can't end its script element.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sitegen.render.text import neutral, plain
from sitegen.site.views.page import Value

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_MOST_COMMENTS = 20
_MOST_TEXT = 500


class Comment(Value, frozen=True, kw_only=True):
    """A message, as far as search engines need it."""

    author: str
    time: datetime
    text: str
    url: str  # absolute, with its anchor
    author_url: str = ""


class Posting(Value, frozen=True, kw_only=True):
    """A session."""

    title: str
    url: str
    start: datetime
    author: str
    text: str
    author_url: str = ""
    comments: tuple[Comment, ...] = ()  # the first twenty are told
    total: int = 0


def posting(session: Posting) -> str:
    """Return a session as a DiscussionForumPosting."""
    return _block(
        {
            "@type": "DiscussionForumPosting",
            "headline": plain(session.title)[:110],
            "url": session.url,
            "datePublished": _time(session.start),
            "author": _person(session.author, session.author_url),
            "text": _cut(session.text or session.title),
            "commentCount": session.total or len(session.comments),
            "comment": [
                {
                    "@type": "Comment",
                    "url": comment.url,
                    "datePublished": _time(comment.time),
                    "author": _person(comment.author, comment.author_url),
                    "text": _cut(comment.text),
                }
                for comment in session.comments[:_MOST_COMMENTS]
            ],
        }
    )


def profile(name: str, handle: str, url: str, posts: int) -> str:
    """Return a participant's page as a ProfilePage."""
    person: dict[str, Any] = {
        "@type": "Person",
        "name": plain(name),
        "url": url,
        "agentInteractionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/WriteAction",
            "userInteractionCount": posts,
        },
    }
    if handle:
        person["alternateName"] = plain(handle)
    return _block({"@type": "ProfilePage", "url": url, "mainEntity": person})


def event(
    title: str, description: str, url: str, times: tuple[datetime, datetime]
) -> str:
    """Return a session to come as an online Event; times are its start and end."""
    start, end = times
    return _block(
        {
            "@type": "Event",
            "name": plain(title),
            "description": _cut(description or title),
            "url": url,
            "startDate": start.isoformat(),
            "endDate": end.isoformat(),
            "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
            "eventStatus": "https://schema.org/EventScheduled",
            "location": {"@type": "VirtualLocation", "url": url},
        }
    )


def _block(data: Mapping[str, Any]) -> str:
    text = _encode({"@context": "https://schema.org", **data})
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _person(name: str, url: str) -> dict[str, str]:
    person = {"@type": "Person", "name": plain(name)}
    return {**person, "url": url} if url else person


def _cut(text: str) -> str:
    text = neutral(text)
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
