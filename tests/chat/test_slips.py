"""What hosts, guests and bots do beside the rules, and what is made of it."""

from typing import Any

import pytest

from sitegen.chat.overlay import Overlay, SuppliedQuestion
from sitegen.chat.session import Understanding
from sitegen.chat.understand import understand
from sitegen.model import Attachment, Message
from tests.chat.builders import msg, rules, session

BREW = "How do you brew your morning tea?"
EAT = "What do you eat with a cup of it?"
KEEP = "Where do you keep the pots and cups?"
POUR = "Who taught you to pour without dripping?"


def understood(*messages: Message, **more: Any) -> Understanding:
    ordered = sorted(messages, key=lambda m: m.time)
    return understand(session(len(ordered)), ordered, rules(**more))


def chat(*more: Message) -> tuple[Message, ...]:
    return (
        msg(1, "mara", f"Q1: {BREW}", id="q1"),
        msg(2, "bob", "A1 in a pot", id="b1"),
        msg(11, "mara", f"Q2: {EAT}", id="q2"),
        msg(13, "eve", "A2 cake", id="e2"),
        msg(21, "mara", f"Q3: {KEEP}", id="q3"),
        msg(23, "joe", "A3 on a shelf", id="j3"),
        *more,
    )


def asks(known: Understanding) -> list[tuple[str, str | None, list[str]]]:
    return [
        (
            q.label,
            None if q.ask is None else known.items[q.ask].message.id,
            [known.items[i].message.id for i in q.again],
        )
        for q in known.questions
    ]


def label(known: Understanding, identity: str) -> tuple[str | None, str | None]:
    (item,) = [i for i in known.items if i.message.id == identity]
    return item.label, item.how


@pytest.mark.parametrize(
    "text",
    [
        "Q2 coming up in two minutes! #teachat", "Ready for Q2? #teachat",
        "Q2 is up next", "Okay everyone, are you ready for Q2? Here it comes",
        "Q2 in one minute!", "Keep those going, soon it is time for Q2",
    ],
)  # fmt: skip
def test_what_announces_a_question_does_not_ask_it(text: str) -> None:
    known = understood(*chat(msg(9, "mara", text, id="soon")))
    assert asks(known) == [("Q1", "q1", []), ("Q2", "q2", []), ("Q3", "q3", [])]


@pytest.mark.parametrize(
    "text",
    [
        f"REPEAT Q2: {EAT}", f"In case you missed it: Q2 {EAT}", "ICYMI Q2: cake or pie?",
        "Q2 again - the eating, what?", f"Q2. {EAT} #teachat",
    ],
)  # fmt: skip
def test_a_host_asks_again_in_words_of_their_own(text: str) -> None:
    known = understood(*chat(msg(15, "mara", text, id="again")))
    assert asks(known)[1] == ("Q2", "q2", ["again"])


@pytest.mark.parametrize(
    "text", ["Q1 cont. does it matter how long?", "Q1 2/2: and for how long?"]
)
def test_the_second_part_of_a_question_stands_with_it(text: str) -> None:
    known = understood(*chat(msg(1.5, "mara", text, id="part")))
    assert asks(known)[0] == ("Q1", "q1", ["part"])


def test_a_bot_that_repeats_a_question_does_not_answer_it() -> None:
    known = understood(*chat(msg(1.2, "bot", f"Q1: {BREW}", id="x", kind="bot")))
    assert asks(known)[0] == ("Q1", "q1", ["x"])


def test_two_threes_and_no_two_are_a_mistyped_two_if_people_answer_a_two() -> None:
    known = understood(
        msg(1, "mara", f"Q1: {BREW}", id="q1"),
        msg(11, "mara", f"Q3: {EAT}", id="q2"),
        msg(13, "bob", "A2 cake", id="b"),
        msg(21, "mara", f"Q3: {KEEP}", id="q3"),
        msg(23, "bob", "A3 on a shelf", id="b3"),
    )
    assert asks(known) == [("Q1", "q1", []), ("Q2", "q2", []), ("Q3", "q3", [])]
    assert label(known, "b") == ("Q2", "number")
    assert [f.what for f in known.findings if f.kind == "mistyped-number"] == [
        "'Q3' was taken for Q2"
    ]


