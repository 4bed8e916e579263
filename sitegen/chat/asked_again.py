"""Which messages ask a question again."""

from collections.abc import Sequence

from sitegen.chat.reposts import words_of
from sitegen.chat.talk import AGREE, Asked, Talk, agreement, is_reply

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
        if not marks or marks[0].kind != "q" or index in asks or talk.quiet[index]:
            continue
        if marks[0].key != asked.key or is_reply(talk, index):
            continue
        said = frozenset(words_of(talk.messages[index].text[marks[0].end :]))
        if talk.persons[index] in talk.hosts:
            same = len(said) >= 3 and agreement(words, said) >= AGREE
        else:
            same = len(words) >= 3 and len(said) <= 2 * len(words)
            same = same and len(words & said) >= _QUOTED * len(words)
        if same:
            found.append(index)
    return tuple(found)
