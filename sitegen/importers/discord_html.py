"""DiscordChatExporter's HTML: one channel or thread a page.

Seen: five minified pages of 2026 (96 messages; attributes without quotes) and facts
about one of 2019 (quoted attributes, several messages under one displayed time).

The page shows times in the exporter's locale and zone, to the minute, and often one for
several messages; so the time is taken from the message's id, to the millisecond, and no
zone is needed. `author` is the account name (the hover title; in old pages with its
number), `name` the nickname shown. Reply links, mentions, quotes, code and links are
kept. Not on the page, or not taken: when a message was edited, bots of old pages.
A page of a thread names its parent before itself (`category / parent / thread`).

Left out: system notices, and pages of direct messages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip
from sitegen.importers.discord import address_of, kind_of, time_of
from sitegen.importers.export import Export
from sitegen.importers.json_items import clean
from sitegen.importers.markup import Written
from sitegen.model import Attachment, EntityKind, Message, Reaction

_PAGE = re.compile(rb"\s*<!DOCTYPE html>", re.IGNORECASE)
_OURS = re.compile(rb"chatlog__message-group")
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "col"}
_KINDS: dict[str, EntityKind] = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "s": "strike",
    "del": "strike",
}
_KINDS_OF_CLASS: dict[str, EntityKind] = {
    "chatlog__markdown-spoiler": "spoiler",
    "chatlog__markdown-quote-content": "quote",
    "chatlog__markdown-pre--inline": "code",
    "chatlog__markdown-pre--multiline": "pre",
    "pre--inline": "code",
    "pre--multiline": "pre",
    "spoiler-text": "spoiler",
    "quote": "quote",
    "mention": "mention",
    "chatlog__markdown-mention": "mention",
}
_TEXT = {"chatlog__content", "chatlog__forwarded-content"}
_BLOCKS = frozenset({"chatlog__markdown-quote", "chatlog__markdown-pre--multiline"})
_PRESERVED = {"chatlog__markdown-preserve", "preserve-whitespace", "markdown"}
_NUMBER = re.compile(r"\d{1,20}", re.ASCII)
_OLD_HANDLE = re.compile(r"(.+)#\d{4}\Z", re.DOTALL)
_DEPTH = 60  # how far up an end tag may close; pages are about 15 deep
_FLUSH = 200_000  # characters given to the parser at a time


_FILES = {"a": "href", "source": "src"}  # elements of an attachment, their address


@dataclass(slots=True)
class _Found:
    """A message in the making."""

    id: str
    line: int
    author: str = ""
    author_id: str = ""
    shown: str = ""
    is_bot: bool = False
    is_system: bool = False
    reply_to: str | None = None
    written: Written = field(default_factory=Written)
    attachments: list[Attachment] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that has begun."""

    tag: str
    classes: frozenset[str]
    attributes: dict[str, str]
    start: int  # where its text begins in the message's
    owner: _Found | None  # the message it began in


