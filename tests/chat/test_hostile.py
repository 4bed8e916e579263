"""Texts made to take long, or to break what reads them."""

import time
from datetime import timedelta

import pytest

from sitegen.chat.understand import understand
from sitegen.model import Message
from tests.chat.builders import START, rules, session

LONG = 40_000


@pytest.mark.parametrize(
    "text",
    [
        "Q1: " + " " * LONG + "x?",
        "Q1: what? " + " #a" * LONG,
        "a" * LONG + " :// Q1: x?",
        "https://example.org/" + ")" * LONG,
        "@a" * LONG,
        "@a " * LONG + "Q1: what?",
        "RT @a: " * LONG,
        "RT @a: " + "\u00a0" * LONG,
        "RT @a: " + "... " * LONG,
        "@a " * LONG + "A1",
        '"@a: ' * LONG,
        "via @a " * LONG,
        "A1 " * LONG,
        "#" * LONG + "\uff03" * LONG,
        "1/2 " * LONG,
        "\x00\u202e\ud7ff" * LONG,
    ],
    ids=range(16),
)
def test_a_long_text_takes_time_in_proportion(text: str) -> None:
    messages = [
        Message(id=str(n), time=START + timedelta(minutes=n), author=author, text=text)
        for n, author in enumerate(["mara", "ann", "mara", "ann"])
    ]
    begun = time.process_time()
    known = understand(session(), messages, rules())
    assert time.process_time() - begun < 5
    assert known.counts.stored == 4


def test_odd_values_do_no_harm() -> None:
    messages = [
        Message(id="", time=START, author="", text=""),
        Message(id="", time=START, author="@", text="Q1: ?", author_id=""),
        Message(id="\n", time=START, author=" \u202e", text="A1", reply_to=""),
    ]
    known = understand(session(), messages, rules(hosts=()))
    assert known.counts.stored == 3
    assert [f.kind for f in known.findings if f.kind == "duplicate-id"]
