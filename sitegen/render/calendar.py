"""Calendars (RFC 5545): one entry for a session to come, and all of them.

Times are in UTC, which every calendar turns into the reader's own. DTSTAMP is the
event's own start, so that an unchanged site gives unchanged bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sitegen.render.text import neutral

_LINE_BYTES = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A session in a calendar."""

    uid: str  # "supportchat/2010-12-21@example.org"
    start: datetime  # aware
    end: datetime
    title: str
    url: str  # absolute
    description: str = ""


def ics(title: str, events: Iterable[Event]) -> bytes:
    """Return a calendar of events, in the order given."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sitegen//chat archive//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(title)}",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(event.uid)}",
            f"DTSTAMP:{_time(event.start)}",
            f"DTSTART:{_time(event.start)}",
            f"DTEND:{_time(event.end)}",
            f"SUMMARY:{_text(event.title)}",
            *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
            f"URL:{_text(event.url)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(
        f"{folded}\r\n" for line in lines for folded in _folded(line)
    ).encode("utf-8", "replace")


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """Escape a TEXT value (RFC 5545, 3.3.11); no line end survives."""
    cleaned = neutral(text).strip()
    escaped = cleaned.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> Iterable[str]:
    """Yield a content line in pieces of at most 75 bytes, whole characters each."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode("utf-8", "replace"))
        if size + width > _LINE_BYTES:
            yield piece
            piece, size = " ", 1
        piece += character
        size += width
    yield piece
