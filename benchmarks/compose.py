"""Writes the messages of a gathering: questions, answers, replies, reposts, talk.

    Line (when, who, asks?) + words --compose--> Message

Of the messages that are no question, 12 % repeat an earlier one, 22 % reply to one,
35 % in sessions answer the open question by number, the rest is talk. One in eight has
a short link whose target is in its entity, four in five carry the chat's hashtag, one
in five another hashtag. Messages look as the importer of tweets stores them.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from benchmarks.words import Vocabulary
from sitegen.model import Entity, EntityKind, Message, Reaction

_TAG = "#SupportChat"
_MORE_TAGS = ("#help", "#intro", "#tips", "#tools", "#win", "#news", "#fail")
_EMOJI = ("🙂", "😂", "🎉", "👍", "❤️", "🤔")
_LENGTHS = (2, 4, 6, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22, 26, 32)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes a message."""

    number: int
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """A message before it has words."""

    time: datetime
    writer: Writer
    asks: int | None = None  # number of the question the host asks


class _Text:
    """A text that grows, and its entities."""

    def __init__(self) -> None:
        self.text = ""
        self.entities: list[Entity] = []

    def add(
        self,
        piece: str,
        kind: EntityKind | None = None,
        *,
        href: str | None = None,
        ref: str | None = None,
    ) -> None:
        start = len(self.text) + (1 if self.text else 0)
        self.text = f"{self.text} {piece}" if self.text else piece
        if kind:
            end = start + len(piece)
            self.entities.append(
                Entity(start=start, end=end, kind=kind, href=href, ref=ref)
            )


def compose(
    rng: random.Random, words: Vocabulary, lines: Sequence[Line]
) -> tuple[Message, ...]:
    """Return the messages of one gathering; lines are sorted by time."""
    sizes = rng.choices(_LENGTHS, k=len(lines))
    pool = words.draw(rng, sum(sizes))
    made: list[Message] = []
    originals: list[Message] = []
    question = 0
    used = 0
    for place, (line, size) in enumerate(zip(lines, sizes, strict=True)):
        question = line.asks or question
        own = pool[used : used + size]
        used += size
        share = rng.random()
        found = _earlier(rng, line.writer, originals) if share < 0.34 else None
        if share < 0.12 and found and not line.asks:
            made.append(_repost(line, place, found))
            continue
        text, parent = _Text(), None
        if line.asks:
            text.add(f"Q{line.asks}: {_sentence(own)}?")
        elif found:
            parent = found
            text.add(f"@{parent.author}", "mention", ref=parent.author_id)
            text.add(_sentence(own) + ".")
        elif share < 0.69 and question:
            text.add(f"A{question}: {_sentence(own)}")
        else:
            text.add(_sentence(own) + rng.choice((".", "!", "", "...", "?")))
        _decorate(rng, text, words)
        message = _message(line, place, text, parent, rng)
        made.append(message)
        originals.append(message)
    return tuple(made)


def _earlier(
    rng: random.Random, writer: Writer, originals: Sequence[Message]
) -> Message | None:
    """Return one of the last 40 messages, rather a late one, of somebody else."""
    if not originals:
        return None
    found = originals[-1 - int(rng.random() ** 2 * min(40, len(originals)))]
    return found if found.author != writer.handle else None


def _decorate(rng: random.Random, text: _Text, words: Vocabulary) -> None:
    if rng.random() < 0.06:
        text.add(rng.choice(_EMOJI))
    if rng.random() < 0.12:
        short = "".join(rng.choices("abcdefghjkmnpqrstuvwxyzABCDEFGH23456789", k=8))
        first, second = (word.strip("'") for word in words.draw(rng, 2))
        host = rng.choice(("blog", "www", "docs", "news"))
        href = f"https://{host}.example.org/{first}/{second}"
        text.add(f"https://t.example/{short}", "link", href=href)
    if rng.random() < 0.2:
        text.add(rng.choice(_MORE_TAGS), "hashtag")
    if rng.random() < 0.8:
        text.add(_TAG, "hashtag")


def _message(
    line: Line, place: int, text: _Text, parent: Message | None, rng: random.Random
) -> Message:
    liked = int(rng.random() ** 6 * 30)
    return Message(
        id=_id(line, place),
        time=line.time,
        author=line.writer.handle,
        text=text.text,
        author_id=_account(line.writer),
        name=line.writer.name,
        reply_to=parent.id if parent else None,
        url=f"https://example.org/{line.writer.handle}/status/{_id(line, place)}",
        client="twitter",
        entities=tuple(text.entities),
        reactions=(Reaction(emoji="❤️", count=liked),) if liked else (),
    )


def _repost(line: Line, place: int, original: Message) -> Message:
    ahead = f"RT @{original.author}: "
    moved = tuple(
        Entity(
            start=entity.start + len(ahead),
            end=entity.end + len(ahead),
            kind=entity.kind,
            href=entity.href,
            ref=entity.ref,
        )
        for entity in original.entities
    )
    credit = Entity(start=3, end=len(ahead) - 2, kind="mention", ref=original.author_id)
    return Message(
        id=_id(line, place),
        time=line.time,
        author=line.writer.handle,
        text=ahead + original.text,
        author_id=_account(line.writer),
        name=line.writer.name,
        repost_of=original.id,
        url=original.url,
        client="twitter",
        entities=(credit, *moved),
    )


def _sentence(words: Sequence[str]) -> str:
    """Return words as a sentence or two, without the last stop."""
    text = " ".join(words)
    if len(words) > 16:
        cut = len(words) // 2
        ahead, rest = " ".join(words[:cut]), " ".join(words[cut:])
        text = f"{ahead}. {rest[:1].upper()}{rest[1:]}"
    return text[:1].upper() + text[1:]


def _id(line: Line, place: int) -> str:
    """Return an id as tweets have them: milliseconds, then a counter."""
    return str((int(line.time.timestamp()) * 1_000 << 22) + place)


def _account(writer: Writer) -> str:
    return str(10_000_000 + writer.number * 7_919)
