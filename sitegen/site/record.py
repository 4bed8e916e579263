"""What every page but its own needs to know of a session or day: its record.

All records are in memory at once, so they hold no text, and columns where there is one
value for each message or participant: some 110 bytes a message and 220 a participant.
"""

import hashlib
import struct
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
import numpy as np

from sitegen.chat.session import Day, Finding, Session, SessionSummary, Understanding
from sitegen.render.text import anchor
from sitegen.search.run import Run, UnitRow
from sitegen.site import urls
from sitegen.site.layout import Layout

NOBODY = 0xFFFF
_TWO = struct.Struct("<II")
_SHORT = struct.Struct("<H")
_LONG = struct.Struct("<q")
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class TwinFile(msgspec.Struct, frozen=True, array_like=True):
    """A text twin that was written beside a session."""

    kind: str  # txt, json, csv
    digest: str  # SHA-256
    size: int


class Groups(msgspec.Struct, frozen=True, array_like=True):
    """Pairs of numbers that belong to each participant of a session."""

    starts: bytes  # 4 bytes a part, and the end: where its pairs begin
    pairs: bytes  # 8 bytes a pair

    @staticmethod
    def of(rows: Iterable[tuple[int, int, int]], parts: int) -> "Groups":
        """Group rows (part, one, other) of so many parts; their order stays."""
        table = np.array([*rows], "<u4").reshape(-1, 3)
        ends = np.cumsum(np.bincount(table[:, 0], minlength=parts), dtype="<u4")
        order = np.argsort(table[:, 0], kind="stable")
        return Groups(bytes(4) + ends.tobytes(), table[order, 1:].tobytes())

    def __getitem__(self, part: int) -> tuple[tuple[int, int], ...]:
        """Return the pairs of a part."""
        start, end = _TWO.unpack_from(self.starts, 4 * part)
        return tuple(_TWO.iter_unpack(self.pairs[8 * start : 8 * end]))

    def rows(self) -> Iterable[tuple[int, int]]:
        """Return the pairs of all parts."""
        return _TWO.iter_unpack(self.pairs)


class Record(msgspec.Struct, frozen=True, array_like=True):
    """A session or day as the rest of the site sees it."""

    summary: SessionSummary
    ids: tuple[str, ...]  # of its items, in reading order
    writers: bytes  # 2 bytes an item: index into `summary.parts`, or NOBODY
    times: bytes  # 8 bytes an item: unix seconds
    part_of: bytes  # 2 bytes an item: 1-based part of its page
    # By part:
    answers: Groups  # index into `summary.questions`, item: the first answer to each
    links: Groups  # index into `summary.links`, item
    companions: Groups  # index into `summary.parts`, how often: the most frequent first
    offsets: bytes  # 4 bytes an item, and the end: where its fragment lies
    bodies: bytes  # 8 bytes an item: where its text's HTML lies in it, and its length
    checks: bytes  # 8 bytes an item: digest of its fragment
    persons: bytes  # 8 bytes a part: digest of all that a participant's page shows
    parts: int
    time_parts: int
    findings: tuple[Finding, ...]
    twins: tuple[TwinFile, ...]
    searched: UnitRow  # its line in the search index
    # path and SHA-256 of its search fragments:
    search_files: tuple[tuple[str, str], ...]

    def part(self, item: int) -> int:
        """Return the part of its page that an item stands on."""
        number: int = _SHORT.unpack_from(self.part_of, 2 * item)[0]
        return number


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """Where one fragment lies in the cache, and what vouches for it.

    Tens of thousands are sent to workers; a struct is pickled in a fifth of the time
    that a dataclass takes.
    """

    key: str  # of the study
    start: int
    stop: int
    check: bytes
    part: int  # 1-based part of its session's page
    body: tuple[int, int]  # where the text's HTML lies in it, and its length
    id: str  # of the message
    seconds: int  # unix time

    @property
    def anchor(self) -> str:
        """Return the message's id on its own page."""
        return anchor(self.id)

    @property
    def time(self) -> datetime:
        """Return when it was written, in UTC."""
        return datetime.fromtimestamp(self.seconds, UTC)


def pieces(record: Record, key: str, items: Sequence[int]) -> tuple[Piece, ...]:
    """Return where the fragments of some items lie."""
    return tuple(_piece(record, key, item) for item in items)


def _piece(record: Record, key: str, item: int) -> Piece:
    start, stop = _TWO.unpack_from(record.offsets, 4 * item)
    return Piece(
        key=key,
        start=start,
        stop=stop,
        check=record.checks[item * 8 : item * 8 + 8],
        part=record.part(item),
        body=_TWO.unpack_from(record.bodies, 8 * item),
        id=record.ids[item],
        seconds=_LONG.unpack_from(record.times, 8 * item)[0],
    )


def items_of(record: Record, part: int) -> list[int]:
    """Return the items that one of `summary.parts` wrote, in reading order."""
    writers = np.frombuffer(record.writers, dtype="<u2")
    found: list[int] = np.flatnonzero(writers == part).tolist()
    return found


