"""One session, understood."""

import pickle

from sitegen.chat.overlay import Correction, Overlay, SuppliedQuestion
from sitegen.chat.session import Understanding
from sitegen.chat.understand import understand
from sitegen.model import Message
from tests.chat.builders import msg, rules, session

CHAT = [
    msg(0, "mara", "Welcome to #teachat everyone"),
    msg(1, "bob", "Hello from a rainy town"),
    msg(4, "mara", "Q1: How do you brew your morning tea? #teachat", id="q1"),
    msg(6, "bob", "A1 in a pot, always", id="b1"),
    msg(6.5, "eve", "@bob me too!", reply_to="b1"),
    msg(7, "eve", "A1: with a bag, sorry", id="e1"),
    msg(8, "ann", "Only ever loose leaves for me", id="n1"),
    msg(9, "ann", "RT @bob: A1 in a pot, always"),
    msg(9.2, "joe", "This! RT @bob: A1 in a pot, always"),
    msg(14, "mara", "Let's go on. Q2.What do you eat with it?", id="q2"),
    msg(16, "bob", "Q2: scones", id="b2"),
    msg(17, "eve", "A1: late to this, but never milk", id="e2"),
    msg(18, "ann", "A2 jam, and A1 honey", id="n2"),
]


def understood(
    messages: list[Message] | None = None, overlay: Overlay | None = None
) -> Understanding:
    given = CHAT if messages is None else messages
    return understand(session(len(given)), given, rules(), overlay)


def ids(known: Understanding, label: str) -> dict[str, list[str]]:
    question = next(q for q in known.questions if q.label == label)
    return {
        known.items[e.item].message.id: [known.items[r].message.id for r in e.replies]
        for e in question.answers
    }


def standing(known: Understanding) -> list[int]:
    """Return every item index as often as the by-question reading shows it."""
    found: list[int] = []
    for question in known.questions:
        found += [i for i in (question.ask, *question.again) if i is not None]
        for entry in question.answers:
            found += [entry.item, *entry.replies]
    for entry in known.also_said:
        found += [entry.item, *entry.replies]
    return sorted(found)


def test_answers_stand_at_their_question_with_replies_below() -> None:
    known = understood()
    assert [(q.label, q.text) for q in known.questions] == [
        ("Q1", "How do you brew your morning tea?"),
        ("Q2", "What do you eat with it?"),
    ]
    first = ids(known, "Q1")
    assert first["b1"] == ["6.5-eve", "9.2-joe"]
    assert {"b1", "e1", "n1", "e2"} <= set(first)
    assert set(ids(known, "Q2")) == {"b2", "n2"}


def test_an_item_says_why_it_stands_where_it_does() -> None:
    known = understood()
    hows = {i.message.id: i.how for i in known.items}
    assert hows["b1"] == "number"
    assert hows["6.5-eve"] == "reply"
    assert hows["n1"] == "time"
    assert hows["0-mara"] is None


def test_a_post_with_two_numbers_stands_once_and_is_linked_from_the_other() -> None:
    known = understood()
    index = next(n for n, i in enumerate(known.items) if i.message.id == "n2")
    assert known.items[index].label == "Q2"
    assert known.items[index].also == ("Q1",)
    assert known.questions[0].elsewhere == (index,)


def test_each_item_stands_in_the_by_question_reading_exactly_once() -> None:
    known = understood()
    assert standing(known) == list(range(len(known.items)))


def test_a_repost_is_folded_and_its_comment_is_not() -> None:
    known = understood()
    bob = next(i for i in known.items if i.message.id == "b1")
    assert bob.fold is not None
    assert (bob.fold.reposts, bob.fold.by) == (1, ("ann",))
    joe = next(i for i in known.items if i.person == "joe")
    assert (joe.comment, joe.repeats) == ("This!", "b1")


def test_counts_add_up() -> None:
    counts = understood().counts
    assert counts.stored == len(CHAT)
    assert counts.stored == counts.shown + counts.folded
    assert counts.folded == 1


def test_without_numbers_a_chat_stays_plain() -> None:
    known = understood([m for m in CHAT if m.id in {"0-mara", "1-bob", "n1"}])
    assert known.questions == ()
    assert known.also_said == ()
    assert len(known.items) == 3


def test_a_supplied_question_is_found_by_its_words() -> None:
    plain = [
        msg(2, "mara", "So, how do you brew your morning tea, friends?", id="ask"),
        msg(4, "bob", "in a pot", id="pot", reply_to="ask"),
    ]
    wanted = SuppliedQuestion("Q1", "How do you brew your morning tea?")
    overlay = Overlay(channel="tea", key="2020-01-07", questions=(wanted,))
    known = understood(plain, overlay)
    assert known.questions[0].ask == 0
    assert known.questions[0].text == wanted.text
    assert list(ids(known, "Q1")) == ["pot"]


