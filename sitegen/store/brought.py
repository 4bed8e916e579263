"""Which messages each export brought, so that `--replace` can take them back.

    content/transcripts/.imports/<name>.ids    one "<channel> <id>" a line, sorted

An export is known by its file name without folders. The list grows with each import of
that name; `--replace` starts it anew.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sitegen.store.transcripts import FOLDER

_FOLDER = ".imports"
Ids = Mapping[str, Iterable[str]]  # channel: ids


def list_path(content: Path, label: str) -> Path:
    """Return where the list of an export's messages is kept."""
    name = Path(label).name or "export"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:80].strip(".-") or "export"
    if plain.lower() != name:  # else two names could meet in one file
        mark = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:6]
        plain = f"{plain.lower()}-{mark}"
    return content / FOLDER / _FOLDER / f"{plain}.ids"


def list_paths(content: Path) -> tuple[Path, ...]:
    """Return all lists, sorted."""
    return tuple(sorted((content / FOLDER / _FOLDER).glob("*.ids")))


def read_list(path: Path) -> dict[str, set[str]]:
    """Return the ids that an export brought, by channel; none if it never came."""
    found: dict[str, set[str]] = {}
    if path.is_file():
        for line in path.read_text("utf-8").split("\n"):
            channel, _, ident = line.partition(" ")
            if ident:
                found.setdefault(channel, set()).add(ident)
    return found


def list_bytes(ids: Ids) -> bytes:
    """Return the bytes of a list."""
    lines = (f"{c} {i}\n" for c in sorted(ids) for i in sorted(set(ids[c])))
    return "".join(lines).encode()
