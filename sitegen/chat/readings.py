"""The by-question reading: answers with their replies, nested one level.

Every item stands in it exactly once: as a question or its repetition, as an answer, as
a reply below an answer, or below "also said".
"""

from collections.abc import Sequence

from sitegen.chat.placing import Placed
from sitegen.chat.session import Entry
from sitegen.chat.talk import Asked, Talk


def entries(
    talk: Talk, asked: Sequence[Asked], placed: Sequence[Placed | None]
) -> list[tuple[Entry, ...]]:
    """Return the answers of each question in reading order."""
    tops: list[int] = list(range(len(talk.messages)))
    below: dict[int, list[int]] = {}
    listed: list[list[int]] = [[] for _ in asked]
    for index, place in _parents_first(placed):
        if place.via is None:
            listed[place.question].append(index)
        else:
            tops[index] = tops[place.via]
            below.setdefault(tops[index], []).append(index)
    return [
        tuple(Entry(i, tuple(sorted(below.get(i, ())))) for i in sorted(indexes))
        for indexes in listed
    ]


def _parents_first(
    placed: Sequence[Placed | None],
) -> list[tuple[int, Placed]]:
    """Return placed messages so that each comes after the one it was placed by."""
    early: list[tuple[int, Placed]] = []
    late: list[tuple[int, Placed]] = []
    for index, place in enumerate(placed):
        if place is None:
            continue
        waits = place.via is not None and place.via > index
        (late if waits else early).append((index, place))
    if not late:
        return early
    return sorted(early + late, key=lambda pair: (_depth(pair[0], placed), pair[0]))


def _depth(index: int, placed: Sequence[Placed | None]) -> int:
    depth = 0
    place = placed[index]
    while place is not None and place.via is not None:
        depth += 1
        place = placed[place.via]
    return depth


def also_said(
    talk: Talk, asked: Sequence[Asked], placed: Sequence[Placed | None]
) -> tuple[Entry, ...]:
    """Return what stands at no question, replies below what they answer."""
    asks = {i for a in asked for i in (a.ask, *a.again) if i is not None}
    tops: dict[int, int] = {}
    below: dict[int, list[int]] = {}
    for index, place in enumerate(placed):
        if place is not None or index in asks:
            continue
        above = talk.parents[index]
        top = tops.get(above) if above is not None else None
        if top is None:
            tops[index] = index
            below[index] = []
        else:
            tops[index] = top
            below[top].append(index)
    return tuple(Entry(top, tuple(replies)) for top, replies in below.items())
