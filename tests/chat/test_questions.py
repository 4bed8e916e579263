"""Numbers, questions and places, case by case."""

from typing import Any

import pytest

from sitegen.chat.markers import grammar, markers
from sitegen.chat.rules import QuestionRules
from sitegen.chat.session import Understanding
from sitegen.chat.understand import understand
from sitegen.model import Message
from tests.chat.builders import msg, rules, session

ASK1 = "Q1: How do you brew your morning tea?"
ASK2 = "Q2: What do you eat with a cup of it?"


def understood(*messages: Message, **more: Any) -> Understanding:
    return understand(session(len(messages)), messages, rules(**more))


def labels(known: Understanding) -> dict[str, str | None]:
    return {i.message.id: i.label for i in known.items}


def asked(known: Understanding) -> list[tuple[str, str | None]]:
    return [
        (q.label, None if q.ask is None else known.items[q.ask].message.id)
        for q in known.questions
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Q1 What", "Q1: What", "Q1) What", "Q1. What", "Q.1 What", "Q 1: What",
        "#Q1 What", "[Q1] What", "q1 what", "T1: What", "Question 1: what", "(Q1) What",
        "#teachat Q1: What", "@everyone Q1: What", "**Q1** What", "Q. 1 What", "Q#1 What",
        "Q-1: What", "Q 1 What", "Question #1: What", "Question one: What", "Q1What now",
        "Topic 1: What", "Ques 1: What", "\uff31\uff11\uff1aWhat", "\U0001f4a1 Q1 What",
    ],
)  # fmt: skip
def test_a_number_is_read_in_every_spelling_hosts_use(text: str) -> None:
    (found,) = markers(text, grammar(QuestionRules()))
    assert (found.key.number, found.kind, found.leading) == (1, "q", True)


@pytest.mark.parametrize(
    "text",
    [
        "A1 yes", "A1: yes", "A.1 yes", "A1.2 more", "a1 - no", "A1/2 so", "A1+ so",
        "A1I think so", "A1cont. and", "Ans 1: yes", "Answer #1 yes", "A#1 yes",
        "A-1: yes", "A. 1 yes", "\uff21\uff11\uff1ayes", "@mara @eve A1 yes",
    ],
)  # fmt: skip
def test_an_answer_is_read_in_every_spelling_people_use(text: str) -> None:
    (found,) = markers(text, grammar(QuestionRules()))
    assert (found.key.number, found.kind, found.leading) == (1, "a", True)


@pytest.mark.parametrize(
    "text",
    [
        "A 5 minute walk", "a 7 day week", "don't 5", "https://example.org/Q1", "A4000",
        "R2D2", "user_a1", "at5pm", "A100 roads", "q1w2e3", "A1B2 C3", "an x-a1",
        "A 1 hour walk", "answer one of them", "an A-1 place", "example.q1",
    ],
)  # fmt: skip
def test_what_looks_like_a_number_but_is_none_is_left_alone(text: str) -> None:
    assert markers(text, grammar(QuestionRules())) == ()


def test_a_page_size_inside_a_text_is_no_firm_answer() -> None:
    (found,) = markers("print it on A4 paper", grammar(QuestionRules()))
    assert not found.firm


def test_prefixes_are_the_channels_own() -> None:
    forms = grammar(QuestionRules(prefixes=("Frage",), answers=("Antwort",)))
    assert markers("Q1: no", forms) == ()
    (found,) = markers("Antwort 3: ja", forms)
    assert (found.key.number, found.kind) == (3, "a")


def test_a_number_in_the_midst_of_a_hosts_message_asks() -> None:
    known = understood(
        msg(1, "mara", "Okay, here we go. Q1.What is in your cup?", id="q")
    )
    assert asked(known) == [("Q1", "q")]


def test_participants_answering_with_the_questions_number_open_nothing() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q"),
        msg(2, "bob", "Q1: In a pot?", id="b"),
        msg(3, "eve", "Q2: is this it?", id="e"),
    )
    assert asked(known) == [("Q1", "q")]
    assert labels(known)["b"] == "Q1"


def test_an_announcement_of_a_number_does_not_ask_it() -> None:
    known = understood(
        msg(0, "mara", "Two more minutes until Q1, grab a cup", id="soon"),
        msg(2, "mara", ASK1, id="q"),
        msg(3, "bob", "A1 yes", id="b"),
    )
    assert asked(known) == [("Q1", "q")]


