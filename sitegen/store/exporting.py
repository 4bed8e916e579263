"""Data out: the published messages of a site as rows, in reading order.

    day files --removals--> RedactionRules --redact--> days --split--> sessions
    session --understand--> ExportRow ...

A row is what a reader of the site can see, and no more: redactions are applied first,
hidden messages and tombstones are left out, reposts are a count. At most one session's
messages are in memory, besides nine bytes for each stored message.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import msgspec

from sitegen.chat.outline import outline
from sitegen.chat.overlay import Overlay
from sitegen.chat.people import People
from sitegen.chat.rules import ChannelRules
from sitegen.chat.session import Day, Item, Session
from sitegen.chat.sessions import Place, locate, moved_ids, split
from sitegen.chat.understand import understand
from sitegen.config import Config
from sitegen.model import Attachment, Message, Reaction
from sitegen.render.text import anchor
from sitegen.site import urls
from sitegen.store.redactions import RedactionRules, is_redacted, redact, removals
from sitegen.store.transcripts import DayFile, day_files, read_day


class ExportRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One published message. The fields are the columns, in this order."""

    channel: str
    session: str = ""  # key; empty outside sessions
    id: str
    time: datetime  # UTC
    author: str  # the name written under
    person: str = ""  # slug of the participant; empty for one who is not listed
    name: str = ""  # display name
    text: str
    question: str = ""  # label of the question it asks or answers
    reply_to: str = ""  # id
    repeats: str = ""  # id of the message it reposts or quotes with a comment
    reposts: int = 0  # folded into it
    edited: datetime | None = None
    client: str = ""  # source platform
    url: str = ""  # where it was written
    permalink: str = ""  # where it stands on the site
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What an export is made from."""

    content: Path
    config: Config
    people: People
    overlays: tuple[Overlay, ...]
    redactions: RedactionRules  # with all names of people, and who opted out


def published_rows(archive: Archive) -> Iterator[ExportRow]:
    """Yield all published messages: by channel, then in reading order of its pages.

    Raises:
        SitegenError: A stored day can't be read.
    """
    files: dict[str, list[DayFile]] = {}
    for file in day_files(archive.content):
        files.setdefault(file.channel, []).append(file)
    rules = archive.redactions
    if rules:
        every = (file for listed in files.values() for file in listed)
        rules = rules.with_removals(
            removals(read_day(f.path), rules, f.channel) for f in every
        )
    for channel, listed in sorted(files.items()):
        yield from _Channel(archive, rules, channel, listed).rows()


class _Channel:
    """One channel on its way out."""

    def __init__(
        self,
        archive: Archive,
        redactions: RedactionRules,
        name: str,
        files: Sequence[DayFile],
    ) -> None:
        self.archive, self.redactions = archive, redactions
        self.rules: ChannelRules = archive.config.rules_of(name)
        self.overlays = [o for o in archive.overlays if o.channel == name]
        self.hidden = {c.id for o in self.overlays for c in o.hide}
        self.unlisted = {
            p.slug for p in archive.people.profiles if p.consent == "unlisted"
        }
        self.files: Mapping[date, Path] = {file.date: file.path for file in files}
        # Sessions and days of one local day share at most three stored days.
        self.day = lru_cache(maxsize=3)(self._day)

    def rows(self) -> Iterator[ExportRow]:
        """Yield the channel's rows."""
        for unit in self._units():
            stored: list[Message] = []
            for run in unit.runs:
                stored += self.day(run.day)[run.start : run.stop]
            yield from self._rows_of(unit, stored)

    def _day(self, day: date) -> tuple[Message, ...]:
        return redact(read_day(self.files[day]), self.redactions, self.rules.name)

    def _units(self) -> list[Session | Day]:
        wanted = moved_ids(self.overlays)
        outlines, places = [], dict[str, Place]()
        for day in self.files:
            messages = self.day(day)
            outlines.append(outline(day, messages))
            places |= locate(day, messages, wanted)
        found = split(self.rules, outlines, self.overlays, places)
        days = () if self.rules.outside == "hide" else found.days
        return sorted(
            (*found.sessions, *days), key=lambda u: (u.runs[0].day, u.runs[0].start)
        )

    def _rows_of(
        self, unit: Session | Day, stored: Sequence[Message]
    ) -> Iterator[ExportRow]:
        key = unit.key if isinstance(unit, Session) else ""
        understanding = understand(
            unit,
            stored,
            self.rules,
            next((o for o in self.overlays if key and o.key == key), None),
            self.archive.people,
            redacted=frozenset(m.id for m in stored if is_redacted(m)),
        )
        address = self.archive.config.base_url + _address(unit)
        for item in understanding.items:
            if item.state == "shown":
                yield self._row(item, understanding.items, key, address)

    def _row(
        self, item: Item, items: Sequence[Item], key: str, address: str
    ) -> ExportRow:
        message = item.message
        parent = message.reply_to or ""
        if item.parent is not None:
            parent = items[item.parent].message.id
        return ExportRow(
            channel=self.rules.name,
            session=key,
            id=message.id,
            time=message.time,
            author=message.author,
            person="" if item.person in self.unlisted else item.person,
            name=message.name or "",
            text=message.text,
            question=item.asks or item.label or "",
            reply_to="" if parent in self.hidden else parent,
            repeats="" if item.repeats in self.hidden else item.repeats or "",
            reposts=item.fold.reposts if item.fold else 0,
            edited=message.edited,
            client=message.client or "",
            url=message.url or "",
            permalink=f"{address}#{anchor(message.id)}",
            attachments=message.attachments,
            reactions=message.reactions,
        )


def _address(unit: Session | Day) -> str:
    if isinstance(unit, Session):
        return urls.session(unit.channel, unit.key)
    return urls.day(unit.channel, unit.date)
