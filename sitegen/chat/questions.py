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

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sitegen.chat.asked_again import again
from sitegen.chat.candidates import GOOD, SURE, Candidate, candidates_of
from sitegen.chat.markers import Grammar, Key, grammar, word_key
from sitegen.chat.overlay import SuppliedQuestion
from sitegen.chat.reposts import words_of
from sitegen.chat.rules import QuestionRules
from sitegen.chat.talk import (
    AGREE,
    Asked,
    Talk,
    agreement,
    asking_order,
    is_reply,
    key_of,
    label_of,
    question_text,
)
from sitegen.chat.unasked import unasked

_MATCH = 0.6  # share of a supplied question's words its message has (measured)
_JUMP = 3  # numbers a host may skip
_PAUSE_SECONDS = 120  # at least so long between questions, or it is the same again


def find_questions(
    talk: Talk, rules: QuestionRules, supplied: Sequence[SuppliedQuestion] = ()
) -> tuple[Asked, ...]:
    """Return the questions of a session, those asked in order of asking.

    Supplied questions keep the order of the list.
    """
    forms = grammar(rules)
    candidates = candidates_of(talk, forms)
    if supplied:
        return _supplied(talk, supplied, candidates)
    chosen = _believable(
        {key: _choose(found, candidates) for key, found in candidates.items()}
    )
    asked = _in_order(talk, chosen, candidates)
    asked += _by_word(talk, rules, forms, asked)
    asked += unasked(talk, rules, asked)
    ordered = asking_order(asked)
    return tuple(replace(a, again=again(talk, a, ordered)) for a in ordered)


def _choose(
    listed: Sequence[Candidate], everything: Mapping[Key, Sequence[Candidate]]
) -> Candidate | None:
    """Return the message that asks a number: the first, or a better one close by."""
    first = listed[0]
    if first.score >= GOOD:
        return first
    number = first.marker.key.number
    later = [
        c.index
        for key, others in everything.items()
        if key.number > number
        for c in others
        if c.score >= GOOD and c.index > first.index
    ]
    limit = min(later, default=None)
    better = next((c for c in listed if c.score >= GOOD), None)
    if better is not None and (limit is None or better.index < limit):
        return better
    return first if first.score >= 0 else None


def _believable(
    chosen: Mapping[Key, Candidate | None],
) -> dict[Key, Candidate]:
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
    chosen: Mapping[Key, Candidate],
    candidates: Mapping[Key, Sequence[Candidate]],
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
            known = {talk.persons[a.ask] for a in asked if a.ask is not None}
            is_asker = talk.persons[candidate.index] in known
            if candidate.score < GOOD or highest + 1 in taken or not is_asker:
                continue
            mistyped = label_of(key, candidate.marker.prefix)
            key = Key(highest + 1)  # noqa: PLW2901  (the number that was meant)
        used.add(candidate.index)
        taken.add(key.number)
        highest = key.number if highest is None else max(highest, key.number)
        asked.append(_asked(talk, key, candidate, mistyped))
        following = _other_words(talk, candidate, candidates.get(key, ()))
        if following is None or following.index in used or key.letter:
            continue
        meant = _meant(talk, candidate, following, taken)
        if meant is None:
            continue
        wrote = label_of(key, following.marker.prefix)
        if meant < key.number:  # the first of the two was mistyped, not the second
            asked[-1] = _asked(talk, Key(meant), candidate, wrote)
            asked.append(_asked(talk, key, following, None))
        else:
            asked.append(_asked(talk, Key(meant), following, wrote))
        used.add(following.index)
        taken.add(meant)
        highest = max(highest, meant)
    return asked


def _asked(talk: Talk, key: Key, candidate: Candidate, mistyped: str | None) -> Asked:
    text = talk.messages[candidate.index].text
    label = label_of(key, candidate.marker.prefix)
    said = question_text(text[candidate.marker.end :])
    return Asked(key, label, said, candidate.index, mistyped=mistyped)


