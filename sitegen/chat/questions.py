"""Find a session's questions.

Measured on ten sessions of a real hashtag chat (49 questions): the first message that
is no reply and no repost, with the number anywhere in it, is the question 49 times and
wrong once; three in ten messages that begin with `Q2` are answers by participants. From
that, and from what hosts do wrong:

1. Only hosts open questions. If none of the known hosts wrote a number, anybody may;
   the one who opened most is then taken for the host.
2. The first message with a number opens it, unless it only mentions it and a better one
   follows before the next question.
3. The same number again is the same question asked again if the words agree; with other
   words, a question mark and the next number missing it is that next one, mistyped.
4. A list the host supplied wins: its labels, its texts, found by number, else by words.
5. A number that three people answered and nobody asked was asked in a picture.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sitegen.chat.markers import Grammar, Key, Marker, grammar, markers, word_key
from sitegen.chat.overlay import SuppliedQuestion
from sitegen.chat.reposts import words_of
from sitegen.chat.rules import QuestionRules
from sitegen.model import Message

_SIGN = re.compile("[?\uff1f\u061f\u037e]")
_LEAD_SIGNS = " \t\r\n:.!)]-\u2013\u2014,>*_"
_TAIL_TAGS = re.compile(r"(?:\s+#\w+)+\s*\Z")
_TAIL_LENGTH = 200  # hashtags stand at the end; a long text is not searched for them
_SUPPLIED = re.compile(
    r"\s*[#(\[]?(?P<prefix>[A-Za-z]{1,10}?)\s?\.?(?P<number>\d{1,2})(?P<letter>[a-e])?"
    r"[\])]?\s*[:.)\u2013-]*\s+(?P<text>.*)",
    re.DOTALL,
)
_GOOD = 2  # score of a message that surely asks: a number first, or a question mark
_SURE = 5  # a number first, and a question mark
_AGREE = 0.5  # share of words that make two texts one question
_QUOTED = 0.8  # share of a question's words in which others ask it again
_MATCH = 0.6  # share of a supplied question's words its message has (measured)
_JUMP = 3  # numbers a host may skip
_ANSWERERS = 3  # people who answer a number that was asked in a picture
_SENTENCE = 6  # words after a number that make it more than a mention
_PAUSE_SECONDS = 120  # at least so long between questions, or it is the same again
_PINGS = ("@everyone", "@here", "@channel", "@all")


@dataclass(frozen=True, slots=True)
class Talk:
    """A session's shown messages, prepared; all sequences are parallel."""

    messages: Sequence[Message]
    persons: Sequence[str]
    seconds: Sequence[float]  # since the epoch
    parents: Sequence[int | None]
    quoted: Sequence[int | None]  # index of the message it quotes or comments on
    quiet: Sequence[bool]  # bots, tombstones, comments on reposts: never ask
    marks: Sequence[tuple[Marker, ...]]
    hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the messages that asked it."""

    key: Key
    label: str
    text: str
    ask: int | None
    again: tuple[int, ...] = ()
    supplied: bool = False
    mistyped: str | None = None  # the label the host wrote by mistake


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    marker: Marker
    score: int


def supply(texts: Iterable[tuple[str, int]]) -> tuple[SuppliedQuestion, ...]:
    """Return the questions of an overlay's list, from (text, line) pairs.

    A text may begin with its number (`Q2: ...`); one that does not gets the number of
    its place in the list.
    """
    found = []
    for place, (text, line) in enumerate(texts, 1):
        match = _SUPPLIED.match(text)
        if match is not None:
            letter = (match["letter"] or "").lower()
            label = f"{match['prefix'].upper()}{int(match['number'])}{letter}"
            found.append(SuppliedQuestion(label, match["text"].strip(), line))
        else:
            found.append(SuppliedQuestion(f"Q{place}", text.strip(), line))
    return tuple(found)


def marks_of(
    messages: Sequence[Message], rules: QuestionRules
) -> list[tuple[Marker, ...]]:
    """Return the markers of each message."""
    forms = grammar(rules)
    return [markers(m.text, forms) for m in messages]


def label_of(key: Key, prefix: str) -> str:
    """Return a question's label, such as `Q3a`."""
    return f"{prefix}{key.number}{key.letter}"


