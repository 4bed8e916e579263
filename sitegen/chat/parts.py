"""Who took part in a session or day: one value each, and all of them as columns.

A large archive has some hundred thousand parts in memory at once. As values of their
own each takes 600 bytes; encoded, with what is asked of all in columns, 160.
"""

import struct
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import compress

import msgspec
import numpy as np


class Part(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One participant's part in one session."""

    slug: str
    aliases: tuple[str, ...]  # names written under here, sorted
    name: str  # display name last seen here, else the alias
    host: bool = False
    guest: bool = False
    bot: bool = False  # a program: left out of statistics
    posts: int = 0  # stored messages, reposts included; no tombstone
    shown: int = 0  # messages that stand on the session's page: rows of their own page
    reposts: int = 0
    replies: int = 0
    answers: tuple[str, ...] = ()  # labels answered, each once, in question order
    replies_received: int = 0
    reposts_received: int = 0
    reactions_received: int = 0
    asked: int = 0  # questions opened
    first: datetime | None = None  # time of the first message, shown or folded
    last: datetime | None = None


_SPAN = struct.Struct("<II")
_part = msgspec.msgpack.Decoder(Part)


class Parts(msgspec.Struct, frozen=True, array_like=True):
    """The parts of all participants of a session or day, by slug."""

    slugs: tuple[str, ...]
    posts: bytes  # 4 bytes a part
    presence: bytes  # 1 byte a part: whether a person wrote anything
    encoded: bytes  # one part after the other
    starts: bytes  # 4 bytes a part, and the end: where each lies in `encoded`

    @staticmethod
    def of(parts: Sequence[Part]) -> "Parts":
        """Return parts, sorted by slug, as columns."""
        encoded = [msgspec.msgpack.encode(part) for part in parts]
        return Parts(
            tuple(part.slug for part in parts),
            np.array([part.posts for part in parts], "<u4").tobytes(),
            bytes(part.posts > 0 and not part.bot for part in parts),
            b"".join(encoded),
            np.cumsum([0, *map(len, encoded)], dtype="<u4").tobytes(),
        )

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.slugs)

    def __getitem__(self, number: int) -> Part:
        """Return one of them."""
        if not 0 <= number < len(self.slugs):
            raise IndexError(number)
        start, end = _SPAN.unpack_from(self.starts, 4 * number)
        return _part.decode(memoryview(self.encoded)[start:end])

    def __iter__(self) -> Iterator[Part]:
        """Yield all of them."""
        return map(self.__getitem__, range(len(self.slugs)))

    @property
    def present(self) -> frozenset[str]:
        """Return who took part: persons who wrote, no programs."""
        return frozenset(compress(self.slugs, self.presence))

    def posts_of(self, number: int) -> int:
        """Return how many posts one of them wrote."""
        return int.from_bytes(self.posts[4 * number : 4 * number + 4], "little")
