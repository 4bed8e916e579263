"""The outline of a stored day: what is needed to find sessions, and no more.

An archive of a million messages is divided from outlines of nine bytes a message, which
a build may keep in its cache (`to_bytes`), so that no message is read for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sitegen.chat.instants import micros
from sitegen.chat.reposts import is_repost
from sitegen.model import Message

REPOST, BOT, TOMBSTONE = 1, 2, 4


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Times and kinds of one stored UTC day's messages, in reading order."""

    day: date
    times: NDArray[np.int64]  # microseconds since the epoch
    flags: NDArray[np.uint8]  # REPOST | BOT | TOMBSTONE

    def to_bytes(self) -> bytes:
        """Return the times and flags as bytes, the same on every machine."""
        return self.times.astype("<i8").tobytes() + self.flags.tobytes()


def from_bytes(day: date, raw: bytes) -> Outline:
    """Return the outline that `Outline.to_bytes` wrote.

    Raises:
        ValueError: The bytes are not of that form.
    """
    count, rest = divmod(len(raw), 9)
    if rest:
        raise ValueError(f"{len(raw)} bytes are no outline")
    times = np.frombuffer(raw, dtype="<i8", count=count).astype(np.int64)
    return Outline(day, times, np.frombuffer(raw, dtype=np.uint8, offset=count * 8))


def outline(day: date, messages: Sequence[Message]) -> Outline:
    """Return the outline of a stored day."""
    return Outline(
        day,
        np.array([micros(m.time) for m in messages], dtype=np.int64),
        np.array([flags_of(m) for m in messages], dtype=np.uint8),
    )


def flags_of(message: Message) -> int:
    """Return what a message is, as flags; 0 for one that counts."""
    return (
        REPOST * is_repost(message)
        | BOT * (message.kind == "bot")
        | TOMBSTONE * (message.deleted is not None)
    )
