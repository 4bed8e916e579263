"""Read the weekly recaps: content/recaps/<YYYY>-W<ww>.md."""

import re
from datetime import date
from pathlib import Path

from sitegen.errors import SitegenError
from sitegen.recaps.recap import Recap, recap_of
from sitegen.store.documents import read_text
from sitegen.strict_yaml import Fields, load, split_front_matter

FOLDER = "recaps"
_SESSION = re.compile(r"[a-z0-9][a-z0-9_-]*/[0-9-]+\Z")


class WeekTwice(SitegenError):
    """Two files are the recap of one week."""

    def __init__(self, path: str, other: str) -> None:
        super().__init__(f"{path}: {other} is of the same week; keep one")


def read_recaps(content: Path) -> tuple[Recap, ...]:
    """Read all recaps that are no drafts, oldest first.

    Raises:
        SitegenError: A file has a mistake; the text names file and line.
    """
    found = []
    for path in sorted((content / FOLDER).glob("*.md")):
        if path.name.startswith("."):
            continue
        name = path.relative_to(content.parent).as_posix()
        recap = parse_recap(read_text(path, name), name, path.stem)
        if not recap.draft:
            found.append(recap)
    _refuse_twins(found)
    return tuple(sorted(found, key=lambda recap: recap.key))


def parse_recap(text: str, file: str, name: str) -> Recap:
    """Turn a recap's file into a value.

    Raises:
        SitegenError: It has a mistake; the text names line and key.
    """
    head, body, line = split_front_matter(text, file)
    fields = load(head, file, first_line=2)
    front: dict[str, object] = {
        "title": fields.optional("title"),
        "date": _date(fields),
        "sessions": list(fields.texts("sessions")),
        "authors": list(fields.texts("authors")),
        "tags": list(fields.texts("tags")),
        "summary": fields.optional("summary"),
        "draft": fields.flag("draft", default=False),
        "noindex": fields.flag("noindex", default=False),
    }
    fields.done()
    for written in fields.texts("sessions"):
        if not _SESSION.match(written):
            expected = "channel/key, such as tea/2010-12-21"
            raise fields.bad("sessions", written, expected)
    return recap_of(name, file, front, body, line)


def _refuse_twins(recaps: list[Recap]) -> None:
    paths: dict[str, str] = {}
    for recap in recaps:
        if paths.setdefault(recap.key, recap.path) != recap.path:
            raise WeekTwice(recap.path, paths[recap.key])


def _date(fields: Fields) -> date | None:
    written = fields.optional("date")
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise fields.bad("date", written, "a date such as 2010-12-21") from error
