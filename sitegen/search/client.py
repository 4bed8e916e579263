"""The browser's half as it is published: one file for a first result, others later.

There is no renaming and no build step: modules are joined as `bundle.py` tells, and
comments are left out.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sitegen.search.bundle import BUNDLE, bundle

HELP = Path(__file__).parent
FOLDER = HELP / "browser"
PAGE_MODULE = "search-page.js"


@dataclass(frozen=True, slots=True)
class Client:
    """The published files."""

    files: tuple[tuple[str, bytes], ...]  # path from the site's root, content
    scripts: tuple[str, ...]  # what the search page loads


@dataclass(frozen=True, slots=True)
class HelpText:
    """The page about the query language, in Markdown."""

    name: str
    language: str
    text: str


def help_text(language: str) -> HelpText:
    """Return how to search, in a language if it is there, else in English."""
    for code in (language, language.partition("-")[0]):
        path = HELP / f"help.{code}.md"
        if path.is_file():
            return HelpText(path.name, code, path.read_text("utf-8"))
    return HelpText("help.md", "en", (HELP / "help.md").read_text("utf-8"))


@lru_cache(maxsize=1)
def client() -> Client:
    """Return the modules of the search page as they are published.

    They import each other by name, so they share one folder, whose name carries the
    digest of them all: a page never meets modules of two releases.
    """
    sources = {
        path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.js"))
    }
    published = bundle(sources, PAGE_MODULE)
    digest = hashlib.sha256()
    for name, source in published.items():
        digest.update(f"{name}\0{len(source)}\0{source}".encode())
    folder = f"assets/search-{digest.hexdigest()[:10]}/"
    return Client(
        files=tuple((folder + name, s.encode()) for name, s in published.items()),
        scripts=(folder + BUNDLE,),
    )
