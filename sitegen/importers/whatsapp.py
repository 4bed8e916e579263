"""WhatsApp's text export of one chat, `WhatsApp Chat with ....txt` or `_chat.txt`.

Seen: small real files in five date forms, and facts about some twenty locales:

    23/03/2022, 13:31 - Name: text        (Android)
    [18/03/2022, 14:56:01] Name: text     (iOS; in some locales the time first)

A line that begins otherwise goes on with the message above. Times are local to the
phone: a zone is needed. Day and month stand in the phone's order, which each file must
give away: by a number over 12, or by being in order of time one way only; else its rows
are problems. There are no ids (made by rule 2 of the format), replies or reactions.

Telephone numbers of unknown contacts, as authors and in `@` mentions, become `phone-`
and six digits of their digest. Left out: system lines, notes that a message was
deleted. An export with media has the files beside it, and their names in the text:

    IMG-20220323-WA0001.jpg (file attached)   <attached: 00001-PHOTO.jpg>

in English or, where the file is there, in any language. Such a note becomes an
attachment, and what follows it the text; the id is made of the text as written.
What stands there in an export without media (`<Media omitted>`) is kept.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from sitegen.importers.base import (
    Beside,
    Claim,
    LocalIds,
    Place,
    ReadOptions,
    Row,
    Skip,
    ZoneNeeded,
    beside,
)
from sitegen.importers.discord import kind_of
from sitegen.importers.export import HEAD_BYTES, Export, text_lines
from sitegen.importers.irc_lines import head_lines
from sitegen.model import Attachment, Message

_NAMES = re.compile(r"\.(?:txt|text|log)\Z", re.IGNORECASE)
# Marks of direction and order, which every locale puts somewhere.
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"))
_INVISIBLE |= {ord("\u00a0"): " ", ord("\u202f"): " ", ord("\u060c"): ","}
_INVISIBLE |= {ord("\u0660") + n: str(n) for n in range(10)}  # Arabic-Indic digits

_DATE = r"(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{2,4})\.?"
_HALF = r"(?: ?(?P<half>[AaPp]\.? ?[Mm]\.?|\u0635|\u0645))?"
_TIME = rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?{_HALF}"
_HEADERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\[{_DATE},? {_TIME}\] ",
        rf"\[{_TIME},? {_DATE}\] ",
        rf"{_DATE},? {_TIME} - ",
    )
)
_SAID = re.compile(r"(?P<name>[^\n]{1,100}?): (?P<text>.*)", re.DOTALL)
_PHONE = re.compile(r"~?\+?\d[\d ().-]{6,20}\d")
_PHONE_MENTION = re.compile(r"@\+?(\d{8,15})\b", re.ASCII)
_DELETED = {
    "This message was deleted",
    "This message was deleted.",
    "You deleted this message",
    "You deleted this message.",
}
_FILE_NAME = r"(?P<name>[^\n/\\<>:]{1,120}\.\w{2,5})"
_FILES = (
    re.compile(rf"\A{_FILE_NAME} \((?P<note>[^\n()]{{3,40}})\)(?:\n|\Z)"),
    re.compile(rf"(?:\A| |\n)<(?P<note>[^\n<>:]{{3,40}}): ?{_FILE_NAME}>(?:\n|\Z)"),
)
_ATTACHED = {"file attached", "attached"}
_EDITED = re.compile(r" ?<This message was edited>\Z")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A header line with what follows it."""

    line: int
    stamp: re.Match[str]
    rest: str
    is_marked: bool  # a direction mark stands before the text: system text on iOS


class WhatsAppImporter:
    """Reads WhatsApp's text exports."""

    name = "whatsapp"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Claim text files that begin with a header line and hold more of them."""
        members = tuple(
            member
            for member in export.members()
            if _NAMES.search(member) and _looks_right(export.head(member))
        )
        if not members:
            return ()
        count = len(members)
        files = "1 file" if count == 1 else f"{count} files"
        return (Claim(members, f"{files} of lines 'date, time - name: text'"),)

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield one item for each message or system line.

        Raises:
            ZoneNeeded: No zone was given.
        """
        present = frozenset(export.members())
        for member in claim.members:
            order = _order(entry.stamp for entry in _entries(export, member))
            ids = LocalIds()
            counts: Counter[str] = Counter()
            for entry in _entries(export, member):
                found = _item(entry, member, order, options, ids, counts)
                if isinstance(found, Row):
                    found = replace(found, message=_with_file(found, present))
                yield found


def _looks_right(head: bytes) -> bool:
    lines = [plain for line in head_lines(head, HEAD_BYTES) if (plain := _plain(line))]
    found = [_header(line) for line in lines]
    if not found or found[0] is None or _is_signal(found[0]):
        return False
    return sum(header is not None for header in found) * 4 >= len(found)


def _is_signal(header: re.Match[str]) -> bool:
    """Say whether a header is that of a Signal exporter: `[2019-12-24, 12:23] `."""
    is_iso = len(header["a"]) == 4 and header.group().startswith("[")
    return is_iso and header["second"] is None


def _plain(line: str) -> str:
    return line.rstrip("\r").translate(_INVISIBLE)


