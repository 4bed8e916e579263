"""Words that an unknown one may be meant for, from the dictionary of the index."""

from sitegen.search.layout import Field
from sitegen.search.shards import Index

SUGGESTIONS = 3


def suggest(index: Index, word: str) -> tuple[str, ...]:
    """Return the likeliest words for one that no message has; often none.

    Candidates begin with the same letter and are one edit away, of long words two. An
    edit adds, drops or changes a letter or swaps two neighbors. Fewer edits come first,
    then the more frequent word.
    """
    allowed = edits_allowed(len(word))
    if not allowed:
        return ()
    found = [
        (edits, -count, text)
        for text, count, _ in index.words(Field.TEXT, word[0])
        if 0 < (edits := distance(word, text, allowed)) <= allowed
    ]
    return tuple(text for _, _, text in sorted(found)[:SUGGESTIONS])


def edits_allowed(length: int) -> int:
    """Return how many edits a word of some length may be away."""
    if length < 4:
        return 0
    return 1 if length < 8 else 2


def distance(one: str, other: str, limit: int) -> int:
    """Return how many edits lead from one word to the other, `limit + 1` for more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(
                before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against)
            )
            swapped = (
                i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against
            )
            row.append(min(cost, older[j - 2] + 1) if swapped else cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
