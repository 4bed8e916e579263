"""Parts as columns give back what was put in."""

from datetime import UTC, datetime

import pytest

from sitegen.chat.parts import Part, Parts

FIRST = datetime(2026, 3, 3, 20, 0, 0, 250_000, tzinfo=UTC)
PARTS = (
    Part(slug="helper", aliases=("helper",), name="Helper", bot=True, posts=3),
    Part(
        slug="mara",
        aliases=("Mara", "mara_k"),
        name="Mara Made Up",
        host=True,
        posts=70_000,
        answers=("Q1", "Q3"),
        first=FIRST,
        last=FIRST,
    ),
    Part(slug="tom", aliases=("tom",), name="tom", posts=1),
    Part(slug="wren", aliases=(), name="wren", replies_received=2),
)


def test_every_part_comes_back() -> None:
    parts = Parts.of(PARTS)
    assert len(parts) == 4
    assert tuple(parts) == PARTS
    assert parts[1] == PARTS[1]
    assert parts.slugs == ("helper", "mara", "tom", "wren")
    assert [parts.posts_of(number) for number in range(4)] == [3, 70_000, 1, 0]


def test_a_program_and_who_wrote_nothing_did_not_take_part() -> None:
    assert Parts.of(PARTS).present == {"mara", "tom"}


def test_there_is_no_part_outside() -> None:
    for number in (-1, 4):
        with pytest.raises(IndexError):
            Parts.of(PARTS)[number]
    assert tuple(Parts.of(())) == ()
