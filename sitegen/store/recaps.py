"""Read the weekly recaps: content/recaps/<YYYY>-W<ww>.md."""

from datetime import date
from pathlib import Path

from sitegen.recaps.recap import Recap, recap_of
from sitegen.store.documents import read_text
from sitegen.strict_yaml import Fields, load, split_front_matter

FOLDER = "recaps"


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
    return tuple(sorted(found, key=lambda recap: recap.key))


def parse_recap(text: str, file: str, name: str) -> Recap:
    """Turn a recap's file into a value.

    Raises:
        SitegenError: It has a mistake; the text names line and key.
    """
    head, body, line = split_front_matter(text)
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
    return recap_of(name, file, front, body, line)


def _date(fields: Fields) -> date | None:
    written = fields.optional("date")
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise fields.bad("date", written, "a date such as 2010-12-21") from error
