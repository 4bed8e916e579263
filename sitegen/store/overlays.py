"""Read the hosts' overlays: content/sessions/<channel>/<session key>.md."""

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sitegen.chat.overlay import Correction, Overlay, SuppliedQuestion
from sitegen.config import Config
from sitegen.errors import SitegenError
from sitegen.model import CHANNEL_NAME
from sitegen.store.documents import read_text
from sitegen.strict_yaml import BadValue, Fields, Item, load, split_front_matter

FOLDER = "sessions"
KEY = re.compile(r"(\d{4}-\d{2}-\d{2})(-\d{4}(-\d)?)?\Z", re.ASCII)
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
    files = sorted(p for p in root.rglob("*.md") if not p.name.startswith("."))
    found = [_read(path, root, config) for path in files]
    return tuple(sorted(found, key=lambda overlay: (overlay.channel, overlay.key)))


def _read(path: Path, root: Path, config: Config) -> Overlay:
    name = path.relative_to(root.parent.parent).as_posix()
    parts = path.relative_to(root).parts
    if len(parts) != 2 or not CHANNEL_NAME.match(parts[0]):
        raise MisplacedOverlay(name, "expected content/sessions/<channel>/<key>.md")
    if not is_key(path.stem):
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
    head, body, _ = split_front_matter(text, file)
    fields = load(head, file, first_line=2)
    overlay = Overlay(
        channel=channel,
        key=key,
        path=file,
        title=fields.optional("title"),
        topic=fields.optional("topic"),
        guests=fields.texts("guests"),
        hosts=fields.texts("hosts"),
        questions=_questions(fields),
        tags=tuple(t.lstrip("#") for t in fields.texts("tags") if t.strip("# ")),
        related=fields.texts("related"),
        start=read_moment(fields, "start", zone),
        start_line=fields.line_of("start") if fields.has("start") else 0,
        minutes=_minutes(fields),
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


def is_key(name: str) -> bool:
    """Return whether a name can be a session's: a real date, and maybe a time."""
    match = KEY.match(name)
    try:
        return match is not None and bool(date.fromisoformat(match[1]))
    except ValueError:
        return False


def read_moment(fields: Fields, key: str, zone: ZoneInfo) -> datetime | None:
    """Return a time with zone; one written without is in the given zone."""
    written = fields.optional(key)
    if written is None:
        return None
    expected = "a time such as 2026-11-24 20:00 or 2026-11-24T20:00:00-05:00"
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise fields.bad(key, written, expected) from error
    # A day alone would silently be its midnight; far years overflow in other zones.
    if ":" not in written or not 1970 <= moment.year <= 2999:
        raise fields.bad(key, written, expected)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _minutes(fields: Fields) -> int | None:
    if not fields.has("minutes"):
        return None
    return fields.integer("minutes", 60, at_least=1, at_most=24 * 60)


def _questions(fields: Fields) -> tuple[SuppliedQuestion, ...]:
    found = _listed(fields)
    seen: set[str] = set()
    for question in found:
        if not question.text or question.label in seen:
            written = f"{question.label}: {question.text}"
            expected = "text after each number, and each number once"
            raise BadValue(fields.file, question.line, "questions", written, expected)
        seen.add(question.label)
    return found


def _listed(fields: Fields) -> tuple[SuppliedQuestion, ...]:
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
    expected = "message ids with their targets, 'id: target'"
    if fields.has(key) and not fields.is_mapping(key):
        hint = "; did you mean 'questions'?" if key == "question" else ""
        raise fields.bad(key, "no mapping", expected + hint)
    pairs = fields.pairs(key)
    for pair in pairs:
        if not pair.value:
            raise BadValue(fields.file, pair.line, f"{key}.{pair.key}", "", expected)
    return tuple(Correction(pair.key, pair.value, pair.line) for pair in pairs)
