"""Text twins beside a session: transcript.txt, .json and .csv, in reading order."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from sitegen.render.text import neutral, plain
from sitegen.site.views.page import Value

# A cell that begins so is run as a formula by spreadsheets (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d")
_FIRST = frozenset((" ", *_FORMULA))
_COLUMNS = ("id", "time", "author", "name", "text", "reply_to", "question", "url")


class TwinMessage(Value, frozen=True, kw_only=True, omit_defaults=True):
    """A published message as data. The order of the fields is that of the twins."""

    id: str
    time: datetime  # UTC, whole seconds
    author: str = ""
    name: str = ""
    text: str = ""
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
        clock = f"{moment.hour:02}:{moment.minute:02}"
        lines.append(f"{clock} {name}{label}: {text}")
    return ("\n".join(lines) + "\n").encode()


def transcript_json(twin: Twin) -> bytes:
    """Return a session as JSON; fields that are empty are left out."""
    document = {
        "title": _whole(twin.title),
        "channel": _whole(twin.channel),
        "session": twin.key,
        "url": twin.url,
        "start": twin.start.isoformat(),
        "messages": twin.messages,
    }
    try:
        encoded = msgspec.json.encode(document)
    except UnicodeEncodeError:
        messages = [_whole_message(message) for message in twin.messages]
        encoded = msgspec.json.encode({**document, "messages": messages})
    return msgspec.json.format(encoded, indent=1) + b"\n"


def _whole_message(message: TwinMessage) -> TwinMessage:
    fields = msgspec.structs.asdict(message)
    whole = {k: _whole(v) for k, v in fields.items() if isinstance(v, str)}
    return TwinMessage(**{**fields, **whole})


def transcript_csv(twin: Twin) -> bytes:
    """Return a session as CSV; no cell can start a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(
        (
            _safe(m.id),
            m.time.isoformat(timespec="seconds").replace("+00:00", "Z"),
            _safe(m.author),
            m.name and _safe(m.name),
            _safe(m.text),
            m.reply_to and _safe(m.reply_to),
            m.question and _safe(m.question),
            m.url and _safe(m.url),
        )
        for m in twin.messages
    )
    return out.getvalue().encode()


def _safe(text: str) -> str:
    return cell(neutral(text))


def cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: a quote goes before it."""
    if text[:1] not in _FIRST:
        return text
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
