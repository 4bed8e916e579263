"""The search page in Chromium, in a sub-folder and under its Content-Security-Policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.chromium import PATIENCE
from tests.search.pages import open_page, serve
from tests.search.search_site import options, results, search, status, write_site

pytestmark = pytest.mark.browser

SEARCH = "some/folder/search/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("served")
    write_site(root / "some" / "folder")
    return root


@pytest.fixture(scope="module")
def tab(folder: Path) -> Iterator[tuple[str, Page, list[str]]]:
    troubles: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            troubles.append(message.text)

    with serve(folder) as address, open_page(address + SEARCH) as page:
        page.on("console", note)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.set_default_timeout(PATIENCE)
        yield address + SEARCH, page, troubles


@pytest.fixture
def page(tab: tuple[str, Page, list[str]]) -> Iterator[Page]:
    """The page as a reader opens it; nothing was refused or went wrong."""
    address, page, troubles = tab
    troubles.clear()
    page.goto(address)
    yield page
    assert troubles == []


def test_results_are_messages_with_author_time_session_and_neighbors(
    page: Page,
) -> None:
    search(page, "cache")
    expect(results(page)).to_have_count(3)
    expect(status(page)).to_have_text("3 messages")
    first = results(page).first
    expect(first.locator("mark")).to_have_text("cache")
    expect(first.locator(".search-question")).to_have_text("Q1")
    expect(first.locator(".search-near")).to_have_count(2)
    assert first.get_attribute("data-message-id") == "0/2~x"
    link = first.locator("a.search-link").get_attribute("href") or ""
    assert "/some/folder/sessions/chat/2010-12-21/" in link
    assert link.endswith("#m-0~2f2~7ex")
    assert first.locator("time").get_attribute("datetime") == "2010-12-21T21:02:00.000Z"
    expect(first.locator("time")).to_contain_text("Dec 21, 2010, 4:02")
    expect(first.locator(".search-session")).to_have_text("Meeting <0>")


def test_a_message_of_a_later_part_is_linked_there(page: Page) -> None:
    search(page, "meeting on:2010-12-21")
    expect(results(page)).to_have_count(1)
    link = page.locator("a.search-link").get_attribute("href") or ""
    assert "/2010-12-21/2/?hl=meeting#m-0~2f7~7ex" in link


def test_hostile_text_stays_text(page: Page) -> None:
    search(page, "onerror")
    expect(results(page)).to_have_count(3)
    expect(results(page).first.locator(".search-text")).to_contain_text("<img src=x")
    assert page.locator("[data-search-results] img").count() == 0


def test_a_hostile_query_stays_text(page: Page) -> None:
    search(page, "<img src=x onerror=alert(1)> __proto__ )(")
    expect(status(page)).to_have_text("No message matches.")


def test_forms_of_a_word_are_marked(page: Page) -> None:
    search(page, "limits")
    expect(page.locator("mark").first).to_be_visible()
    marked = set(page.locator("mark").all_inner_texts())
    assert marked == {"limits", "limit", "limiting"}


def test_long_messages_are_cut_around_the_word(page: Page) -> None:
    search(page, "needle on:2010-12-21")
    expect(page.locator("mark")).to_have_text("needle")
    text = page.locator(".search-text").inner_text()
    assert text.startswith("…")
    assert len(text) < 400


def test_scripts_without_spaces_are_found(page: Page) -> None:
    search(page, "テキスト")
    expect(results(page)).to_have_count(3)
    expect(page.locator("mark").first).to_have_text("テキスト")


def test_typing_searches_and_keeps_the_address(page: Page) -> None:
    page.locator("input[name=q]").press_sequentially("need")
    expect(results(page)).to_have_count(3)
    assert page.url.endswith("?q=need")


def test_enter_is_exact_and_back_returns(page: Page) -> None:
    search(page, "cache")
    expect(results(page)).to_have_count(3)
    search(page, "need")
    expect(results(page)).to_have_count(0)
    page.go_back()
    page.go_back()
    expect(page.locator("input[name=q]")).to_have_value("cache")
    expect(results(page)).to_have_count(3)


def test_the_address_is_read_at_load(
    tab: tuple[str, Page, list[str]], page: Page
) -> None:
    page.goto(tab[0] + "?q=client&within=session:chat/2010-12-21")
    expect(results(page)).to_have_count(1)
    assert page.url.endswith("?q=client+session%3Achat%2F2010-12-21")


def test_the_order_is_an_operator(page: Page) -> None:
    search(page, "cache")
    page.select_option("[data-search-sort]", "newest")
    expect(results(page).first).to_have_attribute("data-message-id", "2/2~x")
    expect(page.locator("input[name=q]")).to_have_value("cache sort:newest")


def test_results_are_grouped_by_session(page: Page) -> None:
    search(page, "cache")
    page.check("[data-search-group]")
    expect(page.locator(".search-group")).to_have_count(3)
    expect(results(page)).to_have_count(3)
    page.uncheck("[data-search-group]")


def test_facets_count_exactly_and_change_the_query(page: Page) -> None:
    search(page, "cache")
    expect(results(page)).to_have_count(3)
    page.click("[data-search-facets] summary")
    years = page.locator(".search-facet").first.locator("button")
    expect(years).to_have_text(["2011 1", "2010 2"])
    page.get_by_role("button", name="chat 2").click()
    expect(results(page)).to_have_count(2)
    expect(page.locator("input[name=q]")).to_have_value("cache in:chat")
    page.get_by_role("button", name="chat 2").click()
    expect(results(page)).to_have_count(3)
    page.get_by_role("button", name="Ann B").click()
    expect(page.locator("input[name=q]")).to_have_value("cache from:ann-b")


def test_operators_and_people_are_suggested(page: Page) -> None:
    box = page.locator("input[name=q]")
    box.press_sequentially("cache fr")
    option = options(page).filter(has_text="from:")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Enter")
    expect(box).to_have_value("cache from:")
    box.press_sequentially("an")
    expect(options(page)).to_have_text(["from:ann-b Ann B"])
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("cache from:ann-b ")
    expect(options(page)).to_have_count(0)
    expect(results(page)).to_have_count(1)


def test_escape_closes_the_suggestions(page: Page) -> None:
    box = page.locator("input[name=q]")
    box.press_sequentially("tag:c")
    expect(options(page)).to_have_text(["tag:caching"])
    box.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box).to_have_value("tag:c")


def test_arrow_keys_go_from_the_box_through_the_results(page: Page) -> None:
    search(page, "cache")
    expect(results(page)).to_have_count(3)
    page.press("input[name=q]", "ArrowDown")
    expect(page.locator("a.search-link").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("a.search-link").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("input[name=q]")).to_be_focused()


def test_an_unknown_word_offers_likely_ones_and_changes_nothing(page: Page) -> None:
    search(page, "cahce")
    expect(status(page)).to_have_text("No message matches.")
    page.get_by_role("link", name="cache").click()
    expect(results(page)).to_have_count(3)
    expect(page.locator("input[name=q]")).to_have_value("cache")


def test_words_left_out_are_named(page: Page) -> None:
    search(page, "the cache")
    expect(status(page)).to_contain_text("3 messages Left out")
    expect(status(page)).to_contain_text("“the”")


def test_more_results_follow_on_request(page: Page) -> None:
    search(page, "+the")
    expect(results(page)).to_have_count(10)
    expect(status(page)).to_have_text("21 messages")
    page.get_by_role("button", name="More results").click()
    expect(results(page)).to_have_count(21)
    expect(page.locator("a.search-link").nth(10)).to_be_focused()


def test_an_empty_box_shows_nothing(page: Page) -> None:
    search(page, "cache")
    expect(results(page)).to_have_count(3)
    search(page, "")
    expect(results(page)).to_have_count(0)
    expect(status(page)).to_have_text("")


def test_scripts_of_the_theme_come_when_the_reader_does_something(page: Page) -> None:
    page.evaluate("localStorage.clear()")
    page.goto(f"{page.url.split('?')[0]}?q=cache")
    expect(results(page)).to_have_count(3)
    expect(page.locator("html.js")).to_have_count(0)
    page.mouse.move(5, 5)
    page.mouse.move(9, 9)
    expect(page.locator("html.js")).to_have_count(1)
    expect(page.locator("head script[src*='assets/site.']")).to_have_count(1)


def test_settings_on_the_device_apply_at_once(page: Page) -> None:
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.goto(page.url.split("?")[0])
    expect(page.locator("html[data-theme=dark]")).to_have_count(1)
    page.evaluate("localStorage.clear()")
