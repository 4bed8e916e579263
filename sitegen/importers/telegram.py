"""Telegram Desktop's JSON export, `result.json`: one chat, or a list of all.

Seen: small real files (one chat, a list of chats) and facts about others. No real file
was seen with reactions, topics or a custom emoji: these rest on what is known.

    {name, type, id, messages[]}   or   {chats{list[{name, type, id, messages[]}]}}

Ids are the platform's, unique in a chat; a cut-down export without them gets made ones
(rule 2 of the format). The time is `date_unixtime`; older files have only `date`, the
exporting computer's local time, and need a zone. `author` is the name shown, since the
export holds no handles; `author_id` is `user123`. Text comes with its entities.

Left out: chats that are not marked public (`public_supergroup`, `public_channel`), as
an export of all chats holds private ones; a file of one chat is read if it is a group
or a channel, public or not, or says no type; personal chats never are. Service messages
are left out too. Never read: phone numbers, contacts, files that were not exported.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
    beside,
)
from sitegen.importers.export import Export
from sitegen.importers.markup import Atom, Written
from sitegen.model import Attachment, Entity, EntityKind, Message, Reaction

_CHAT = re.compile(rb'"messages"\s*:\s*\[')
_MESSAGE = re.compile(
    rb'"type"\s*:\s*"(?:message|service)"\s*,'
    rb'[^{}]{0,200}?"date(?:_unixtime)?"\s*:\s*"',
    re.DOTALL,
)
_SEVERAL_CHATS = re.compile(rb'(?:(?!"messages").)*?"chats"\s*:\s*\{', re.DOTALL)
_PUBLIC = {"public_supergroup", "public_channel"}
_PERSONAL = {"personal_chat", "saved_messages", "bot_chat", "replies"}
_SECONDS = re.compile(r"\d{1,10}\Z", re.ASCII)
_KINDS: dict[str, EntityKind] = {
    "bold": "bold",
    "italic": "italic",
    "strikethrough": "strike",
    "code": "code",
    "pre": "pre",
    "blockquote": "quote",
    "spoiler": "spoiler",
    "mention": "mention",
    "mention_name": "mention",
    "hashtag": "hashtag",
    "cashtag": "hashtag",
    "custom_emoji": "emoji",
    "link": "link",
    "text_link": "link",
    "email": "link",
}
_SHOWN = {"image", "video", "audio"}
_FILE_KINDS = {
    "sticker": "image",
    "animation": "video",
    "video_file": "video",
    "video_message": "video",
    "audio_file": "audio",
    "voice_message": "audio",
}


@dataclass(frozen=True, slots=True)
class _Chat:
    """A chat, as far as it is used."""

    name: str | None
    why_not: str | None  # why its messages are left out


class TelegramImporter:
    """Reads Telegram Desktop's `result.json`."""

    name = "telegram"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Claim `.json` files that begin with Telegram's chats and messages."""
        members = tuple(
            member
            for member in export.members()
            if member.lower().endswith(".json") and _looks_right(export.head(member))
        )
        if not members:
            return ()
        count = len(members)
        files = "1 file" if count == 1 else f"{count} files"
        return (Claim(members, f"{files} with 'messages' of type message or service"),)

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield one item for each message of each chat.

        Raises:
            ZoneNeeded: A message has no `date_unixtime`, and no zone was given.
        """
        for member in claim.members:
            with export.open(member) as file:
                data = file.read()
            yield from _File(member, options.zone).items(data)


def _looks_right(head: bytes) -> bool:
    head = head.removeprefix(b"\xef\xbb\xbf")
    is_object = head.lstrip()[:1] == b"{"
    return bool(is_object and _CHAT.search(head) and _MESSAGE.search(head))


class _File:
    """One result.json on its way to rows: numbers its messages, makes missing ids."""

    def __init__(self, member: str, zone: ZoneInfo | None) -> None:
        self._member = member
        self._zone = zone
        self._number = 0

    def items(self, data: bytes) -> Iterator[Row | Skip]:
        """Yield one item for each message."""
        top = js.fields(data, "messages")
        listed = js.mapping(top.get("chats")).get("list")
        if isinstance(listed, list):
            for chat in js.mappings(listed):
                messages = chat.get("messages")
                found = messages if isinstance(messages, list) else []
                yield from self._chat(_chat(chat, alone=False), iter(found))
            return
        if _SEVERAL_CHATS.match(data):
            # Which of the chats are private cannot be told: none is read.
            yield Skip(Place(self._member, 1), "the list of chats is no whole JSON")
            return
        found_alone = (item for _, item in js.items(data, "messages"))
        yield from self._chat(_chat(top, alone=True), found_alone)

    def _chat(self, chat: _Chat, messages: Iterator[object]) -> Iterator[Row | Skip]:
        ids = LocalIds()
        for item in messages:
            self._number += 1
            place = Place(self._member, self._number)
            if chat.why_not:
                yield Skip(place, chat.why_not, problem=False)
            elif not isinstance(item, dict):
                what = item.what if isinstance(item, js.Unreadable) else "no object"
                yield Skip(place, what)
            elif item.get("type") == "service":
                yield Skip(place, "service message", problem=False)
            else:
                yield self._row(item, place, chat, ids)

    def _row(
        self, item: Mapping[str, object], place: Place, chat: _Chat, ids: LocalIds
    ) -> Row | Skip:
        time = self._time(item, "date")
        if time is None:
            return Skip(place, "has neither 'date_unixtime' nor 'date' with a time")
        author_id = js.identifier(item.get("from_id"))
        author = _name(js.text(item.get("from"))) or author_id or "Deleted Account"
        text, entities = _text(item)
        written = js.text(item.get("date_unixtime")) or js.text(item.get("date"))
        message = Message(
            id=js.identifier(item.get("id")) or ids.next(written, author, text),
            time=time,
            author=author,
            author_id=author_id or None,
            text=text,
            entities=entities,
            reply_to=_reply_to(item),
            edited=self._time(item, "edited"),
            client="telegram",
            attachments=tuple(_attachments(item, self._member)),
            reactions=tuple(_reactions(item)),
        )
        return Row(message, place, chat.name)

    def _time(self, item: Mapping[str, object], key: str) -> datetime | None:
        seconds = js.identifier(item.get(f"{key}_unixtime"))
        if _SECONDS.match(seconds):
            return datetime.fromtimestamp(int(seconds), UTC)
        written = js.text(item.get(key))
        try:
            local = datetime.fromisoformat(written)
        except ValueError:
            return None
        if local.tzinfo is None:
            if self._zone is None:
                raise ZoneNeeded(self._member, written)
            local = local.replace(tzinfo=self._zone)
        try:
            return local.astimezone(UTC)
        except OverflowError:
            return None


def _chat(found: Mapping[str, object], *, alone: bool) -> _Chat:
    kind = js.text(found.get("type"))
    name = js.text(found.get("name")).strip() or None
    if kind in _PERSONAL or (not alone and kind not in _PUBLIC):
        return _Chat(name, "private conversation")
    return _Chat(name, None)


def _name(written: str) -> str:
    """Return a name shown; none for a telephone number."""
    name = written.strip()
    return "" if re.fullmatch(r"\+?[\d\s().-]{6,}", name) else name


def _reply_to(item: Mapping[str, object]) -> str | None:
    elsewhere = item.get("reply_to_peer_id") is not None
    return None if elsewhere else js.identifier(item.get("reply_to_message_id")) or None


def _text(item: Mapping[str, object]) -> tuple[str, tuple[Entity, ...]]:
    found = item.get("text")
    written = Written()
    for part in found if isinstance(found, list) else [found]:
        if isinstance(part, dict):
            written.add_atom(_atom(part))
        else:
            written.add(js.text(part))
    if not written.length:
        written.add(_instead(item))
    return written.result()


def _atom(part: Mapping[str, object]) -> Atom:
    text, kind = js.text(part.get("text")), _KINDS.get(js.text(part.get("type")))
    href = js.text(part.get("href")) or (text if kind == "link" else "")
    if js.text(part.get("type")) == "email":
        href = f"mailto:{text}"
    user = js.identifier(part.get("user_id"))
    ref = f"user{user}" if user and kind == "mention" else None
    return Atom(text, kind, href=href if kind == "link" else None, ref=ref)


def _instead(item: Mapping[str, object]) -> str:
    """Return what a message without text says: a sticker's emoji, a poll."""
    poll = js.mapping(item.get("poll"))
    answers = [js.text(a.get("text")) for a in js.mappings(poll.get("answers"))]
    lines = [js.text(poll.get("question")), *(f"- {answer}" for answer in answers)]
    return js.text(item.get("sticker_emoji")) or "\n".join(x for x in lines if x)


