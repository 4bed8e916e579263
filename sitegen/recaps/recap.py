"""A recap as a frozen value: its front matter and its Markdown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sitegen.errors import SitegenError, nearest

KEY = re.compile(r"(\d{4})-[Ww](\d{2})\Z")
KEYS = ("title", "date", "sessions", "authors", "tags", "summary", "draft", "noindex")
SessionName = tuple[str, str]
"""(channel, key)."""


class RecapError(SitegenError):
    """A recap says something that can't be."""

    def __init__(self, path: str, line: int, what: str) -> None:
        super().__init__(f"{path}:{line}: {what}" if line else f"{path}: {what}")
        self.path, self.line, self.what = path, line, what


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """One file of `content/recaps/`."""

    key: str  # "2010-w51": its name in URLs
    path: str  # the file as the user would name it
    title: str
    date: date  # of publication; the week's Monday where none is given
    sessions: tuple[SessionName, ...] = ()
    authors: tuple[str, ...] = ()  # slugs or aliases
    tags: tuple[str, ...] = ()  # topics, without #
    summary: str | None = None  # one sentence, for lists and feeds
    draft: bool = False  # kept out of the site
    noindex: bool = False
    body: str = ""  # Markdown, calls not yet resolved
    body_line: int = 1  # line of the file that the body begins on


def recap_of(
    name: str, path: str, front: Mapping[str, object], body: str, body_line: int = 1
) -> Recap:
    """Return the recap in a file, from its name, its front matter and its text.

    Raises:
        RecapError: The name is no week, a key is unknown, or a value is not of its
            kind.
    """
    match = KEY.match(name)
    monday = _monday(match)
    if match is None or monday is None:
        what = f"the name '{name}' is no week; expected one such as 2010-W51"
        raise RecapError(path, 0, what)
    for key in front:
        if key not in KEYS:
            raise RecapError(path, 0, f"unknown key '{key}'{nearest(str(key), KEYS)}")
    return Recap(
        key=f"{match[1]}-w{match[2]}",
        path=path,
        title=_text(path, front, "title") or f"Week {int(match[2])}, {match[1]}",
        date=_date(path, front) or monday,
        sessions=tuple(_session(path, n) for n in _listed(path, front, "sessions")),
        authors=_listed(path, front, "authors"),
        tags=tuple(t.lstrip("#") for t in _listed(path, front, "tags")),
        summary=_text(path, front, "summary"),
        draft=_flag(path, front, "draft"),
        noindex=_flag(path, front, "noindex"),
        body=body,
        body_line=body_line,
    )


def recap_key(day: date) -> str:
    """Return the name of the week's recap file, such as `2010-W51`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def _monday(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None


def _session(path: str, written: str) -> SessionName:
    channel, slash, key = written.partition("/")
    if not (channel and slash and key) or "/" in key:
        what = f"sessions has '{written}'; expected channel/key, such as tea/2010-12-21"
        raise RecapError(path, 0, what)
    return channel, key


def _listed(path: str, front: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = front.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(v, str | int) for v in value):
        return tuple(str(v) for v in value)
    raise RecapError(path, 0, f"{key} has '{value}'; expected a list of names")


def _text(path: str, front: Mapping[str, object], key: str) -> str | None:
    value = front.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise RecapError(path, 0, f"{key} has '{value}'; expected text")


def _flag(path: str, front: Mapping[str, object], key: str) -> bool:
    value = front.get(key, False)
    if isinstance(value, bool):
        return value
    raise RecapError(path, 0, f"{key} has '{value}'; expected true or false")


def _date(path: str, front: Mapping[str, object]) -> date | None:
    value = front.get("date")
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # told below, with all other values that are no date
    if value is None or type(value) is date:
        return value
    raise RecapError(path, 0, f"date has '{value}'; expected one such as 2010-12-21")
