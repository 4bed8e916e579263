"""Who replies to whom: reply links within a session, safe against bad ids.

A parent is an index into the same sequence, or None. Whatever ids an export holds, the
links form trees: a link that would close a circle is dropped.
"""

from collections.abc import Mapping, Sequence

from sitegen.model import Message

Parents = list[int | None]


def parents(messages: Sequence[Message], index_of: Mapping[str, int]) -> Parents:
    """Return the parent of each message.

    Args:
        messages: Messages in reading order.
        index_of: Where an id stands; ids of folded messages may name their original.
    """
    found: Parents = []
    backwards = False
    for index, message in enumerate(messages):
        reply_to = message.reply_to
        parent = index_of.get(reply_to) if reply_to is not None else None
        if parent is not None and parent >= index:
            backwards = True
        found.append(None if parent == index else parent)
    return _without_circles(found) if backwards else found


def _without_circles(links: Parents) -> Parents:
    """Return links where climbing always ends.

    Only a link to a later message can close a circle; those are dropped from circles.
    """
    links = list(links)
    for index, parent in enumerate(links):
        if parent is None or parent < index:
            continue
        seen = {index}
        step: int | None = parent
        while step is not None and step not in seen:
            seen.add(step)
            step = links[step]
        if step == index:
            links[index] = None
    return links


def roots(links: Parents) -> list[int]:
    """Return for each message the top of its reply chain, itself if it has none."""
    found = [-1] * len(links)
    for index in range(len(links)):
        path = []
        step = index
        while found[step] < 0:
            path.append(step)
            parent = links[step]
            if parent is None:
                found[step] = step
                break
            step = parent
        for passed in path:
            found[passed] = found[step]
    return found