def find_questions(
    talk: Talk, rules: QuestionRules, supplied: Sequence[SuppliedQuestion] = ()
) -> tuple[Asked, ...]:
    """Return the questions of a session, those asked in order of asking.

    Supplied questions keep the order of the list.
    """
    forms = grammar(rules)
    candidates = _candidates(talk, forms)
    if supplied:
        return _supplied(talk, supplied, candidates)
    chosen = _believable(
        {key: _choose(found, candidates) for key, found in candidates.items()}
    )
    asked = _in_order(talk, chosen, candidates)
    asked += _by_word(talk, rules, forms, asked)
    asked += _in_pictures(talk, rules, asked)
    ordered = asking_order(asked)
    return tuple(replace(a, again=_again(talk, a, ordered)) for a in ordered)


def hosts_of(talk: Talk, rules: QuestionRules) -> frozenset[str]:
    """Return the known hosts, and who asked in their place.

    Hosts rotate: somebody who was first with at least two numbers, and with twice as
    many as all known hosts, is a host of this session.
    """
    everyone = _candidates_by(talk, grammar(rules), frozenset())
    firsts = Counter(
        talk.persons[first.index]
        for listed in everyone.values()
        if (first := next((c for c in listed if c.score >= _GOOD), None)) is not None
    )
    leader = min(firsts, key=lambda p: (-firsts[p], p), default=None)
    known = sum(firsts[host] for host in talk.hosts)
    if leader is None or firsts[leader] < max(2, 2 * known):
        return talk.hosts
    return talk.hosts | {leader}


def asking_order(asked: Sequence[Asked]) -> list[Asked]:
    """Return questions in order of asking."""
    return sorted(asked, key=lambda a: _rank(a, asked))


def _rank(asked: Asked, everything: Sequence[Asked]) -> tuple[int, int, str]:
    """Order by when it was asked; one asked in a picture goes after the one before."""
    if asked.ask is not None:
        return asked.ask, 0, asked.label
    before = [a.ask for a in everything if a.ask is not None and a.key < asked.key]
    return max(before, default=-1), asked.key.number + 1, asked.label


def _candidates(talk: Talk, forms: Grammar) -> dict[Key, list[_Candidate]]:
    """Return the messages that may open each number, in reading order."""
    found = _candidates_by(talk, forms, talk.hosts)
    if found or not talk.hosts:
        return found if talk.hosts else _by_leader(talk, found)
    return _by_leader(talk, _candidates_by(talk, forms, frozenset()))


def _candidates_by(
    talk: Talk, forms: Grammar, hosts: frozenset[str]
) -> dict[Key, list[_Candidate]]:
    found: dict[Key, list[_Candidate]] = defaultdict(list)
    for index, marks in enumerate(talk.marks):
        asking = [m for m in marks if m.prefix not in forms.answers]
        if not asking or talk.quiet[index] or _is_reply(talk, index):
            continue
        if hosts and talk.persons[index] not in hosts:
            continue
        text = talk.messages[index].text
        keys = {m.key for m in asking}
        for marker in asking:
            if marker.key in keys:
                keys.discard(marker.key)
                score = _score(text, marker, several=len(asking) > 1)
                found[marker.key].append(_Candidate(index, marker, score))
    return found


def _is_reply(talk: Talk, index: int) -> bool:
    """Return whether a message answers somebody else."""
    message = talk.messages[index]
    if message.reply_to is None:
        return False
    parent = talk.parents[index]
    return parent is None or talk.persons[parent] != talk.persons[index]


def _score(text: str, marker: Marker, *, several: bool) -> int:
    rest = text[marker.end :]
    score = 2 * marker.leading + marker.firm + 2 * bool(_SIGN.search(rest))
    if text.startswith("@") and not text.startswith(_PINGS):
        score -= 2
    if several:
        score -= 2
    words = len(rest.split())
    if words < 2:
        score -= 2
    elif marker.firm and words >= _SENTENCE:
        score += 1
    return score


