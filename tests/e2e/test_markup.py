"""What the demo's pages are made of: valid HTML, usable by everyone."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Page

Visit = Callable[..., Page]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """rules => axe.run(document, {
    resultTypes: ["violations"], runOnly: {type: "tag", values: rules}})
  .then(found => found.violations.map(
    v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | ")))"""

# One page of each kind; long ones stand for their kind as they are worst.
KINDS = (
    "",
    "sessions/",
    "sessions/mendinghour/",
    "sessions/mendinghour/2026-11-17/",
    "sessions/mendinghour/2026-11-17/time/",
    "sessions/mendinghour/2026-11-24/",
    "sessions/workbench/2026-10-31/",
    "days/mendinghour/",
    "days/mendinghour/2026-11-18/",
    "people/",
    "people/minamends/",
    "recaps/",
    "recaps/2026-w46/",
    "questions/",
    "topics/",
    "topics/glue/",
    "links/",
    "stats/",
    "stats/2026/",
    "calendar/",
    "about/",
    "search/?q=glue",
)


# Where most of a theme's colors and parts stand: looked at in the dark too, each run.
KEY = tuple(path for path in KINDS if path.count("/") in {0, 2, 3})


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme", "kinds"),
    [
        (390, "light", KINDS),
        (1280, "dark", KEY),
        pytest.param(1280, "dark", KINDS, marks=pytest.mark.long),
        pytest.param(390, "dark", KINDS, marks=pytest.mark.long),
        pytest.param(1280, "light", KINDS, marks=pytest.mark.long),
    ],
)
def test_no_page_kind_has_a_barrier(
    visit: Visit, width: int, scheme: str, kinds: tuple[str, ...]
) -> None:
    found = {}
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 900})
    site = page.url
    for path in kinds:
        page.goto(site + path)
        if "?q=" in path:
            page.locator("[data-search-result]").first.wait_for()
        page.evaluate(AXE)
        violations = page.evaluate(RUN, RULES)
        if violations:
            found[path] = violations
    assert found == {}


def test_every_page_parses_without_an_error(demo: Path) -> None:
    parser = html5lib.HTMLParser(strict=False)
    found = {}
    for file in sorted(demo.rglob("*.html")):
        parser.parse(file.read_bytes())
        if parser.errors:
            found[str(file.relative_to(demo))] = parser.errors[:3]
    assert found == {}


def test_every_page_has_one_title_of_its_own(demo: Path) -> None:
    titles: dict[str, list[str]] = {}
    for file in sorted(demo.rglob("*.html")):
        text = file.read_text("utf-8")
        if 'http-equiv="refresh"' in text:
            continue
        assert text.count("<h1") == 1, file
        start = text.index("<title>") + 7
        title = text[start : text.index("</title>")]
        titles.setdefault(title, []).append(str(file.relative_to(demo)))
    assert {title: at for title, at in titles.items() if len(at) > 1} == {}
