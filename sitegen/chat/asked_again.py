"""Which messages ask a question again, or are its further parts.

A host's has half of its words, or says that it repeats; anybody else's has nearly all.
"""

import re
from collections.abc import Sequence

from sitegen.chat.markers import continues
from sitegen.chat.reposts import words_of
from sitegen.chat.talk import AGREE, Asked, Talk, agreement, is_reply

_AGAIN = re.compile(
    r"\b(?:again|repeat(?:ing)?|reminder|icymi|in case you missed|re-?post(?:ing)?)\b",
    re.IGNORECASE,
)
_PART_SECONDS = 180  # a question's second part comes within this time
_QUOTED = 0.8  # share of a question's words in which others ask it again


def again(talk: Talk, asked: Asked, everything: Sequence[Asked]) -> tuple[int, ...]:
    """Return the messages that ask a question again, in other people's mouths too."""
    if asked.ask is None or not asked.text:
        return ()
    asks = {a.ask for a in everything}
    words = frozenset(words_of(asked.text))
    found = []
    for index in range(asked.ask + 1, len(talk.messages)):
        marks = talk.marks[index]
        if not marks or marks[0].kind != "q" or index in asks:
            continue
        if marks[0].key != asked.key or is_reply(talk, index):
            continue
        message = talk.messages[index]
        if talk.quiet[index] and message.kind != "bot":
            continue
        rest = message.text[marks[0].end :]
        said = frozenset(words_of(rest))
        if talk.persons[index] in talk.hosts:
            soon = talk.seconds[index] - talk.seconds[asked.ask] <= _PART_SECONDS
            same = len(said) >= 3 and agreement(words, said) >= AGREE
            same = same or (soon and continues(rest))
            same = same or _AGAIN.search(message.text) is not None
        else:
            same = len(words) >= 3 and len(said) <= 2 * len(words)
            same = same and len(words & said) >= _QUOTED * len(words)
        if same:
            found.append(index)
    return tuple(found)
