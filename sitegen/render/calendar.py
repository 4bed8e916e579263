"""Sessions as iCalendar (RFC 5545): a file for one, a calendar to subscribe to for all.

Times are written in UTC, so that no zone definition is needed. `DTSTAMP` is a time of
the content, never of the build.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from sitegen.render.text import neutral
from sitegen.site.views.page import Value

_ESCAPED = re.compile(r"([\\;,])")
_LINE_OCTETS = 75
_WEB = re.compile(r"https?://[^\s]+\Z")


class CalendarEvent(Value, frozen=True, kw_only=True):
    """A session in a calendar."""

    uid: str  # lasting and unique: "<channel>/<key>@<authority>"
    start: datetime
    end: datetime
    stamp: datetime  # when what is said here became known; the start, if in doubt
    title: str
    description: str = ""
    url: str = ""  # absolute
    location: str = ""


def ics(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """Return a calendar; events ordered by start, then uid."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sitegen//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in sorted(events, key=lambda e: (e.start, e.uid)):
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: CalendarEvent) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_time(event.stamp)}",
        f"DTSTART:{_time(event.start)}",
        f"DTEND:{_time(event.end)}",
        f"SUMMARY:{_text(event.title)}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{_text(event.description)}")
    if event.location:
        lines.append(f"LOCATION:{_text(event.location)}")
    if _WEB.match(event.url):
        lines.append(f"URL:{neutral(event.url)}")
    return [*lines, "END:VEVENT"]


def _text(text: str) -> str:
    """Return text as a TEXT value."""
    escaped = _ESCAPED.sub(r"\\\1", neutral(text).strip())
    return escaped.replace("\t", " ").replace("\n", "\\n")


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 octets, never inside a character."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _LINE_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