def _header(plain: str) -> re.Match[str] | None:
    return next((found for h in _HEADERS if (found := h.match(plain))), None)


def _entries(export: Export, member: str) -> Iterator[_Entry]:
    """Yield messages and system lines, with the lines that go on with them."""
    now: _Entry | None = None
    more: list[str] = []
    for number, raw in text_lines(export, member):
        plain = _plain(raw)
        stamp = _header(plain)
        if stamp is None:
            more.append(plain)
            continue
        if now:
            yield _whole(now, more)
        now = _Entry(number, stamp, plain[stamp.end() :], ": \u200e" in raw)
        more = []
    if now:
        yield _whole(now, more)


def _whole(entry: _Entry, more: list[str]) -> _Entry:
    text = "\n".join([entry.rest, *more]).rstrip("\n")
    return _Entry(entry.line, entry.stamp, text, entry.is_marked)


def _order(stamps: Iterator[re.Match[str]]) -> str | None:
    """Return `dmy`, `mdy` or `ymd` if a file's dates give it away, else None."""
    backward: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    last: dict[str, datetime] = {}
    differ = False
    for stamp in stamps:
        if len(stamp["a"]) == 4:
            return "ymd"
        times = {order: _local(stamp, order) for order in ("dmy", "mdy")}
        differ = differ or times["dmy"] != times["mdy"]
        for order, time in times.items():
            if time is None:
                failed[order] += 1
                continue
            backward[order] += order in last and time < last[order]
            last[order] = time
    wrong = {order: (failed[order], backward[order]) for order in ("dmy", "mdy")}
    if wrong["dmy"] == wrong["mdy"]:
        return None if differ else "dmy"
    return min(wrong, key=lambda order: wrong[order])


def _local(stamp: re.Match[str], order: str) -> datetime | None:
    """Return the local time of a header, its date read in an order of parts."""
    parts = dict(zip(order, (stamp["a"], stamp["b"], stamp["c"]), strict=True))
    year = int(parts["y"])
    hour = int(stamp["hour"])
    half = (stamp["half"] or "")[:1].lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in {"p", "\u0645"} else 0)
    try:
        return datetime(  # noqa: DTZ001  (local to the phone; the zone comes later)
            year + 2000 if year < 100 else year,
            int(parts["m"]),
            int(parts["d"]),
            hour,
            int(stamp["minute"]),
            int(stamp["second"] or 0),
        )
    except ValueError:
        return None


def _item(
    entry: _Entry,
    member: str,
    order: str | None,
    options: ReadOptions,
    ids: LocalIds,
    counts: Counter[str],
) -> Row | Skip:
    place = Place(member, entry.line)
    said = _SAID.match(entry.rest)
    if said is None or (entry.is_marked and not _may_be_marked(said["text"])):
        return Skip(place, "system message", problem=False)
    if said["text"] in _DELETED:
        return Skip(place, "deleted message", problem=False)
    written = entry.stamp.group().strip(" []-")
    if order is None:
        return Skip(place, f"'{written}': no date tells day from month")
    local = _local(entry.stamp, order)
    if local is None:
        return Skip(place, f"'{written}' is no time, dates being {order}")
    if options.zone is None:
        raise ZoneNeeded(member, written)
    author = _author(said["name"].removeprefix("~").strip())
    text = _PHONE_MENTION.sub(lambda found: f"@{_masked(found[1])}", said["text"])
    text = _EDITED.sub("", text)
    has_seconds = entry.stamp["second"] is not None
    moment = local.isoformat(" ", "seconds" if has_seconds else "minutes")
    counts[moment] += 1
    nth = counts[moment]
    message = Message(
        id=ids.next(moment, author, text),
        time=local.replace(tzinfo=options.zone).astimezone(UTC),
        author=author,
        text=text,
        client="whatsapp",
        seq=nth if nth > 1 or not has_seconds else None,
        precision="second" if has_seconds else "minute",
    )
    return Row(message, place)


def _may_be_marked(text: str) -> bool:
    """Tell whether a text with a mark of direction is a participant's all the same."""
    return text.startswith("<") or _file_note(text) is not None


def _author(name: str) -> str:
    return _masked(name) if _PHONE.fullmatch(name) else name


def _masked(number: str) -> str:
    """Return a stable name for a telephone number that does not tell it."""
    digits = "".join(c for c in number if c.isdigit())
    return "phone-" + hashlib.sha256(digits.encode()).hexdigest()[:6]


def _with_file(row: Row, present: frozenset[str]) -> Message:
    """Return a message with the note of a file in its text made an attachment."""
    message = row.message
    found = _file_note(message.text)
    if found is None:
        return message
    url = beside(row.place.member, found["name"])
    where = Beside.of(url)
    is_there = where is not None and where.member in present
    if not is_there and found["note"].lower() not in _ATTACHED:
        return message
    return msgspec.structs.replace(
        message,
        text=message.text[: found.start()] + message.text[found.end() :],
        attachments=(
            Attachment(url=url, kind=kind_of(found["name"]), title=found["name"]),
        ),
    )


def _file_note(text: str) -> re.Match[str] | None:
    return next((found for form in _FILES if (found := form.search(text))), None)
