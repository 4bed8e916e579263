"""Which messages may ask a question, how likely each does, and who the hosts are."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from sitegen.chat.markers import Grammar, Key, Marker, grammar
from sitegen.chat.rules import QuestionRules
from sitegen.chat.talk import Talk, is_reply

GOOD = 2  # score of a message that surely asks: a number first, or a question mark
SURE = 5  # a number first, and a question mark
_SIGN = re.compile("[?\uff1f\u061f\u037e]")
_SENTENCE = 6  # words after a number that make it more than a mention
_PINGS = ("@everyone", "@here", "@channel", "@all")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that may ask a number."""

    index: int
    marker: Marker
    score: int  # the higher, the likelier it asks


def hosts_of(talk: Talk, rules: QuestionRules) -> frozenset[str]:
    """Return the known hosts, and who asked in their place.

    Hosts rotate: somebody who was first with at least two numbers, and with twice as
    many as all known hosts, is a host of this session.
    """
    everyone = _candidates_by(talk, grammar(rules), frozenset())
    firsts = Counter(
        talk.persons[first.index]
        for listed in everyone.values()
        if (first := next((c for c in listed if c.score >= GOOD), None)) is not None
    )
    leader = min(firsts, key=lambda p: (-firsts[p], p), default=None)
    known = sum(firsts[host] for host in talk.hosts)
    if leader is None or firsts[leader] < max(2, 2 * known):
        return talk.hosts
    return talk.hosts | {leader}


def candidates_of(talk: Talk, forms: Grammar) -> dict[Key, list[Candidate]]:
    """Return the messages that may open each number, in reading order."""
    found = _candidates_by(talk, forms, talk.hosts)
    if found or not talk.hosts:
        return found if talk.hosts else _by_leader(talk, found)
    return _by_leader(talk, _candidates_by(talk, forms, frozenset()))


def _candidates_by(
    talk: Talk, forms: Grammar, hosts: frozenset[str]
) -> dict[Key, list[Candidate]]:
    found: dict[Key, list[Candidate]] = defaultdict(list)
    for index, marks in enumerate(talk.marks):
        asking = [m for m in marks if m.prefix not in forms.answers]
        if not asking or talk.quiet[index] or is_reply(talk, index):
            continue
        if hosts and talk.persons[index] not in hosts:
            continue
        text = talk.messages[index].text
        keys = {m.key for m in asking}
        for marker in asking:
            if marker.key in keys:
                keys.discard(marker.key)
                score = _score(text, marker, several=len(asking) > 1)
                found[marker.key].append(Candidate(index, marker, score))
    return found


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
    talk: Talk, found: dict[Key, list[Candidate]]
) -> dict[Key, list[Candidate]]:
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
