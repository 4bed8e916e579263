"""A session's talk, prepared for finding questions, and the questions found in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.chat.markers import Key, Marker
from sitegen.model import Message

_LEAD_SIGNS = " \t\r\n:.!)]-\u2013\u2014,>*_"
_TAIL_TAGS = re.compile(r"(?:\s+#\w+)+\s*\Z")
SIGN = re.compile("[?\uff1f\u061f\u037e]")
AGREE = 0.5  # share of words that make two texts one question
_TAIL_LENGTH = 200  # hashtags stand at the end; a long text is not searched for them


@dataclass(frozen=True, slots=True)
class Talk:
    """A session's shown messages, prepared; all sequences are parallel."""

    messages: Sequence[Message]
    persons: Sequence[str]
    seconds: Sequence[float]  # since the epoch
    parents: Sequence[int | None]
    quoted: Sequence[int | None]  # index of the message it quotes or comments on
    quiet: Sequence[bool]  # bots, tombstones, comments on reposts: never ask
    marks: Sequence[tuple[Marker, ...]]
    hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the messages that asked it."""

    key: Key
    label: str
    text: str
    ask: int | None
    again: tuple[int, ...] = ()
    supplied: bool = False
    mistyped: str | None = None  # the label the host wrote by mistake


def is_reply(talk: Talk, index: int) -> bool:
    """Return whether a message answers somebody else."""
    message = talk.messages[index]
    if message.reply_to is None:
        return False
    parent = talk.parents[index]
    return parent is None or talk.persons[parent] != talk.persons[index]


def label_of(key: Key, prefix: str) -> str:
    """Return a question's label, such as `Q3a`."""
    return f"{prefix}{key.number}{key.letter}"


def key_of(label: str, place: int) -> Key:
    """Return the number and letter of a label; 900 and its place if it has none."""
    match = re.search(r"(\d{1,2})([a-e])?\Z", label, re.IGNORECASE)
    if match is None:
        return Key(900 + place)
    return Key(int(match[1]), (match[2] or "").lower())


def question_text(text: str) -> str:
    """Return a question as it reads without its number and trailing hashtags."""
    text = text.lstrip(_LEAD_SIGNS).rstrip()
    head, tail = text[:-_TAIL_LENGTH], text[-_TAIL_LENGTH:]
    return (head + _TAIL_TAGS.sub("", tail)).strip()


def asking_order(asked: Sequence[Asked]) -> list[Asked]:
    """Return questions in order of asking."""
    return sorted(asked, key=lambda a: _rank(a, asked))


def _rank(asked: Asked, everything: Sequence[Asked]) -> tuple[int, int, str]:
    """Order by when it was asked; one asked in a picture goes after the one before."""
    if asked.ask is not None:
        return asked.ask, 0, asked.label
    before = [a.ask for a in everything if a.ask is not None and a.key < asked.key]
    return max(before, default=-1), asked.key.number + 1, asked.label


def agreement(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the smaller set of words that both have."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
