"""What `docs/chat.md` says is what the code does."""

import tomllib
from importlib import resources
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "chat.md"


def test_every_definition_that_pages_print_stands_in_the_docs() -> None:
    english = resources.files("sitegen.render") / "languages" / "en.toml"
    found = tomllib.loads(english.read_text("utf-8"))
    text = DOCS.read_text("utf-8")
    rows = [f"| {found['measure'][k]} | {v} |" for k, v in found["definition"].items()]
    assert [row for row in rows if row not in text] == []
