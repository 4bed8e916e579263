"""Incoming messages meet the stored ones: which files change, what each row became.

    Incoming + day files --merge, day by day--> Change (staged files) + a tally of rows

Only the days that messages come in for are loaded, one at a time. Of the other days the
ids are read, one day at a time, to find messages that are stored under another day (a
corrected time or zone); those few are settled first, over all their versions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from sitegen.model import Message
from sitegen.store.incoming import Incoming
from sitegen.store.merge import merge
from sitegen.store.transcripts import (
    DayFile,
    day_path,
    encode_day,
    read_day,
    utc_day,
)

ADDED, CHANGED, DUPLICATE, DELETED = "added", "changed", "duplicate", "deleted"


class _OnlyId(msgspec.Struct, frozen=True):
    id: str


_ids = msgspec.json.Decoder(_OnlyId)


@dataclass(slots=True)
class Tally:
    """What the rows of each source became, and how many messages were taken back."""

    rows: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What `--replace` takes back of one channel before messages come in."""

    ids: frozenset[str] = frozenset()  # brought earlier by the replaced exports
    shared: frozenset[str] = frozenset()  # of these, brought by other exports too


@dataclass(slots=True)
class _Wanderer:
    """A message with versions on several days, or one that is taken back."""

    homes: list[DayFile]
    stored: Message | None = None
    final: Message | None = None


class Arrival:
    """Merges the incoming messages of one channel into its days."""

    def __init__(
        self, content: Path, channel: str, incoming: Incoming, taken: Taken
    ) -> None:
        self._content = content
        self._channel = channel
        self._incoming = incoming
        self._taken = taken
        self._days = incoming.days[channel]
        self._wanderers: dict[str, _Wanderer] = {}

    def merged(
        self, stored: tuple[DayFile, ...], tally: Tally
    ) -> Iterator[tuple[Path, bytes]]:
        """Yield the files that change with their new bytes; empty bytes: no file.

        Args:
            stored: The day files of this channel.
            tally: Takes what each row became.
        """
        self._find_wanderers(stored)
        self._settle_wanderers(tally)
        days = {day for _, day in self._incoming.keys_of(self._channel)}
        for wanderer in self._wanderers.values():
            days.update(home.date for home in wanderer.homes)
            if wanderer.final:
                days.add(utc_day(wanderer.final))
        arrived = defaultdict(list)
        for wanderer in self._wanderers.values():
            if wanderer.final:
                arrived[utc_day(wanderer.final)].append(wanderer.final)
        for day in sorted(days):
            path = day_path(self._content, self._channel, day)
            data = self._merged_day(path, day, arrived[day], tally)
            if data is not None:
                yield path, data

    def _find_wanderers(self, stored: tuple[DayFile, ...]) -> None:
        moved = self._incoming.moved[self._channel] | self._taken.ids
        self._wanderers = {ident: _Wanderer([]) for ident in moved}
        for file in stored:
            for ident in _stored_ids(file):
                day = self._days.get(ident)
                if ident in self._wanderers or (day is not None and day != file.date):
                    self._wanderers.setdefault(ident, _Wanderer([])).homes.append(file)

    def _settle_wanderers(self, tally: Tally) -> None:
        if not self._wanderers:
            return
        homes = {home for w in self._wanderers.values() for home in w.homes}
        for home in sorted(homes):
            for message in read_day(home.path):
                wanderer = self._wanderers.get(message.id)
                if wanderer:
                    known = wanderer.stored
                    wanderer.stored = merge(known, message) if known else message
        for ident, wanderer in self._wanderers.items():
            wanderer.final = (
                None if self._is_taken(ident, wanderer) else wanderer.stored
            )
        for key in self._incoming.keys_of(self._channel):
            for source, message in self._incoming.rows(key):
                if wanderer := self._wanderers.get(message.id):
                    before, now = wanderer.final, message
                    wanderer.final = merge(before, now) if before else now
                    what = _outcome(before or wanderer.stored, wanderer.final)
                    tally.rows[source][what] += 1
        tally.taken_back += sum(
            w.stored is not None and w.final is None for w in self._wanderers.values()
        )

    def _is_taken(self, ident: str, wanderer: _Wanderer) -> bool:
        """Tell whether the stored version goes before anything comes in."""
        stored = wanderer.stored
        if ident not in self._taken.ids or stored is None:
            return False
        if stored.fixed or stored.deleted:
            return False
        return ident in self._days or ident not in self._taken.shared

    def _merged_day(
        self, path: Path, day: date, arrived: list[Message], tally: Tally
    ) -> bytes | None:
        stored = read_day(path) if path.is_file() else ()
        found = {m.id: m for m in stored if m.id not in self._wanderers}
        for source, message in self._incoming.rows((self._channel, day)):
            if message.id in self._wanderers:
                continue
            before = found.get(message.id)
            now = merge(before, message) if before else message
            tally.rows[source][_outcome(before, now)] += 1
            found[message.id] = now
        found.update((message.id, message) for message in arrived)
        if found == {m.id: m for m in stored}:
            return None
        return encode_day(found.values())


def _outcome(before: Message | None, now: Message) -> str:
    if now.deleted:
        return DELETED
    if before is None:
        return ADDED
    return DUPLICATE if before == now else CHANGED


def _stored_ids(file: DayFile) -> list[str]:
    try:
        return [found.id for found in _ids.decode_lines(file.path.read_bytes())]
    except (msgspec.DecodeError, RecursionError, ValueError):
        return [message.id for message in read_day(file.path)]  # names the broken line
