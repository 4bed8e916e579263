"""Fragments: consecutive messages of one unit, with all that a result shows.

A fragment is JSON in columns, which is small after zlib and parsed natively by both
readers:

    u  [key, channel, kind, title, url]
    n  number of the first message within the unit
    i  ids              t  times: the first in unix seconds, then differences
    a  [[slug, name]]   w  who wrote each message, as places in `a`
    q  labels of questions, or null          p  parts of the page
    x  texts

All fragments of a unit share one name, the digest over all their payloads, followed by
`-` and the fragment's number: a unit needs one name in the unit file, not one for each
fragment.
"""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from sitegen.search.documents import Document, Unit
from sitegen.search.layout import NAME_SIZE, File, Kind, magic, path_of

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

    Small ones make small downloads; at a million messages the number of files matters
    more: 64 gives about 16,000.
    """
    if documents <= 160_000:
        return 16
    return 32 if documents <= 400_000 else 64


def fragment_path(name: bytes, number: int) -> str:
    """Return the path of a unit's fragment."""
    return path_of(Kind.FRAGMENT, name, f"-{number}")


def write_fragments(unit: Unit, size: int) -> tuple[bytes, tuple[File, ...]]:
    """Return the name of a unit's fragments and their files."""
    documents = unit.documents
    payloads = [
        magic(Kind.FRAGMENT) + _pack(unit, first, documents[first : first + size])
        for first in range(0, len(documents), size)
    ]
    digest = hashlib.sha256()
    for payload in payloads:
        digest.update(hashlib.sha256(payload).digest())
    name = digest.digest()[:NAME_SIZE]
    return name, tuple(
        File(fragment_path(name, number), zlib.compress(payload, 9))
        for number, payload in enumerate(payloads)
    )


def _pack(unit: Unit, first: int, documents: Sequence[Document]) -> bytes:
    people = list(dict.fromkeys((each.author, each.name) for each in documents))
    places = {person: place for place, person in enumerate(people)}
    times = [each.time for each in documents]
    columns = {
        "u": [unit.key, unit.channel, unit.kind, unit.title, unit.url],
        "n": first,
        "i": [each.id for each in documents],
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


def read_fragment(body: bytes) -> Fragment:
    """Return a fragment from its payload.

    Raises:
        ValueError: The payload is no fragment.
    """
    try:
        columns = json.loads(body)
        time = 0
        messages = []
        for place, identity in enumerate(columns["i"]):
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
