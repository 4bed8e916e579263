"""The default theme in a real browser, from the gallery on disk."""

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.render import gallery

pytestmark = pytest.mark.browser

PAGES = ("", gallery.SESSION, "people/mara/", "people/", "stats/", "calendar/")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gallery")
    gallery.write_gallery(folder)
    serve = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    made = context.new_page()
    said: list[str] = []
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    yield made
    context.close()
    assert said == []


def test_no_page_is_wider_than_a_phone(page: Page, address: str) -> None:
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_keys_move_between_messages_and_can_be_switched_off(
    page: Page, address: str
) -> None:
    page.goto(address + gallery.SESSION)
    focused = "document.activeElement.id"
    page.keyboard.press("n")
    page.keyboard.press("j")
    first = page.evaluate(focused)
    page.keyboard.press("j")
    assert first.startswith("m-")
    assert page.evaluate(focused) != first
    page.keyboard.press("?")
    page.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate(focused) != "q"


def test_a_slash_goes_to_the_search_box(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_the_theme_switch_is_remembered(page: Page, address: str) -> None:
    page.goto(address)
    switch = page.locator("[data-theme-switch]")
    switch.click()
    switch.click()
    page.goto(address + "people/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_permalink_opens_the_fold_its_message_is_in(page: Page, address: str) -> None:
    page.goto(address + gallery.SESSION + "#m-1610")
    assert page.locator("#m-1610").is_visible()


def test_a_permalink_to_another_part_leads_there(page: Page, address: str) -> None:
    page.goto(address + gallery.SESSION + "2/#m-1620")
    page.goto(address + gallery.SESSION + "#m-1011")
    page.wait_for_function("document.getElementById('m-1011') !== null")


def test_reading_needs_no_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + gallery.SESSION)
    assert page.locator("article.m:visible").count() > 40
    context.close()
