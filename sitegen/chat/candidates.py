"""Which messages may ask a question, how likely each does, and who the hosts are."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitegen.chat.markers import Grammar, Key, Marker, grammar
from sitegen.chat.rules import QuestionRules
from sitegen.chat.talk import SIGN, Talk, is_reply

GOOD = 2  # score of a message that surely asks: a number first, or a question mark
SURE = 5  # a number first, and a question mark
_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
_TAGS = re.compile(r"[@#]\w+|https?://\S+")
# "Q2 coming up in two minutes!", "Q2 is up next"
_TEASER = re.compile(
    r"\W*(?:(?:is|will be) )?(?:coming|up next|next up|soon|starts?|on (?:its|the) way"
    r"|(?:up )?in (?:an?|about|one|two|three|five|\d+) (?:min|sec|moment|few|couple))",
    re.IGNORECASE,
)
_FROM_REPLY = 4  # score of a reply that asks: a number, a sentence, a question mark
_SENTENCE = 6  # words after a number that make it more than a mention
_PINGS = ("@everyone", "@here", "@channel", "@all")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that may ask a number."""

    index: int
    marker: Marker
    score: int  # the higher, the likelier it asks
    asks: bool  # a question mark follows


def hosts_of(talk: Talk, rules: QuestionRules) -> frozenset[str]:
    """Return the known hosts, and who asked in their place.

    Hosts rotate: somebody who was first with at least two numbers, and with twice as
    many as all known hosts, is a host of this session; so is who asked at least two
    that none of them wrote.
    """
    everyone = _candidates_by(talk, grammar(rules), frozenset())
    firsts = Counter(
        talk.persons[first.index]
        for listed in everyone.values()
        if (first := next((c for c in listed if c.score >= GOOD), None)) is not None
    )
    leader = min(firsts, key=lambda p: (-firsts[p], p), default=None)
    known = sum(firsts[host] for host in talk.hosts)
    found = talk.hosts | _taking_turns(talk, everyone)
    if leader is None or firsts[leader] < max(2, 2 * known):
        return found
    return found | {leader}


def _taking_turns(
    talk: Talk, everyone: Mapping[Key, Sequence[Candidate]]
) -> frozenset[str]:
    """Return who surely asked two numbers that no known host wrote."""
    if not talk.hosts:
        return frozenset()
    asked = Counter(
        talk.persons[listed[0].index]
        for listed in everyone.values()
        if listed[0].score >= SURE
        and talk.hosts.isdisjoint(talk.persons[c.index] for c in listed)
    )
    return frozenset(person for person, count in asked.items() if count > 1)


def candidates_of(talk: Talk, forms: Grammar) -> dict[Key, list[Candidate]]:
    """Return the messages that may open each number, in reading order."""
    found = _candidates_by(talk, forms, talk.hosts)
    if not talk.hosts:
        return _by_leader(talk, found)
    if found:
        return _with_replies(talk, forms, found)
    return _by_leader(talk, _candidates_by(talk, forms, frozenset()))


def _with_replies(
    talk: Talk, forms: Grammar, found: dict[Key, list[Candidate]]
) -> dict[Key, list[Candidate]]:
    """Add replies of hosts where no other message asks a number: interviews."""
    replies = _candidates_by(talk, forms, talk.hosts, replies=True)
    sure = {
        key: [c for c in listed if c.score >= _FROM_REPLY and c.marker.leading]
        for key, listed in replies.items()
        if key not in found
    }
    return found | {key: listed for key, listed in sure.items() if listed}


def _candidates_by(
    talk: Talk, forms: Grammar, hosts: frozenset[str], *, replies: bool = False
) -> dict[Key, list[Candidate]]:
    found: dict[Key, list[Candidate]] = defaultdict(list)
    for index, marks in enumerate(talk.marks):
        asking = [m for m in marks if m.prefix not in forms.answers]
        if not asking or talk.quiet[index] or is_reply(talk, index) != replies:
            continue
        if hosts and talk.persons[index] not in hosts:
            continue
        text = talk.messages[index].text
        keys = {m.key for m in asking}
        for marker in asking:
            if marker.key in keys:
                keys.discard(marker.key)
                rest = _rest(text, marker)
                asks = SIGN.search(rest) is not None
                score = _score(text, marker, asks=asks, several=len(asking) > 1)
                found[marker.key].append(Candidate(index, marker, score, asks))
    return found


def _rest(text: str, marker: Marker) -> str:
    """Return what follows a number; "Ready for Q2?" asks nothing."""
    return text[marker.end :].lstrip(" ?!.:)")


def _score(text: str, marker: Marker, *, asks: bool, several: bool) -> int:
    rest = _rest(text, marker)
    score = 2 * marker.leading + marker.firm + 2 * asks
    if not asks and _TEASER.match(rest):
        score -= 4
    if text.startswith("@") and not text.startswith(_PINGS):
        score -= 2
    if several:
        score -= 2
    words = len(_WORD.findall(_TAGS.sub(" ", rest)))
    if words < 2:
        score -= 2
    elif marker.firm and words >= _SENTENCE:
        score += 1
    return score


def _by_leader(
    talk: Talk, found: dict[Key, list[Candidate]]
) -> dict[Key, list[Candidate]]:
    """Keep the candidates of whoever opened most numbers; else those that surely ask.

    Of two hosts who take turns, one may answer the other with the question's number;
    and where a question is a picture, the first to write its number answers it.
    """
    firsts = Counter(talk.persons[c[0].index] for c in found.values())
    if not firsts:
        return found
    leader = min(firsts, key=lambda p: (-firsts[p], p))
    if firsts[leader] < 2:
        return found
    kept = {}
    for key, listed in found.items():
        own = [c for c in listed if talk.persons[c.index] == leader]
        others = [c for c in listed if c.asks]
        is_asked = any(c.asks for c in own) or not listed[0].asks
        kept[key] = own if own and is_asked else others
    return {key: listed for key, listed in kept.items() if listed}