def test_a_preview_of_all_questions_asks_none_that_is_asked_later() -> None:
    known = understood(
        msg(0, "mara", "Tonight: Q1 how do you brew? Q2 what do you eat?", id="list"),
        msg(2, "mara", ASK1, id="q1"),
        msg(9, "mara", ASK2, id="q2"),
    )
    assert asked(known) == [("Q1", "q1"), ("Q2", "q2")]


def test_a_question_asked_again_stands_below_the_first() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q"),
        msg(
            5,
            "mara",
            "Q1 again: how do you brew your morning tea? #teachat",
            id="again",
        ),
        msg(
            6,
            "eve",
            "In case you missed it: Q1 how do you brew your morning tea",
            id="e",
        ),
    )
    assert asked(known) == [("Q1", "q")]
    assert [known.items[i].message.id for i in known.questions[0].again] == [
        "again",
        "e",
    ]


def test_two_fours_and_no_five_are_a_mistyped_five() -> None:
    known = understood(
        msg(1, "mara", "Q4: How do you brew your morning tea?", id="q4"),
        msg(9, "mara", "Q4: Which cake goes best with an evening cup?", id="q5"),
        msg(11, "bob", "A5 the plum one", id="b"),
    )
    assert asked(known) == [("Q4", "q4"), ("Q5", "q5")]
    assert labels(known)["b"] == "Q5"
    assert [f.what for f in known.findings if f.kind == "mistyped-number"] == [
        "'Q4' was taken for Q5"
    ]


def test_an_impossible_number_is_the_next_one_mistyped() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"),
        msg(9, "mara", "Q22: What do you eat with it?", id="q2"),
        msg(19, "mara", "Q3: What do you read with it?", id="q3"),
    )
    assert asked(known) == [("Q1", "q1"), ("Q2", "q2"), ("Q3", "q3")]


def test_a_number_three_people_answer_was_asked_in_a_picture() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"),
        msg(9, "ann", "A2 scones", id="a"),
        msg(10, "bob", "A2: jam", id="b"),
        msg(11, "eve", "A2 cake", id="e"),
    )
    assert asked(known) == [("Q1", "q1"), ("Q2", None)]
    assert labels(known)["b"] == "Q2"


def test_letters_make_two_questions_of_one_number() -> None:
    known = understood(
        msg(1, "mara", "Q3a: Milk or lemon in the cup?", id="a"),
        msg(5, "mara", "Q3b: Sugar or honey in the pot?", id="b"),
        msg(7, "bob", "A3a milk", id="x"),
        msg(8, "bob", "A3 honey, and more of it", id="y"),
    )
    assert asked(known) == [("Q3a", "a"), ("Q3b", "b")]
    assert (labels(known)["x"], labels(known)["y"]) == ("Q3a", "Q3b")


def test_an_icebreaker_and_a_wrap_are_questions_too() -> None:
    known = understood(
        msg(1, "mara", "Icebreaker: your favorite cup?", id="ice"),
        msg(5, "mara", ASK1, id="q1"),
        msg(50, "mara", "QWrap) What will you try this week?", id="wrap"),
        msg(51, "bob", "more loose leaves", id="b", reply_to="wrap"),
    )
    assert asked(known) == [("Q0", "ice"), ("Q1", "q1"), ("QWrap", "wrap")]
    assert labels(known)["b"] == "QWrap"


def test_when_the_known_host_asked_nothing_the_one_who_asks_is_the_host() -> None:
    known = understood(
        msg(1, "gus", ASK1, id="q1"),
        msg(3, "bob", "Q1: in a pot", id="b"),
        msg(9, "gus", ASK2, id="q2"),
    )
    assert asked(known) == [("Q1", "q1"), ("Q2", "q2")]


def test_a_guest_who_asks_in_the_hosts_place_is_a_host_that_day() -> None:
    known = understood(
        msg(1, "gus", ASK1, id="q1"),
        msg(3, "mara", "Q1: in a pot, I am only a guest today", id="m"),
        msg(9, "gus", ASK2, id="q2"),
        msg(19, "gus", "Q3: What do you read with it?", id="q3"),
        msg(21, "mara", "Q3: the paper", id="m3"),
    )
    assert asked(known) == [("Q1", "q1"), ("Q2", "q2"), ("Q3", "q3")]
    assert labels(known)["m"] == "Q1"
    assert known.items[0].host


def test_early_and_late_answers_stand_at_their_number() -> None:
    known = understood(
        msg(0, "guest", "A2: with cake, I must leave early", id="early"),
        msg(1, "mara", ASK1, id="q1"),
        msg(9, "mara", ASK2, id="q2"),
        msg(70, "bob", "A1 late: in a pot", id="late"),
    )
    assert (labels(known)["early"], labels(known)["late"]) == ("Q2", "Q1")


