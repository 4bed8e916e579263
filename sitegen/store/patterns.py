"""Patterns for what a rule names: words as a whole, people as they are mentioned."""

import re
from collections.abc import Iterable, Sequence


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of the words whole, in any case, with any white space in between."""
    options = "|".join(
        r"\s+".join(map(re.escape, word.split()))
        for word in sorted(words, key=lambda word: (-len(word), word))
        if word.split()
    )
    return re.compile(rf"(?<!\w)(?:{options or '(?!)'})(?!\w)", re.IGNORECASE)


def mention_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Match names as `@name`; of three letters or more also as whole words."""
    bare = [name.removeprefix("@") for name in names]
    long = [name for name in bare if len(name) > 2]
    at = words_pattern([f"@{name}" for name in bare]).pattern
    return re.compile(f"{at}|{words_pattern(long).pattern}", re.IGNORECASE)


def needle_parts(words: str) -> tuple[str, ...]:
    """Return folded stretches that every match of the words must hold."""
    folded = words.removeprefix("@").casefold()
    return tuple(sorted(set(folded.split()), key=lambda part: (-len(part), part)))