def test_an_old_number_on_a_new_question_is_the_next_if_people_answer_that() -> None:
    again = msg(31, "mara", f"Q2: {POUR}", id="q4")
    known = understood(*chat(again, msg(33, "lu", "A4 an aunt", id="lu")))
    assert asks(known)[3:] == [("Q4", "q4", [])]
    assert asks(understood(*chat(again)))[3:] == []


def test_a_host_may_ask_in_replies_to_a_guest() -> None:
    known = understood(
        msg(1, "mara", f"@gus Q1: {BREW}", id="q1"),
        msg(2, "gus", "@mara A1: in a pot", id="g1", reply_to="q1"),
        msg(11, "mara", f"@gus Q2: {EAT}", id="q2", reply_to="g1"),
        msg(12, "gus", "A2: cake", id="g2", reply_to="q2"),
    )
    assert asks(known) == [("Q1", "q1", []), ("Q2", "q2", [])]
    assert label(known, "g2") == ("Q2", "number")


def test_a_hosts_reply_that_names_a_question_does_not_ask_it() -> None:
    reply = msg(12, "mara", "@bob Q2 - did you mean a scone?", id="r", reply_to="b1")
    assert asks(understood(*chat(reply)))[1] == ("Q2", "q2", [])


def test_a_second_host_whom_nobody_named_may_take_turns() -> None:
    known = understood(
        msg(1, "mara", f"Q1: {BREW}", id="q1"),
        msg(11, "ann", f"Q2: {EAT}", id="q2"),
        msg(21, "mara", f"Q3: {KEEP}", id="q3"),
        msg(31, "ann", f"Q4: {POUR}", id="q4"),
    )
    assert [ask for _, ask, _ in asks(known)] == ["q1", "q2", "q3", "q4"]


def test_hosts_who_take_turns_answer_each_other_with_the_questions_number() -> None:
    known = understood(
        msg(1, "mara", f"Q1: {BREW}", id="q1"),
        msg(11, "ann", f"Q2: {EAT}", id="q2"),
        msg(13, "mara", "Q2: cake for me", id="m2"),
        msg(21, "mara", f"Q3: {KEEP}", id="q3"),
        hosts=(),
    )
    assert [ask for _, ask, _ in asks(known)] == ["q1", "q2", "q3"]
    assert label(known, "m2") == ("Q2", "number")


def test_a_guest_who_asks_once_is_believed_if_two_people_answer() -> None:
    question = msg(31, "gus", f"Q4: {POUR}", id="q4")
    answers = (msg(33, "bob", "A4 an aunt"), msg(34, "eve", "A4: nobody"))
    assert asks(understood(*chat(question, *answers)))[3:] == [("Q4", "q4", [])]
    assert asks(understood(*chat(question, answers[0])))[3:] == []


@pytest.mark.parametrize(
    "more",
    [
        {"text": f"Next one: {POUR}"},
        {"text": f"A4: {POUR}"},
        {
            "text": "Look",
            "attachments": (Attachment(url="https://example.org/4.png", kind="image"),),
        },
    ],
)
def test_a_question_without_its_number_is_found_by_its_answers(
    more: dict[str, Any],
) -> None:
    known = understood(
        *chat(msg(31, "mara", id="q4", **more)),
        *(
            msg(32 + n, name, "A4 an aunt")
            for n, name in enumerate(("bob", "eve", "jo"))
        ),
    )
    assert asks(known)[3:] == [("Q4", "q4", [])]
    assert not [f for f in known.findings if f.kind == "unplaced-answer"]


