"""The host's overlay of one session, as a frozen value.

A file `content/sessions/<channel>/<key>.md` becomes one `Overlay`; its Markdown body is
the theme's business and only carried here. Corrections never touch the transcript: they
are applied when a session is understood, and one that no longer applies is reported.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of `hide`, `pin`, `move`, `question` or `same_as`."""

    id: str  # the message it is about
    target: str = ""  # what it is sent to; empty for hide and pin
    line: int = 0  # line in the overlay's file, for reports; 0: unknown


@dataclass(frozen=True, slots=True)
class SuppliedQuestion:
    """A question the host wrote down in `questions:`, before or after the chat."""

    label: str  # "Q1", "Q0" for an icebreaker; made from its place where none is given
    text: str  # as written, without its number
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Front matter of a session's file. All but `channel` and `key` is optional."""

    channel: str
    key: str  # the file's name without .md
    path: str = ""  # the file as the user would name it, for reports
    title: str | None = None
    topic: str | None = None  # one sentence about what the session is on
    guests: tuple[str, ...] = ()  # slugs or aliases
    hosts: tuple[str, ...] = ()  # slugs or aliases, besides the channel's
    questions: tuple[SuppliedQuestion, ...] = ()  # in order; wins over detected ones
    tags: tuple[str, ...] = ()  # topics, as written, without #
    related: tuple[str, ...] = ()  # session keys, or "channel/key"
    start: datetime | None = None  # an instant: pins this key to the session then
    start_line: int = 0
    minutes: int | None = None  # length, where `start` is not one of the schedule
    move: tuple[Correction, ...] = ()  # target: session key, or "outside"
    hide: tuple[Correction, ...] = ()
    pin: tuple[Correction, ...] = ()
    question: tuple[Correction, ...] = ()  # target: "Q3" (opens it if new), or "none"
    same_as: tuple[Correction, ...] = ()  # target: id of the message it repeats
    noindex: bool = False  # ask search engines to leave the page out
    body: str = ""  # Markdown below the front matter: the introduction
