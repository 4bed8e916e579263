"""Questions and places on made-up chats whose labels are known by construction."""

from collections import Counter
from datetime import timedelta

import pytest

from sitegen.chat.session import Understanding
from sitegen.chat.understand import understand
from tests.chat.builders import START, rules, session
from tests.chat.made_up import Chat, Truth

SESSIONS = 12


@pytest.fixture(scope="module")
def understood() -> list[tuple[Truth, Understanding]]:
    result = []
    for seed in range(SESSIONS):
        start = START + timedelta(days=7 * seed)
        truth = Chat(seed, start).make()
        known = understand(session(start=start), truth.messages, rules())
        result.append((truth, known))
    return result


def number(label: str | None) -> int | None:
    return int(label[1:]) if label is not None else None


def test_questions_are_found(understood: list[tuple[Truth, Understanding]]) -> None:
    """Recall and precision of questions are at least 98 %."""
    asked = found = right = 0
    for truth, known in understood:
        asks = {known.items[q.ask].message.id for q in known.questions if q.ask}
        asked += len(truth.asks)
        found += len(known.questions)
        right += len(asks & set(truth.asks))
    assert right >= 0.98 * asked
    assert right >= 0.98 * found


def test_a_question_asked_again_opens_none(
    understood: list[tuple[Truth, Understanding]],
) -> None:
    for truth, known in understood:
        again = {known.items[i].message.id for q in known.questions for i in q.again}
        assert again <= truth.again


def test_every_numbered_answer_stands_at_its_question(
    understood: list[tuple[Truth, Understanding]],
) -> None:
    for truth, known in understood:
        for item in known.items:
            if item.message.id in truth.numbered:
                assert number(item.label) == truth.numbered[item.message.id]
                assert item.how == "number"


def test_four_in_five_guesses_by_time_are_right(
    understood: list[tuple[Truth, Understanding]],
) -> None:
    guesses: Counter[bool] = Counter()
    for truth, known in understood:
        for item in known.items:
            if item.how == "time" and item.message.id in truth.meant:
                guesses[number(item.label) == truth.meant[item.message.id]] += 1
    assert guesses.total() > 100
    assert guesses[True] >= 0.8 * guesses.total()


def test_greetings_answer_nothing(
    understood: list[tuple[Truth, Understanding]],
) -> None:
    for truth, known in understood:
        placed = [i for i in known.items if i.message.id in truth.greetings and i.label]
        assert placed == []


def test_every_count_adds_up(understood: list[tuple[Truth, Understanding]]) -> None:
    for truth, known in understood:
        counts = known.counts
        assert counts.stored == len(truth.messages)
        assert counts.stored == (
            counts.shown
            + counts.folded
            + counts.hidden
            + counts.redacted
            + counts.tombstones
        )
