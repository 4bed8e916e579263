"""What pages are made of: valid HTML, usable by everyone. The demo and the gallery."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import clean_page
from tests.e2e.serving import serve
from tests.render.gallery import write_gallery

Visit = Callable[..., Page]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """rules => axe.run(document, {
    resultTypes: ["violations"], preload: false, runOnly: {type: "tag", values: rules}})
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
LONG = pytest.mark.long


def barriers(page: Page, address: str, paths: Sequence[str]) -> dict[str, list[str]]:
    """Return what axe finds on each page."""
    found = {}
    for path in paths:
        page.goto(address + path)
        if "?q=" in path:
            page.locator("[data-search-result]").first.wait_for()
        page.evaluate(AXE)
        violations = page.evaluate(RUN, RULES)
        if violations:
            found[path] = violations
    return found


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "light"),
        pytest.param(390, "dark", marks=LONG),
        pytest.param(1280, "light", marks=LONG),
        pytest.param(1280, "dark", marks=LONG),
    ],
)
def test_no_page_kind_has_a_barrier(visit: Visit, width: int, scheme: str) -> None:
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 900})
    assert barriers(page, page.url, KINDS) == {}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "theme", "width", "scheme"),
    [
        ("en", "default", 1280, "dark"),
        pytest.param("en", "default", 390, "dark", marks=LONG),
        pytest.param("en", "default", 390, "light", marks=LONG),
        pytest.param("en", "default", 1280, "light", marks=LONG),
        pytest.param("ar", "default", 390, "light", marks=LONG),
        pytest.param("en", "plain", 390, "light", marks=LONG),
        pytest.param("en", "plain", 1280, "dark", marks=LONG),
    ],
)
def test_no_page_of_the_gallery_has_a_barrier(
    browser: Browser,
    tmp_path: Path,
    language: str,
    theme: str,
    width: int,
    scheme: str,
) -> None:
    """Hostile names and long texts included; the demo has none."""
    write_gallery(tmp_path, language, theme, messages=16)
    paths = [file.relative_to(tmp_path).as_posix() for file in _pages_of(tmp_path)]
    view: dict[str, Any] = {
        "color_scheme": scheme,
        "viewport": {"width": width, "height": 900},
    }
    moved = [path for path in paths if path.startswith("sessions/old/")]
    with serve({"/": tmp_path}) as address, clean_page(browser, **view) as page:
        assert barriers(page, f"{address}/", sorted({*paths} - {*moved})) == {}


@pytest.fixture(scope="module")
def check() -> Callable[[Sequence[Path]], list[str]]:
    """The Nu HTML checker: the errors of files, each with its place."""
    jar = Path(sys.prefix, "vnu/node_modules/vnu-jar/build/dist/vnu.jar")
    if shutil.which("vnu"):
        command = ["vnu"]
    elif jar.is_file() and shutil.which("java"):
        command = ["java", "-Xss1m", "-jar", str(jar)]
    else:
        pytest.skip("no Nu HTML checker; tests/checker.sh fetches it")

    def errors(pages: Sequence[Path]) -> list[str]:
        run = subprocess.run(
            [*command, "--errors-only", "--format", "json", *map(str, pages)],
            capture_output=True,
            check=False,
        )
        found = json.loads(run.stderr)["messages"]
        return [f"{m['url']}:{m.get('lastLine')}: {m['message']}" for m in found]

    return errors


def test_the_html_checker_finds_nothing_on_key_pages(
    check: Callable[[Sequence[Path]], list[str]], demo: Path, tmp_path: Path
) -> None:
    """And it does look: the one page that is wrong, it finds."""
    write_gallery(tmp_path, messages=16)
    kinds = [demo / path.partition("?")[0] / "index.html" for path in KINDS]
    wrong = tmp_path / "wrong.html"
    wrong.write_text('<!doctype html><html lang="en"><title>x</title><p id=a><p id=a>')
    found = check([*kinds, demo / "404.html", *_pages_of(tmp_path)])
    assert [error for error in found if "wrong.html" not in error] == []
    assert "Duplicate ID" in "".join(found)


@pytest.mark.long
def test_the_html_checker_finds_nothing_on_any_page(
    check: Callable[[Sequence[Path]], list[str]], demo: Path, tmp_path: Path
) -> None:
    for language, theme in (("en", "default"), ("ar", "default"), ("es", "plain")):
        write_gallery(tmp_path / language, language, theme)
    assert check([*_pages_of(demo), *_pages_of(tmp_path)]) == []


def test_key_pages_parse_without_an_error(demo: Path) -> None:
    """A first check that needs no Java; the gallery has its own."""
    assert parse_errors(demo / k.partition("?")[0] / "index.html" for k in KINDS) == {}


@pytest.mark.long
def test_every_page_parses_without_an_error(demo: Path) -> None:
    assert parse_errors(_pages_of(demo)) == {}


def parse_errors(pages: Iterator[Path] | Sequence[Path]) -> dict[str, list[object]]:
    """Return what html5lib has to say of each page."""
    parser = html5lib.HTMLParser(strict=False)
    found = {}
    for file in pages:
        parser.parse(file.read_bytes())
        if parser.errors:
            found[str(file)] = parser.errors[:3]
    return found


def _pages_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_every_page_has_one_title_of_its_own(demo: Path) -> None:
    titles: dict[str, list[str]] = {}
    for file in _pages_of(demo):
        text = file.read_text("utf-8")
        if 'http-equiv="refresh"' in text:
            continue
        assert text.count("<h1") == 1, file
        start = text.index("<title>") + 7
        title = text[start : text.index("</title>")]
        titles.setdefault(title, []).append(str(file.relative_to(demo)))
    assert {title: at for title, at in titles.items() if len(at) > 1} == {}
