"""The pages about the search language say what the code does."""

import json
import re
from pathlib import Path

import pytest

from sitegen.search import query
from sitegen.search.query import FIELDS, HAS, IS, SORTS, Field, Query, parse, to_json

ROOT = Path(__file__).parents[2]
LANGUAGE = (ROOT / "docs" / "search-language.md").read_text("utf-8")
HELPS = [
    path.read_text("utf-8")
    for path in sorted((ROOT / "sitegen" / "search").glob("help*.md"))
]


def rows(text: str) -> list[tuple[str, str]]:
    """Return the first two cells of each row of the tables."""
    return re.findall(r"^\| (`.*`) \| (.*) \|$", text, re.MULTILINE)


def test_the_grammar_is_that_of_the_module() -> None:
    grammar = LANGUAGE.split("```ebnf\n")[1].split("```")[0]
    lines = [line.strip() for line in (query.__doc__ or "").splitlines()]
    for line in grammar.splitlines():
        assert line.strip() in lines


def test_trees_are_those_of_the_parser() -> None:
    trees = [(q, tree) for q, tree in rows(LANGUAGE) if tree.startswith("`{")]
    assert len(trees) > 15
    for text, tree in trees:
        assert to_json(parse(text.strip("`")).node) == json.loads(tree.strip("`"))


@pytest.mark.parametrize("page", [LANGUAGE, *HELPS])
def test_every_operator_is_explained_and_its_example_is_read_as_one(page: str) -> None:
    examples = [
        each
        for cell, tree in rows(page)
        for each in re.findall("`(.*?)`", cell)
        if not tree.startswith("`{")
    ]
    for name in FIELDS:
        shown = [each for each in examples if each.startswith(f"{name}:")]
        assert shown, name
        for example in shown:
            found = parse(example)
            if name == "sort":
                assert found == Query(None, "newest")
            else:
                assert not isinstance(found.node, (query.Term, query.Phrase)), example
                assert not isinstance(found.node, Field) or found.node.name == name


def test_every_value_is_named() -> None:
    for value in (*HAS, *IS, *SORTS, *FIELDS):
        assert re.search(rf"\b{value}\b", LANGUAGE), value
