"""Questions that no numbered text asks: answers alone tell of them."""

from collections import defaultdict
from collections.abc import Sequence

from sitegen.chat.markers import Key
from sitegen.chat.rules import QuestionRules
from sitegen.chat.talk import Asked, Talk

_ANSWERERS = 3  # people who answer a number that was asked in a picture


def in_pictures(
    talk: Talk, rules: QuestionRules, asked: Sequence[Asked]
) -> list[Asked]:
    """Return questions that three people answered by number though no text asked."""
    known = {a.key.number for a in asked}
    people: dict[int, set[str]] = defaultdict(set)
    for index, marks in enumerate(talk.marks):
        if marks and marks[0].kind == "a" and marks[0].leading:
            people[marks[0].key.number].add(talk.persons[index])
    found = sorted(
        n for n, who in people.items() if n not in known and len(who) >= _ANSWERERS
    )
    highest = max(known, default=0)
    if known:
        found = [n for n in found if n <= highest + 2]
    elif len(found) < 2:
        return []
    prefix = rules.prefixes[0].upper() if rules.prefixes else "Q"
    return [Asked(Key(n), f"{prefix}{n}", "", None) for n in found]
