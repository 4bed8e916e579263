"""The fixed log of 200 queries: 200 pairs of a class and a query, drawn by frequency.

Drawing words from running text would mostly give stop words; these are drawn by the
number of messages they are in. The same corpus gives the same log.
"""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from sitegen.search.documents import Document, Unit

PER_CLASS = {
    "word": 80,
    "pair": 50,
    "phrase": 20,
    "person": 20,
    "dates": 10,
    "prefix": 10,
    "unknown": 6,
    "stop": 4,
}


class Words:
    """The plain words of a corpus by how many messages they are in."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.documents = [each for unit in units for each in unit.documents]
        counts = Counter(
            word for each in self.documents for word in set(plain(each.text))
        )
        total = len(self.documents)
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        self.middle = [w for w in ranked if total / 2000 < counts[w] < total / 30]
        self.stop = ranked[:8]


def query_log(units: Sequence[Unit]) -> list[tuple[str, str]]:
    """Return the log, a class and a query each."""
    rng = random.Random(11)
    words = Words(units)
    return [
        (kind, _query(kind, words, rng))
        for kind, count in PER_CLASS.items()
        for _ in range(count)
    ]


def _query(kind: str, words: Words, rng: random.Random) -> str:
    word = rng.choice(words.middle)
    match kind:
        case "pair":
            return " ".join(_together(words, rng)[:2])
        case "phrase":
            return _phrase(words, rng)
        case "person":
            first, _, document = _together(words, rng)
            return f"{first} from:{document.author}"
        case "dates":
            time = rng.choice(words.documents).time
            return f"{word} during:{datetime.fromtimestamp(time, UTC):%Y-%m}"
        case "prefix":
            return f"{word[:4]}*"
        case "unknown":
            return f"{word}qx"
        case "stop":
            return " ".join(rng.sample(words.stop, rng.randint(1, 2)))
    return word


def _phrase(words: Words, rng: random.Random) -> str:
    while True:
        found = plain(rng.choice(words.documents).text)
        if len(found) > 3:
            place = rng.randrange(len(found) - 1)
            return f'"{found[place]} {found[place + 1]}"'


def _together(words: Words, rng: random.Random) -> tuple[str, str, Document]:
    middle = set(words.middle)
    while True:
        document = rng.choice(words.documents)
        found = [word for word in plain(document.text) if word in middle]
        if len(found) > 1:
            return found[0], found[-1], document


def plain(text: str) -> list[str]:
    """Return the plain words of a text, in order, as far as they follow each other."""
    found = []
    for chunk in text.split():
        word = chunk.strip(".,!?:").lower()
        if word.isalpha() and word.isascii():
            found.append(word)
    return found
