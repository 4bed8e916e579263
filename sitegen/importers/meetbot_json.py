"""MeetBot's state file of one meeting, `<day>.log.json` (hcoop-meetbot).

Seen: one real file, of which the page `log.html` of the same meeting exists too.

    {founder, channel, name, start_time, messages[{id, sender, payload, action,
     timestamp}], events[], ...}

`timestamp` carries no zone; in the file seen it is five hours ahead of the page, whose
times are the bot's local ones, so it is probably UTC. That is not certain, and a zone
is asked for. `id` counts within the meeting and is no id of a message: ids are made
(rule 2 of the format). Of the rest nothing is read.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sitegen.importers import json_items as js
from sitegen.importers.base import (
    Claim,
    LocalIds,
    Place,
    ReadOptions,
    Row,
    Skip,
    ZoneNeeded,
)
from sitegen.importers.export import Export
from sitegen.model import Message

_HEAD = re.compile(rb'\s*\{\s*"founder"\s*:.*?"messages"\s*:\s*\[', re.DOTALL)
_CHANNEL = re.compile(rb'"channel"\s*:\s*"((?:[^"\\]|\\.){1,200})"')


class MeetBotJsonImporter:
    """Reads the state file of a meeting."""

    name = "meetbot-json"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return the members that are meetings."""
        found = tuple(m for m in export.members() if _HEAD.match(export.head(m)))
        if not found:
            return ()
        return (Claim(found, "objects with founder, channel and messages"),)

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield one item for each message, in the order of the meeting."""
        for member in claim.members:
            yield from _meeting(export, member, options.zone)


def _meeting(
    export: Export, member: str, zone: ZoneInfo | None
) -> Iterator[Row | Skip]:
    with export.open(member) as file:
        data = file.read()
    named = _CHANNEL.search(data[:65_536])
    channel = js.text(js.value(b'"' + named[1] + b'"')) or None if named else None
    ids = LocalIds()
    for number, item in js.items(data, "messages"):
        yield _message(item, Place(member, number), channel, (zone, ids))


def _message(
    item: object,
    place: Place,
    channel: str | None,
    known: tuple[ZoneInfo | None, LocalIds],
) -> Row | Skip:
    zone, ids = known
    if isinstance(item, js.Unreadable):
        return Skip(place, item.what)
    fields = js.mapping(item)
    sender, text = js.text(fields.get("sender")), js.text(fields.get("payload"))
    written = js.text(fields.get("timestamp"))
    if not sender or "payload" not in fields or not written:
        return Skip(place, "no sender, payload or timestamp")
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return Skip(place, f"timestamp '{written[:40]}' is no time")
    if moment.tzinfo is None:
        if zone is None:
            raise ZoneNeeded(place.member, written)
        moment = moment.replace(tzinfo=zone)
    try:
        instant = moment.astimezone(UTC)
    except OverflowError:
        return Skip(place, f"timestamp '{written[:40]}' is out of range")
    return Row(
        Message(
            id=ids.next(written, sender, text),
            time=instant,
            author=sender,
            text=text,
            client="irc",
            kind="action" if fields.get("action") is True else None,
        ),
        place,
        channel,
    )
