"""Is what the host wants to redact in the store at all, and where?

A mistyped name would leave somebody published whom the host believes gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.errors import nearest
from sitegen.store.patterns import words_pattern
from sitegen.store.people import read_people
from sitegen.store.rules import Rule, fold
from sitegen.store.transcripts import day_files, read_day

_ODD_CHARACTERS = 2  # of an id, at most, for it to be what was meant


@dataclass(frozen=True, slots=True)
class Known:
    """Where a thing to redact was found, and what else may have been meant."""

    channels: tuple[str, ...] = ()  # sorted; of a person by their file: none
    stored: tuple[str, ...] = ()  # all channels of the store, sorted
    is_known: bool = False
    hint: str = ""  # "; did you mean 'x'?" or nothing


def look_up(content: Path, rule: Rule) -> Known:
    """Return where the stored messages hold what a rule names.

    Terms are compared by the words of the whole store, so they are looked for as they
    are redacted: in texts, in any case, over any white space.
    """
    find = {"message": _message, "person": _person, "term": _term}[rule.kind]
    stored = sorted({day.channel for day in day_files(content)})
    return replace(find(content, rule.what), stored=tuple(stored))


def _message(content: Path, ident: str) -> Known:
    channels = set()
    near: dict[str, int] = {}
    for day in day_files(content):
        for message in read_day(day.path):
            if message.id == ident:
                channels.add(day.channel)
            elif odd := _odd_characters(ident, message.id):
                near[message.id] = odd
    found = min(near, key=lambda i: (near[i], i), default="")
    hint = f"; did you mean '{found}'?" if found else ""
    return Known(tuple(sorted(channels)), is_known=bool(channels), hint=hint)


def _odd_characters(wanted: str, ident: str) -> int:
    """Return by how many characters in one place two ids differ; 0 if too many."""
    longest = max(len(wanted), len(ident))
    if longest - min(len(wanted), len(ident)) > _ODD_CHARACTERS:
        return 0
    same = _same_start(wanted, ident) + _same_start(wanted[::-1], ident[::-1])
    odd = max(longest - same, 1)
    return odd if odd <= min(_ODD_CHARACTERS, len(wanted) // 2) else 0


def _same_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _person(content: Path, name: str) -> Known:
    profiles, _ = read_people(content)
    names = {p.slug for p in profiles}.union(
        *((*p.aliases, *p.ids, p.name or p.slug) for p in profiles)
    )
    channels = set()
    wanted = fold(name)
    for day in day_files(content):
        for message in read_day(day.path):
            wrote = (message.author, message.author_id, message.name)
            here = {written for written in wrote if written}
            if not here <= names:
                names |= here
            if any(fold(written) == wanted for written in here):
                channels.add(day.channel)
    is_known = wanted in map(fold, names)
    hint = "" if is_known else _near(name, names)
    return Known(tuple(sorted(channels)), is_known=is_known, hint=hint)


def _near(name: str, names: Iterable[str]) -> str:
    folded = {fold(known): known for known in sorted(names)}
    found = nearest(fold(name), folded)
    for short, known in folded.items():
        if found == f"; did you mean '{short}'?":
            return f"; did you mean '{known}'?"
    return found


def _term(content: Path, words: str) -> Known:
    pattern = words_pattern([words])
    channels = {
        day.channel
        for day in day_files(content)
        for message in read_day(day.path)
        if pattern.search(f"{message.text}\n{message.name}\n{message.author}")
    }
    return Known(tuple(sorted(channels)), is_known=bool(channels))
