"""Share cards are small, the same each time, and never show a box for a letter."""

import io

import pytest
from PIL import Image, ImageFont

from sitegen.render import cards
from sitegen.render.cards import Card, draw, is_legible, wrapped

CARD = Card(
    "Tea Talk",
    "Green or black, and why it is never the water",
    "#tea \u00b7 Tuesday, March 5, 2024",
    "119 messages",
    (1, 5, 3, 0, 2),
)


def test_a_card_is_a_small_png_of_the_usual_size_and_the_same_each_time() -> None:
    data = draw(CARD)
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.size, picture.mode) == ("PNG", (1200, 630), "P")
    assert len(data) < 40_000
    assert draw(CARD) == data


def test_pillows_own_font_draws_what_it_is_said_to() -> None:
    font = ImageFont.load_default(40)
    none = font.getmask("\uffff")
    for char in cards.OWN - {" "}:
        drawn = font.getmask(char)
        assert drawn.size[0] > 0, ascii(char)
        assert (drawn.size, bytes(drawn)) != (none.size, bytes(none)), ascii(char)


@pytest.mark.parametrize("title", ["\u9752\u8336", "\u0634\u0627\u064a", "Crème"])
def test_a_title_that_no_font_can_write_is_left_off(title: str) -> None:
    assert draw(Card("Tea", title)) == draw(Card("Tea", ""))
    assert is_legible(Card("Tea", title))
    assert not is_legible(Card(title, title))


def test_dashes_are_written_and_pictures_left_out() -> None:
    dressed = Card("Tea \u2014 Talk \U0001f375", "Hot\u2013cold \U0001f1eb\U0001f1f7")
    assert draw(dressed) == draw(Card("Tea - Talk", "Hot-cold"))


def test_lines_break_at_spaces_and_lose_nothing() -> None:
    face = ImageFont.load_default(60)
    assert isinstance(face, ImageFont.FreeTypeFont)
    lines = wrapped(CARD.title, face, 600)
    assert " ".join(lines) == CARD.title
    assert len(lines) > 1
    assert all(face.getlength(line) <= 600 for line in lines)


@pytest.mark.parametrize("title", ["word " * 200, "x" * 2000, "", "\u202eturned \x00"])
def test_nothing_is_written_over_the_edge(title: str) -> None:
    picture = Image.open(io.BytesIO(draw(Card("t" * 300, title, "k" * 300, "f" * 300))))
    right = picture.crop((1200 - 78, 0, 1200, 600)).convert("L")
    assert right.getextrema()[0] == right.getextrema()[1]
