"""The numbers people write before questions and answers.

    Q1  Q1:  Q1)  Q1.  Q.1  Q 1:  #Q1  [Q1]  q1  T1  Q3a  Question 1
    QWrap)  Icebreaker:
    A1  A1:  A.1  A1.2 (sub-answer)  A1/2 (part of one)  A1 cont.  1/2 (further part)

A marker is leading if nothing but names, tags and signs stands before it. Inside a text
one counts only if it looks like nothing else: "an A4 page" is no answer.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sitegen.chat.rules import QuestionRules

_PART = re.compile(r"\s*[(\[]?(\d{1,2})\s?(?:/|of)\s?(\d{1,2})\b")
_AHEAD = re.compile(r"(?:\s|[@#][\w.]+[:,]?|[\"'“(\[*_>.…!-])*\Z")
_LINK = re.compile(r"\b\w{1,20}://\S+")
_LONGEST = 4_000  # characters in which numbers are looked for
_HIGHEST = 40  # chats have fewer questions; larger numbers are years, sizes, prices


class Key(NamedTuple):
    """The number of a question, and its letter in `Q3a`."""

    number: int
    letter: str = ""


class Marker(NamedTuple):
    """One marker of a text."""

    key: Key
    kind: str  # "q" or "a"
    prefix: str  # as written, upper case: "Q"
    start: int
    end: int  # after the marker and the punctuation that belongs to it
    leading: bool
    # Certain where it stands: leading, or written as nothing else is ("Q1:", "#A2").
    firm: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled forms of one channel's rules."""

    pattern: re.Pattern[str]
    hint: re.Pattern[str]  # found, quickly, in every text that has a marker
    answers: frozenset[str]  # prefixes of answers, upper case
    words: tuple[tuple[re.Pattern[str], Key, str], ...]


@lru_cache(maxsize=64)
def grammar(rules: QuestionRules) -> Grammar:
    """Return the compiled forms of a channel's rules."""
    asks = [re.escape(p) for p in rules.prefixes]
    tells = [re.escape(p) for p in rules.answers]
    letters = "|".join(sorted({*asks, *tells}, key=lambda p: (-len(p), p)))
    pattern = re.compile(
        rf"(?<![\w@'\u2019.$-])(?P<open>[#(\[]?)(?:(?P<name>question|answer)\s|"
        rf"(?P<prefix>{letters})(?P<apart>\.|\s)?)"
        r"(?P<number>\d{1,2})(?:(?P<letter>[a-e])(?![\w'\u2019])|"
        r"(?P<sub>[./-]\d{1,2}(?!\w)))?"
        r"(?![\w%]|[.,]\d|\s?(?:am|pm|%)\b)(?P<close>\s?[:.)\]\u2013-]+|/|\s?\+)?",
        re.IGNORECASE,
    )
    words = []
    for place, (word, label) in enumerate(rules.words):
        digits = re.search(r"\d+\Z", label)
        key = Key(int(digits[0])) if digits else Key(900 + place)
        form = re.compile(rf"(?<!\w){re.escape(word)}\s?\d?\s?[:.)\]!-]", re.IGNORECASE)
        words.append((form, key, label))
    ends = "".join(sorted({p[-1] for p in (*rules.prefixes, *rules.answers)}))
    ends = re.escape(ends.upper() + ends.lower())
    # One set of characters in front lets the search skip what can't begin a marker.
    hint = re.compile(rf"[{ends}nNrR](?:\s|\.|(?<=[{ends}]))\d" if ends else r"\d")
    return Grammar(
        pattern, hint, frozenset(p.upper() for p in rules.answers), tuple(words)
    )


def markers(text: str, forms: Grammar) -> tuple[Marker, ...]:
    """Return the markers of a text in order."""
    if len(text) > _LONGEST:
        text = text[:_LONGEST]
    if forms.hint.search(text) is None:
        return ()
    if "://" in text:
        text = _LINK.sub(lambda match: " " * len(match[0]), text)
    found: list[Marker] = []
    for match in forms.pattern.finditer(text):
        number = int(match["number"])
        if number > _HIGHEST:
            continue
        name, closed = match["name"], bool(match["close"] or match["sub"])
        prefix = (name[0] if name else match["prefix"]).upper()
        leading = match.start() == 0 or bool(
            found and found[-1].leading and match.start() - found[-1].end <= 5
        )
        leading = leading or _AHEAD.match(text[: match.start()][-200:]) is not None
        apart = match["apart"]
        upper = bool(name) or match["prefix"].isupper()
        loose = apart and len(prefix) == 1 and not name  # "a 5 minute walk"
        if loose and not (upper and (apart == "." or closed)):
            continue
        firm = leading or bool(match["open"]) or (closed and upper)
        key = Key(number, (match["letter"] or "").lower())
        kind = "a" if prefix in forms.answers else "q"
        if found and found[0].leading and found[0].kind == kind == "a":
            firm = firm or upper  # "A2 jam, and A1 honey"
        found.append(
            Marker(key, kind, prefix, match.start(), match.end(), leading, firm)
        )
    return tuple(found)


def marks_of(texts: Iterable[str], rules: QuestionRules) -> list[tuple[Marker, ...]]:
    """Return the markers of each text."""
    forms = grammar(rules)
    return [markers(text, forms) for text in texts]


def word_key(text: str, forms: Grammar) -> tuple[Key, str, int] | None:
    """Return (key, label, end) of a word that opens a question, such as Icebreaker."""
    for form, key, label in forms.words:
        match = form.search(text)
        if match is not None and match.start() <= 80:
            return key, label, match.end()
    return None


def continues(text: str) -> bool:
    """Return whether a text says it is a further part: `2/2`, `cont.`, `(2 of 3)`."""
    match = _PART.match(text)
    if match is not None:
        return 1 < int(match[1]) <= int(match[2])
    return _CONTINUED.match(text) is not None


_CONTINUED = re.compile(
    r"(?:\s|[@#]\w+)*[(\[]?(?:cont(?:\.|'?d|inued)?|\.\.\.|…)(?!\w)", re.IGNORECASE
)
