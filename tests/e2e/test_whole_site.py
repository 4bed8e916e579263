"""Nothing is lost on the way to the pages, and every link leads somewhere."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import msgspec
import pytest

from tests.e2e.made import REPOSITORY, build_site

_ID = re.compile(r' id="([^"]+)"')
_LINK = re.compile(r' (?:href|src)="([^"]+)"')
_MESSAGE = re.compile(r'<article class="m[^"]*" id="(m-[^"]+)"')
BASE = "https://example.org/mending-hour/"


@pytest.fixture(scope="module")
def pages(demo: Path) -> dict[str, str]:
    """Every page's text, by path."""
    return {
        file.relative_to(demo).as_posix(): file.read_text("utf-8")
        for file in sorted(demo.rglob("*.html"))
    }


def _stored() -> Iterator[tuple[str, str]]:
    for file in sorted((REPOSITORY / "content" / "transcripts").rglob("*.jsonl")):
        for line in file.read_bytes().splitlines():
            yield file.parts[-3], msgspec.json.decode(line)["id"]


def test_every_message_stands_on_one_page_once(
    pages: dict[str, str], demo: Path
) -> None:
    """Only reposts, copies and what was taken out have no place of their own."""
    places = Counter[tuple[str, str]]()
    for path, text in pages.items():
        parts = path.split("/")
        if parts[0] in {"sessions", "days"} and "time" not in parts:
            places.update((parts[1], anchor) for anchor in _MESSAGE.findall(text))
    assert {place: n for place, n in places.items() if n > 1} == {}
    stored = {(channel, f"m-{id_}") for channel, id_ in _stored()}
    redacted = set(places) - stored
    assert all(anchor.startswith("m-redacted-") for _, anchor in redacted)
    counts = build_site(demo.parent / "site", demo).counts
    assert len(stored) == counts.stored
    assert len(places) == counts.shown + counts.redacted


def test_every_link_and_anchor_leads_somewhere(
    pages: dict[str, str], demo: Path
) -> None:
    anchors = {path: set(_ID.findall(text)) for path, text in pages.items()}
    files = {f.relative_to(demo).as_posix() for f in demo.rglob("*") if f.is_file()}
    broken = []
    for path, text in pages.items():
        for link in sorted(set(_LINK.findall(text))):
            target = urlsplit(urljoin(f"{BASE}{path}", link.replace("&amp;", "&")))
            address = f"{target.scheme}://{target.netloc}{target.path}"
            if not address.startswith(BASE):
                continue
            name = unquote(address.removeprefix(BASE))
            if name in {"", "."} or name.endswith("/"):
                name += "index.html"
            missing = name not in files
            if missing or (
                target.fragment
                and name in anchors
                and unquote(target.fragment) not in anchors[name]
            ):
                broken.append(f"{path}: {link}")
    assert broken == []


def test_every_page_can_be_reached_from_the_first(pages: dict[str, str]) -> None:
    seen: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in seen or path not in pages:
            continue
        seen.add(path)
        for link in _LINK.findall(pages[path]):
            target = urljoin(f"{BASE}{path}", link).partition("#")[0].partition("?")[0]
            if target.startswith(BASE):
                name = unquote(target.removeprefix(BASE))
                waiting.append(
                    name + "index.html" if name.endswith("/") or not name else name
                )
    moved = {path for path, text in pages.items() if 'http-equiv="refresh"' in text}
    assert set(pages) - seen - moved == {"404.html"}


@pytest.mark.parametrize(
    "path", ["sessions/workbench/2026-10-10", "days/mendinghour/2026-11-14"]
)
def test_talk_without_questions_stands_in_order_of_time(
    pages: dict[str, str], path: str
) -> None:
    text = pages[f"{path}/index.html"]
    times = re.findall(r'class="when"[^>]*><time datetime="([^"]+)"', text)
    assert len(times) > 3
    assert times == sorted(times)


def test_no_page_is_heavier_than_300_kilobytes(pages: dict[str, str]) -> None:
    assert max(len(text.encode()) for text in pages.values()) < 300_000
