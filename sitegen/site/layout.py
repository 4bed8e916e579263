"""How a session's messages are laid out on its pages: sections, turns, parts.

    Understanding --lay_out--> Layout: parts of at most about 500 messages

A layout names messages by their index in the session and holds no text, so it is small,
can be kept in the build's cache, and shows on which part each message stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sitegen.chat.session import Entry, Question, Understanding

PART_MESSAGES = 500  # a page of 500 messages weighs about 200 KB and scores 97
TURN_PAUSE = timedelta(minutes=5)  # longer silence begins a new turn

Where = Literal["before", "question", "also", "plain", "early", "late"]
"""Where on a by-question page messages stand: greetings before the first question, a
question's section, "also said", a session without questions, the folded shoulders."""


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive entries of a page under one heading."""

    where: Where
    entries: tuple[Entry, ...]
    question: int | None = None  # index into the session's questions
    is_continued: bool = False  # begins on the part before

    @property
    def size(self) -> int:
        """Return how many messages stand in it, the asking one included."""
        return sum(1 + len(entry.replies) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Layout:
    """Both readings of a session in parts, and where each message stands."""

    parts: tuple[tuple[Block, ...], ...]  # the first reading; at least one part
    time_parts: tuple[tuple[int, ...], ...]  # by time; empty: no second reading
    part_of: tuple[int, ...]  # 1-based part of each item in the first reading


def lay_out(understanding: Understanding, limit: int = PART_MESSAGES) -> Layout:
    """Lay out a session's or day's pages."""
    blocks = tuple(_blocks(understanding))
    parts = tuple(_in_parts(blocks, understanding.questions, limit)) or ((),)
    part_of = [1] * len(understanding.items)
    for number, part in enumerate(parts, 1):
        for index in _indexes(part, understanding.questions):
            part_of[index] = number
    by_time = range(len(understanding.items))
    time_parts = (
        tuple(tuple(by_time[n : n + limit]) for n in range(0, len(by_time), limit))
        if understanding.questions
        else ()
    )
    return Layout(parts, time_parts, tuple(part_of))


def _blocks(understanding: Understanding) -> Iterable[Block]:
    items, questions = understanding.items, understanding.questions
    # Without questions nothing is placed, and all is read in order of time.
    rest = understanding.also_said if questions else by_time(range(len(items)))
    early = tuple(e for e in rest if items[e.item].shoulder == "before")
    late = tuple(e for e in rest if items[e.item].shoulder == "after")
    middle = tuple(e for e in rest if items[e.item].shoulder is None)
    if early:
        yield Block("early", early)
    if not questions:
        yield Block("plain", middle)
    else:
        first = min((q.ask for q in questions if q.ask is not None), default=None)
        before = tuple(e for e in middle if first is not None and e.item < first)
        if before:
            yield Block("before", before)
        for number, question in enumerate(questions):
            yield Block("question", question.answers, number)
        also = middle[len(before) :]
        if also:
            yield Block("also", also)
    if late:
        yield Block("late", late)


def _in_parts(
    blocks: Sequence[Block], questions: Sequence[Question], limit: int
) -> Iterable[tuple[Block, ...]]:
    """Fill parts with whole blocks; only a block longer than a part is cut."""
    part: list[Block] = []
    room = limit
    for block in blocks:
        head = _head_size(block, questions)
        size = head + block.size
        if part and size > room:
            yield tuple(part)
            part, room = [], limit
        while size > room:
            first, block = _cut(block, room - head)  # noqa: PLW2901
            yield (*part, first)
            part, room, head = [], limit, 0
            size = block.size
        part.append(block)
        room -= size
    if part:
        yield tuple(part)


def _cut(block: Block, room: int) -> tuple[Block, Block]:
    """Cut a block before the entry that no longer fits; the first always does."""
    taken = 0
    for number, entry in enumerate(block.entries):
        taken += 1 + len(entry.replies)
        if taken > room and number:
            return (
                replace(block, entries=block.entries[:number]),
                replace(block, entries=block.entries[number:], is_continued=True),
            )
    return block, replace(block, entries=(), is_continued=True)


def _head_size(block: Block, questions: Sequence[Question]) -> int:
    if block.question is None:
        return 0
    question = questions[block.question]
    return len(asking(question))


def asking(question: Question) -> tuple[int, ...]:
    """Return the messages that head a question's section: asked, and asked again."""
    return (() if question.ask is None else (question.ask,)) + question.again


def _indexes(part: Sequence[Block], questions: Sequence[Question]) -> Iterable[int]:
    for block in part:
        if block.question is not None and not block.is_continued:
            yield from asking(questions[block.question])
        for entry in block.entries:
            yield entry.item
            yield from entry.replies


def turns(
    entries: Sequence[Entry], items: Sequence[tuple[str, datetime]]
) -> Iterable[tuple[Entry, ...]]:
    """Group entries of one writer that follow each other closely.

    Args:
        entries: In the order of the page.
        items: Who wrote each item, and when.
    """
    turn: list[Entry] = []
    for entry in entries:
        if turn and not _follows(turn[-1], entry, items):
            yield tuple(turn)
            turn = []
        turn.append(entry)
    if turn:
        yield tuple(turn)


def _follows(last: Entry, entry: Entry, items: Sequence[tuple[str, datetime]]) -> bool:
    if last.replies:
        return False
    (one, before), (other, after) = items[last.item], items[entry.item]
    return one == other and after - before <= TURN_PAUSE


def by_time(indexes: Iterable[int]) -> tuple[Entry, ...]:
    """Return items as entries without replies, for the by-time reading."""
    return tuple(Entry(index) for index in indexes)
