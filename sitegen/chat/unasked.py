"""Questions that no host's numbered text asks: answers alone tell of them.

A host posts a question as a picture or forgets its number, or a guest asks it. Its
answers carry the number all the same.
"""

from collections import defaultdict
from collections.abc import Container, Sequence

from sitegen.chat.markers import Key
from sitegen.chat.rules import QuestionRules
from sitegen.chat.talk import SIGN, Asked, Talk, is_reply, question_text

_ANSWERERS = 3  # people who answer a number that was asked in a picture
_ANSWERERS_OF_GUEST = 2  # people who answer what somebody who is no host asked
_WORDS = 4  # a question has so many
_SECONDS = 300  # the first answer follows a question within this time


def unasked(talk: Talk, rules: QuestionRules, asked: Sequence[Asked]) -> list[Asked]:
    """Return questions that people answered by number though no host asked it."""
    known = {a.key.number for a in asked}
    told: dict[int, list[int]] = defaultdict(list)
    for index, marks in enumerate(talk.marks):
        if marks and marks[0].leading and talk.messages[index].kind != "bot":
            told[marks[0].key.number].append(index)
    hosts = talk.hosts or {talk.persons[a.ask] for a in asked if a.ask is not None}
    highest = max(known, default=0)
    prefix = rules.prefixes[0].upper() if rules.prefixes else "Q"
    found = []
    for number, listed in sorted(told.items()):
        if number in known or (known and number > highest + 2):
            continue
        ask = _by_anybody(talk, listed[0])
        needed = _ANSWERERS if ask is None else _ANSWERERS_OF_GUEST
        people = {talk.persons[i] for i in listed if i != ask}
        if len(people - ({talk.persons[ask]} if ask is not None else set())) < needed:
            continue
        if ask is None:
            ask = _before(talk, listed[0], hosts, {a.ask for a in asked})
        found.append(_asked(talk, Key(number), f"{prefix}{number}", ask))
    return found if known or len(found) >= 2 else []


def _by_anybody(talk: Talk, index: int) -> int | None:
    """Return the first message with a number if it asks: a guest's, or a host's "A2".

    Of people who are no hosts only the question's letter is believed.
    """
    marker = talk.marks[index][0]
    if talk.quiet[index] or is_reply(talk, index):
        return None
    if marker.kind == "a" and talk.persons[index] not in talk.hosts:
        return None
    return index if _is_question(talk.messages[index].text[marker.end :]) else None


def _before(
    talk: Talk, first: int, hosts: Container[str], asks: Container[int | None]
) -> int | None:
    """Return the one message of a host that the first answer may follow.

    It has no number, and a picture or a question mark; of several none is certain.
    """
    found = []
    for index in range(first - 1, -1, -1):
        if talk.seconds[first] - talk.seconds[index] > _SECONDS or index in asks:
            break
        if talk.persons[index] not in hosts or talk.marks[index]:
            continue
        if talk.quiet[index] or is_reply(talk, index):
            continue
        message = talk.messages[index]
        if message.attachments or _is_question(message.text):
            found.append(index)
    return found[0] if len(found) == 1 else None


def _is_question(text: str) -> bool:
    sign = SIGN.search(text)
    return sign is not None and len(text[: sign.start()].split()) >= _WORDS


def _asked(talk: Talk, key: Key, label: str, ask: int | None) -> Asked:
    if ask is None:
        return Asked(key, label, "", None)
    marks = talk.marks[ask]
    text = talk.messages[ask].text[marks[0].end if marks else 0 :]
    return Asked(key, label, question_text(text), ask)
