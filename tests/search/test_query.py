"""The query language, alike in Python, Node and Chromium."""

import json
import random
from pathlib import Path

import pytest

from sitegen.search.query import (
    And,
    Dates,
    Field,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    parse,
    question_key,
    to_json,
)
from tests.search.inputs import random_text
from tests.search.make_vectors import query_vectors, write_vectors
from tests.search.node import run_node_test
from tests.search.pages import open_modules
from tests.search.queries import made_up

VECTORS = Path(__file__).parent / "vectors" / "queries.json"


def test_vectors_pass_in_python_and_are_those_of_the_inputs() -> None:
    """`python -m tests.search.make_vectors` was run after the last change."""
    assert json.loads(VECTORS.read_text("utf-8")) == query_vectors()


def test_vectors_pass_in_node() -> None:
    run_node_test("queries.test.mjs", VECTORS)


@pytest.mark.browser
def test_vectors_pass_in_chromium() -> None:
    with open_modules() as page:
        wrong = page.evaluate(
            """async (vectors) => {
              const { parse } = await import("/query.js");
              const sorted = (value) => Array.isArray(value) ? value.map(sorted) :
                value && typeof value === "object" ? Object.keys(value).sort()
                  .map((key) => [key, sorted(value[key])]) : value;
              return vectors.filter(({ text, live, query }) =>
                JSON.stringify(sorted(parse(text, { live }))) !==
                JSON.stringify(sorted(query)));
            }""",
            json.loads(VECTORS.read_text("utf-8")),
        )
    assert wrong == []


@pytest.mark.long
def test_random_queries_give_the_same_trees_in_node(tmp_path: Path) -> None:
    chance = random.Random(5)
    texts = made_up(10_000, 6)
    texts += [random_text(chance, chance.randint(1, 30)) for _ in range(10_000)]
    found = tmp_path / "queries.json"
    write_vectors(
        found,
        [
            {"text": text, "live": live, "query": to_json(parse(text, live=live))}
            for text in texts
            for live in (False, True)
        ],
    )
    run_node_test("queries.test.mjs", found)


def test_words_are_all_wanted_and_or_is_looser() -> None:
    assert parse("a b OR c").node == Or((And((Term("a"), Term("b"))), Term("c")))


def test_groups_bind() -> None:
    assert parse("a (b OR c)").node == And((Term("a"), Or((Term("b"), Term("c")))))


def test_phrases_keep_distances_and_single_words_count() -> None:
    assert parse('"a b"').node == Phrase(((0, "a"), (1, "b")))
    assert parse('"the"').node == parse("+the").node == Term("the", plus=True)


def test_negation_reads_minus_and_not() -> None:
    assert parse("-a").node == parse("NOT a").node == Not(Term("a"))
    assert parse("--a").node == Term("a")


def test_a_star_or_typing_makes_a_prefix() -> None:
    assert parse("wel*").node == parse("wel", live=True).node == Prefix("wel")
    assert parse("wel ", live=True).node == Term("wel")


def test_compounds_ask_for_the_whole_outside_quotes_only() -> None:
    assert parse("e-mail").node == Term("email")
    assert parse('"e-mail"').node == Phrase(((0, "e"), (1, "mail")))
    assert parse("C++").node == Term("c++")
    assert parse("@mara").node == Term("@mara")


def test_pairs_of_characters_stand_in_a_row_and_one_is_a_prefix() -> None:
    assert parse("日本語").node == Phrase(((0, "日本"), (1, "本語")))
    assert parse("猫").node == Prefix("猫")


def test_fields_have_folded_values_without_sigil() -> None:
    assert parse('from:"Ann  Bee"').node == Field("from", "ann bee")
    assert parse("in:#General").node == Field("in", "general")
    assert parse("q:Q3").node == Field("q", "3")
    assert parse("has:links").node == Field("has", "link")


def test_dates_are_days_before_and_after_exclude() -> None:
    assert parse("on:2012-02").node == Dates("2012-02-01", "2012-02-29")
    assert parse("before:2010-12").node == Dates(None, "2010-11-30")
    assert parse("after:2010").node == Dates("2011-01-01", None)
    assert parse("during:2010..2011-02").node == Dates("2010-01-01", "2011-02-28")


def test_the_last_order_counts() -> None:
    assert parse("a sort:newest sort:oldest") == Query(Term("a"), "oldest")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("x:y", '"x y"'),
        ("on:x", '"on x"'),
        ("sort:best", '"sort best"'),
    ],
)
def test_what_cannot_be_read_is_text(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize("text", ["", "  ", "!!!", "()", '""', "( ( (", ") )", "- +"])
def test_nothing_to_search_for_is_no_node(text: str) -> None:
    assert parse(text) == Query(None)


def test_operators_without_parts_are_words() -> None:
    assert parse("OR").node == Term("or")
    assert parse("cats OR").node == And((Term("cats"), Term("or")))


def test_deep_parentheses_do_not_overflow() -> None:
    assert parse("(" * 100_000 + "a").node is None
    assert parse("(" * 500 + "a" + ")" * 500).node == Term("a")


def test_question_labels_have_a_key() -> None:
    assert question_key("Q3") == question_key("3") == "3"