def fragment_digest(fragment: bytes) -> bytes:
    """Return the eight bytes that vouch for a fragment read back from the cache."""
    return hashlib.blake2b(fragment, digest_size=8).digest()


def address_of(unit: Session | Day) -> str:
    """Return the address of a session's or day's page."""
    if isinstance(unit, Session):
        return urls.session(unit.channel, unit.key)
    return urls.day(unit.channel, unit.date)


def part_address(of: Session | Day, part: int) -> str:
    """Return the address of a part of a session or day."""
    return address_of(of) + (f"{part}/" if part > 1 else "")


def make_record(
    understanding: Understanding,
    layout: Layout,
    fragments: Sequence[bytes],
    bodies: Sequence[tuple[int, int]],
    twins: Sequence[tuple[str, bytes]],
    run: Run,
) -> Record:
    """Return the record of an understood session or day."""
    summary = understanding.summary
    numbers = {slug: number for number, slug in enumerate(summary.parts.slugs)}
    writers = np.array(
        [numbers.get(item.person, NOBODY) for item in understanding.items], dtype="<u2"
    )
    checks = [fragment_digest(fragment) for fragment in fragments]
    parts = len(summary.parts)
    return Record(
        summary=replace(summary, pairs=()),
        ids=tuple(item.message.id for item in understanding.items),
        writers=writers.tobytes(),
        times=np.array(
            [int(item.message.time.timestamp()) for item in understanding.items],
            dtype="<i8",
        ).tobytes(),
        part_of=np.array(layout.part_of, dtype="<u2").tobytes(),
        answers=Groups.of(_answers(understanding, numbers), parts),
        links=Groups.of(_links(understanding, numbers), parts),
        companions=Groups.of(_companions(summary, numbers), parts),
        offsets=np.cumsum([0, *map(len, fragments)], dtype="<u4").tobytes(),
        bodies=np.array(bodies, dtype="<u4").tobytes(),
        checks=b"".join(checks),
        persons=b"".join(_person_digests(summary, writers.tolist(), checks)),
        parts=len(layout.parts),
        time_parts=len(layout.time_parts),
        findings=understanding.findings,
        twins=tuple(
            TwinFile(kind, hashlib.sha256(data).hexdigest(), len(data))
            for kind, data in twins
        ),
        searched=run.unit,
        search_files=tuple(
            (file.path, hashlib.sha256(file.data).hexdigest()) for file in run.files()
        ),
    )


def _answers(
    understanding: Understanding, numbers: Mapping[str, int]
) -> Iterator[tuple[int, int, int]]:
    """Yield part, question and item of the first answer of each to each question."""
    questions = {
        question.label: number
        for number, question in enumerate(understanding.summary.questions)
    }
    first: dict[tuple[int, int], int] = {}
    for index, item in enumerate(understanding.items):
        if item.label in questions and item.person in numbers:
            first.setdefault((questions[item.label], numbers[item.person]), index)
    for (question, part), at in sorted(first.items()):
        yield part, question, at


def _links(
    understanding: Understanding, numbers: Mapping[str, int]
) -> Iterator[tuple[int, int, int]]:
    """Yield part, number and item of each link."""
    items = {item.message.id: at for at, item in enumerate(understanding.items)}
    for number, use in enumerate(understanding.summary.links):
        yield numbers[use.slug], number, items[use.message]


def _companions(
    summary: SessionSummary, numbers: Mapping[str, int]
) -> Iterator[tuple[int, int, int]]:
    """Yield part, companion and how often one replied to the other."""
    counts: Counter[tuple[int, int]] = Counter()
    for one, other, count in summary.pairs:
        if one != other:
            counts[numbers[one], numbers[other]] += count
            counts[numbers[other], numbers[one]] += count
    ranked = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    yield from ((*pair, count) for pair, count in ranked)


def _person_digests(
    summary: SessionSummary, writers: Sequence[int], checks: Sequence[bytes]
) -> Iterator[bytes]:
    """Yield a digest for each part of all that their page shows of the session."""
    parts = tuple(summary.parts)
    names = {part.slug: part.name for part in parts}
    wrote = _by(zip(writers, checks, strict=True))
    links = _by((link.slug, link) for link in summary.links)
    pairs = _by(
        (slug, (pair, names.get(pair[0]), names.get(pair[1])))
        for pair in summary.pairs
        for slug in dict.fromkeys(pair[:2])
    )
    for number, part in enumerate(parts):
        shown = (
            part,
            summary.title,
            summary.start,
            wrote.get(number, ()),
            links.get(part.slug, ()),
            pairs.get(part.slug, ()),
            [q for q in summary.questions if q.label in part.answers],
        )
        encoded = msgspec.msgpack.encode(shown)
        yield hashlib.blake2b(encoded, digest_size=8).digest()


def _by(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    found: dict[Key, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
