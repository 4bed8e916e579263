"""DiscordChatExporter's JSON: one channel or thread a file, or a part of one.

Seen: one real file of 2026 (times to the millisecond agree with 9,500 of 9,500 ids);
older forms are known from facts about other exports. Layout:

    {guild{id,name}, channel{id,type,category,name}, exportedAt, messages[], ...}

Ids are the platform's. Times carry the exporter's offset; where one cannot be read the
id tells it. `author` is the account name, `name` the nickname. Edits keep their time.
A thread's messages go to its parent channel (`category` in the file), as replies to the
message the thread hangs on, whose id is the thread's own.

Left out: direct messages and group DMs, private threads, system messages. Never read:
roles, colors, avatars, who reacted. Deleted messages are not in exports.

With its option to download assets the exporter puts files beside the JSON, and writes
their path, relative to it, where an address was.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from sitegen.importers import json_items as js
from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip, beside
from sitegen.importers.discord_text import plain
from sitegen.importers.export import Export
from sitegen.model import Attachment, Message, Reaction, to_utc

EPOCH_MS = 1_420_070_400_000  # Discord's own epoch, 2015-01-01

_GUILD = re.compile(rb'\s*\{\s*"guild"\s*:\s*\{')
_CHANNEL = re.compile(rb'"channel"\s*:\s*\{')
_EXPORTED = re.compile(rb'"(?:dateRange|exportedAt|messages)"\s*:')
_ID = re.compile(r"[1-9]\d{0,19}\Z", re.ASCII)
# By name since exporter 2.0 or so, by Discord's number where one was reported.
_TALK = {"", "Default", "Reply", "ChatInputCommand", "ContextMenuCommand"} | {
    *("0", "19", "20", "23"),
}
_PRIVATE_CHANNELS = {"1", "3", "12", "DirectTextChat", "DirectGroupTextChat"} | {
    *("GuildPrivateThread", "PrivateThread"),
}
_THREADS = {"10", "11", "GuildPublicThread", "GuildNewsThread", "PublicThread"}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_ENDINGS = {
    "image": (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp"),
    "video": (".mp4", ".mov", ".webm", ".mkv"),
    "audio": (".mp3", ".ogg", ".wav", ".flac", ".m4a", ".opus"),
}


@dataclass(frozen=True, slots=True)
class _Channel:
    """What an export says of its channel."""

    id: str
    name: str | None
    thread: str | None  # the thread's id, which is also its first message's
    is_private: bool


class DiscordImporter:
    """Reads DiscordChatExporter JSON."""

    name = "discord"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Claim `.json` files that begin with a guild and a channel."""
        members = tuple(
            member
            for member in export.members()
            if member.lower().endswith(".json") and _looks_right(export.head(member))
        )
        if not members:
            return ()
        count = len(members)
        files = "1 file" if count == 1 else f"{count} files"
        return (Claim(members, f"{files} with 'guild', 'channel' and 'messages'"),)

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield one item for each message of each file; times hold their zone."""
        del options
        for member in claim.members:
            with export.open(member) as file:
                data = file.read()
            channel = _channel(js.fields(data, "messages"))
            for number, item in js.items(data, "messages"):
                yield _item(item, Place(member, number), channel)


def _looks_right(head: bytes) -> bool:
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    return bool(_GUILD.match(head) and _CHANNEL.search(head) and _EXPORTED.search(head))


def _channel(found: Mapping[str, object]) -> _Channel:
    guild, channel = js.mapping(found.get("guild")), js.mapping(found.get("channel"))
    kind = js.identifier(channel.get("type"))
    channel_id = js.identifier(channel.get("id"))
    name = js.text(channel.get("name")) or None
    is_thread = kind in _THREADS
    parent = js.text(channel.get("category")) if is_thread else ""
    is_private = kind in _PRIVATE_CHANNELS or js.identifier(guild.get("id")) == "0"
    thread = channel_id if is_thread else None
    return _Channel(channel_id, parent or name, thread or None, is_private)


def _item(item: object, place: Place, channel: _Channel) -> Row | Skip:
    if channel.is_private:
        return Skip(place, "private conversation", problem=False)
    if not isinstance(item, dict):
        what = item.what if isinstance(item, js.Unreadable) else "item is no object"
        return Skip(place, what)
    if js.identifier(item.get("type")) not in _TALK:
        return Skip(place, "system message", problem=False)
    message_id = js.identifier(item.get("id"))
    if not _ID.match(message_id):
        return Skip(place, f"id '{message_id[:40]}' is no Discord id")
    time = _time(js.text(item.get("timestamp"))) or time_of(message_id)
    if time is None:
        return Skip(place, f"id '{message_id}' holds no time, and 'timestamp' neither")
    author = js.mapping(item.get("author"))
    handle = js.text(author.get("name")).strip() or js.identifier(author.get("id"))
    if not handle:
        return Skip(place, "names no author")
    message = _message(item, message_id, time, channel, place.member)
    return Row(message, place, channel.name)


def _message(
    item: Mapping[str, object],
    message_id: str,
    time: datetime,
    channel: _Channel,
    member: str,
) -> Message:
    author = js.mapping(item.get("author"))
    author_id = js.identifier(author.get("id"))
    handle = js.text(author.get("name")).strip()
    nickname = js.text(author.get("nickname")).strip()
    text, entities = plain(_source(item), _mentioned(item))
    return Message(
        id=message_id,
        time=time,
        author=handle or author_id,
        author_id=author_id or None,
        name=nickname if nickname != handle and nickname else None,
        text=text,
        entities=entities,
        reply_to=_reply_to(item, message_id, channel),
        edited=_time(js.text(item.get("timestampEdited"))),
        client="discord",
        attachments=tuple(_attachments(item, member)),
        reactions=tuple(_reactions(item)),
        kind="bot" if author.get("isBot") is True else None,
    )


def time_of(message_id: str) -> datetime | None:
    """Return the time a Discord id holds, to the millisecond."""
    milliseconds = (int(message_id) >> 22) + EPOCH_MS
    start = datetime(1970, 1, 1, tzinfo=UTC)
    found = start + timedelta(milliseconds=milliseconds)
    return found if int(message_id) >= 1 << 22 else None


def _time(written: str) -> datetime | None:
    """Return the instant of a written time; None where it has no offset."""
    try:
        return to_utc(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        return None


def _reply_to(
    item: Mapping[str, object], message_id: str, channel: _Channel
) -> str | None:
    reference = js.mapping(item.get("reference"))
    target = js.identifier(reference.get("messageId"))
    elsewhere = js.identifier(reference.get("channelId")) not in {"", channel.id}
    forwarded = bool(js.mapping(item.get("forwardedMessage")))
    if _ID.match(target) and not elsewhere and not forwarded and target != message_id:
        return target
    return channel.thread if channel.thread != message_id else None


def _mentioned(item: Mapping[str, object]) -> dict[str, str]:
    names: dict[str, str] = {}
    for account in js.mappings(item.get("mentions")):
        name = js.text(account.get("nickname")) or js.text(account.get("name"))
        account_id = js.identifier(account.get("id"))
        if name and account_id:
            names[account_id] = name
    return names


def _source(item: Mapping[str, object]) -> str:
    """Return the Markdown of a message, of what it forwards, or of its embeds."""
    content = js.text(item.get("content"))
    if content.strip():
        return content
    forwarded = js.mapping(item.get("forwardedMessage"))
    if told := js.text(forwarded.get("content")):
        return told
    parts: list[str] = []
    for embed in js.mappings(item.get("embeds")):
        parts += [js.text(embed.get("title")), js.text(embed.get("description"))]
        for one in js.mappings(embed.get("fields")):
            parts += [js.text(one.get("name")), js.text(one.get("value"))]
    return "\n".join(part for part in parts if part)


def _attachments(item: Mapping[str, object], member: str) -> Iterator[Attachment]:
    forwarded = js.mapping(item.get("forwardedMessage"))
    for source in (item, forwarded):
        for file in js.mappings(source.get("attachments")):
            title, url = js.text(file.get("fileName")), js.text(file.get("url"))
            if title or url:
                yield Attachment(
                    url=address_of(member, url),
                    kind=kind_of(title or url),
                    title=title or None,
                )
    for sticker in js.mappings(item.get("stickers")):
        url = js.text(sticker.get("sourceUrl"))
        if url:
            name = js.text(sticker.get("name"))
            yield Attachment(
                url=address_of(member, url), kind="image", alt=name or None
            )
    for embed in js.mappings(item.get("embeds")):
        url, title = js.text(embed.get("url")), js.text(embed.get("title"))
        if _is_web(url):
            yield Attachment(url=url, kind="card", title=title or None)


def address_of(member: str, url: str) -> str:
    """Return the address of a file that a member names, on the web or beside it."""
    if _is_web(url):
        return url
    return "" if _SCHEME.match(url) else beside(member, url)


def kind_of(file_name: str) -> str:
    """Return the kind of an attachment by the ending of its name."""
    ending = PurePosixPath(file_name.lower()).suffix
    return next((kind for kind, known in _ENDINGS.items() if ending in known), "file")


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _reactions(item: Mapping[str, object]) -> Iterator[Reaction]:
    for reaction in js.mappings(item.get("reactions")):
        emoji = js.mapping(reaction.get("emoji"))
        name, count = js.text(emoji.get("name")), reaction.get("count")
        if name and type(count) is int and 0 < count < 1 << 31:
            own = bool(js.identifier(emoji.get("id")))
            yield Reaction(emoji=f":{name}:" if own else name, count=count)