def test_the_host_can_place_hide_pin_and_join_messages() -> None:
    overlay = Overlay(
        channel="tea",
        key="2020-01-07",
        path="content/sessions/tea/2020-01-07.md",
        hide=(Correction("1-bob", line=3),),
        question=(Correction("n1", "Q2", 4), Correction("e1", "none", 5)),
        pin=(Correction("b1", line=6),),
        same_as=(Correction("e2", "e1", 7),),
    )
    known = understood(overlay=overlay)
    by_id = {i.message.id: i for i in known.items}
    assert "1-bob" not in by_id
    assert known.counts.hidden == 1
    assert (by_id["n1"].label, by_id["n1"].how) == ("Q2", "host")
    assert by_id["e1"].label is None
    assert by_id["b1"].pinned
    assert by_id["e1"].fold is not None
    assert by_id["e1"].fold.ids == ("e2",)
    assert not [f for f in known.findings if f.kind == "dead-correction"]
    assert standing(known) == list(range(len(known.items)))


def test_a_correction_that_no_longer_applies_is_reported_with_its_line() -> None:
    overlay = Overlay(
        channel="tea",
        key="2020-01-07",
        path="x.md",
        hide=(Correction("gone", line=3),),
        pin=(Correction("gone", line=4),),
        question=(Correction("gone", "Q1", 5),),
        same_as=(Correction("gone", "b1", 6),),
    )
    dead = [f for f in understood(overlay=overlay).findings if f.kind[:4] == "dead"]
    assert sorted(f.place for f in dead) == ["x.md:3", "x.md:4", "x.md:5", "x.md:6"]


def test_a_redacted_message_is_a_tombstone_without_a_name_and_reposts_vanish() -> None:
    known = understand(session(), CHAT, rules(), redacted=frozenset({"b1"}))
    stone = next(i for i in known.items if i.message.id == "b1")
    assert (stone.state, stone.message.text, stone.person) == ("redacted", "", "")
    assert known.counts.redacted == 1
    assert standing(known) == list(range(len(known.items)))


def test_a_redacted_message_that_a_host_made_a_question_says_nothing() -> None:
    overlay = Overlay(
        channel="tea", key="2020-01-07", question=(Correction("b1", "Q9"),)
    )
    known = understand(session(), CHAT, rules(), overlay, redacted=frozenset({"b1"}))
    assert "in a pot" not in repr((known.questions, known.summary.questions))


def test_circles_of_replies_and_reposts_do_no_harm() -> None:
    circle = [
        msg(0, "mara", "Q1: Which pot is best?", id="q"),
        msg(1, "a", "x y", id="a", reply_to="b"),
        msg(2, "b", "y z", id="b", reply_to="a"),
        msg(3, "c", "z", id="c", repost_of="d"),
        msg(4, "d", "z", id="d", repost_of="c"),
        msg(5, "e", "self", id="e", reply_to="e", repost_of="e"),
    ]
    known = understood(circle)
    assert known.counts.shown + known.counts.folded == len(circle)
    assert standing(known) == list(range(len(known.items)))


def test_an_understanding_survives_pickling() -> None:
    known = understood()
    assert pickle.loads(pickle.dumps(known)) == known


def test_the_summary_says_who_did_what() -> None:
    summary = understood().summary
    parts = {p.slug: p for p in summary.parts}
    assert (parts["ann"].posts, parts["ann"].shown, parts["ann"].reposts) == (3, 2, 1)
    assert parts["ann"].answers == ("Q1", "Q2")
    assert parts["bob"].replies_received == 1
    assert parts["bob"].reposts_received == 1
    assert parts["mara"].asked == 2
    assert summary.pairs == (("eve", "bob", 1),)
    assert summary.stats.posts == len(CHAT)
    assert summary.stats.participants == 5
    assert sum(summary.stats.per_minute) == len(CHAT)


def test_a_correction_to_a_new_label_opens_that_question() -> None:
    overlay = Overlay(
        channel="tea", key="2020-01-07", question=(Correction("q1", "Q7", 4),)
    )
    known = understood(overlay=overlay)
    assert [(q.label, q.text, q.ask) for q in known.questions] == [
        ("Q7", "How do you brew your morning tea?", 2),
        ("Q2", "What do you eat with it?", 8),
    ]
    assert standing(known) == list(range(len(known.items)))
