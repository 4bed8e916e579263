"""What the terminal marks is what the query found."""

import pytest

from sitegen.search.highlight import marks
from sitegen.search.query import parse


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("pears", "A pear, two Pears, no plums", ["pear", "Pears"]),
        ('"two pears"', "pears, then two pears", ["two", "pears"]),
        ("pea*", "peat and pears, not apes", ["peat", "pears"]),
        ("pears -plums", "pears and plums", ["pears"]),
        ("from:wren pears", "pears from wren", ["pears"]),
        ("", "pears", []),
    ],
)
def test_marks_are_the_words_that_were_found(
    query: str, text: str, marked: list[str]
) -> None:
    found = [text[a:b] for a, b in marks(parse(query).node, text, "english")]
    assert found == marked
