"""Fragments: consecutive messages of one unit, with all that a result shows.

A fragment is a JSON list of columns, which is small after zlib and parsed natively by
both readers:

    0  number of the first message within the unit
    1  ids: a text, or a number to be added to the id before
    2  times: the first in unix seconds, then differences
    3  who wrote each message, as places in 6
    4  part of the page, or of each message if they differ
    5  key and title of the unit, and its URL where that is not `documents.address_of`
    6  slug and name of each author, in turn
    7  texts
    8  places and labels of questions, in turn

All fragments of a unit are a group: see `layout`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import sub

import msgspec

from sitegen.search.documents import Document, Unit, address_of
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
    title: str
    url: str | None  # None where it is `documents.address_of` the unit
    first: int
    messages: tuple[Stored, ...]


def fragment_size(documents: int) -> int:
    """Return how many messages a fragment of an index of that many may hold.

    Small ones make small downloads: a result costs 0.9 KB with 12 messages and 1.2 KB
    with 16, but all fragments together take 5 % less with 16. In large archives the
    number of files matters more: 62 gives about 15,500 at a million messages.
    """
    for limit, size in ((160_000, 12), (250_000, 16), (400_000, 32)):
        if documents <= limit:
            return size
    return 62


def share(documents: int, most: int) -> int:
    """Return how many messages each fragment of a unit holds, the last perhaps fewer.

    Fragments of one size are less to download than full ones and a rest: most messages
    are in the full ones.
    """
    fragments = -(-documents // most)
    return -(-documents // fragments) if fragments else 1


def write_fragments(unit: Unit, most: int) -> tuple[bytes, tuple[File, ...]]:
    """Return the name of a unit's fragments, of so many messages, and their files."""
    documents = unit.documents
    size = share(len(documents), most)
    ids = _ids([each.id for each in documents], size)
    return group_of(
        Kind.FRAGMENT,
        [
            pack(
                Kind.FRAGMENT,
                *_body(
                    unit,
                    first,
                    documents[first : first + size],
                    ids[first : first + size],
                ),
            )
            for first in range(0, len(documents), size)
        ],
    )


def _body(
    unit: Unit, first: int, documents: Sequence[Document], ids: Sequence[str | int]
) -> tuple[bytes, bytes]:
    """Return the two sections of a fragment: numbers, texts; together one list."""
    people: dict[tuple[str, str], int] = {}
    writers = [
        people.setdefault((each.author, each.name), 2 * len(people))
        for each in documents
    ]
    times = [each.time for each in documents]
    parts = [each.part for each in documents]
    questions = [
        piece
        for place, each in enumerate(documents)
        if each.question is not None
        for piece in (place, each.question)
    ]
    numbers = (
        first,
        ids,
        [*times[:1], *map(sub, times[1:], times)],
        writers,
        parts[0] if parts.count(parts[0]) == len(parts) else parts,
    )
    is_usual = unit.url == address_of(unit.kind, unit.channel, unit.key)
    texts = (
        (unit.key, unit.title) if is_usual else (unit.key, unit.title, unit.url),
        [*chain.from_iterable(people)],
        [each.text for each in documents],
        questions,
    )
    return _json(numbers)[:-1] + b",", _json(texts)[1:]


def _json(columns: tuple[object, ...]) -> bytes:
    try:
        return _ENCODER.encode(columns)
    except UnicodeEncodeError:  # half of a character: the slow way has a say in it
        text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def _ids(ids: Sequence[str], size: int) -> list[str | int]:
    """Return ids as they are written: after a number another one as the difference.

    Platforms count their ids upwards, so a difference is half as long. The first id of
    each fragment of so many stands as it is.
    """
    found: list[str | int] = list(ids)
    before = None
    for place, text in enumerate(ids):
        number = int(text) if _counts(text) else None
        if number is not None and before is not None and place % size:
            step = number - before
            if -SAFE_NUMBER <= step <= SAFE_NUMBER:
                found[place] = step
        before = number
    return found


def _counts(identity: str) -> bool:
    """Tell whether an id is a number that can be written in one way only."""
    return (
        identity.isdigit()
        and identity.isascii()
        and identity[0] != "0"
        and len(identity) <= ID_DIGITS
    )


def read_fragment(body: bytes) -> Fragment:
    """Return a fragment from its payload.

    Raises:
        ValueError: The payload is no fragment.
    """
    try:
        first, steps, times, writers, parts, of, people, texts, asked = json.loads(body)
        questions = dict(zip(asked[::2], asked[1::2], strict=True))
        time = 0
        identity = ""
        messages = []
        for place, step in enumerate(steps):
            identity = step if isinstance(step, str) else str(int(identity) + step)
            time += times[place]
            slug, name = people[writers[place] :][:2]
            part = parts if isinstance(parts, int) else parts[place]
            question, text = questions.get(place), texts[place]
            messages.append(Stored(identity, time, slug, name, question, part, text))
        url = of[2] if len(of) > 2 else None
        return Fragment(of[0], of[1], url, first, tuple(messages))
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("a fragment lacks a column") from error
