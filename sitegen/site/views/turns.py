"""Consecutive entries of one participant become a turn."""

from collections.abc import Iterable
from datetime import timedelta

from sitegen.site.views.message import Entry, Turn

_WITHIN = timedelta(minutes=5)


def turns(entries: Iterable[Entry], within: timedelta = _WITHIN) -> tuple[Turn, ...]:
    """Group entries of one participant that follow each other within minutes.

    An entry with replies under it ends its turn; one that `breaks` begins a new one.
    """
    groups: list[list[Entry]] = []
    for entry in entries:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and not entry.breaks
            and not last.replies
            and last.key == entry.key
            and timedelta(0) <= entry.time - last.time <= within
        ):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return tuple(Turn(entries=tuple(group)) for group in groups)