class DiscordHtmlImporter:
    """Reads DiscordChatExporter's HTML pages."""

    name = "discord-html"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Claim HTML pages with the exporter's message groups or its style for them."""
        members = tuple(
            member
            for member in export.members()
            if member.lower().endswith((".html", ".htm"))
            and _PAGE.match(head := export.head(member).removeprefix(b"\xef\xbb\xbf"))
            and _OURS.search(head)
        )
        if not members:
            return ()
        count = len(members)
        files = "1 page" if count == 1 else f"{count} pages"
        return (Claim(members, f"{files} with 'chatlog__message-group'"),)

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield one item for each message of each page; ids hold the time."""
        del options
        for member in claim.members:
            with export.open(member) as file:
                page = clean(file.read().decode("utf-8", "replace"))
            parser = _Page(member)
            for start in range(0, len(page), _FLUSH):
                parser.feed(page[start : start + _FLUSH])
                for found in parser.take():
                    yield _item(found, member, parser)
            parser.close()
            for found in parser.take(last=True):
                yield _item(found, member, parser)


def _item(found: _Found, member: str, page: "_Page") -> Row | Skip:
    place = Place(member, found.line)
    if page.is_private:
        return Skip(place, "private conversation", problem=False)
    if found.is_system:
        return Skip(place, "system message", problem=False)
    time = time_of(found.id) if _NUMBER.fullmatch(found.id) else None
    if time is None:
        return Skip(place, f"id '{found.id[:40]}' is no Discord id")
    old = _OLD_HANDLE.match(found.author)
    handle = (old[1] if old else found.author).strip() or found.shown or found.author_id
    if not handle:
        return Skip(place, "names no author")
    text, entities = found.written.result()
    if not any(entity.end == len(text) for entity in entities):
        text = text.removesuffix("\n")  # after a block at the end
    message = Message(
        id=found.id,
        time=time,
        author=handle,
        author_id=found.author_id or None,
        name=found.shown if found.shown != handle and found.shown else None,
        text=text,
        entities=entities,
        reply_to=found.reply_to,
        client="discord",
        attachments=tuple(found.attachments),
        reactions=tuple(found.reactions),
        kind="bot" if found.is_bot else None,
    )
    return Row(message, place, page.channel)


class _Page(HTMLParser):
    """Collects messages from a page as its elements come by."""

    def __init__(self, member: str) -> None:
        super().__init__(convert_charrefs=True)
        self._member = member
        self._open: list[_Open] = []
        self._inside: dict[str, int] = {}  # class -> how many open elements have it
        self._done: list[_Found] = []
        self._now: _Found | None = None
        self._group = _Found("", 0)  # who wrote the messages of this group
        self._entries: list[str] = []
        self._count = ""
        self._emoji = ""

    @property
    def is_private(self) -> bool:
        """Say whether the page is of direct messages."""
        return bool(self._entries) and self._entries[0].strip() == "Direct Messages"

    @property
    def channel(self) -> str | None:
        """Return the channel's name; of a thread its parent's."""
        parts = (self._entries[1] if len(self._entries) > 1 else "").split(" / ")
        return parts[1 if len(parts) > 2 else -1].strip().lstrip("#") or None

    def take(self, *, last: bool = False) -> list[_Found]:
        """Return the messages that are complete, and forget them."""
        if last:
            self._finish()
        done, self._done = self._done, []
        return done

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002
        """Pass over `<![...` up to its `>`, as browsers do; Python's own raises."""
        return self.parse_bogus_comment(i, report)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element begins."""
        attributes = {name: said or "" for name, said in attrs}
        classes = frozenset(attributes.get("class", "").split())
        if "data-message-id" in attributes:
            self._begin(attributes["data-message-id"])
        if "chatlog__message-group" in classes:
            self._finish()
            self._group = _Found("", 0)
        if "preamble__entry" in classes:
            self._entries.append("")
        if self._now:
            self._note(self._now, tag, classes, attributes)  # may begin a line
        if tag in _VOID:
            return
        start = self._now.written.length if self._now else 0
        self._open.append(_Open(tag, classes, attributes, start, self._now))
        for name in classes:
            self._inside[name] = self._inside.get(name, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those left open inside it."""
        if not any(element.tag == tag for element in self._open[-_DEPTH:]):
            return
        while self._open:
            element = self._open.pop()
            self._close(element)
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Put text where it belongs."""
        if self._within("preamble__entry") and self._entries:
            self._entries[-1] += data
        now = self._now
        if now is None:
            return
        if self._within("chatlog__author", "chatlog__author-name"):
            self._group.shown += data
        elif self._within("chatlog__author-tag", "chatlog__bot-tag"):
            self._group.is_bot = True
        elif self._within("chatlog__reaction-count"):
            self._count += data
        elif self._is_text() and (self._within(*_PRESERVED) or not data.isspace()):
            now.written.add(data)

    def _within(self, *names: str) -> bool:
        return any(self._inside.get(name) for name in names)

    def _is_text(self) -> bool:
        return self._within(*_TEXT) and not self._within(
            "chatlog__edited-timestamp", "chatlog__reply", "chatlog__embed"
        )

    def _begin(self, message_id: str) -> None:
        self._finish()
        self._now = _Found(message_id.removeprefix("message-"), self.getpos()[0])

    def _finish(self) -> None:
        if self._now:
            for element in reversed(self._open[-_DEPTH:]):
                self._enclose(element)
            found, group = self._now, self._group
            found.author, found.author_id = group.author, group.author_id
            found.shown, found.is_bot = group.shown.strip(), group.is_bot
            self._done.append(found)
        self._now = None

    def _note(
        self, now: _Found, tag: str, classes: frozenset[str], said: dict[str, str]
    ) -> None:
        """Take what an element's attributes say of the message."""
        if classes & {"chatlog__author", "chatlog__author-name"}:
            self._group.author = said.get("title", "")
            self._group.author_id = said.get("data-user-id", "")
            self._group.shown = ""
        elif any(name.startswith("chatlog__system-notification") for name in classes):
            now.is_system = True
        elif "onclick" in said and self._within("chatlog__reply"):
            target = _NUMBER.search(said["onclick"])
            now.reply_to = target.group() if target else None
        elif tag == "img" and self._within("chatlog__reaction"):
            self._emoji = said.get("alt", "")
        elif tag == "img" and "chatlog__emoji" in classes and self._is_text():
            start = now.written.length
            now.written.add(said.get("alt", ""))
            now.written.enclose(start, "emoji")
        elif tag == "br" and self._is_text():
            now.written.add("\n")
        elif (tag == "li" or classes & _BLOCKS) and self._is_text():
            _new_line(now.written)
        elif tag in _FILES and self._within(
            "chatlog__attachment", "chatlog__forwarded-attachment"
        ):
            _attach(now, self._member, said.get(_FILES[tag], ""))
        elif "chatlog__embed-title-link" in classes:
            _attach_card(now, said.get("href", ""))

    def _close(self, element: _Open) -> None:
        for name in element.classes:
            self._inside[name] -= 1
        now = self._now
        if now is None:
            return
        self._enclose(element)
        if element.classes & _BLOCKS and self._is_text():
            _new_line(now.written)
        if "chatlog__reaction" in element.classes:
            count = self._count.strip()
            if self._emoji and count.isdecimal() and int(count[:9]) > 0:
                now.reactions.append(Reaction(emoji=self._emoji, count=int(count[:9])))
            self._count = self._emoji = ""

    def _enclose(self, element: _Open) -> None:
        """Make an entity of a closed element that means one."""
        if self._now is None or element.owner is not self._now:
            return
        kinds = [_KINDS_OF_CLASS[c] for c in element.classes if c in _KINDS_OF_CLASS]
        kind = kinds[0] if kinds else _KINDS.get(element.tag)
        href = element.attributes.get("href", "")
        if element.tag == "a" and href.startswith(("https://", "http://", "mailto:")):
            self._now.written.enclose(element.start, "link", href=href)
        elif kind:
            self._now.written.enclose(element.start, kind)


def _new_line(written: Written) -> None:
    if written.length and not written.parts[-1].endswith("\n"):
        written.add("\n")


def _attach(now: _Found, member: str, written: str) -> None:
    """Note a file; its path, where it lies beside the page, is written as a URL's."""
    is_web = written.startswith(("https://", "http://"))
    path = written if is_web else unquote(written)
    url = address_of(member, path)
    flat = path.partition("?")[0] if is_web else path.replace("\\", "/")
    name = flat.rpartition("/")[2]
    if not url and ":" in name:  # a script, or a drive
        return
    made = Attachment(url=url, kind=kind_of(name), title=name or None)
    if made not in now.attachments:
        now.attachments.append(made)


def _attach_card(now: _Found, url: str) -> None:
    if url.startswith(("https://", "http://")):
        now.attachments.append(Attachment(url=url, kind="card"))
