"""Last look at a message before it is stored: impossible things are refused or mended.

Every importer's messages pass here, so that what the store holds is sound whatever an
export said. A mend is counted and told; a message that can't be stored is a problem.
"""

import re
from collections.abc import Callable
from datetime import UTC
from typing import Any

import msgspec

from sitegen.model import Attachment, Entity, Message, Reaction
from sitegen.store.merge import as_tombstone

ID_LENGTH = 512
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# NUL is no text; a lone surrogate can't be written as UTF-8.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_LARGEST = 2**53  # whole numbers up to here survive JSON in a browser

Tell = Callable[[str], None]


class Unstorable(ValueError):
    """A message that can't be stored; the text says why."""


def mended(message: Message, tell: Tell) -> Message:
    """Return a message as it can be stored; each mend is told in a few fixed words.

    Raises:
        Unstorable: The id or author is empty, the id holds control characters, or a
            number is out of range.
    """
    _check(message)
    sound = _with_sound_text(message, tell)
    changes: dict[str, Any] = {}
    if sound.time.tzinfo is not UTC:
        changes["time"] = sound.time.astimezone(UTC)
    if sound.edited and sound.edited.tzinfo is not UTC:
        changes["edited"] = sound.edited.astimezone(UTC)
    if sound.entities:
        entities = mended_entities(sound.entities, len(sound.text), tell)
        if entities != sound.entities:
            changes["entities"] = entities
    if sound.reactions and any(r.count < 1 or not r.emoji for r in sound.reactions):
        tell("reactions without emoji or count dropped")
        kept = tuple(r for r in sound.reactions if r.count >= 1 and r.emoji)
        changes["reactions"] = kept
    whole = msgspec.structs.replace(sound, **changes) if changes else sound
    if whole.deleted:
        return as_tombstone(whole, whole.deleted.astimezone(UTC))
    return whole


def mended_entities(
    entities: tuple[Entity, ...], length: int, tell: Tell
) -> tuple[Entity, ...]:
    """Return entities sorted, inside the text, and nested or disjoint.

    One that reaches past the end is cut; an empty one, one outside, a twin, and one
    that crosses an earlier one are dropped.
    """
    kept: list[Entity] = []
    open_ends: list[int] = []
    for entity in sorted(entities, key=_entity_order):
        end = min(entity.end, length)
        if entity.start < 0 or entity.start >= end:
            tell("entities outside the text dropped")
            continue
        while open_ends and open_ends[-1] <= entity.start:
            open_ends.pop()
        if open_ends and end > open_ends[-1]:
            tell("entities that cross others dropped")
            continue
        if end < entity.end:
            tell("entities past the end of the text cut")
        sound = msgspec.structs.replace(entity, end=end)
        if sound in kept[-1:]:
            tell("entities given twice dropped")
            continue
        open_ends.append(end)
        kept.append(sound)
    return tuple(kept)


def _entity_order(entity: Entity) -> tuple[int, int, str, str, str]:
    return (
        entity.start,
        -entity.end,
        entity.kind,
        entity.href or "",
        entity.ref or "",
    )


def _check(message: Message) -> None:
    if not message.id:
        raise Unstorable("id is empty")
    if len(message.id) > ID_LENGTH:
        raise Unstorable(f"id is longer than {ID_LENGTH} characters")
    if _CONTROL.search(message.id):
        raise Unstorable(f"id {message.id!a} holds control characters")
    if not message.author.strip():
        raise Unstorable("author is empty")
    if message.time.tzinfo is None:
        raise Unstorable(f"time '{message.time.isoformat()}' has no zone")
    try:
        message.time.astimezone(UTC)
    except OverflowError:
        raise Unstorable(f"time '{message.time.isoformat()}' is out of range") from None
    if message.seq is None and not message.reactions:
        return
    numbers = [message.seq or 0, *(r.count for r in message.reactions)]
    if any(abs(number) > _LARGEST for number in numbers):
        raise Unstorable("a number is out of range")


def _with_sound_text(message: Message, tell: Tell) -> Message:
    """Replace what UTF-8 can't hold in any text of a message."""
    try:
        line = msgspec.json.encode(message)
    except UnicodeEncodeError:
        line = b""
    except OverflowError:
        raise Unstorable("a number is out of range") from None
    if line and b"\\u0000" not in line:
        return message
    sound: Message = _swept(message)
    if sound != message:
        tell("characters that are no text replaced")
    return sound


def _swept(value: Any) -> Any:
    """Return a value with unstorable characters replaced in every text in it."""
    if isinstance(value, str):
        # One for one, so that entities keep their places.
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, tuple):
        return tuple(_swept(item) for item in value)
    if isinstance(value, Message | Entity | Attachment | Reaction):
        fields = {
            name: _swept(getattr(value, name)) for name in value.__struct_fields__
        }
        return type(value)(**fields)
    return value