def _attachments(item: Mapping[str, object], member: str) -> Iterator[Attachment]:
    """Yield files: in the export, on the web, or left out of it by its maker.

    A file that was not exported has a sentence in brackets where its path would be.
    """
    media = js.text(item.get("media_type"))
    for key in ("photo", "file"):
        path = js.text(item.get(key))
        is_missing = path.startswith("(")
        if not path or (is_missing and media == "sticker"):  # its emoji is the text
            continue
        name = js.text(item.get("file_name"))
        if not name and not is_missing:
            name = path.replace("\\", "/").rpartition("/")[2]
        is_web = path.startswith(("https://", "http://"))
        url = path if is_web else "" if is_missing else beside(member, path)
        main = js.text(item.get("mime_type")).partition("/")[0]
        kind = _FILE_KINDS.get(media, main if main in _SHOWN else "file")
        yield Attachment(
            url=url, kind="image" if key == "photo" else kind, title=name or None
        )


def _reactions(item: Mapping[str, object]) -> Iterator[Reaction]:
    for reaction in js.mappings(item.get("reactions")):
        emoji, count = js.text(reaction.get("emoji")), reaction.get("count")
        if emoji and type(count) is int and 0 < count < 1 << 31:
            yield Reaction(emoji=emoji, count=count)
