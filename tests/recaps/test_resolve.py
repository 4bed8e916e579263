"""Recaps resolved, and drafted."""

from datetime import date

import pytest

from sitegen.chat.overlay import Overlay
from sitegen.chat.session import Understanding
from sitegen.chat.understand import understand
from sitegen.model import Message, Reaction
from sitegen.recaps.calls import find_calls
from sitegen.recaps.draft import draft, plain_markdown
from sitegen.recaps.recap import Recap, RecapError, recap_of
from sitegen.recaps.resolve import (
    AnswerList,
    LinkList,
    Quote,
    Resolved,
    StatsBlock,
    extract,
    resolve,
    wants,
)
from tests.chat.builders import msg, rules, session

PATH = "content/recaps/2020-W02.md"
CHAT = [
    msg(1, "mara", "Q1: How do you brew <b>your</b> tea? {{ stats() }}", id="q1"),
    msg(2, "bob", "A1 in a pot, always, see https://example.org/pots", id="b1"),
    msg(3, "eve", "@bob oh yes", id="e1", reply_to="b1"),
    msg(4, "bob", "A1 also --> in the open <script> {{ quote('x') }}", id="b2"),
    msg(5, "ann", "A1 loose leaves", id="a1", reactions=(Reaction(emoji="x", count=2),)),
    msg(6, "joe", "RT @bob: A1 in a pot, always, see https://example.org/pots", id="j1"),
]  # fmt: skip
DAY = date(2020, 1, 7)


def known(
    messages: list[Message] | None = None, redacted: frozenset[str] = frozenset()
) -> Understanding:
    overlay = Overlay(channel="tea", key="2020-01-07", title="On tea")
    return understand(session(), messages or CHAT, rules(), overlay, redacted=redacted)


def recap(body: str) -> Recap:
    return recap_of("2020-W02", PATH, {"sessions": ["tea/2020-01-07"]}, body, 5)


def resolved(
    body: str, understood: Understanding | None = None, **more: frozenset[str]
) -> Resolved:
    understood = understood or known()
    one = recap(body)
    material = extract(understood, wants([one]))
    summaries = {("tea", "2020-01-07"): understood.summary}
    return resolve(one, [material], summaries, **more)


def test_calls_become_values_between_the_text() -> None:
    text, quote, middle, stats, links = resolved(
        'Look: {{ quote("b1") }} and {{ stats() }}{{ links() }}'
    ).pieces
    assert (text, middle) == ("Look: ", " and ")
    assert isinstance(quote, Quote)
    assert (quote.id, quote.person, quote.label) == ("b1", "bob", "Q1")
    assert isinstance(stats, StatsBlock)
    assert isinstance(links, LinkList)
    assert links.links[0].url == "https://example.org/pots"


def test_the_best_answers_come_first_and_are_spread_over_people() -> None:
    (answers,) = resolved('{{ answers("q1", top=2) }}').pieces
    assert isinstance(answers, AnswerList)
    assert [q.id for q in answers.quotes] == ["b1", "a1"]
    assert answers.total == 3


def test_a_quoted_repost_is_its_original() -> None:
    (quote,) = resolved('{{ quote("j1") }}').pieces
    assert isinstance(quote, Quote)
    assert (quote.id, quote.person) == ("b1", "bob")


def test_people_quoted_are_listed_once() -> None:
    found = resolved('{{ quote("a1") }}{{ answers("Q1") }}')
    assert found.quoted == ("ann", "bob")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('{{ quote("gone") }}', "quote: no message 'gone' is published"),
        ('{{ answers("Q9") }}', "answers: tea/2020-01-07 has no question 'Q9'"),
        ('{{ stats(session="tea/1999-01-01") }}', "stats: 'tea/1999-01-01' is no"),
    ],
)
def test_what_was_never_seen_is_an_error_with_file_and_line(
    body: str, what: str
) -> None:
    with pytest.raises(RecapError) as caught:
        resolved("\n" + body)
    assert str(caught.value).startswith(f"{PATH}:6: {what}")


def test_a_redacted_message_is_a_tombstone_and_a_warning() -> None:
    gone = frozenset({"a1"})
    found = resolved('{{ quote("a1") }}', known(redacted=gone))
    (quote,) = found.pieces
    assert isinstance(quote, Quote)
    assert (quote.message, quote.person) == (None, "")
    assert [w.line for w in found.warnings] == [5]
    purged = known([m for m in CHAT if m.id != "a1"])
    assert resolved('{{ quote("a1") }}', purged, redacted=gone).quoted == ()


def test_a_draft_can_be_published_as_it_is() -> None:
    text = draft(known(), day=DAY, newcomers=("eve",))
    assert text.startswith('---\ntitle: "On tea"\ndate: 2020-01-07\n')
    body = text.split("---\n", 2)[2]
    found = resolved(body)
    assert set(found.quoted) == {"bob", "ann"}
    assert [c.name for c in find_calls(body, PATH)].count("stats") == 1
    assert "Welcome, [eve](people/eve/)!" in body


def test_chat_text_in_a_draft_does_nothing() -> None:
    text = draft(known(), day=DAY)
    heading = next(line for line in text.splitlines() if line.startswith("## Q1"))
    assert "<b>" not in heading.replace("\\<", "")
    assert "<script" not in text
    assert plain_markdown("{{ stats() }}\n# x") == r"\{\{ stats\(\) \}\} \# x"


def test_a_draft_is_the_same_each_time() -> None:
    assert draft(known(), day=DAY) == draft(known(), day=DAY)