def _by_leader(
    talk: Talk, found: dict[Key, list[_Candidate]]
) -> dict[Key, list[_Candidate]]:
    """Keep the candidates of whoever opened most numbers, where they have any."""
    firsts = Counter(talk.persons[c[0].index] for c in found.values())
    if not firsts:
        return found
    leader = min(firsts, key=lambda p: (-firsts[p], p))
    if firsts[leader] < 2:
        return found
    kept = {}
    for key, listed in found.items():
        own = [c for c in listed if talk.persons[c.index] == leader]
        kept[key] = own or listed
    return kept


def _choose(
    listed: Sequence[_Candidate], everything: Mapping[Key, Sequence[_Candidate]]
) -> _Candidate | None:
    """Return the message that asks a number: the first, or a better one close by."""
    first = listed[0]
    if first.score >= _GOOD:
        return first
    number = first.marker.key.number
    later = [
        c.index
        for key, others in everything.items()
        if key.number > number
        for c in others
        if c.score >= _GOOD and c.index > first.index
    ]
    limit = min(later, default=None)
    better = next((c for c in listed if c.score >= _GOOD), None)
    if better is not None and (limit is None or better.index < limit):
        return better
    return first if first.score >= 0 else None


def _believable(
    chosen: Mapping[Key, _Candidate | None],
) -> dict[Key, _Candidate]:
    """Leave out numbers in mid-text that no neighbor supports: "done by Q4"."""
    real = {key: c for key, c in chosen.items() if c is not None}
    numbers = {key.number for key in real}
    return {
        key: c
        for key, c in real.items()
        if c.marker.firm
        or key.number <= 1
        or numbers & {key.number - 1, key.number + 1}
    }


def _in_order(
    talk: Talk,
    chosen: Mapping[Key, _Candidate],
    candidates: Mapping[Key, Sequence[_Candidate]],
) -> list[Asked]:
    """Return the questions in order of asking, each message asking at most one."""
    ordered = sorted(
        ((c, key) for key, c in chosen.items()),
        key=lambda pair: (pair[0].index, pair[1]),
    )
    asked: list[Asked] = []
    used: set[int] = set()
    taken = {key.number for _, key in ordered}
    highest: int | None = None
    for candidate, key in ordered:
        if candidate.index in used:
            continue
        mistyped = None
        if highest is not None and key.number > highest + _JUMP:
            if candidate.score < _GOOD or highest + 1 in taken:
                continue
            mistyped = label_of(key, candidate.marker.prefix)
            key = Key(highest + 1)  # noqa: PLW2901  (the number that was meant)
        used.add(candidate.index)
        taken.add(key.number)
        highest = key.number if highest is None else max(highest, key.number)
        asked.append(_asked(talk, key, candidate, mistyped))
        repeated = [c for c in candidates.get(key, ()) if c.index > candidate.index]
        following = _mistyped_next(talk, candidate, repeated, taken)
        if following is not None and following.index not in used:
            next_key = Key(key.number + 1)
            used.add(following.index)
            taken.add(next_key.number)
            highest = max(highest, next_key.number)
            wrote = label_of(key, following.marker.prefix)
            asked.append(_asked(talk, next_key, following, wrote))
    return asked


def _asked(talk: Talk, key: Key, candidate: _Candidate, mistyped: str | None) -> Asked:
    text = talk.messages[candidate.index].text
    label = label_of(key, candidate.marker.prefix)
    said = question_text(text[candidate.marker.end :])
    return Asked(key, label, said, candidate.index, mistyped=mistyped)


def _mistyped_next(
    talk: Talk,
    first: _Candidate,
    repeated: Sequence[_Candidate],
    taken: set[int],
) -> _Candidate | None:
    """Return a new question under an old number: two Q4 and no Q5."""
    if first.marker.key.letter or first.marker.key.number + 1 in taken:
        return None
    for candidate in repeated:
        since = talk.seconds[candidate.index] - talk.seconds[first.index]
        asks = candidate.score >= _SURE
        words = _words(talk, candidate)
        if asks and since >= _PAUSE_SECONDS and len(words) >= 4:
            new = _agreement(_words(talk, first), words) < _AGREE
            return candidate if new else None
    return None


