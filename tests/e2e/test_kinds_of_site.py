"""Other sites than the demo: right to left, on disk, in parts, in other clothes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sitegen.commands.preparing import new_theme
from tests.e2e.conftest import clean_page
from tests.e2e.made import Line, build_site, demo_into, write_site
from tests.e2e.serving import serve

pytestmark = pytest.mark.browser

PLAIN = """\
version: 1
title: Small talk
base_url: https://example.org/
language: {language}
timezone: UTC
theme: {theme}
channels:
  talk:
    title: "#talk"
    sessions: {{gap: 45m, at_least: 2}}
    hosts: [sami]
    questions: {{prefix: [Q], answers: [A]}}
"""
ARABIC = (
    Line("sami", "Q1 ما الذي أصلحتموه هذا الأسبوع؟", 0),
    Line("noura", "A1 أصلحت ساعة جدي، واسمها Westclox", 60),
    Line("omar", "A1 كرسي المطبخ https://example.org/chair", 120),
)
ENGLISH = (
    Line("sami", "Q1 What did you fix this week?", 0),
    Line("noura", "A1 A clock. Its name is <b>Westclox</b>", 60),
    Line("omar", "A1 A kitchen chair", 120),
)

# The avatar is drawn before the name; distances to the edges of its message.
FACE = """name => {
    const face = getComputedStyle(name, "::before");
    return {right: parseFloat(face.right), width: parseFloat(face.width)};
}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "site"


def _open(browser: Browser, output: Path, path: str) -> Iterator[Page]:
    with serve({"/": output}) as address, clean_page(browser) as page:
        page.goto(f"{address}/{path}")
        yield page


def test_an_arabic_site_reads_from_the_right(browser: Browser, folder: Path) -> None:
    write_site(folder, PLAIN.format(language="ar", theme="default"), ARABIC)
    build_site(folder, folder / "output")
    for page in _open(browser, folder / "output", "sessions/talk/2024-03-05/"):
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert page.evaluate("document.documentElement.lang") == "ar"
        message = page.locator("#m-m1")
        box, face = message.bounding_box(), message.locator(".who").evaluate(FACE)
        assert box is not None
        assert face["right"] == 0
        assert 0 < face["width"] < box["width"] / 2
        foot = page.locator("footer").inner_text()
        assert re.search("[\u0600-\u06ff]", foot)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= page.evaluate("innerWidth")
        page.fill("header input[name=q]", "كرسي")
        page.press("header input[name=q]", "Enter")
        found = page.locator("[data-search-result]")
        expect(found).to_have_attribute("data-message-id", "m2")


def test_a_portable_site_reads_from_disk(browser: Browser, tmp_path: Path) -> None:
    output = demo_into(tmp_path, portable=True)
    with clean_page(browser) as page:
        page.goto((output / "index.html").as_uri())
        page.locator(".newest h3 a").click()
        expect(page.locator("h1")).to_have_text("Mending for other people")
        anchor = page.locator("section.q article.m").nth(30).get_attribute("id")
        page.get_by_role("link", name="By time").click()
        expect(page.locator(f"[id='{anchor}']")).to_be_attached()
        page.locator("header").get_by_role("link", name="People").click()
        page.get_by_role("link", name="Fern Dunmore").first.click()
        expect(page.locator("h1")).to_contain_text("Fern Dunmore")


def test_search_from_disk_says_that_it_needs_a_server(
    browser: Browser, tmp_path: Path
) -> None:
    output = demo_into(tmp_path, portable=True)
    # Chromium says on the console that a module can't be loaded from a file.
    with clean_page(browser, expected=("origin", "net::ERR_FAILED")) as page:
        page.goto((output / "search" / "index.html").as_uri())
        expect(page.locator("main")).to_contain_text("sitegen serve")


def test_an_anchor_of_another_part_leads_to_its_part(
    browser: Browser, folder: Path
) -> None:
    lines = [
        Line(f"person{n % 40}", f"message number {n} of a long evening", n * 5)
        for n in range(1200)
    ]
    lines[0] = Line("sami", "Q1 How long is an evening?", 0)
    lines[600] = Line("sami", "Q2 And a night?", 3000)
    write_site(folder, PLAIN.format(language="en", theme="default"), lines)
    build_site(folder, folder / "output")
    pages = (folder / "output/sessions/talk/2024-03-05").rglob("index.html")
    assert max(page.stat().st_size for page in pages) <= 300_000
    for page in _open(browser, folder / "output", "sessions/talk/2024-03-05/#m-m1100"):
        expect(page).to_have_url(re.compile(r"/2024-03-05/\d/#m-m1100$"))
        expect(page.locator("#m-m1100")).to_be_in_viewport()
        page.goto(page.url.split("/sessions/")[0] + "/search/?q=1100")
        page.locator("[data-search-result] a.search-link").click()
        expect(page.locator("#m-m1100")).to_be_in_viewport()


def test_a_site_overrides_one_partial_and_one_color(
    browser: Browser, folder: Path
) -> None:
    write_site(folder, PLAIN.format(language="en", theme="mine"), ENGLISH)
    theme = folder / "themes" / "mine"
    (theme / "templates" / "partials").mkdir(parents=True)
    (theme / "assets" / "styles").mkdir(parents=True)
    (theme / "theme.yaml").write_text("extends: default\n")
    (theme / "templates/partials/session_foot.html").write_text("<p>Our foot</p>\n")
    (theme / "assets/styles/11-colors.css").write_text(":root{--paper:#fffee0}\n")
    build_site(folder, folder / "output")
    for page in _open(browser, folder / "output", "sessions/talk/2024-03-05/"):
        expect(page.get_by_text("Our foot")).to_be_visible()
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 254, 224)"
        expect(page.locator("#m-m1")).to_contain_text("<b>Westclox</b>")


def test_the_example_in_a_new_theme_colors_light_and_dark(
    browser: Browser, folder: Path
) -> None:
    write_site(folder, PLAIN.format(language="en", theme="mine"), ENGLISH)
    style = new_theme(folder, "mine") / "assets" / "styles" / "90-own.css"
    style.write_text(re.sub(r"(?s)^/\*.*?\n\n|\*/", "", style.read_text()))
    build_site(folder, folder / "output")
    accent = "getComputedStyle(document.querySelector('main a')).color"
    with serve({"/": folder / "output"}) as address:
        seen = {}
        for scheme in ("light", "dark"):
            with clean_page(browser, color_scheme=scheme) as page:
                page.goto(f"{address}/sessions/")
                seen[scheme] = page.evaluate(accent)
    assert seen == {"light": "rgb(122, 62, 0)", "dark": "rgb(238, 176, 124)"}


def test_the_plain_theme_reads_as_well(browser: Browser, folder: Path) -> None:
    write_site(folder, PLAIN.format(language="en", theme="plain"), ENGLISH)
    build_site(folder, folder / "output")
    for page in _open(browser, folder / "output", ""):
        page.locator("a[href*='2024-03-05']").first.click()
        expect(page.locator("#m-m2")).to_be_visible()
        assert sum(f.stat().st_size for f in folder.glob("output/assets/*.css")) < 9000
