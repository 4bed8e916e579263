"""Messages on their way into the store, by channel and UTC day, in bounded memory.

Lines are kept as bytes and spill into one unnamed file when they grow; an index of ids
says on which day each message comes in, and which come in on more than one.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import IO, Self

from sitegen.model import Message
from sitegen.store.transcripts import decode, encode, utc_day

_HELD_BYTES = 64 * 2**20
_LINE_OVERHEAD = 90  # a bytes object and its place in a list

Key = tuple[str, date]


class Incoming:
    """All rows of one import; `add` them in order, then read them day by day."""

    def __init__(self) -> None:
        self._held: dict[Key, list[bytes]] = defaultdict(list)
        self._held_bytes = 0
        self._spilled: dict[Key, list[tuple[int, int]]] = defaultdict(list)
        self._file: IO[bytes] | None = None
        self.days: dict[str, dict[str, date]] = defaultdict(dict)  # channel: id: day
        self.moved: dict[str, set[str]] = defaultdict(set)  # ids met on several days

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def add(self, channel: str, message: Message, source: int) -> None:
        """Take in a message that the source of a number brought."""
        day = utc_day(message)
        if self.days[channel].setdefault(message.id, day) != day:
            self.moved[channel].add(message.id)
        line = b"%d %s\n" % (source, encode(message))
        self._held[channel, day].append(line)
        self._held_bytes += len(line) + _LINE_OVERHEAD
        if self._held_bytes > _HELD_BYTES:
            self._spill()

    def keys_of(self, channel: str) -> tuple[Key, ...]:
        """Return the days of a channel that messages came in for, sorted."""
        keys = {*self._held, *self._spilled}
        return tuple(sorted(key for key in keys if key[0] == channel))

    def rows(self, key: Key) -> Iterator[tuple[int, Message]]:
        """Yield (source, message) of a day in the order they came in."""
        for data in self._blocks(key):
            for line in data.split(b"\n"):
                if line:
                    source, _, json = line.partition(b" ")
                    yield int(source), decode(json)

    def _blocks(self, key: Key) -> Iterator[bytes]:
        for start, size in self._spilled.get(key, ()):
            assert self._file  # noqa: S101  (blocks are only listed once it is there)
            self._file.seek(start)
            yield self._file.read(size)
        yield b"".join(self._held.get(key, ()))

    def _spill(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by __exit__)
        at = self._file.seek(0, 2)
        for key, lines in sorted(self._held.items()):
            data = b"".join(lines)
            self._file.write(data)
            self._spilled[key].append((at, len(data)))
            at += len(data)
        self._held.clear()
        self._held_bytes = 0
