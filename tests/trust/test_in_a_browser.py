"""Nothing that a message says runs in a browser, with the policy and without it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.chromium import PATIENCE, chromium
from tests.e2e.serving import serve
from tests.trust.conftest import one_of_each
from tests.trust.payloads import PAYLOADS
from tests.trust.test_hostile_site import ELEMENTS

pytestmark = pytest.mark.browser
QUERIES = ("script", *PAYLOADS[:2])
DONE = re.compile(r"^[^.]+\.?$")  # "Searching ..." has more dots
# Elements on the page that no theme makes, and handlers on any.
UNKNOWN = """known => [...document.querySelectorAll("*")].flatMap(element => [
  ...(known.includes(element.localName) ? [] : [element.localName]),
  ...element.getAttributeNames().filter(name => /^(on|zk)/.test(name)),
])"""
FOREIGN = "zkmark, [data-search-result] :is(script, img, svg, style, iframe, [onerror])"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium of the system."""
    with chromium() as browser:
        yield browser


def _kinds(output: Path) -> list[Path]:
    return [p for p in one_of_each(output) if p.relative_to(output).parts[0] != "days"]


@pytest.mark.parametrize("policy", [True, False])
def test_nothing_runs(site: Path, browser: Browser, *, policy: bool) -> None:
    """On a page of each kind and of each format, nor in search."""
    assert_nothing_runs(site, browser, _kinds(site / "output"), policy=policy)


@pytest.mark.long
@pytest.mark.parametrize("policy", [True, False])
def test_nothing_runs_anywhere(site: Path, browser: Browser, *, policy: bool) -> None:
    pages = sorted((site / "output").rglob("*.html"))
    assert_nothing_runs(site, browser, pages, policy=policy)


def assert_nothing_runs(
    site: Path, browser: Browser, pages: list[Path], *, policy: bool
) -> None:
    """Open pages, then search; check that no payload ran or became an element."""
    output = site / "output"
    context = browser.new_context(bypass_csp=not policy)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: dialog.dismiss())
    with serve({"/site/": output}) as address:
        for file in pages:
            path = file.relative_to(output).as_posix().removesuffix("index.html")
            page.goto(f"{address}/site/{path}")
            assert page.evaluate("window.zk") is None, path
            assert page.evaluate(UNKNOWN, [*ELEMENTS]) == [], path
        for query in QUERIES:
            page.goto(f"{address}/site/search/")
            box = page.locator("main input[type=search][name=q]").first
            box.fill(query)
            box.press("Enter")
            status = page.locator("[data-search-status]")
            expect(status).to_have_text(DONE)
            assert page.evaluate("window.zk") is None, query
            assert page.locator(FOREIGN).count() == 0, query
    context.close()
    assert [url for url in asked if not url.startswith(address)] == []
