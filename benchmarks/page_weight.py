"""What a reader loads to see a session: bytes, style sheets, blocking scripts.

    built site --session_page--> the one nearest to 300 messages --weigh--> PageWeight

Weighed as sent: gzipped, with the style sheets, the icon and all scripts that the page
names, deferred ones too.
"""

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

_MESSAGES = 300


@dataclass(frozen=True, slots=True)
class PageWeight:
    """What the first view of a page takes."""

    messages: int
    gzipped_bytes: int
    style_sheets: int
    blocking_scripts: int


class _Parts(HTMLParser):
    """Collects what a page makes a browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[str] = []
        self.style_sheets = 0
        self.blocking_scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "link" and found.get("rel") in {"stylesheet", "icon"}:
            self.files.append(found.get("href") or "")
            self.style_sheets += found["rel"] == "stylesheet"
        if tag == "script" and found.get("src"):
            self.files.append(found["src"] or "")
            is_late = found.keys() & {"defer", "async"} or found.get("type") == "module"
            self.blocking_scripts += not is_late


def weigh(page: Path) -> PageWeight:
    """Weigh a page of a built site."""
    html = page.read_text("utf-8")
    parts = _Parts()
    parts.feed(html)
    files = [page, *(page.parent / name for name in parts.files)]
    return PageWeight(
        messages=_count(html),
        gzipped_bytes=sum(_gzipped(file) for file in files),
        style_sheets=parts.style_sheets,
        blocking_scripts=parts.blocking_scripts,
    )


def session_page(output: Path) -> Path:
    """Return the page of a session that is nearest to 300 messages."""
    pages = sorted((output / "sessions").glob("*/*/**/index.html"))
    return min(pages, key=lambda page: abs(_count(page.read_text("utf-8")) - _MESSAGES))


def _count(html: str) -> int:
    return len(re.findall(r"<article[^>]* id=\"?m-", html))


def _gzipped(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6, mtime=0))
