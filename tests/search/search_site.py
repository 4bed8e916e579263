"""A small site with a search page, for tests in Chromium."""

from pathlib import Path

import msgspec
from playwright.sync_api import Locator, Page

from sitegen.render import pages
from sitegen.render.environment import load_theme
from sitegen.search.client import client
from sitegen.search.documents import Document, Unit
from sitegen.search.layout import Options
from sitegen.site import views
from tests.render.gallery import chrome
from tests.search.corpus import make_files

DAY = 86_400
START = 14_964 * DAY  # 2010-12-21

TEXTS = (
    "Welcome everyone, the sessions start now",
    "Q1 How do you handle rate limits? The limit is 350 calls",
    "A1 We cache the answers and retry later https://docs.example.org/rate-limits",
    "<img src=x onerror=alert(1)> <b>bold</b> the hostile message",
    "日本語のテキスト the script without spaces 😀",
    "the C++ client handles limiting well, see e-mail",
    "long " + "filler " * 90 + "needle " + "filler " * 30,
    "the last word of the meeting",
)
PEOPLE = (("mara", "Mara K"), ("bob", "Bob"), ("ann-b", "Ann B"))


def units() -> list[Unit]:
    """Return three sessions in two years and two channels."""
    return [
        _unit("2010-12-21", "chat", 14_964, 0),
        _unit("2010-12-28", "chat", 14_971, 1),
        _unit("2011-01-04", "aside", 14_978, 2),
    ]


def _unit(key: str, channel: str, day: int, number: int) -> Unit:
    start = day * DAY + 75_600
    documents = tuple(
        Document(
            id=f"{number}/{place}~x",
            time=start + 60 * place,
            day=day,
            author=PEOPLE[(place + number) % 3][0],
            name=PEOPLE[(place + number) % 3][1],
            text=text + (" extra" if number == 2 else ""),
            tags=("caching",) if place == 2 else (),
            question="Q1" if place in {1, 2} else None,
            part=2 if place == 7 else 1,
        )
        for place, text in enumerate(TEXTS)
    )
    url = f"sessions/{channel}/{key}/"
    title = f"Meeting <{number}>"
    return Unit(key, channel, "session", title, url, start, start + 3600, documents)


def write_site(folder: Path, files: dict[str, bytes] | None = None) -> None:
    """Write the search page, its modules and an index."""
    theme = load_theme("default", "en")
    shell = chrome(theme, "en")
    assets = msgspec.structs.replace(shell.assets, search_scripts=client().scripts)
    view = views.SearchView(
        chrome=msgspec.structs.replace(shell, assets=assets),
        head=views.Head(root="../", title="Search", section="search"),
    )
    (folder / "search").mkdir(parents=True)
    page = pages.render_page(theme, view)
    (folder / "search" / "index.html").write_text(page, "utf-8")
    for path, code in client().files:
        _write(folder / path, code)
    for asset in theme.assets:
        _write(folder / asset.path, asset.content)
    for path, data in (files or make_files(units(), Options())).items():
        _write(folder / path, data)


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def results(page: Page) -> Locator:
    return page.locator("[data-search-result]")


def options(page: Page) -> Locator:
    return page.locator("[data-search-options] [role=option]")


def status(page: Page) -> Locator:
    return page.locator("[data-search-status]")


def search(page: Page, text: str) -> None:
    page.fill("input[name=q]", text)
    page.press("input[name=q]", "Enter")
