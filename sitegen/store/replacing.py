"""Replace stretches of a text, and keep its entities where they belong."""

from collections.abc import Iterable, Sequence

import msgspec

from sitegen.model import Entity


def replaced(
    text: str, entities: Sequence[Entity], spans: Iterable[tuple[int, int, str]]
) -> tuple[str, tuple[Entity, ...]]:
    """Return a text with stretches replaced, and its entities where they now are.

    Of overlapping stretches the first wins, then the longest; the rest of an
    overlapping one goes with it. Entities that touch a stretch lose what they refer to.
    """
    parts, shifts, at = [], [], 0
    for start, end, instead in sorted(spans, key=lambda s: (s[0], -s[1])):
        if end <= at:
            continue
        begin = max(start, at)
        shown = "" if start < at else instead
        parts += [text[at:begin], shown]
        shifts.append((begin, end, len(shown)))
        at = end
    if not shifts:
        return text, tuple(entities)
    parts.append(text[at:])
    moved = (_moved(entity, shifts) for entity in entities)
    return "".join(parts), tuple(entity for entity in moved if entity)


def _moved(entity: Entity, shifts: Sequence[tuple[int, int, int]]) -> Entity | None:
    start, end, delta, touched = entity.start, entity.end, 0, False
    new_start = new_end = None
    for begin, stop, length in shifts:
        if begin < end and start < stop:
            touched = True
        if new_start is None and start < stop:
            new_start = start + delta if start <= begin else begin + delta
        if new_end is None and end <= stop:
            new_end = end + delta if end <= begin else begin + delta + length
        delta += length - (stop - begin)
    new_start = start + delta if new_start is None else new_start
    new_end = end + delta if new_end is None else new_end
    if new_start >= new_end or (touched and entity.kind == "link"):
        return None
    if touched:
        return Entity(start=new_start, end=new_end, kind=entity.kind)
    return msgspec.structs.replace(entity, start=new_start, end=new_end)
