"""The stored transcripts: one file for each channel and UTC day.

    content/transcripts/<channel>/<YYYY>/<YYYY-MM-DD>.jsonl

Each line is one message as canonical JSON (fields in the order of `model.Message`,
defaults left out, characters as they are, no spaces), in reading order. A file may be
mended by hand; a line that is no message is an error that names the file and the line.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from sitegen.errors import SitegenError
from sitegen.model import CHANNEL_NAME, Message, order_key
from sitegen.store.files import write_whole
from sitegen.store.journal import settle

FOLDER = "transcripts"
DAY_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.jsonl\Z", re.ASCII)

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Message)


class BrokenLine(SitegenError):
    """A stored line is no message."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}")


class StrayTranscript(SitegenError):
    """A transcript lies where no day of a channel is."""

    def __init__(self, path: Path, expected: str) -> None:
        super().__init__(f"{path}: {expected}")


@dataclass(frozen=True, slots=True, order=True)
class DayFile:
    """One UTC day of one channel, as it lies on the disk."""

    channel: str
    date: date
    path: Path
    size: int  # bytes


def day_files(content: Path) -> tuple[DayFile, ...]:
    """Return all stored days, sorted by channel and date.

    An import that was interrupted while its files were moved is finished first. Dot
    files and files that are no `.jsonl` are passed over.

    Raises:
        StrayTranscript: A `.jsonl` file whose name or folder is no day of a channel.
    """
    root = content / FOLDER
    settle(root)
    return tuple(sorted(_found(root))) if root.is_dir() else ()


def day_path(content: Path, channel: str, day: date) -> Path:
    """Return where the messages of a channel's UTC day are stored."""
    year = f"{day.year:04}"
    return content / FOLDER / channel / year / f"{day.isoformat()}.jsonl"


def channel_of(path: Path) -> str:
    """Return the channel whose day lies at a path, as `day_path` makes it."""
    return path.parent.parent.name


def read_day(path: Path) -> tuple[Message, ...]:
    """Read the messages of a day, in reading order, times in UTC.

    Raises:
        BrokenLine: A line is no message, or an id occurs twice.
    """
    data = path.read_bytes()
    try:
        messages = _decoder.decode_lines(data)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise _first_broken(path, data) or BrokenLine(path, 1, str(error)) from error
    if any(m.time.tzinfo is not UTC for m in messages) or any(
        m.edited or m.deleted for m in messages
    ):
        messages = [
            _in_utc(path, line, m)
            for line, m in zip(_line_numbers(data), messages, strict=False)
        ]
    if len({m.id for m in messages}) != len(messages):
        raise _first_twin(path, data, messages)
    return tuple(sorted(messages, key=order_key))


def write_day(path: Path, messages: Iterable[Message]) -> None:
    """Write the messages of a day in reading order, whole or not at all."""
    write_whole(path, encode_day(messages))


def encode_day(messages: Iterable[Message]) -> bytes:
    """Return the bytes of a day file: sorted, one canonical JSON object a line."""
    return _encoder.encode_lines(sorted(messages, key=order_key))


def encode(message: Message) -> bytes:
    """Return a message as canonical JSON, without a line end."""
    return _encoder.encode(message)


def decode(line: bytes) -> Message:
    """Return the message of a canonical line."""
    return _decoder.decode(line)


def utc_day(message: Message) -> date:
    """Return the day whose file holds a message."""
    return message.time.date()


def _found(root: Path) -> Iterator[DayFile]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.endswith(".jsonl") and not name.startswith("."):
                yield _day_file(root, Path(folder, name))


def _day_file(root: Path, path: Path) -> DayFile:
    parts = path.relative_to(root).parts
    if len(parts) != 3:
        raise StrayTranscript(path, "expected <channel>/<YYYY>/<YYYY-MM-DD>.jsonl")
    channel, year, name = parts
    if not CHANNEL_NAME.match(channel):
        raise StrayTranscript(
            path, f"'{channel}' is no channel; expected [a-z0-9][a-z0-9_-]{{0,63}}"
        )
    match = DAY_NAME.match(name)
    try:
        day = date.fromisoformat(match[1]) if match else None
    except ValueError:
        day = None
    if day is None or year != f"{day.year:04}":
        raise StrayTranscript(path, "expected <YYYY>/<YYYY-MM-DD>.jsonl of a real day")
    return DayFile(channel, day, path, path.stat().st_size)


def _in_utc(path: Path, line: int, message: Message) -> Message:
    times = {}
    for field in ("time", "edited", "deleted"):
        moment: datetime | None = getattr(message, field)
        if moment is None or moment.tzinfo is UTC:
            continue
        if moment.tzinfo is None:
            raise BrokenLine(
                path, line, f"{field} '{moment.isoformat()}' has no zone; add Z for UTC"
            )
        try:
            times[field] = moment.astimezone(UTC)
        except OverflowError as error:
            raise BrokenLine(path, line, f"{field} is out of range") from error
    return msgspec.structs.replace(message, **times) if times else message


def _line_numbers(data: bytes) -> list[int]:
    return [n for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]


def _first_broken(path: Path, data: bytes) -> BrokenLine | None:
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            _decoder.decode(line)
        except RecursionError:
            return BrokenLine(path, number, "nested too deep")
        except (msgspec.DecodeError, ValueError) as error:
            return BrokenLine(path, number, f"no message: {error}")
    return None


def _first_twin(path: Path, data: bytes, messages: list[Message]) -> BrokenLine:
    seen: dict[str, int] = {}
    for number, message in zip(_line_numbers(data), messages, strict=False):
        if message.id in seen:
            return BrokenLine(
                path, number, f"id '{message.id}' is also on line {seen[message.id]}"
            )
        seen[message.id] = number
    return BrokenLine(path, 1, "an id occurs twice")
