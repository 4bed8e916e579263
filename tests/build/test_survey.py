"""Where messages are, by the hashes of their ids; and layouts in parts."""

from datetime import UTC, date, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sitegen.build.survey import NOBODY, Positions, id_hash, survey
from sitegen.chat.session import Entry, Question
from sitegen.chat.tags import hashtags
from sitegen.model import Message
from sitegen.site.layout import Block, _in_parts, _indexes

DAY = date(2026, 3, 3)
TIME = datetime(2026, 3, 3, 20, tzinfo=UTC)


def message(ident: str, **more: object) -> Message:
    return Message(id=ident, time=TIME, author="mara", text="hello", **more)  # type: ignore[arg-type]


def hashes(*idents: str) -> "np.typing.NDArray[np.uint64]":
    return np.array([id_hash(ident) for ident in idents], dtype=np.uint64)


@given(st.lists(st.text(min_size=1), unique=True, max_size=40), st.integers(0, 40))
def test_every_message_is_found_where_it_is(idents: list[str], cut: int) -> None:
    days = [
        survey("one", DAY, [message(ident) for ident in part])
        for part in (idents[:cut], idents[cut:])
    ]
    found = Positions.of(days).find(hashes(*idents)).tolist()
    assert found == list(range(len(idents)))


def test_what_is_not_stored_is_nowhere() -> None:
    positions = Positions.of([survey("one", DAY, [message("a"), message("b")])])
    assert positions.find(hashes("c", "b", "")).tolist() == [-1, 1, -1]
    assert Positions.of([]).find(hashes("a")).tolist() == [-1]


def test_every_use_of_a_hashtag_is_known_by_message() -> None:
    texts = ("#Pears and #plums", "nothing", "#pears, #Pears, #plums")
    messages = [
        Message(id=str(number), time=TIME, author="mara", text=text)
        for number, text in enumerate(texts)
    ]
    made = survey("one", DAY, messages)
    assert made.tags == ("Pears", "pears", "plums")
    uses = [(at, made.tags[tag]) for at, tag in made.tagged()]
    assert uses == [
        (n, tag) for n, m in enumerate(messages) for tag in hashtags(m.text)
    ]


def test_a_tombstone_is_nobodys() -> None:
    made = survey("one", DAY, [message("a"), message("b", deleted=TIME)])
    assert np.frombuffer(made.author_of, dtype="<u2").tolist() == [0, NOBODY]
    assert made.count == 2


@given(
    st.lists(st.lists(st.integers(0, 6), max_size=9), min_size=1, max_size=6),
    st.integers(1, 12),
)
def test_each_message_stands_in_one_part(sizes: list[list[int]], limit: int) -> None:
    """Blocks of entries, each with some replies; parts hold the limit or one entry."""
    count = 0
    blocks = []
    for replies in sizes:
        entries = []
        for number in replies:
            entries.append(Entry(count, tuple(range(count + 1, count + 1 + number))))
            count += 1 + number
        blocks.append(Block("plain", tuple(entries)))
    questions: tuple[Question, ...] = ()
    parts = list(_in_parts(blocks, questions, limit))
    placed = [index for part in parts for index in _indexes(part, questions)]
    assert placed == list(range(count))
    for part in parts:
        size = sum(block.size for block in part)
        entries_in_it = sum(len(block.entries) for block in part)
        assert size <= limit or entries_in_it == 1
