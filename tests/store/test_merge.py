"""Merging: which version is stored, and that order and repetition do not matter."""

from datetime import UTC, datetime
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sitegen.model import Message
from sitegen.store.merge import as_tombstone, merge

NOON = datetime(2010, 12, 21, 12, tzinfo=UTC)
LATER = NOON.replace(hour=13)

TEXTS = ["I agree", "I agree with all of it", "I agree wi…", "I agree wi...", "no", ""]


@st.composite
def versions(draw: st.DrawFn) -> Message:
    message = Message(
        id="1",
        time=draw(st.sampled_from([NOON, LATER])),
        author=draw(st.sampled_from(["ana", "Ana"])),
        text=draw(st.sampled_from(TEXTS)),
        name=draw(st.sampled_from([None, "Ana"])),
        reply_to=draw(st.sampled_from([None, "0"])),
        edited=draw(st.sampled_from([None, NOON, LATER])),
        fixed=draw(st.booleans()),
    )
    deleted = draw(st.sampled_from([None, None, NOON, LATER]))
    return as_tombstone(message, deleted) if deleted else message


@given(versions())
def test_a_version_merged_with_itself_is_itself(one: Message) -> None:
    """Twice equals once."""
    assert merge(one, one) == one


@given(versions(), versions(), versions())
def test_the_order_of_versions_does_not_matter(
    one: Message, two: Message, three: Message
) -> None:
    """Merging is commutative and associative, and picks one of the versions."""
    results = [reduce(merge, order) for order in permutations((one, two, three))]
    results.append(merge(one, merge(two, three)))
    assert all(result == results[0] for result in results)
    assert results[0] in {one, two, three}


PLAIN = Message(id="1", time=NOON, author="ana", text="I agree with all of it")
CUT = replace(PLAIN, text="I agree wi…", name="Ana", reply_to="0")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (as_tombstone(PLAIN, NOON), replace(PLAIN, fixed=True)),
        (replace(PLAIN, fixed=True), replace(PLAIN, edited=LATER)),
        (replace(CUT, edited=LATER), replace(PLAIN, edited=NOON)),
        (replace(PLAIN, text="no", edited=NOON), PLAIN),
        (PLAIN, CUT),
        (PLAIN, replace(CUT, text="I agree with… https://t.example/x1")),
        (PLAIN, replace(PLAIN, text="I agree wi")),
        (PLAIN, replace(PLAIN, text="I agree")),
        (replace(PLAIN, text="aaa", name="Ana"), replace(PLAIN, text="zzz")),
        (replace(PLAIN, text="zzz"), replace(PLAIN, text="aaa")),
    ],
)
def test_the_better_version_wins(better: Message, worse: Message) -> None:
    """A tombstone, a fix, the later edit, whole text, more fields, greater JSON."""
    assert merge(better, worse) == merge(worse, better) == better
