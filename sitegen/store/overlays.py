"""Read the hosts' overlays: content/sessions/<channel>/<session key>.md."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sitegen.chat.overlay import Correction, Overlay, SuppliedQuestion
from sitegen.config import Config
from sitegen.errors import SitegenError, nearest
from sitegen.model import CHANNEL_NAME
from sitegen.store.documents import read_text
from sitegen.strict_yaml import Fields, Item, load, split_front_matter

FOLDER = "sessions"
KEY = re.compile(r"\d{4}-\d{2}-\d{2}(-\d{4})?\Z", re.ASCII)
_LABELED = re.compile(
    r"\s*([A-Za-z]{1,12}\s?\d{0,3}[a-z]?)\s*[:.)]\s+(.+)\Z", re.DOTALL
)


class MisplacedOverlay(SitegenError):
    """A file below content/sessions/ is named for no session."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path}: {expected}")


def read_overlays(content: Path, config: Config) -> tuple[Overlay, ...]:
    """Read all overlays, sorted by channel and key.

    Raises:
        SitegenError: One has a mistake; the text names file and line.
    """
    root = content / FOLDER
    found = sorted(p for p in root.rglob("*.md") if not p.name.startswith("."))
    return tuple(_read(path, root, config) for path in found)


def _read(path: Path, root: Path, config: Config) -> Overlay:
    name = path.relative_to(root.parent.parent).as_posix()
    parts = path.relative_to(root).parts
    if len(parts) != 2 or not CHANNEL_NAME.match(parts[0]):
        raise MisplacedOverlay(name, "expected content/sessions/<channel>/<key>.md")
    if not KEY.match(path.stem):
        raise MisplacedOverlay(
            name, "a session's file is named for its date, such as 2010-12-21.md"
        )
    zone = config.rules_of(parts[0]).zone
    return parse_overlay(read_text(path, name), name, parts[0], path.stem, zone)


def parse_overlay(
    text: str, file: str, channel: str, key: str, zone: ZoneInfo
) -> Overlay:
    """Turn an overlay's text into a value.

    Args:
        text: Front matter and Markdown.
        file: The file's name for messages.
        channel: The channel it is for.
        key: The session's key.
        zone: For a `start:` written without one.

    Raises:
        SitegenError: It has a mistake; the text names line and key.
    """
    head, body, _ = split_front_matter(text)
    fields = load(head, file, first_line=2)
    has_minutes = fields.has("minutes")
    overlay = Overlay(
        channel=channel,
        key=key,
        path=file,
        title=fields.optional("title"),
        topic=fields.optional("topic"),
        guests=fields.texts("guests"),
        hosts=fields.texts("hosts"),
        questions=_questions(fields),
        tags=tuple(tag.lstrip("#") for tag in fields.texts("tags")),
        related=fields.texts("related"),
        start=read_moment(fields, "start", zone),
        start_line=fields.line_of("start") if fields.has("start") else 0,
        minutes=fields.integer("minutes", 60, at_least=1) if has_minutes else None,
        move=_map(fields, "move"),
        hide=_list(fields, "hide"),
        pin=_list(fields, "pin"),
        question=_map(fields, "question"),
        same_as=_map(fields, "same_as"),
        noindex=fields.flag("noindex", default=False),
        body=body.strip("\n"),
    )
    fields.done()
    return overlay


def read_moment(fields: Fields, key: str, zone: ZoneInfo) -> datetime | None:
    """Return a time with zone; one written without is in the given zone."""
    written = fields.optional(key)
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        expected = "a time such as 2026-11-24 20:00 or 2026-11-24T20:00:00-05:00"
        raise fields.bad(key, written, expected) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _questions(fields: Fields) -> tuple[SuppliedQuestion, ...]:
    if fields.is_mapping("questions"):
        return tuple(
            SuppliedQuestion(_label(pair.key), pair.value.strip(), pair.line)
            for pair in fields.pairs("questions")
        )
    return tuple(
        _question(item, number)
        for number, item in enumerate(fields.items("questions"), 1)
    )


def _question(item: Item, number: int) -> SuppliedQuestion:
    match = _LABELED.match(item.value)
    if match and (match[1][-1:].isdigit() or "icebreaker" in match[1].lower()):
        label = _label(match[1])
        return SuppliedQuestion(label, match[2].strip(), item.line)
    return SuppliedQuestion(f"Q{number}", item.value.strip(), item.line)


def _label(written: str) -> str:
    label = written.replace(" ", "")
    return "Q0" if label.lower() == "icebreaker" else label[:1].upper() + label[1:]


def _list(fields: Fields, key: str) -> tuple[Correction, ...]:
    return tuple(Correction(i.value, "", i.line) for i in fields.items(key))


def _map(fields: Fields, key: str) -> tuple[Correction, ...]:
    if fields.has(key) and not fields.is_mapping(key):
        known = nearest(key, ("move", "question", "same_as"))
        raise fields.bad(
            key, "a list", f"message ids with their targets, 'id: target'{known}"
        )
    return tuple(Correction(p.key, p.value, p.line) for p in fields.pairs(key))
