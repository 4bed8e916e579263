"""Fragments: consecutive messages of one unit, with all that a result shows.

A fragment is JSON in columns, which is small after zlib and parsed natively by both
readers:

    u  [key, channel, kind, title, url]
    n  number of the first message within the unit
    i  ids: a text, or a number to be added to the id before
    t  times: the first in unix seconds, then differences
    a  [[slug, name]]   w  who wrote each message, as places in `a`
    q  labels of questions, or null          p  parts of the page
    x  texts

All fragments of a unit are a group: see `layout`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from sitegen.search.documents import Document, Unit
from sitegen.search.layout import File, Kind, group_of, pack

SAFE_NUMBER = (1 << 53) - 1  # what JavaScript holds exactly
ID_DIGITS = 40  # of an id that is treated as a number: 128 bits and some

_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as a fragment gives it back."""

    id: str
    time: int
    author: str
    name: str
    question: str | None
    part: int
    text: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A fragment as it is read."""

    key: str
    channel: str
    kind: str
    title: str
    url: str
    first: int
    messages: tuple[Stored, ...]


def fragment_size(documents: int) -> int:
    """Return how many messages a fragment of an index of that many documents holds.

    Small ones make small downloads: a result costs 0.8 KB with 8 messages and 1.3 KB
    with 16, though all fragments together then take less. In large archives the number
    of files matters more: 64 gives about 16,000 at a million messages.
    """
    for limit, size in ((160_000, 8), (250_000, 16), (400_000, 32)):
        if documents <= limit:
            return size
    return 64


def write_fragments(unit: Unit, size: int) -> tuple[bytes, tuple[File, ...]]:
    """Return the name of a unit's fragments and their files."""
    documents = unit.documents
    return group_of(
        Kind.FRAGMENT,
        [
            pack(Kind.FRAGMENT, _pack(unit, first, documents[first : first + size]))
            for first in range(0, len(documents), size)
        ],
    )


def _pack(unit: Unit, first: int, documents: Sequence[Document]) -> bytes:
    people = list(dict.fromkeys((each.author, each.name) for each in documents))
    places = {person: place for place, person in enumerate(people)}
    times = [each.time for each in documents]
    columns = {
        "u": [unit.key, unit.channel, unit.kind, unit.title, unit.url],
        "n": first,
        "i": _ids([each.id for each in documents]),
        "t": times[:1] + [after - before for before, after in pairwise(times)],
        "a": people,
        "w": [places[each.author, each.name] for each in documents],
        "q": [each.question for each in documents],
        "p": [each.part for each in documents],
        "x": [each.text for each in documents],
    }
    try:
        return _ENCODER.encode(columns)
    except UnicodeEncodeError:  # half of a character: the slow way has a say in it
        text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def _ids(ids: Sequence[str]) -> list[str | int]:
    """Return ids as they are written: after a number another one as the difference.

    Platforms count their ids upwards, so a difference is half as long.
    """
    found: list[str | int] = list(ids[:1])
    for before, after in pairwise(ids):
        step = int(after) - int(before) if _counts(before) and _counts(after) else None
        small = step is not None and abs(step) <= SAFE_NUMBER
        found.append(step if small and step is not None else after)
    return found


def _counts(identity: str) -> bool:
    """Tell whether an id is a number that can be written in one way only."""
    return (
        identity.isascii()
        and identity.isdigit()
        and not identity.startswith("0")
        and len(identity) <= ID_DIGITS
    )


def read_fragment(body: bytes) -> Fragment:
    """Return a fragment from its payload.

    Raises:
        ValueError: The payload is no fragment.
    """
    try:
        columns = json.loads(body)
        time = 0
        identity = ""
        messages = []
        for place, step in enumerate(columns["i"]):
            identity = step if isinstance(step, str) else str(int(identity) + step)
            time += columns["t"][place]
            slug, name = columns["a"][columns["w"][place]]
            question, part = columns["q"][place], columns["p"][place]
            text = columns["x"][place]
            messages.append(Stored(identity, time, slug, name, question, part, text))
        key, channel, kind, title, url = columns["u"]
        first = columns["n"]
        return Fragment(key, channel, kind, title, url, first, tuple(messages))
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("a fragment lacks a column") from error