def _meant(
    talk: Talk, first: Candidate, second: Candidate, taken: set[int]
) -> int | None:
    """Return which number one of two questions under one number was meant to have.

    Two Q4 and no Q5: the second is Q5, unless people answered a Q3 that nobody asked
    before; then the first is. A number below the highest, asked anew, is the next of
    all if people answer that.
    """
    number, highest = first.marker.key.number, max(taken)
    if number + 1 not in taken:
        before = _answers(talk, number - 1, first.index, second.index)
        skipped = number > 1 and number - 1 not in taken and before
        if skipped and before > _answers(talk, number + 1, second.index):
            return number - 1
        return number + 1
    if highest + 1 not in taken and _answers(talk, highest + 1, second.index):
        return highest + 1
    return None


def _answers(talk: Talk, number: int, after: int, before: int | None = None) -> int:
    """Return how many messages answer a number, from one message to another."""
    return sum(
        any(m.kind == "a" and m.leading and m.key.number == number for m in marks)
        for marks in talk.marks[after + 1 : before]
    )


def _other_words(
    talk: Talk, first: Candidate, listed: Sequence[Candidate]
) -> Candidate | None:
    """Return a new question under an old number: two Q4 and no Q5."""
    for candidate in listed:
        if candidate.index <= first.index:
            continue
        since = talk.seconds[candidate.index] - talk.seconds[first.index]
        asks = candidate.score >= SURE
        words = _words(talk, candidate)
        if asks and since >= _PAUSE_SECONDS and len(words) >= 4:
            new = agreement(_words(talk, first), words) < AGREE
            return candidate if new else None
    return None


def _words(talk: Talk, candidate: Candidate) -> frozenset[str]:
    text = talk.messages[candidate.index].text
    return frozenset(words_of(text[candidate.marker.end :]))


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
        if word is None or word[0] in known or is_reply(talk, index):
            continue
        key, label, end = word
        known.add(key)
        found.append(Asked(key, label, question_text(message.text[end:]), index))
    return found


def _supplied(
    talk: Talk,
    supplied: Sequence[SuppliedQuestion],
    candidates: Mapping[Key, Sequence[Candidate]],
) -> tuple[Asked, ...]:
    """Return the supplied questions with the messages that asked them, where found.

    First those whose words a message has, with their number if one of it does; then, by
    number alone, those asked in other words. Answers carry the number that was asked.
    """
    keys = [key_of(item.label, place) for place, item in enumerate(supplied)]
    asks: dict[int, int] = {}  # place in the list: message
    used: set[int] = set()
    for sure in (True, False):
        for place, item in enumerate(supplied):
            if place in asks:
                continue
            listed = [c for c in candidates.get(keys[place], ()) if c.index not in used]
            chosen = _choose(listed, candidates) if listed else None
            index = None if chosen is None else chosen.index
            if sure and not _agrees(talk, chosen, item.text):
                index = _by_words(talk, item.text, used)
            if index is not None:
                used.add(index)
                asks[place] = index
    result = [
        Asked(
            _key_written(talk, asks.get(n), keys[n]),
            item.label,
            item.text,
            asks.get(n),
            supplied=True,
        )
        for n, item in enumerate(supplied)
    ]
    return tuple(replace(a, again=again(talk, a, result)) for a in result)


def _agrees(talk: Talk, candidate: Candidate | None, text: str) -> bool:
    if candidate is None:
        return False
    return agreement(_words(talk, candidate), frozenset(words_of(text))) >= AGREE


def _key_written(talk: Talk, index: int | None, key: Key) -> Key:
    """Return the number a host wrote before a question, if not the list's."""
    marks = () if index is None else talk.marks[index]
    asking = [m for m in marks if m.kind == "q"]
    return asking[0].key if len(asking) == 1 and asking[0].leading else key


def _by_words(talk: Talk, text: str, used: set[int]) -> int | None:
    """Return the host's message that has most of a supplied question's words."""
    wanted = frozenset(words_of(text))
    best: tuple[float, int] | None = None
    if len(wanted) < 2:
        return None
    for index, message in enumerate(talk.messages):
        if index in used or talk.quiet[index] or is_reply(talk, index):
            continue
        if talk.hosts and talk.persons[index] not in talk.hosts:
            continue
        share = len(wanted & frozenset(words_of(message.text))) / len(wanted)
        if share >= _MATCH and (best is None or share > best[0]):
            best = (share, index)
    return None if best is None else best[1]
