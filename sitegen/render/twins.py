"""Text twins of a session: transcript.txt, .json and .csv, in reading order.

The JSON is one object with `messages`; the CSV has a header row and CRLF line ends (RFC
4180). A CSV cell that a spreadsheet would run as a formula gets a leading apostrophe
(OWASP ASVS 1.2.10).
"""

import csv
import io
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from sitegen.render.text import neutral

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d")
_WIDTH = 88


class TranscriptLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message of a twin."""

    id: str
    time: datetime  # aware
    author: str  # the name written under
    person: str  # slug of the participant
    text: str
    name: str = ""  # display name
    question: str = ""  # label of the question it asks or answers
    reply_to: str = ""  # id
    reposts: int = 0  # folded into it
    url: str = ""  # permanent address
    state: Literal["shown", "deleted", "redacted"] = "shown"


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session for its twins."""

    title: str
    channel: str  # its title
    url: str  # absolute
    start: datetime  # aware, in the channel's zone
    zone: str  # IANA
    lines: tuple[TranscriptLine, ...]


def text_twin(transcript: Transcript) -> bytes:
    """Return transcript.txt: a head, then `HH:MM name: text`, wrapped."""
    head = [
        _line(transcript.title),
        f"{transcript.channel}, {transcript.start:%Y-%m-%d %H:%M} {transcript.zone}",
        transcript.url,
        "",
    ]
    return ("\n".join((*head, *map(_entry, transcript.lines))) + "\n").encode(
        "utf-8", "replace"
    )


def json_twin(transcript: Transcript) -> bytes:
    """Return transcript.json."""
    lines = [
        msgspec.structs.replace(line, text=neutral(line.text))
        for line in transcript.lines
    ]
    value = {
        "title": neutral(transcript.title),
        "channel": neutral(transcript.channel),
        "url": transcript.url,
        "start": transcript.start,
        "zone": transcript.zone,
        "messages": lines,
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def csv_twin(transcript: Transcript) -> bytes:
    """Return transcript.csv."""
    columns = TranscriptLine.__struct_fields__
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for line in transcript.lines:
        values = (getattr(line, column) for column in columns)
        writer.writerow([cell(_text(value)) for value in values])
    return out.getvalue().encode("utf-8", "replace")


def twins(transcript: Transcript) -> tuple[tuple[str, bytes], ...]:
    """Return all twins: kind and content."""
    return (
        ("txt", text_twin(transcript)),
        ("json", json_twin(transcript)),
        ("csv", csv_twin(transcript)),
    )


def cell(text: str) -> str:
    """Return a text as a CSV cell that no spreadsheet runs."""
    return "'" + text if text.startswith(_FORMULA) else text


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return neutral(str(value))


def _line(text: str) -> str:
    return " ".join(neutral(text).split())


def _entry(line: TranscriptLine) -> str:
    name = _line(line.name or line.author)
    mark = f" [{line.question}]" if line.question else ""
    text = neutral(line.text) if line.state == "shown" else f"({line.state})"
    first, *rest = text.split("\n")
    head = f"{line.time:%H:%M} {name}{mark}: {first}"
    return "\n".join(_wrapped([head, *(f"      {each}" for each in rest)]))


def _wrapped(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if len(line) <= _WIDTH:
            yield line
        else:
            yield from textwrap.wrap(
                line,
                _WIDTH,
                subsequent_indent="      ",
                break_long_words=False,
                break_on_hyphens=False,
            ) or [""]
