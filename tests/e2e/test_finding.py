"""A reader searches the demo site."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]

# Said once in the demo, by Kit in the session about glue.
WORD, MESSAGE = "currency", "2112685429451141961"


def results(page: Page) -> Locator:
    return page.locator("[data-search-result]")


def test_a_word_finds_the_message_and_lands_on_it(visit: Visit) -> None:
    page = visit()
    page.fill("header input[name=q]", WORD)
    page.press("header input[name=q]", "Enter")
    expect(page).to_have_url(re.compile(rf"/search/\?q={WORD}"))
    expect(results(page)).to_have_count(1)
    expect(results(page)).to_have_attribute("data-message-id", MESSAGE)
    expect(page.locator("[data-search-status]")).to_contain_text("1 message")
    results(page).locator("a.search-link").click()
    expect(page).to_have_url(re.compile(rf"#m-{MESSAGE}$"))
    message = page.locator(f"[id='m-{MESSAGE}']")
    expect(message).to_be_in_viewport()
    expect(message).to_contain_text(WORD)


def test_a_deep_link_searches_and_back_returns_to_it(visit: Visit) -> None:
    page = visit(f"search/?q={WORD}")
    expect(page.locator("main input[name=q]")).to_have_value(WORD)
    results(page).locator("a.search-link").click()
    expect(page).to_have_url(re.compile("#m-"))
    page.go_back()
    expect(page.locator("main input[name=q]")).to_have_value(WORD)
    expect(results(page)).to_have_count(1)


def test_search_works_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type(WORD)
    page.keyboard.press("Enter")
    expect(results(page)).to_have_count(1)
    page.locator("main input[name=q]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='m-{MESSAGE}']")).to_be_in_viewport()


def test_operators_narrow(visit: Visit) -> None:
    page = visit(f"search/?q={WORD}+from:kettle_kit+in:mendinghour")
    expect(results(page)).to_have_count(1)
    page = visit(f"search/?q={WORD}+-from:kettle_kit")
    expect(page.locator("[data-search-status]")).to_contain_text("No message")
