"""What `docs/chat.md` says is what the code does."""

from pathlib import Path

from sitegen.chat.stats import DEFINITIONS

DOCS = Path(__file__).parents[2] / "docs" / "chat.md"


def test_every_statistic_is_defined_in_the_docs() -> None:
    text = DOCS.read_text("utf-8")
    assert [n for n, _ in DEFINITIONS if n not in text] == []
