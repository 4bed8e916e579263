"""Which messages are worth quoting: those others answered, repeated and liked.

A score is 3 for each repost, 2 for each reply, 1 for each reaction, and up to 1 for
saying something rather than "yes". Further messages of a person count half, a quarter,
and so on, so that quotes are spread over people.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from sitegen.chat.session import Item

_GOOD_WORDS = 12


def scores(items: Sequence[Item]) -> list[float]:
    """Return the score of each item of a session; 0 for what can't be quoted."""
    replies = Counter(i.parent for i in items if i.parent is not None)
    return [_score(item, replies[index]) for index, item in enumerate(items)]


def _score(item: Item, replies: int) -> float:
    message = item.message
    if item.state != "shown" or message.kind == "bot":
        return 0.0
    reposts = item.fold.reposts if item.fold else 0
    reactions = sum(r.count for r in message.reactions)
    said = min(len(message.text.split()), _GOOD_WORDS) / _GOOD_WORDS
    return 3.0 * reposts + 2.0 * replies + reactions + said


def ranked(
    items: Sequence[Item], candidates: Iterable[int], top: int, known: Sequence[float]
) -> tuple[int, ...]:
    """Return the best candidates, best first, spread over people; ties in order."""
    left = [i for i in dict.fromkeys(candidates) if known[i] > 0]
    taken: Counter[str] = Counter()
    chosen: list[int] = []
    while left and len(chosen) < top:
        best = max(left, key=lambda i: (known[i] / 2 ** taken[items[i].person], -i))
        left.remove(best)
        taken[items[best].person] += 1
        chosen.append(best)
    return tuple(chosen)
