"""Attachments that lie in an export: found, checked, and copied to `content/media`.

    url "export:photos/a.jpg" --resolve--> "media/<channel>/<digest>.jpg" and a Copy
    copies that a stored message names --write--> content/media

A file is read twice: once to know its digest, and again when the import is decided, so
that nothing is written before. It is named by what it holds, so the same file is there
once in a channel, and another import changes nothing.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sitegen.importers.base import Beside
from sitegen.importers.export import Export
from sitegen.importers.limits import DamagedExport
from sitegen.model import COPY_ADDRESS, Attachment, Message
from sitegen.store.files import write_whole
from sitegen.store.media_types import HEAD_BYTES, MediaType, media_type
from sitegen.store.private_data import (
    DamagedMedia,
    PrivateMedia,
    without_private_data,
)
from sitegen.store.report import MediaCount

FOLDER = "media"

_NAMED = re.compile(rb'"(media/[^"\\]{20,100})"')

Tell = Callable[[str, str], None]  # member, what


def copies_named(messages: Iterable[Message]) -> set[str]:
    """Return the paths below `content` of the copies that messages name."""
    urls = {file.url for message in messages for file in message.attachments}
    return {url for url in urls if COPY_ADDRESS.match(url)}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a member of an export is: ready to be copied, or why not."""

    digest: str = ""
    type: MediaType | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Copy:
    export: Export
    member: str


class MediaPlan:
    """Which files of the exports of one import become copies.

    Resolve all messages, say which stored bytes name copies, then `write`.
    """

    def __init__(self, *, is_wanted: bool) -> None:
        self._is_wanted = is_wanted
        self._members: dict[str, frozenset[str]] = {}  # by the export's label
        self._found: dict[tuple[str, str], _Found] = {}
        self._copies: dict[str, _Copy] = {}  # by path below content
        self._named: set[str] = set()
        self._left: Counter[str] = Counter()
        self._waiting = 0
        self._total = 0
        self.referred: set[tuple[str, str]] = set()  # export's label, member

    def resolved(
        self, message: Message, export: Export, channel: str, place: str, tell: Tell
    ) -> Message:
        """Return a message whose attachments have addresses that can be stored.

        Args:
            message: With urls as its importer gave them.
            export: What it is from.
            channel: Where it will be stored.
            place: The member that names its attachments.
            tell: Told why a file is not copied.
        """
        if not any(Beside.of(file.url) for file in message.attachments):
            return message

        def say(member: str, what: str) -> None:
            self._left[what] += 1
            tell(member, what)

        return msgspec.structs.replace(
            message,
            attachments=tuple(
                self._attachment(file, where, export, channel, place, say)
                if (where := Beside.of(file.url))
                else file
                for file in message.attachments
            ),
        )

    def _attachment(
        self,
        attachment: Attachment,
        where: Beside,
        export: Export,
        channel: str,
        place: str,
        say: Tell,
    ) -> Attachment:
        kept = msgspec.structs.replace(attachment, url=where.address)
        if where.member not in self._members_of(export):
            if not where.address:
                say(place, "attachments that are not in the export")
            return kept
        self.referred.add((export.label, where.member))
        if not self._is_wanted:
            self._waiting += 1
            return kept
        found = self._find(export, where.member)
        if found.type is None:
            say(where.member, found.problem)
            return kept
        path = f"{FOLDER}/{channel}/{found.digest}.{found.type.ending}"
        self._copies.setdefault(path, _Copy(export, where.member))
        kinds = found.type.kinds
        kind = attachment.kind if attachment.kind in kinds else kinds[0]
        return msgspec.structs.replace(attachment, url=path, kind=kind)

    def _members_of(self, export: Export) -> frozenset[str]:
        members = self._members.get(export.label)
        if members is None:
            members = self._members[export.label] = frozenset(export.members())
        return members

    def _find(self, export: Export, member: str) -> _Found:
        key = (export.label, member)
        found = self._found.get(key)
        if found is None:
            data = _read(export, member)
            if isinstance(data, _Found):
                found = data
            elif self._total + len(data) > export.limits.media_total:
                found = _Found(problem="attachments over --limit media_total")
            else:
                self._total += len(data)
                found = _judged(data)
            self._found[key] = found
        return found

    def see(self, stored: bytes) -> None:
        """Take in a stored day: copies that it names will be made."""
        if self._copies:
            self._named.update(name.decode() for name in _NAMED.findall(stored))

    def see_days(self, channel: str, paths: Iterable[Path]) -> None:
        """Look through stored days that did not change, if copies wait to be named."""
        start = f"{FOLDER}/{channel}/"
        if all(p in self._named for p in self._copies if p.startswith(start)):
            return
        for path in paths:
            self.see(path.read_bytes())

    def write(self, content: Path, *, is_dry_run: bool) -> MediaCount:
        """Copy what stored messages name; return what was done, or would be."""
        copied = known = 0
        for path, copy in sorted(self._copies.items()):
            if path not in self._named:
                continue
            data = self._again(copy, path)
            target = content / path
            if target.is_file() and target.read_bytes() == data:
                known += 1
                continue
            copied += 1
            if not is_dry_run:
                write_whole(target, data)
        return MediaCount(
            copied, known, self._waiting, tuple(sorted(self._left.items()))
        )

    def _again(self, copy: _Copy, path: str) -> bytes:
        data = _read(copy.export, copy.member)
        if not isinstance(data, _Found):
            clean, found = _cleaned(data)
            if found.digest and f"/{found.digest}." in path:
                return clean
        raise DamagedExport(
            copy.export.label, f"'{copy.member}' changed while it was imported"
        )


def _read(export: Export, member: str) -> bytes | _Found:
    """Return a member's bytes, or why it is not read."""
    largest = export.limits.media_size
    try:
        with export.open(member) as file:
            head = file.read(HEAD_BYTES)
            if media_type(head) is None:
                return _Found(problem="attachments of a type that is not published")
            data = head + file.read(max(largest + 1 - len(head), 0))
    except DamagedExport:
        return _Found(problem="attachments that are damaged")
    if len(data) > largest:
        return _Found(problem="attachments over --limit media_size")
    return data


def _judged(data: bytes) -> _Found:
    return _cleaned(data)[1]


def _cleaned(data: bytes) -> tuple[bytes, _Found]:
    """Return a file as it may be published, and what it is."""
    kind = media_type(data[:HEAD_BYTES])
    if kind is None:
        return b"", _Found(problem="attachments of a type that is not published")
    try:
        clean = without_private_data(data, kind)
    except DamagedMedia:
        return b"", _Found(problem="attachments that are damaged")
    except PrivateMedia:
        return b"", _Found(problem="attachments with private data that can't be cut")
    return clean, _Found(hashlib.sha256(clean).hexdigest()[:16], kind)
