"""The demo site, built once; one Chromium for all tests of this folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.chromium import PATIENCE, chromium
from tests.e2e.made import demo_into
from tests.e2e.serving import serve

FOLDER = "/some/folder/"  # what base_url does not say: links must be relative

Visit = Callable[..., Page]


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's output."""
    return demo_into(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="package")
def site(demo: Path) -> Iterator[str]:
    """The demo's address, in a folder of a plain host; ends in a slash."""
    with serve({FOLDER: demo}) as address:
        yield address + FOLDER


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium of the system."""
    with chromium() as browser:
        yield browser


@contextmanager
def clean_page(
    browser: Browser, *, expected: tuple[str, ...] = (), **options: Any
) -> Iterator[Page]:
    """Open a reader's window; fail if a page says, breaks or asks for anything.

    That is: no console message, no error, no violation of the policy (Chromium says
    those on the console), no request to another host.

    Args:
        browser: Where.
        expected: What console messages that are fine say.
        options: Of the browser's context.
    """
    context = browser.new_context(**{"reduced_motion": "reduce", **options})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    troubles: list[str] = []

    def note_request(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file:", "data:")):
            troubles.append(f"asked for {request.url}")

    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", note_request)
    try:
        yield page
        assert [t for t in troubles if not any(e in t for e in expected)] == []
    finally:
        context.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Open a page of the demo: `visit("people/", color_scheme="dark")`."""
    opened: list[Any] = []

    def open_one(path: str = "", **options: Any) -> Page:
        window = clean_page(browser, **options)
        opened.append(window)
        page = window.__enter__()
        page.goto(path if "://" in path else site + path)
        return page

    yield open_one
    for window in opened:
        window.__exit__(None, None, None)
