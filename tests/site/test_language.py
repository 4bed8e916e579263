"""A site can be in a language that has no catalog."""

from pathlib import Path

import pytest

from tests.site.made import built, write_site

LINES: list[dict[str, object]] = [{"text": "Vihreää?"}, {"text": "Mustaa."}]


@pytest.mark.parametrize(("code", "day"), [("fi", "maaliskuuta"), ("qaa", "March")])
def test_words_are_english_where_there_is_no_catalog_and_the_host_is_told(
    tmp_path: Path, code: str, day: str
) -> None:
    output, report = built(write_site(tmp_path, LINES, language=code))
    page = (output / "sessions/tea/2024-03-05/index.html").read_text("utf-8")
    assert f'<html lang="{code}" dir="ltr">' in page
    assert "Skip to content" in page
    assert day in page
    assert report.warnings == (
        (
            f"site.yaml: language: no catalog for '{code}'; the words around the chat are"
            f" English until a theme brings languages/{code}.toml"
        ),
    )


def test_a_theme_brings_the_words_it_likes_and_english_fills_the_gaps(
    tmp_path: Path,
) -> None:
    words = {"themes/default/languages/fi.toml": '[section]\nsessions = "Istunnot"\n'}
    output, report = built(write_site(tmp_path, LINES, words, language="fi"))
    page = (output / "index.html").read_text("utf-8")
    assert ">Istunnot</a>" in page
    assert "Skip to content" in page
    assert report.warnings == ()
