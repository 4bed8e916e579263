"""Made-up words: their shapes, and how often each is used.

Rank r (from 0) is used in proportion to 1/(r + 2.7) among the first 3,000 words, and
to the inverse square after them, which gives the vocabulary growth of real chats: about
35,000 different words in 78,000 messages and 130,000 in a million. Common words are
short. From rank 200 on, every third word is another one with an ending, so that a
stemmer has work.
"""

import random
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

_ONSETS = "b c d f g h j k l m n p r s t v w z br ch cl dr fl gr pl pr sh sl st th tr"
_VOWELS = "a e i o u a e i o ai ea oo ou"
_CODAS = ["", "", "", "n", "r", "s", "l", "t", "m", "ck", "nd", "st", "ng", "p"]
_ENDINGS = ["s", "s", "ed", "ing", "er", "ly", "ness", "'s"]
_STEEP = 3_000  # rank from which words get rare faster
_INFLECTED = 200  # rank from which words have endings

SYLLABLES = tuple(
    onset + vowel for onset in _ONSETS.split()[:20] for vowel in ("a", "e", "i", "o")
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by rank, and the running total of how often they are used."""

    words: tuple[str, ...]
    totals: tuple[float, ...]

    def draw(self, rng: random.Random, count: int) -> list[str]:
        """Return words as a chat would use them."""
        return rng.choices(self.words, cum_weights=self.totals, k=count)


@lru_cache(maxsize=1)
def vocabulary(size: int = 200_000) -> Vocabulary:
    """Return the vocabulary; every corpus uses the same."""
    rng = random.Random("words")
    onsets, vowels = _ONSETS.split(), _VOWELS.split()
    words: dict[str, None] = {}
    plain: list[str] = []
    while len(words) < size:
        rank = len(words)
        if rank >= _INFLECTED and rng.random() < 0.33:
            stem = plain[int(len(plain) * rng.random() ** 2)]
            words.setdefault(stem + rng.choice(_ENDINGS))
            continue
        word = "".join(
            rng.choice(onsets) + rng.choice(vowels)
            for _ in range(_syllables(rng, rank))
        ) + rng.choice(_CODAS)
        if rank < 20:
            word = word[-3:]
        if word not in words:
            words[word] = None
            plain.append(word)
    return Vocabulary(tuple(words), tuple(accumulate(map(_use, range(size)))))


def handle(number: int) -> str:
    """Return the name participant `number` writes under; no two are alike."""
    name, left = "", number + len(SYLLABLES)  # two syllables or more
    while True:
        left, digit = divmod(left, len(SYLLABLES))
        name += SYLLABLES[(digit * 37 + 11) % len(SYLLABLES)]
        if not left:
            break
        left -= 1
    return name


def display_name(number: int) -> str:
    """Return the name participant `number` goes by."""
    first = handle(number % 3_000 + 90)
    last = handle(number // 3 + 7_000)
    return f"{first.title()} {last.title()}"


def _syllables(rng: random.Random, rank: int) -> int:
    if rank < 150:
        return 1
    if rank < _STEEP:
        return 1 if rng.random() < 0.35 else 2
    return rng.choice((2, 2, 3, 3, 4))


def _use(rank: int) -> float:
    if rank < _STEEP:
        return 1 / (rank + 2.7)
    return (1 / (_STEEP + 2.7)) * (_STEEP / rank) ** 2
