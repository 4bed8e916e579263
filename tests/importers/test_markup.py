"""Markup becomes plain text with entities, in time that grows with its length."""

from hypothesis import given
from hypothesis import strategies as st

from sitegen.importers import discord_text, slack_text
from sitegen.model import Entity

WORDS = [
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "|",
    "||",
    "`",
    "```",
    ">",
    ">>>",
    "<",
    "a",
    "<@1>",
    "@odo",
    "&gt;",
    "&amp;",
    ":tada:",
    "\\*",
    "<https://example.org|x>",
    "[l](https://x.org)",
    "https://example.org/_a_",
]
PIECES = st.sampled_from([*WORDS, "\n", " ", "> ", "b c"])
SOURCES = st.lists(PIECES, max_size=30).map("".join)


def assert_nested(text: str, entities: tuple[Entity, ...]) -> None:
    """Entities lie in the text, and are nested or disjoint."""
    for entity in entities:
        assert 0 <= entity.start < entity.end <= len(text)
    for a in entities:
        for b in entities:
            assert not (a.start < b.start < a.end < b.end), (a, b)


@given(SOURCES)
def test_slack_entities_never_cross(source: str) -> None:
    text, entities = slack_text.plain(source, {"1": "odo"}.get)
    assert_nested(text, entities)
    assert "\x00" not in text


@given(SOURCES)
def test_discord_entities_never_cross(source: str) -> None:
    text, entities = discord_text.plain(source, {"1": "odo"})
    assert_nested(text, entities)
    assert "\x00" not in text


@given(st.text(alphabet="ab 1.,\n"))
def test_text_without_marks_is_kept(source: str) -> None:
    assert slack_text.plain(source, lambda _: None) == (source, ())
    assert discord_text.plain(source, {}) == (source, ())


def test_a_mention_in_code_keeps_its_name() -> None:
    text, entities = discord_text.plain("`@odo` @odo @odonata", {"1": "odo"})
    assert text == "@odo @odo @odonata"
    assert [e.kind for e in entities] == ["code", "mention"]
