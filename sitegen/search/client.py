"""The browser's half as it is published: the same modules without their comments.

There is no build step and no renaming; lines that are only comment are left out, which
saves a sixth of what a first search downloads. No module has a text that goes over a
line's end and holds such a line; a test looks after that.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

HELP = Path(__file__).parent
FOLDER = HELP / "browser"
PAGE_MODULE = "search-page.js"
COMMENT_STARTS = ("//", "/**", "*/", "* ")
_IMPORTED = re.compile(
    r'^(?:import|export|\}) [^"(]*"\./([a-z-]+\.js)";$', re.MULTILINE
)


def without_comments(source: str) -> str:
    """Return a module without its indentation and lines that are only comment."""
    lines = (line.strip() for line in source.splitlines())
    kept = [
        line
        for line in lines
        if line and line != "*" and not line.startswith(COMMENT_STARTS)
    ]
    return "\n".join(kept) + "\n"


def first_modules(sources: Mapping[str, str]) -> tuple[str, ...]:
    """Return the modules that a first result needs, the page's own last.

    The search page names them all, so that the browser asks for them at once instead
    of one import after another.

    Args:
        sources: Text of each module by file name.
    """
    found: dict[str, None] = {}
    waiting = [PAGE_MODULE]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += _IMPORTED.findall(sources[name])
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Client:
    """The published modules."""

    files: tuple[tuple[str, bytes], ...]  # path from the site's root, content
    scripts: tuple[str, ...]  # what the page loads, its own module last


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
        path.name: without_comments(path.read_text("utf-8"))
        for path in sorted(FOLDER.glob("*.js"))
    }
    digest = hashlib.sha256()
    for name, source in sources.items():
        digest.update(f"{name}\0{len(source)}\0{source}".encode())
    folder = f"assets/search-{digest.hexdigest()[:10]}/"
    return Client(
        files=tuple((folder + name, s.encode()) for name, s in sources.items()),
        scripts=tuple(folder + name for name in first_modules(sources)),
    )
