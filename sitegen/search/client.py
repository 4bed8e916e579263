"""The browser's half as it is published: the same modules without their comments.

There is no build step and no renaming; lines that are only comment are left out, which
saves a sixth of what a first search downloads. No module has a text that goes over a
line's end and holds such a line; a test looks after that.
"""

import re
from collections.abc import Mapping

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