def _words(talk: Talk, candidate: _Candidate) -> frozenset[str]:
    text = talk.messages[candidate.index].text
    return frozenset(words_of(text[candidate.marker.end :]))


def _agreement(one: frozenset[str], other: frozenset[str]) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def question_text(text: str) -> str:
    """Return a question as it reads without its number and trailing hashtags."""
    text = text.lstrip(_LEAD_SIGNS).rstrip()
    head, tail = text[:-_TAIL_LENGTH], text[-_TAIL_LENGTH:]
    return (head + _TAIL_TAGS.sub("", tail)).strip()


def _by_word(
    talk: Talk, rules: QuestionRules, forms: Grammar, asked: Sequence[Asked]
) -> list[Asked]:
    """Return questions opened by a word: Icebreaker, QWrap."""
    known = {a.key for a in asked}
    used = {a.ask for a in asked}
    if not rules.words or not (asked or talk.hosts):
        return []
    askers = talk.hosts or {talk.persons[a.ask] for a in asked if a.ask is not None}
    found = []
    for index, message in enumerate(talk.messages):
        if talk.persons[index] not in askers or talk.quiet[index] or index in used:
            continue
        word = word_key(message.text, forms)
        if word is None or word[0] in known or _is_reply(talk, index):
            continue
        key, label, end = word
        known.add(key)
        found.append(Asked(key, label, question_text(message.text[end:]), index))
    return found


def _in_pictures(
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


def _again(talk: Talk, asked: Asked, everything: Sequence[Asked]) -> tuple[int, ...]:
    """Return the messages that ask a question again, in other people's mouths too."""
    if asked.ask is None or not asked.text:
        return ()
    asks = {a.ask for a in everything}
    words = frozenset(words_of(asked.text))
    found = []
    for index in range(asked.ask + 1, len(talk.messages)):
        marks = talk.marks[index]
        if not marks or marks[0].kind != "q" or index in asks or talk.quiet[index]:
            continue
        if marks[0].key != asked.key or _is_reply(talk, index):
            continue
        said = frozenset(words_of(talk.messages[index].text[marks[0].end :]))
        if talk.persons[index] in talk.hosts:
            same = len(said) >= 3 and _agreement(words, said) >= _AGREE
        else:
            same = len(words) >= 3 and len(said) <= 2 * len(words)
            same = same and len(words & said) >= _QUOTED * len(words)
        if same:
            found.append(index)
    return tuple(found)


def _supplied(
    talk: Talk,
    supplied: Sequence[SuppliedQuestion],
    candidates: Mapping[Key, Sequence[_Candidate]],
) -> tuple[Asked, ...]:
    """Return the supplied questions with the messages that asked them, where found."""
    used: set[int] = set()
    result = []
    for place, item in enumerate(supplied):
        key = key_of(item.label, place)
        listed = [c for c in candidates.get(key, ()) if c.index not in used]
        chosen = _choose(listed, candidates) if listed else None
        index = chosen.index if chosen else _by_words(talk, item.text, used)
        if index is not None:
            used.add(index)
        result.append(Asked(key, item.label, item.text, index, supplied=True))
    return tuple(replace(a, again=_again(talk, a, result)) for a in result)


def key_of(label: str, place: int) -> Key:
    """Return the number and letter of a label; 900 and its place if it has none."""
    match = re.search(r"(\d{1,2})([a-e])?\Z", label, re.IGNORECASE)
    if match is None:
        return Key(900 + place)
    return Key(int(match[1]), (match[2] or "").lower())


def _by_words(talk: Talk, text: str, used: set[int]) -> int | None:
    """Return the host's message that has most of a supplied question's words."""
    wanted = frozenset(words_of(text))
    best: tuple[float, int] | None = None
    if len(wanted) < 2:
        return None
    for index, message in enumerate(talk.messages):
        if index in used or talk.quiet[index] or _is_reply(talk, index):
            continue
        if talk.hosts and talk.persons[index] not in talk.hosts:
            continue
        share = len(wanted & frozenset(words_of(message.text))) / len(wanted)
        if share >= _MATCH and (best is None or share > best[0]):
            best = (share, index)
    return None if best is None else best[1]