@pytest.mark.parametrize(
    "text",
    [
        "Hi everyone, Kim from Rome", "@mara hello! sorry I am late", "Thanks all!",
        "#teachat Good evening from a rainy town",
    ],
)  # fmt: skip
def test_greetings_and_farewells_answer_nothing(text: str) -> None:
    assert label(understood(*chat(msg(16, "kim", text, id="k"))), "k") == (None, None)


def test_who_greets_and_then_answers_is_placed() -> None:
    text = (
        "Hi all! I think a slice of plain cake, warm from the oven, goes best with it"
    )
    known = understood(*chat(msg(16, "kim", f"{text} on any day", id="k")))
    assert label(known, "k") == ("Q2", "time")


def test_a_message_to_somebody_is_guessed_to_be_about_what_they_said_last() -> None:
    known = understood(
        *chat(
            msg(14, "bob", "A1 late: the brown pot", id="b"),
            msg(16, "kim", "@bob and how big is it", id="k"),
            msg(17, "lou", "@mara toast, mostly", id="l", reply_to="gone"),
            msg(18, "ned", "@joe toast, mostly", id="n"),
        )
    )
    assert label(known, "k") == ("Q1", "time")
    assert label(known, "l") == ("Q2", "time")
    assert label(known, "n") == ("Q2", "time")


def test_an_impossible_number_of_someone_who_asked_nothing_is_no_question() -> None:
    slip = msg(24, "joe", "Q18 a shelf by the window, out of the sun", id="slip")
    known = understood(*chat(slip), hosts=())
    assert [ask for _, ask, _ in asks(known)] == ["q1", "q2", "q3"]


def supplied(*texts: str) -> Overlay:
    questions = tuple(SuppliedQuestion(f"Q{n}", t, n) for n, t in enumerate(texts, 1))
    return Overlay(channel="tea", key="2020-01-07", path="o.md", questions=questions)


def listed(overlay: Overlay, *messages: Message) -> Understanding:
    return understand(session(len(messages)), messages, rules(), overlay)


def test_a_host_who_left_one_of_the_list_out_numbers_the_others_anew() -> None:
    known = listed(
        supplied(BREW, EAT, KEEP),
        msg(1, "mara", f"Q1: {BREW}", id="q1"),
        msg(11, "mara", f"Q2: {KEEP}", id="q2"),
        msg(13, "bob", "A2 on a shelf", id="b"),
    )
    assert asks(known) == [("Q1", "q1", []), ("Q2", None, []), ("Q3", "q2", [])]
    assert label(known, "b") == ("Q3", "number")


def test_a_question_asked_in_other_words_is_found_by_its_number() -> None:
    known = listed(
        supplied(BREW, EAT),
        msg(1, "mara", "Q1: Loose leaves or bags, and why?", id="q1"),
        msg(11, "mara", f"Okay, the next one. {EAT}", id="q2"),
        msg(13, "bob", "A2 cake", id="b"),
    )
    assert asks(known) == [("Q1", "q1", []), ("Q2", "q2", [])]
    assert label(known, "b") == ("Q2", "number")


def test_the_first_to_write_a_pictures_number_answers_it() -> None:
    picture = (Attachment(url="https://example.org/4.png", kind="image"),)
    known = understood(
        *chat(msg(31, "mara", "And now", id="q4", attachments=picture)),
        *(
            msg(32 + n, name, "Q4 an aunt of mine, long ago and far away")
            for n, name in enumerate(("bob", "eve", "jo"))
        ),
        hosts=(),
    )
    assert asks(known)[3:] == [("Q4", "q4", [])]
    assert len(known.questions[3].answers) == 3


def test_an_early_answer_with_the_questions_number_does_not_ask_it() -> None:
    early = msg(10, "joe", "Q2: I must leave, so here is mine now: cake", id="early")
    question = msg(11, "mara", f"Okay: Q2 {EAT}", id="q2")
    rest = [m for m in chat() if m.id != "q2"]
    known = understood(*rest, early, question, hosts=())
    assert asks(known)[1] == ("Q2", "q2", [])
    assert label(known, "early") == ("Q2", "number")
