"""Place messages at questions: by number, by reply chain, by time.

Measured on a real hashtag chat: a quarter of the original messages carry a number, and
80 % of those answer the running question, most others the one before; half come within
7 minutes of the question, nine in ten within 15. Seven in ten messages carry no number.

1. `number`: it says so, wherever it came: early, late or as a reply to someone.
2. `reply`: it answers, quotes or continues a message whose place is known.
3. `time`: where the one it names last spoke, if the message it replies to is not at
   hand; else the running question; for the first seconds of a new one still the one
   before. A guess, and shown as one. What replies to a guess is a guess. Greetings and
   farewells are not guessed.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitegen.chat.markers import Key, continues
from sitegen.chat.reposts import words_of
from sitegen.chat.rules import QuestionRules
from sitegen.chat.session import How
from sitegen.chat.talk import Asked, Talk

# Somebody who posts so soon after a question had no time to read it and answer.
_GRACE_SECONDS = 60
_UNSURE_SECONDS = 240  # so long words and the person's last answer may decide
_NAMED_SECONDS = 600  # so long a message to somebody is about what they said last
_NAMED = re.compile(r"[.\s]{0,3}@(\w{1,40})")
_OPENINGS = (
    r"hi|hiya|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day|night)"
    r"|welcome|thanks|thank you|thx|bye|goodbye|goodnight|see you|cheers|gotta run"
    r"|sorry (?:i'm|i am|to be) late|joining (?:in )?late"
)
# A short one: who greets and then answers writes more.
_GREETING = re.compile(
    rf"(?:[@#]\w*+|[^\w@#])*+(?:{_OPENINGS})\b[^?]{{0,70}}\Z", re.IGNORECASE
)
_CONTINUE_SECONDS = 300  # a further part comes within this time


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a message stands: the question's place in the list, and why."""

    question: int
    how: How
    also: tuple[int, ...] = ()  # further questions it answers
    # A message that the placement came from by climbing: replies stand under it.
    via: int | None = None


def place(
    talk: Talk,
    asked: Sequence[Asked],
    rules: QuestionRules,
    fixed: Mapping[int, int | None],
) -> list[Placed | None]:
    """Return where each message stands; None for asks and for what is unplaced.

    Args:
        talk: The session's messages.
        asked: Its questions.
        rules: The channel's rules.
        fixed: What the host decided: message index to question, None for "in none".
    """
    return _Placing(talk, asked, rules, fixed).run()


