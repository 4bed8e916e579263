"""The survey of a stored day: all that is needed before its messages are studied.

    day file --survey--> DaySurvey (cached by the file's digest)

Sessions are found, replies across sessions located, and mentions resolved from surveys,
so that no message is read for it: about 30 bytes a message, in arrays.
"""

import hashlib
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
import numpy as np
from numpy.typing import NDArray

from sitegen.chat.outline import outline
from sitegen.chat.tags import hashtags
from sitegen.model import Message

_MENTION = re.compile(r"(?<![\w@/.&])@([\w.-]{1,64})")
_TAG_USE = struct.Struct("<II")
NO_REPLY = 0
NOBODY = 0xFFFF


class DaySurvey(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one stored UTC day without reading its messages."""

    digest: str  # of the day file and of what was redacted in it
    outline: bytes  # `chat.outline.Outline.to_bytes`
    ids: bytes  # 8 bytes a message: `id_hash`
    replies: bytes  # 8 bytes a message: hash of the id it leads to, or zero
    authors: tuple[tuple[str, str | None], ...]  # (author, author_id), distinct, sorted
    author_of: bytes  # 2 bytes a message: index into `authors`; NOBODY for a tombstone
    mentions: tuple[str, ...]  # names after "@", case-folded, and entity refs; sorted
    tags: tuple[str, ...]  # hashtags as written, without #; distinct, sorted
    tag_uses: bytes  # 8 bytes a use: position of the message, index into `tags`
    media: tuple[str, ...]  # local attachments: "media/chat/cup.png"; sorted

    @property
    def count(self) -> int:
        """Return how many messages the day has."""
        return len(self.ids) // 8

    def tagged(self) -> Iterable[tuple[int, int]]:
        """Return the uses of hashtags: position of the message, index into `tags`."""
        return _TAG_USE.iter_unpack(self.tag_uses)


def id_hash(message_id: str) -> int:
    """Return 64 bits that stand for an id; never zero."""
    raw = hashlib.blake2b(message_id.encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(raw.digest(), "little") or 1


def survey(digest: str, day: date, messages: Sequence[Message]) -> DaySurvey:
    """Return the survey of a day's published messages.

    Args:
        digest: What shapes the messages: the file's digest, and the redactions'.
        day: The stored UTC day.
        messages: In reading order, after redaction.
    """
    ids = np.array([id_hash(m.id) for m in messages], dtype="<u8")
    replies = np.array(
        [id_hash(named) if (named := _leads_to(m)) else NO_REPLY for m in messages],
        dtype="<u8",
    )
    authors = sorted({(m.author, m.author_id) for m in messages}, key=repr)[:NOBODY]
    numbers = {author: number for number, author in enumerate(authors)}
    author_of = [
        NOBODY if m.deleted else numbers.get((m.author, m.author_id), NOBODY)
        for m in messages
    ]
    uses = [
        (at, tag)
        for at, message in enumerate(messages)
        for tag in hashtags(message.text)
    ]
    tags = sorted({tag for _, tag in uses})
    places = {tag: place for place, tag in enumerate(tags)}
    return DaySurvey(
        digest=digest,
        outline=outline(day, messages).to_bytes(),
        ids=ids.tobytes(),
        replies=replies.tobytes(),
        authors=tuple(authors),
        author_of=np.array(author_of, dtype="<u2").tobytes(),
        mentions=tuple(sorted(_mentions(messages))),
        tags=tuple(tags),
        tag_uses=b"".join(_TAG_USE.pack(at, places[tag]) for at, tag in uses),
        media=tuple(sorted(_media(messages))),
    )


def _leads_to(message: Message) -> str | None:
    """Return the id of what a message answers, else of what it quotes or reposts."""
    return message.reply_to or message.quotes or message.repost_of


def _mentions(messages: Iterable[Message]) -> set[str]:
    found: set[str] = set()
    for message in messages:
        if "@" in message.text:
            found.update(name.casefold() for name in _MENTION.findall(message.text))
        for entity in message.entities:
            if entity.kind == "mention":
                written = message.text[entity.start : entity.end]
                found.add(written.lstrip("@").casefold())
                if entity.ref:
                    found.add(entity.ref)
    return found


def _media(messages: Iterable[Message]) -> set[str]:
    return {
        attachment.url
        for message in messages
        for attachment in message.attachments
        if attachment.url.startswith("media/")
    }


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Where the messages of a channel are, by the hash of their ids."""

    _hashes: NDArray[np.uint64]  # sorted
    _at: NDArray[np.int64]  # position in the channel, in the order of `_hashes`

    @staticmethod
    def of(surveys: Sequence[DaySurvey]) -> "Positions":
        """Index a channel's days, given in order."""
        hashes = np.frombuffer(b"".join(s.ids for s in surveys), dtype="<u8")
        order = np.argsort(hashes, kind="stable")
        return Positions(hashes[order], order)

    def find(self, wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the position in the channel of each id; -1 for one not stored."""
        if not len(self._hashes):
            return np.full(len(wanted), -1, dtype=np.int64)
        slots = np.searchsorted(self._hashes, wanted)
        slots[slots == len(self._hashes)] = 0
        found = self._hashes[slots] == wanted
        return np.where(found, self._at[slots], -1)
