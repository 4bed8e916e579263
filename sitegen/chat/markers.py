"""The numbers people write before questions and answers.

    Q1  Q1:  Q1)  Q1.  Q.1  Q. 1  Q 1:  Q#1  Q-1:  #Q1  [Q1]  q1  T1  Q3a  (full width)
    Question 1  Question #1  Question one:  Topic 1  Ques 1
    QWrap)  Icebreaker:
    A1  A1:  A.1  A1.2 (sub-answer)  A1/2 (part of one)  A1 cont.  1/2 (further part)
    Answer 1  Ans 1  A1 & 2: (two answers)  so true! A1 #teachat (at the end)

A marker is leading if nothing but names, tags and signs stands before it. Inside a text
one counts only if it looks like nothing else: "an A4 page" is no answer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sitegen.chat.rules import QuestionRules

_PART = re.compile(r"\s*[(\[]?(\d{1,2})\s?(?:/|of)\s?(\d{1,2})\b")
# Possessive, so that no text of signs makes it slow.
_SIGNS = r"(?:[@#]\w*+|[^\w@#])*+"
_ONLY_SIGNS = re.compile(rf"{_SIGNS}\Z")
_BETWEEN = re.compile(r"(?:[^\w@#]|\b(?:and|or|plus)\b)*\Z", re.IGNORECASE)
_ABOUT = re.compile(
    rf"{_SIGNS}(?:(?:my|late|so|ok|okay|here'?s|here is)\W+){{0,2}}"
    r"(?:re|for|regarding|back to|catching up on|answering"
    r"|(?:in |an? )?(?:answer|reply|response) (?:to|for))\W{1,3}\Z",
    re.IGNORECASE,
)
_LINK = re.compile(r"\b\w{1,20}://\S+")
_LONGEST = 4_000  # characters in which numbers are looked for
_HIGHEST = 40  # chats have fewer questions; larger numbers are years, sizes, prices
_NAMES = ("question", "answer", "topic", "ques", "ans")
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Full-width letters, digits and signs, as East Asian keyboards write them.
_WIDE = re.compile("[\uff10-\uff19]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


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
    about: bool = False  # of a question's number: "re Q1: ...", "my answer to Q1"


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
    names = [n for n in _NAMES if n != "topic" or "T" in rules.prefixes]
    pattern = re.compile(
        r"(?<![\w@'\u2019$])(?P<open>[#(\[]?)"
        rf"(?:(?P<name>{'|'.join(names)})\s?[.#:]?\s?|"
        rf"(?P<prefix>{letters})(?P<apart>\.\s?|\s|[#-])?)"
        rf"(?:(?P<number>\d{{1,2}})|(?P<word>{'|'.join(_NUMBER_WORDS)})\b)"
        r"(?:(?P<letter>[a-e])(?![\w'\u2019])|(?P<sub>[./-]\d{1,2}(?!\w)))?"
        r"(?![\d_%]|[.,]\d|\s?(?:am|pm|%)\b)"
        r"(?:\s?(?:&|\+|and)\s?(?P<second>\d{1,2})(?=[:.)]))?"
        r"(?P<close>\s?[:.)\]\u2013-]+|/|\s?\+)?",
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
    hint = re.compile(rf"[{ends}][\s.#-]?\s?\d" if ends else r"\d")
    return Grammar(
        pattern, hint, frozenset(p.upper() for p in rules.answers), tuple(words)
    )


def marks_of(texts: Iterable[str], rules: QuestionRules) -> list[tuple[Marker, ...]]:
    """Return the markers of each text."""
    forms = grammar(rules)
    return [markers(text, forms) for text in texts]


def markers(text: str, forms: Grammar) -> tuple[Marker, ...]:
    """Return the markers of a text in order."""
    if len(text) > _LONGEST:
        text = text[:_LONGEST]
    if not text.isascii() and _WIDE.search(text) is not None:
        text = text.translate(_NARROW)
    if forms.hint.search(text) is None and not _is_spelled(text.lower()):
        return ()
    if "://" in text:
        text = _LINK.sub(lambda match: " " * len(match[0]), text)
    found: list[Marker] = []
    for match in forms.pattern.finditer(text):
        found += _read(text, match, forms, found)
    return tuple(found)


def _is_spelled(text: str) -> bool:
    """Return whether a text has a word that a number may follow."""
    return "ques" in text or "ans" in text or "topic" in text


class _Seen(NamedTuple):
    """What a match of the pattern says about itself."""

    prefix: str  # upper case
    kind: str
    upper: bool  # written in capitals, or as a whole word
    closed: bool  # a sign follows that belongs to it
    leading: bool


def _read(
    text: str, match: re.Match[str], forms: Grammar, found: Sequence[Marker]
) -> Iterator[Marker]:
    """Yield the markers of one place of a text; none, if it only looks like one."""
    name = match["name"]
    prefix = (name[0] if name else match["prefix"]).upper()
    seen = _Seen(
        prefix=prefix,
        kind="a" if prefix in forms.answers else "q",
        upper=bool(name) or match["prefix"].isupper(),
        closed=bool(match["close"] or match["sub"]),
        leading=_is_leading(text, match.start(), found),
    )
    if not (_stands_apart(text, match, seen) and _is_no_word(match, seen)):
        return
    firm = seen.leading or bool(match["open"]) or (seen.closed and seen.upper)
    if seen.kind == "a" and seen.upper and not firm:
        # "A2 jam, and A1 honey"; "so true! A1 #teachat"
        firm = bool(found and found[0].leading and found[0].kind == "a")
        firm = firm or _ONLY_SIGNS.match(text, match.end()) is not None
    about = seen.kind == "q" and _ABOUT.match(text[: match.start()][-200:]) is not None
    for number in (_number(match), int(match["second"] or 0)):
        if 0 <= number <= _HIGHEST:
            key = Key(number, (match["letter"] or "").lower())
            yield Marker(
                key, seen.kind, prefix, match.start(), match.end(),
                seen.leading, firm, about,
            )  # fmt: skip
        if not match["second"]:
            return


def _number(match: re.Match[str]) -> int:
    word = match["word"]
    return _NUMBER_WORDS.index(word.lower()) + 1 if word else int(match["number"])


def _is_leading(text: str, start: int, found: Sequence[Marker]) -> bool:
    if found and found[-1].leading:
        return _BETWEEN.match(text[found[-1].end : start][-200:]) is not None
    return start == 0 or _ONLY_SIGNS.match(text[:start][-200:]) is not None


def _stands_apart(text: str, match: re.Match[str], seen: _Seen) -> bool:
    """Return whether no letters cling to a marker, but those people forget to part."""
    before = text[max(match.start() - 2, 0) : match.start()]
    if before[-1:] in {".", "-"} and before[:1].isalnum():
        # "Let's go.Q1: What ..."; not "x-a1" nor "example.q1"
        return before[-1] == "." and seen.closed and match.group()[0].isupper()
    core = max(match.end("number"), match.end("word"), match.end("letter"))
    core = max(core, match.end("sub"))
    clinging = text[core : core + 4]
    if not clinging[:1].isalpha():
        return True
    if clinging == "cont":
        return True
    # "A1I think", "Q1What"; not "A1B2" nor "T1ME"
    parted = clinging[:1].isupper() and not clinging[1:2].isupper()
    return parted and not clinging[1:2].isdigit() and seen.leading and seen.upper


def _is_no_word(match: re.Match[str], seen: _Seen) -> bool:
    """Return whether a marker with a gap is one: "a 5 minute walk" is none."""
    if match["name"]:
        return match["number"] is not None or seen.closed
    if match["word"]:
        return False
    apart = match["apart"]
    if not apart or len(seen.prefix) > 1:
        return True
    if not seen.upper:
        return False
    if apart[0] == "." or seen.closed:
        return True
    return seen.leading and (seen.kind == "q" or apart == "#")


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
    r"(?:\s|[@#]\w+)*[(\[]?(?:con'?t(?:\.|'?d|inued)?|\.\.\.|…)(?!\w)", re.IGNORECASE
)
