"""The browser's half of the search, as it is published.

The modules import each other by name, so they share one folder, whose name carries the
digest of them all: a page never meets modules of two releases.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "browser"
ENTRY = "search-page.js"
_STATIC = re.compile(
    r"^(?:import|export)\b[^;]*?\bfrom\s+\"\./([\w-]+\.js)\"", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Client:
    """The published modules."""

    files: tuple[tuple[str, bytes], ...]  # path from the site's root, content
    scripts: tuple[str, ...]  # what the page loads: the entry, then what it needs


@lru_cache(maxsize=1)
def client() -> Client:
    """Return the modules of the search page."""
    modules = {p.name: p.read_bytes() for p in sorted(FOLDER.glob("*.js"))}
    digest = hashlib.sha256()
    for name, content in modules.items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    folder = f"assets/search-{digest.hexdigest()[:10]}/"
    return Client(
        files=tuple((folder + name, content) for name, content in modules.items()),
        scripts=tuple(folder + name for name in _needed(modules)),
    )


def _needed(modules: dict[str, bytes]) -> list[str]:
    """Return the entry and all modules it imports statically, in order of discovery."""
    found = [ENTRY]
    for name in found:
        for other in _STATIC.findall(modules[name].decode()):
            if other not in found:
                found.append(other)
    return found
