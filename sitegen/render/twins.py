"""Text twins beside a session: transcript.txt, .json and .csv, in reading order."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

import msgspec

from sitegen.render.text import neutral, plain
from sitegen.site.views.page import Value

# A cell that begins so is run as a formula by spreadsheets (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d")
_COLUMNS = ("id", "time", "author", "name", "text", "reply_to", "question", "url")
_JSON_KEYS = (*_COLUMNS, "source_url")


class TwinMessage(Value, frozen=True, kw_only=True):
    """A published message as data."""

    id: str
    time: datetime
    author: str
    text: str
    name: str = ""
    reply_to: str = ""
    question: str = ""  # label of the question it stands at
    url: str = ""  # its permanent address on the site, absolute
    source_url: str = ""  # where it was first written


class Twin(Value, frozen=True, kw_only=True):
    """A session as data."""

    title: str
    channel: str
    key: str
    url: str
    start: datetime  # aware, in the channel's zone
    messages: tuple[TwinMessage, ...]


def transcript_txt(twin: Twin) -> bytes:
    """Return a session as plain text, times in the channel's zone."""
    zone = twin.start.tzinfo
    lines = [
        plain(twin.title),
        f"{plain(twin.channel)} {twin.start:%Y-%m-%d %H:%M} {twin.start.tzname()}",
        twin.url,
        "",
    ]
    for message in twin.messages:
        moment = message.time.astimezone(zone)
        text = neutral(message.text).replace("\n", "\n    ")
        label = f" [{plain(message.question)}]" if message.question else ""
        name = plain(message.name or message.author)
        lines.append(f"{moment:%H:%M} {name}{label}: {text}")
    return ("\n".join(lines) + "\n").encode()


def transcript_json(twin: Twin) -> bytes:
    """Return a session as JSON; fields that are empty are left out."""
    document = {
        "title": _whole(twin.title),
        "channel": _whole(twin.channel),
        "session": twin.key,
        "url": twin.url,
        "start": twin.start.isoformat(),
        "messages": [_row(message) for message in twin.messages],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _row(message: TwinMessage) -> dict[str, str]:
    row = {name: getattr(message, name) for name in _JSON_KEYS}
    row["time"] = _time(message.time)
    return {name: _whole(value) for name, value in row.items() if value}


def transcript_csv(twin: Twin) -> bytes:
    """Return a session as CSV; no cell can start a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for message in twin.messages:
        row = {name: getattr(message, name) for name in _COLUMNS}
        row["time"] = _time(message.time)
        writer.writerow([value and cell(neutral(value)) for value in row.values()])
    return out.getvalue().encode()


def cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: a quote goes before it."""
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text


class Memory(Value, frozen=True, kw_only=True):
    """A session that may be remembered on its day of the year."""

    day: date
    title: str
    href: str


def on_this_day(memories: Iterable[Memory]) -> bytes:
    """Return the table from which a browser chooses: "12-21": [[2010, title, href]]."""
    table: dict[str, list[tuple[int, str, str]]] = {}
    for memory in sorted(memories, key=lambda m: (m.day, m.href)):
        rows = table.setdefault(f"{memory.day:%m-%d}", [])
        rows.append((memory.day.year, plain(memory.title), memory.href))
    text = json.dumps(dict(sorted(table.items())), ensure_ascii=False)
    return (text + "\n").encode()


def _whole(text: str) -> str:
    """Return text that can be encoded: lone surrogates are replaced."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode()


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