def test_a_further_part_stays_with_the_first() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"),
        msg(2, "bob", "A1 1/2 in a pot, and then", id="b1"),
        msg(9, "mara", ASK2, id="q2"),
        msg(6, "bob", "2/2 in another", id="b2"),
    )
    assert labels(known)["b2"] == "Q1"


def test_a_reply_to_the_question_is_an_answer_and_one_to_that_is_below_it() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"),
        msg(2, "bob", "@mara in a pot", id="b", reply_to="q1"),
        msg(3, "eve", "@bob me too", id="e", reply_to="b"),
        msg(4, "bob", "@eve good", id="b2", reply_to="e"),
    )
    (entry,) = known.questions[0].answers
    assert known.items[entry.item].how == "reply"
    assert [known.items[r].message.id for r in entry.replies] == ["e", "b2"]


def test_a_greeting_before_the_first_question_and_replies_to_it_are_also_said() -> None:
    known = understood(
        msg(0, "bob", "Hello all", id="hi"),
        msg(1, "mara", ASK1, id="q1"),
        msg(2, "eve", "@bob welcome", id="e", reply_to="hi"),
    )
    (entry,) = known.also_said
    assert known.items[entry.item].message.id == "hi"
    assert [known.items[r].message.id for r in entry.replies] == ["e"]


def test_in_the_first_seconds_of_a_question_people_still_answer_the_last() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"),
        msg(9, "mara", ASK2, id="q2"),
        msg(9.5, "bob", "in a big brown pot", id="b"),
        msg(13, "eve", "crumpets", id="e"),
        msg(45, "ann", "good night", id="n"),
    )
    found = labels(known)
    assert (found["b"], found["e"], found["n"]) == ("Q1", "Q2", None)


def test_guessing_can_be_switched_off() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"),
        msg(3, "bob", "in a pot", id="b"),
        questions=QuestionRules(guess=False),
    )
    assert labels(known)["b"] is None


def test_questions_can_be_switched_off() -> None:
    known = understood(msg(1, "mara", ASK1), questions=None)
    assert known.questions == ()


def test_a_wrong_number_is_reported_and_placed_by_time() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"), msg(4, "bob", "A9 in a pot", id="b")
    )
    assert labels(known)["b"] == "Q1"
    (found,) = [f for f in known.findings if f.kind == "unplaced-answer"]
    assert found.what == "'A9' of message 'b' is no question's number"


def test_a_quarter_of_a_year_is_no_question() -> None:
    known = understood(
        msg(1, "mara", "What a week. We will be done by Q4 this year, I hope", id="q"),
        msg(2, "bob", "really", id="b"),
    )
    assert known.questions == ()


@pytest.mark.parametrize(
    "text",
    [
        "re: Q1 in a pot", "For Q1, in a pot", "My answer to Q1: a pot", "A1b) a pot",
        "Q1A: a pot", "so true, in a pot! A1 #teachat", "late! in a pot #A1",
        "RT @mara: Q1: How do you brew your morning tea? A1: in a pot",
        "RT @mara Q1: How do you brew your mor… // A1 in a pot",
        "\u201c@mara: Q1: How do you brew your morning tea?\u201d A1 in a pot",
    ],
)  # fmt: skip
def test_an_answer_to_an_earlier_question_says_so_in_many_ways(text: str) -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"),
        msg(9, "mara", ASK2, id="q2"),
        msg(15, "bob", text, id="b"),
    )
    assert [(i.label, i.how) for i in known.items if i.message.id == "b"] == [
        ("Q1", "number")
    ]


@pytest.mark.parametrize(
    "text",
    ["I print on A4 paper only", "so good, what was said to A1 before, on pots"],
)
def test_a_number_in_passing_places_nothing(text: str) -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"),
        msg(9, "mara", ASK2, id="q2"),
        msg(15, "bob", text, id="b"),
    )
    assert [(i.label, i.how) for i in known.items if i.message.id == "b"] == [
        ("Q2", "time")
    ]


def test_two_numbers_joined_by_a_sign_are_two_answers() -> None:
    known = understood(
        msg(1, "mara", ASK1, id="q1"),
        msg(9, "mara", ASK2, id="q2"),
        msg(15, "bob", "A1 & 2: a pot, and cake", id="b"),
    )
    (item,) = [i for i in known.items if i.message.id == "b"]
    assert (item.label, item.also) == ("Q1", ("Q2",))
