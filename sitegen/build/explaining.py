"""Why a page was made again: the parts of its key, compared with the last build's.

    Planned(name, parts) --digests--> State of each page --explain--> one line

A page's key is made of its parts and of nothing else, so the parts that differ are the
whole reason. They are remembered as short digests, beside the files a page became.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import msgspec

from sitegen.build.cache import key_of
from sitegen.errors import nearest
from sitegen.site import urls

Parts = tuple[tuple[str, str], ...]  # name and digest, in a fixed order

_SHORT = 12  # hex digits of a digest that are remembered: to name parts, not to decide
_SHOWN = 8  # parts named at most
_WORDS = {
    "chrome": "the frame of all pages",
    "code": "the program",
    "facts": "the session's facts",
    "json_ld": "the data for search engines",
    "settings": "site.yaml",
}


class State(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of a page: its key, the files it became, and its parts."""

    key: str
    files: tuple[tuple[str, str], ...]  # path and SHA-256
    parts: str = ""  # as `short` gives them: as tuples they took 800 bytes a page


def parts_of(value: Any) -> Parts:
    """Return the digest of every field of a view or a setting, by the field's name."""
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
    else:
        names = list(value.__struct_fields__)
    return tuple((name, key_of(getattr(value, name))) for name in names)


def named(**parts: object) -> Parts:
    """Return digests of named values; `_` in a name stands for a space."""
    return tuple(
        (name.replace("_", " "), key_of(value)) for name, value in parts.items()
    )


def key_of_parts(name: str, parts: Parts) -> str:
    """Return a page's key."""
    return key_of(name, parts)


def short(parts: Parts) -> str:
    """Return parts as they are remembered: digest and name of each on a line."""
    return "\n".join(f"{digest[:_SHORT]} {name}" for name, digest in parts)


def _digests(parts: str) -> dict[str, str]:
    """Return the digests of remembered parts by name."""
    pairs = (line.split(" ", 1) for line in parts.split("\n") if line)
    return {name: digest for digest, name in pairs}


def explain(
    asked: str, before: Mapping[str, State], now: Mapping[str, State], written: set[str]
) -> str:
    """Return in one sentence why a page changed in this build.

    Args:
        asked: An address or a file of the site, as the user typed it.
        before: What the last build remembered of its pages.
        now: What this build remembers.
        written: Files that are new or changed in this build.
    """
    path = urls.file_of(asked.removeprefix("/"))
    options = {path, path.rstrip("/") + "/index.html", asked.removeprefix("/")}
    for name, state in now.items():
        found = options & {file for file, _ in state.files}
        if found:
            file = min(found)
            return f"{file}: {_reason(before.get(name), state, file in written)}"
    if options & written:
        return f"{min(options & written)}: no page, but a file whose content is new"
    known = [file for state in now.values() for file, _ in state.files]
    return f"{asked}: no page that this build wrote or kept{nearest(path, known)}"


def _reason(before: State | None, now: State, is_written: bool) -> str:  # noqa: FBT001
    if before is None:
        return "new, or made for the first time since .sitegen was deleted"
    if before.key == now.key:
        return (
            "written again, since its file was altered or is missing"
            if is_written
            else "unchanged, for nothing it is made from differs from the last build"
        )
    old, new = _digests(before.parts), _digests(now.parts)
    differing = [n for n in {**new, **old} if old.get(n) != new.get(n)]
    names = [_WORDS.get(name, name.replace("_", " ")) for name in differing]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    verb = "changed" if is_written else "made again with the same result"
    return f"{verb}, since these differ: {', '.join(names[:_SHOWN])}{more}"
