"""Pages name their share card, which is drawn once."""

import io
import re
from pathlib import Path

import pytest
from PIL import ImageFont

from sitegen.render import cards
from tests.site.made import built, write_site

LINES: list[dict[str, object]] = [{"text": "Green or black?"}, {"text": "Green."}]
RECAP = "---\ntitle: A week\ndate: 2024-03-08\nsessions: [tea/2024-03-05]\n---\nTea.\n"
SESSION = "sessions/tea/2024-03-05/index.html"


def image(output: Path, page: str) -> str:
    html = (output / page).read_text("utf-8")
    found = re.search(r'<meta property="og:image" content="([^"]*)">', html)
    return found[1] if found else ""


def test_sessions_and_recaps_have_cards_of_their_own_other_pages_the_sites(
    tmp_path: Path,
) -> None:
    recap = {"content/recaps/2024-W10.md": RECAP}
    output, _ = built(write_site(tmp_path, LINES, recap))
    pages = ("index.html", SESSION, "recaps/2024-w10/index.html", "people/index.html")
    found = [image(output, page) for page in pages]
    assert len(set(found)) == 3
    assert found[0] == found[3]
    for url in found:
        path = url.removeprefix("https://example.org/tea/")
        assert (output / path).read_bytes().startswith(b"\x89PNG")


def test_a_card_is_drawn_again_only_for_what_stands_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, _ = built(write_site(tmp_path, LINES))
    before = image(output, SESSION)
    drawn: list[str] = []
    real = cards.draw

    def counted(card: cards.Card, fonts: tuple[Path, ...] = ()) -> bytes:
        drawn.append(card.title)
        return real(card, fonts)

    monkeypatch.setattr("sitegen.build.cards.draw", counted)
    overlay = "---\ntitle: Leaves\n---\n"
    (tmp_path / "content/sessions/tea").mkdir(parents=True)
    (tmp_path / "content/sessions/tea/2024-03-05.md").write_text(overlay)
    built(tmp_path)
    assert drawn == ["Leaves"]
    after = image(output, SESSION)
    assert after != before
    assert sorted(p.name for p in (output / "cards").iterdir()) == sorted(
        {Path(after).name, Path(image(output, "index.html")).name}
    )


def test_a_site_without_pillow_has_no_cards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.build.cards.drawing_version", lambda: "")
    output, _ = built(write_site(tmp_path, LINES))
    assert not (output / "cards").exists()
    assert image(output, SESSION) == image(output, "index.html") == ""


def test_cards_use_the_fonts_that_a_theme_brings(tmp_path: Path) -> None:
    output, _ = built(write_site(tmp_path, LINES))
    before = image(output, SESSION)
    own = ImageFont.load_default(20)
    assert isinstance(own, ImageFont.FreeTypeFont)
    assert isinstance(own.path, io.BytesIO)
    folder = tmp_path / "themes/default/card-fonts"
    folder.mkdir(parents=True)
    (folder / "own.ttf").write_bytes(own.path.getvalue())
    built(tmp_path)
    assert image(output, SESSION) != before
