"""A reader goes through the demo site."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import clean_page
from tests.e2e.serving import serve

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
SESSION = "sessions/mendinghour/2026-11-17/"
WIDE = ("", SESSION, "people/", "stats/2026/", "links/", "calendar/")


def messages(page: Page) -> list[str]:
    """Return the ids of the messages on the page, in order."""
    found = page.locator("article.m[id]").evaluate_all("all => all.map(a => a.id)")
    return [str(each) for each in found]


def test_home_leads_to_a_session_its_people_and_back(visit: Visit) -> None:
    page = visit()
    page.locator(".newest h3 a").click()
    expect(page.locator("h1")).to_have_text("Mending for other people")
    page.locator("section.q a.who", has_text="June Mossop").first.click()
    expect(page.locator("h1")).to_contain_text("June Mossop")
    page.get_by_role("link", name="Mending for other people").first.click()
    expect(page).to_have_url(re.compile(re.escape(SESSION)))
    page.locator("a.mark").click()
    expect(page).to_have_url(re.compile(r"/some/folder/$"))


def test_both_readings_hold_the_same_messages_once(visit: Visit) -> None:
    page = visit(SESSION)
    by_question = messages(page)
    page.get_by_role("link", name="By time").click()
    expect(page).to_have_url(re.compile("/time/$"))
    by_time = messages(page)
    assert len(by_question) > 100
    assert len(set(by_question)) == len(by_question)
    assert sorted(by_question) == sorted(by_time)
    assert by_question != by_time
    page.get_by_role("link", name="By question").click()
    expect(page.locator(".qnav")).to_be_visible()


def test_by_time_is_in_order_of_time(visit: Visit) -> None:
    page = visit(SESSION + "time/")
    times = page.locator("article.m .when time").evaluate_all(
        "all => all.map(t => t.dateTime)"
    )
    assert times == sorted(times)


def test_the_canonical_reading_is_by_question(visit: Visit) -> None:
    page = visit(SESSION + "time/")
    canonical = page.locator("link[rel=canonical]").get_attribute("href") or ""
    assert canonical.endswith(SESSION)


def test_a_permalink_lands_on_the_message(visit: Visit) -> None:
    page = visit(SESSION)
    anchor = messages(page)[60]
    page = visit(f"{SESSION}#{anchor}")
    message = page.locator(f"[id='{anchor}']")
    expect(message).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').id") == anchor


def test_a_permalink_opens_the_fold_it_points_into(visit: Visit) -> None:
    page = visit(SESSION)
    anchor = page.locator("details.fold article.m").first.get_attribute("id")
    page = visit(f"{SESSION}#{anchor}")
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


def test_a_question_leads_to_its_answers(visit: Visit) -> None:
    page = visit("questions/")
    link = page.locator("main ol a, main ul a").filter(has_text="Money").first
    link.click()
    expect(page).to_have_url(re.compile(re.escape(SESSION) + "#"))


def test_the_keyboard_reads_messages_and_questions(visit: Visit) -> None:
    page = visit(SESSION)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("n")
    second = page.evaluate("document.activeElement.id")
    assert first != second
    assert page.evaluate("document.activeElement.localName") == "h2"
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.id") == first
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('.m')")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_shortcuts_can_be_switched_off_for_good(visit: Visit) -> None:
    page = visit(SESSION)
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_pages_read_without_javascript(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    site = page.url
    for path in (*WIDE, SESSION + "time/", "people/mosslight/", "recaps/",
                 "recaps/2026-w46/", "questions/", "topics/", "topics/glue/", "stats/",
                 "about/", "days/mendinghour/2026-11-18/",
                 "sessions/mendinghour/2026-11-24/"):  # fmt: skip
        page.goto(site + path)
        assert len(page.locator("main").inner_text()) > 100, path
        for run in page.locator(".run").all():  # all of it is there to be seen
            expect(run).to_have_css("content-visibility", "visible")
        expect(page.locator("h1")).to_be_visible()


def test_search_says_without_javascript_that_it_needs_it(visit: Visit) -> None:
    page = visit("search/?q=glue", java_script_enabled=False)
    assert "JavaScript" in page.locator("main noscript").inner_text()


def test_an_unknown_address_gets_a_page_that_helps(
    browser: Browser, demo: Path
) -> None:
    """It works at any depth, at the address of `base_url`."""
    with (
        serve({"/mending-hour/": demo}) as address,
        clean_page(browser, expected=("404 (Not Found)",)) as page,
    ):
        answer = page.goto(f"{address}/mending-hour/no/such/page/")
        assert answer is not None
        assert answer.status == 404
        expect(page.locator("input[type=search]").first).to_be_visible()
        page.locator("main a").first.click()
        expect(page.locator("h1")).to_be_visible()
        assert "/mending-hour/" in page.url


def test_dark_and_light_differ_and_the_switch_is_kept(visit: Visit) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    light = visit(SESSION, color_scheme="light")
    dark = visit(SESSION, color_scheme="dark")
    bright, dim = light.evaluate(paper), dark.evaluate(paper)
    assert bright != dim
    switch = light.locator("[data-theme-switch]")
    switch.click()
    switch.click()
    assert light.evaluate(paper) == dim
    light.reload()
    assert light.evaluate(paper) == dim


def test_print_leaves_out_what_paper_can_not_do(visit: Visit) -> None:
    page = visit(SESSION)
    page.emulate_media(media="print")
    expect(page.locator("input#q")).to_be_hidden()
    expect(page.locator("article.m").nth(40)).to_be_visible()


@pytest.mark.parametrize("width", [320, pytest.param(390, marks=pytest.mark.long)])
def test_no_page_scrolls_sideways_on_a_phone(visit: Visit, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800})
    site = page.url
    for path in (*WIDE, "search/"):
        page.goto(site + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path


def test_what_has_the_focus_is_never_under_the_questions(visit: Visit) -> None:
    """On a phone they stay on top of the window."""
    page = visit(SESSION, viewport={"width": 390, "height": 800})
    page.locator("article.m .when").nth(40).focus()
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        bottom, top = page.evaluate("""[
            document.querySelector(".qnav").getBoundingClientRect().bottom,
            document.activeElement.getBoundingClientRect().top]""")
        assert top >= bottom


def wait_for_layout(page: Page) -> None:
    expect(page.locator(".run").last).to_have_css("content-visibility", "visible")


def test_far_messages_are_laid_out_in_the_end(visit: Visit) -> None:
    """So that tools that look at a whole page see all of it."""
    page = visit(SESSION)
    wait_for_layout(page)
    assert page.locator(".run").count() > 5


@pytest.mark.parametrize("scripts", [True, False])
def test_a_permalink_stays_in_place_while_the_page_is_laid_out(
    visit: Visit, *, scripts: bool
) -> None:
    anchor = messages(visit(SESSION))[90]
    page = visit(
        f"{SESSION}#{anchor}",
        viewport={"width": 390, "height": 800},
        reduced_motion="no-preference",
        java_script_enabled=scripts,
    )
    if scripts:
        wait_for_layout(page)
    box = page.locator(f"[id='{anchor}']").bounding_box()
    assert box is not None
    assert 40 < box["y"] < 120


def test_who_reloads_a_page_is_where_they_were(visit: Visit) -> None:
    page = visit(SESSION, viewport={"width": 390, "height": 800})
    wait_for_layout(page)
    page.locator("article.m").nth(90).evaluate(
        "m => scrollBy(0, m.getBoundingClientRect().top - 200)"
    )
    frames = (
        "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
    )
    page.evaluate(frames)  # Chromium remembers a place once it is drawn
    was = page.locator("article.m").nth(90).bounding_box()
    page.reload()
    wait_for_layout(page)
    page.evaluate(frames)  # and goes there after the layout
    assert page.locator("article.m").nth(90).bounding_box() == was
