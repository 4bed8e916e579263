"""Nothing that a message says runs in a browser, with the policy and without it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.serving import serve
from tests.trust.payloads import PAYLOADS

pytestmark = pytest.mark.browser
QUERIES = ("script", *PAYLOADS[:2])

DONE = re.compile(r"^[^.]+\.?$")  # "Searching ..." has more dots
FOREIGN = "zkmark, [data-search-result] :is(script, img, svg, style, iframe, [onerror])"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium of the system."""
    name = next(filter(shutil.which, ("chromium", "chromium-browser")), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=shutil.which(name or "google-chrome"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield opened
        opened.close()


def _kinds(output: Path) -> list[str]:
    """Return one page of each kind, the longest."""
    found: dict[tuple[str, int], str] = {}
    for page in sorted(output.rglob("*.html"), key=lambda p: (p.stat().st_size, p)):
        path = page.relative_to(output).as_posix()
        found[path.split("/")[0], path.count("/")] = path.removesuffix("index.html")
    return sorted(found.values())


@pytest.mark.parametrize("policy", [True, False])
def test_nothing_runs(site: Path, chromium: Browser, *, policy: bool) -> None:
    output = site / "output"
    context = chromium.new_context(bypass_csp=not policy)
    page = context.new_page()
    page.set_default_timeout(10_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: dialog.dismiss())
    with serve({"/site/": output}) as address:
        for path in _kinds(output):
            page.goto(f"{address}/site/{path}")
            assert page.evaluate("window.zk") is None, path
            assert page.locator("zkmark").count() == 0, path
        for query in QUERIES:
            page.goto(f"{address}/site/search/")
            box = page.locator("main input[type=search][name=q]").first
            box.fill(query)
            box.press("Enter")
            status = page.locator("[data-search-status]")
            expect(status).to_have_text(DONE, timeout=10_000)
            assert page.evaluate("window.zk") is None, query
            assert page.locator(FOREIGN).count() == 0, query
    context.close()
    assert [url for url in asked if not url.startswith(address)] == []