class _Placing:
    """One session's placement; goes through the messages once, in order."""

    def __init__(
        self,
        talk: Talk,
        asked: Sequence[Asked],
        rules: QuestionRules,
        fixed: Mapping[int, int | None],
    ) -> None:
        self._talk = talk
        self._asked = asked
        self._rules = rules
        self._fixed = fixed
        self._placed: list[Placed | None] = [None] * len(talk.messages)
        self._of_ask = {i: n for n, a in enumerate(asked) for i in a.again}
        self._of_ask |= {a.ask: n for n, a in enumerate(asked) if a.ask is not None}
        self._by_key: dict[Key, list[int]] = {}
        for n, a in enumerate(asked):
            self._by_key.setdefault(a.key, []).append(n)
            if a.key.letter:
                self._by_key.setdefault(Key(a.key.number), []).append(n)
        timeline = sorted((a.ask, n) for n, a in enumerate(asked) if a.ask is not None)
        self._ask_indexes = [index for index, _ in timeline]
        self._ask_numbers = [n for _, n in timeline]
        self._words = [frozenset(words_of(a.text)) for a in asked]
        self._last_of: dict[str, int] = {}  # person: their last placed message
        self._last_by_name: dict[str, int] = {}  # the same, by the name in mentions

    def run(self) -> list[Placed | None]:
        pending = []
        for index in range(len(self._talk.messages)):
            if index in self._of_ask:
                continue
            placed = self._certain(index)
            if placed is None:
                parent = self._above(index)
                if parent is not None and parent > index:
                    pending.append(index)
                    continue
                placed = self._by_chain(index) or self._by_time(index)
            self._set(index, placed)
        for index in pending:
            self._set(index, self._by_chain(index) or self._by_time(index))
        return self._placed

    def _set(self, index: int, placed: Placed | None) -> None:
        self._placed[index] = placed
        if placed is not None and placed.how != "time":
            self._last_of[self._talk.persons[index]] = index
            name = self._talk.messages[index].author.lstrip("@").casefold()
            self._last_by_name[name] = index

    def _certain(self, index: int) -> Placed | None:
        if index in self._fixed:
            question = self._fixed[index]
            return None if question is None else Placed(question, "host")
        marks = self._talk.marks[index]
        if not marks:
            return None
        found: list[int] = []
        for mark in marks:
            if mark.kind == "q" and not (mark.leading or mark.about):
                continue  # "great answers to Q1:" answers nothing
            sure = mark.firm or mark.about
            # "A1b" is the second part of an answer where nobody asked a Q1b.
            asked = self._by_key.get(mark.key) or self._by_key.get(Key(mark.key.number))
            listed = asked if sure else None
            if listed:
                number = self._running_of(listed, index)
                if number not in found:
                    found.append(number)
        return Placed(found[0], "number", tuple(found[1:])) if found else None

    def _running_of(self, listed: Sequence[int], index: int) -> int:
        """Of Q3a and Q3b, return the last asked before; else the first."""
        before = [n for n in listed if (self._asked[n].ask or 0) < index]
        return before[-1] if before else listed[0]

    def _above(self, index: int) -> int | None:
        parent = self._talk.parents[index]
        return parent if parent is not None else self._talk.quoted[index]

    def _by_chain(self, index: int) -> Placed | None:
        if index in self._fixed:
            return None
        above = self._above(index)
        if above is not None:
            question = self._of_ask.get(above)
            if question is not None:
                return Placed(question, "reply")
            placed = self._placed[above]
            if placed is None:
                return None
            how: How = "time" if placed.how == "time" else "reply"
            return Placed(placed.question, how, via=above)
        message = self._talk.messages[index]
        last = self._last_of.get(self._talk.persons[index])
        if last is not None and continues(message.text):
            placed = self._placed[last]
            since = self._talk.seconds[index] - self._talk.seconds[last]
            if placed is not None and since <= _CONTINUE_SECONDS:
                return Placed(placed.question, "reply")
        return None

    def _by_time(self, index: int) -> Placed | None:
        talk = self._talk
        if not self._rules.guess or index in self._fixed or talk.quiet[index]:
            return None
        if talk.persons[index] in talk.hosts or self._above(index) is not None:
            return None  # hosts number what they answer; replies stay with theirs
        if talk.messages[index].precision == "day":
            return None
        if _GREETING.match(talk.messages[index].text):
            return None
        slot = bisect_right(self._ask_indexes, index) - 1
        if slot < 0:
            return None
        named = self._where_named(index)
        if named is not None:
            return Placed(named, "time")
        asked_at = talk.seconds[self._ask_indexes[slot]]
        since = talk.seconds[index] - asked_at
        if since > self._rules.guess_minutes * 60:
            return None
        return Placed(self._ask_numbers[self._likelier(slot, since, index)], "time")

    def _where_named(self, index: int) -> int | None:
        """Return the question at which the one whom a message names last spoke.

        Many exports have no ids of replies, or wrong ones; the name is left. To a host
        people rather say what answers the running question.
        """
        talk = self._talk
        match = _NAMED.match(talk.messages[index].text)
        last = self._last_by_name.get(match[1].casefold()) if match else None
        if last is None or talk.persons[last] in talk.hosts:
            return None
        placed = self._placed[last]
        since = talk.seconds[index] - talk.seconds[last]
        return placed.question if placed and since <= _NAMED_SECONDS else None

    def _likelier(self, slot: int, since: float, index: int) -> int:
        """Return the running question's slot, or the one before while it is new."""
        if slot == 0 or since > _UNSURE_SECONDS:
            return slot
        if since < _GRACE_SECONDS:
            return slot - 1
        words = frozenset(words_of(self._talk.messages[index].text))
        current = len(words & self._words[self._ask_numbers[slot]])
        before = len(words & self._words[self._ask_numbers[slot - 1]])
        return slot - 1 if before > current + 1 else slot
