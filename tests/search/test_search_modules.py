"""The small modules of the search page, in Node."""

from pathlib import Path

from tests.search.node import run_node_test


def test_queries_as_text_snippets_and_anchors() -> None:
    run_node_test("edit.test.mjs", Path("unused"))
