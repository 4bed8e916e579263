"""The text that a site shows whatever its messages say: its theme's and its titles.

A redacted person may be called "will", "search" or "May". Such a name is looked for
where only a name can stand, since the word itself is on every page.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

import sitegen
from sitegen.build.sources import Sources
from sitegen.render.themes import theme_chain
from sitegen.search.bundle import without_comments

_COMMENTS = re.compile(r"\{#.*?#\}|/\*.*?\*/", re.DOTALL)
_READ = {
    ".html",
    ".css",
    ".js",
    ".yaml",
    ".yml",
    ".json",
    ".svg",
    ".xml",
    ".txt",
    ".toml",
}
_PACKAGES = ("render", "site", "build")  # their constants stand in pages and feeds


def fixed_text(sources: Sources) -> str:
    """Return all words of the theme, of the program's own markup and of site.yaml."""
    config = sources.config
    titles = [config.title, config.description or "", config.base_url]
    for channel in config.channels:
        titles += [channel.name, channel.title]
    root = Path(sitegen.__file__).parent
    folders = theme_chain(config.theme, sources.site).folders
    return "\n".join(
        (
            *titles,
            *_calendar_names(config.language),
            *(text for folder in folders for text in _texts(folder)),
            *_texts(root / "search/browser"),
            *_texts(root / "render/languages"),
            *_constants(),
        )
    )


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in _READ and path.is_file():
            text = _COMMENTS.sub("", path.read_text("utf-8", errors="replace"))
            yield without_comments(text) if path.suffix == ".js" else text


def _calendar_names(language: str) -> Iterator[str]:
    locale = Locale.parse(language.replace("-", "_"))
    for names in (locale.months, locale.days):
        for widths in names.values():
            for width in widths.values():
                yield from width.values()


def _constants() -> Iterator[str]:
    """Yield the texts in the code that writes pages, but not its documentation."""
    root = Path(sitegen.__file__).parent
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            documented = {
                id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
            }
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and id(node) not in documented
                ):
                    yield node.value
