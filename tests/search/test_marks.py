"""The browser marks forms of a word, whichever segment they are in."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.search.documents import Document, Unit
from sitegen.search.query import parse
from sitegen.search.writer import segment_ends
from tests.search.corpus import SMALL, make_files
from tests.search.test_parity import ask, write

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
OPTIONS = replace(SMALL, one_segment=4)


def units(*texts: str) -> list[Unit]:
    return [
        Unit(
            key=f"{number:04d}",
            channel="chat",
            kind="session",
            title="Meeting",
            url=f"sessions/chat/{number:04d}/",
            start=number * 86_400,
            end=number * 86_400 + 60,
            documents=(
                Document(str(number), number * 86_400, number, "ann", "Ann", text),
            ),
        )
        for number, text in enumerate(texts)
    ]


def test_a_form_that_only_the_later_segment_has_is_marked(tmp_path: Path) -> None:
    made = units(*["gardens here"] * 32, "gardening in a garage")
    assert segment_ends([1] * 33, OPTIONS) == (32, 33)
    write(make_files(made, OPTIONS), tmp_path)
    query = parse("garden sort:newest")
    (answer,) = ask(tmp_path, [query], limit=2)
    assert answer["ids"] == ["32", "31"]
    assert answer["marked"] == [["gardening"], ["gardens"]]
