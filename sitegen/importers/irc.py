"""IRC logs as clients, bouncers and bots write them, in the forms of `irc_lines`.

Seen in real files: irssi, ZNC, `[HH:MM] <nick>` day files, supybot, MeetBot (text and
page), RRSAgent, W3C CCG bot, PircBot fragments, mIRC. No real file was seen of WeeChat
and of irclogs.ubuntu.com: these rest on what is known of them.

A log says little about itself. The date comes from its lines, else from the file's name
or folder; past midnight it moves on. The channel comes from its lines, else from a
`#name` in the path; else there is none. Times without an offset are local to whoever
logged: the user gives the zone. There are no ids, so they are made (rule 2 of the
format). Logs without seconds keep their order by `seq`, as do lines of one second.

Left out: joins, parts, quits, nick and mode changes, topics (they carry host masks and
addresses), notices of servers and services, logs of private talk. Control codes are
stripped.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from sitegen.importers.base import (
    Claim,
    LocalIds,
    Place,
    ReadOptions,
    Row,
    Skip,
    ZoneNeeded,
)
from sitegen.importers.export import HEAD_BYTES, Export, text_lines
from sitegen.importers.irc_lines import Form, Kind, choose, head_lines
from sitegen.model import Message

_OTHER_FORMATS = re.compile(
    r"\.(?:jsonl?|csv|tsv|js|xml|ya?ml|md|vtt|srt|xlsx?|zip|gz|pdf|rtf|py"
    r"|png|jpe?g|gif|webp|svg|mp[34]|css)\Z",
    re.IGNORECASE,
)
_DATE_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)[^/]*\Z")
# Only folders that are a date and nothing else: `backup-2026-11-21` is no log's date.
_DATE_IN_FOLDERS = re.compile(r"(?:.*/)?(\d{4})[-_./]?(\d\d)[-_./]?(\d\d)/[^/]+\Z")
_CHANNEL_IN_PATH = re.compile(
    r"(?P<channel>#[^\s/,]+?)"
    r"(?:[_.-]*\d{4}-?\d\d-?\d\d.*|\.(?:log|txt|weechatlog|html?)\b.*|/.*)?\Z"
)
_MEETING_IN_PATH = re.compile(r"(?:.*/)?([^/.]+)\.\d{4}(?:-\d\d){3}\.\d\d\.log\.")
_JOINED = re.compile(r"(?: has joined |<title>|Now talking (?:on|in) )(#[^\s<,]+)")
_PRIVATE_BUFFER = re.compile(r"(?:.*/)?irc\.[^/#&+]+\.[^/#&+]+\.weechatlog\Z")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905  (a legend reads better as one line)
_HALF_A_DAY = timedelta(hours=12)
_MIDNIGHT_SLACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that says something, in the log's own terms."""

    number: int
    kind: Kind | None  # None: in no form
    text: str  # of a message; else the line
    nick: str = ""
    day: str = ""  # as written in the line
    clock: str = ""
    zone: str = ""


class IrcImporter:
    """Reads IRC logs."""

    name = "irc"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Claim files most of whose first lines are in one of the known forms."""
        members: list[str] = []
        told: Counter[str] = Counter()
        sole = ""
        for member in export.members():
            if _OTHER_FORMATS.search(member):
                continue
            if chosen := choose(export.head(member), HEAD_BYTES):
                form, votes, voters = chosen
                members.append(member)
                told[form.looks_like] += 1
                sole = f"{votes} of its first {voters} lines are {form.looks_like}"
        if len(members) > 1:
            sole = "; ".join(f"{n} files of {what}" for what, n in sorted(told.items()))
        return (Claim(tuple(members), sole),) if members else ()

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield one item for each line that is not blank.

        Raises:
            ZoneNeeded: Lines carry no offset, and no zone was given.
        """
        for member in claim.members:
            chosen = choose(export.head(member), HEAD_BYTES)
            if chosen:
                yield from _Log(export, member, chosen[0], options.zone).items()


class _Log:
    """One log file on its way to rows: keeps the day, the channel and the counts."""

    def __init__(
        self, export: Export, member: str, form: Form, zone: ZoneInfo | None
    ) -> None:
        self._export = export
        self._member = member
        self._form = form
        self._zone = zone
        head = head_lines(export.head(member), HEAD_BYTES)
        self._day = _day_of(form, head, member)
        if self._day is None and export.label.endswith(f"/{member}"):
            self._day = _day_of(form, head, export.label)  # a file given by itself
        self._channel = _channel_of(member, head) or _channel_of(export.label, head)
        self._is_private = bool(_PRIVATE_BUFFER.match(member))
        self._last: datetime | None = None  # local time of the line before
        self._last_instant: datetime | None = None
        self._ids = LocalIds()
        self._counts: Counter[str] = Counter()

    def items(self) -> Iterator[Row | Skip]:
        """Yield one item for each line of the file that is not blank."""
        for line in _lines(self._export, self._member, self._form):
            yield self._item(line)

    def _item(self, line: _Line) -> Row | Skip:
        place = Place(self._member, line.number)
        if line.kind is None:
            return Skip(place, f"'{line.text[:40]}' is in no form this log uses")
        if line.kind == "date":
            self._day, self._last = _english_date(line.text), None
            return Skip(place, "log marks", problem=False)
        if line.kind == "channel":
            self._is_private = line.text[:1] not in "#&+!"
            self._channel = line.text.lstrip("#&+!") or None
            return Skip(place, "log marks", problem=False)
        if line.kind == "event":
            return Skip(place, "joins, parts and other events", problem=False)
        if self._is_private:
            return Skip(place, "private conversation", problem=False)
        if line.kind == "notice" and _is_service(line.nick):
            return Skip(place, "notices of servers and services", problem=False)
        return self._row(line, place)

    def _row(self, line: _Line, place: Place) -> Row | Skip:
        clock = _clock(line.clock)
        if clock is None:
            return Skip(place, f"'{line.clock}' is no time of day")
        if line.day:
            self._day = _iso_date(line.day)
        if self._day is None:
            what = "no date here or in the file's name, as in team.2021-05-05.log"
            return Skip(place, f"'{line.day}' is no date" if line.day else what)
        local = self._local(datetime.combine(self._day, clock), moves=not line.day)
        if local is None:
            return Skip(place, "a date past the year 9999")
        written = f"{local.date().isoformat()} {line.clock}{line.zone}"
        instant = self._instant(local, line.zone, written)
        if instant is None:
            return Skip(place, f"'{written}' is no time")
        self._counts[written] += 1
        nth = self._counts[written]
        has_seconds = line.clock.count(":") == 2
        message = Message(
            id=self._ids.next(written, line.nick, line.text),
            time=instant,
            author=line.nick,
            text=line.text,
            client="irc",
            seq=nth if nth > 1 or not has_seconds else None,
            precision="second" if has_seconds else "minute",
            kind="action" if line.kind == "action" else None,
        )
        return Row(message, place, self._channel)

    def _local(self, local: datetime, *, moves: bool) -> datetime | None:
        """Return the local time of a line, the day moved on past midnight."""
        try:
            if moves and self._last is not None:
                if self._last - local > _HALF_A_DAY:
                    local += timedelta(days=1)
                elif _slipped_back(self._last, local):
                    local -= timedelta(days=1)
        except OverflowError:
            return None
        self._day, self._last = local.date(), local
        return local

    def _instant(self, local: datetime, offset: str, written: str) -> datetime | None:
        if offset:
            zone = _offset(offset)
            return _to_utc(local.replace(tzinfo=zone)) if zone else None
        if self._zone is None:
            raise ZoneNeeded(self._member, written)
        instant = _to_utc(local.replace(tzinfo=self._zone))
        later = _to_utc(local.replace(tzinfo=self._zone, fold=1))
        before = self._last_instant
        # The hour that comes twice: lines go on, so one that falls back is the second.
        if instant and later and before and instant < before - _MIDNIGHT_SLACK < later:
            instant = later
        self._last_instant = instant
        return instant


def _lines(export: Export, member: str, form: Form) -> Iterator[_Line]:
    """Yield the lines that are not blank, continued ones put together."""
    pending: _Line | None = None
    for number, raw in text_lines(export, member):
        plain = form.plain(raw)
        found = form.match(plain)
        if found is None and pending and form.continues:
            pending = replace(pending, text=f"{pending.text}\n{plain}")
            continue
        if not plain.strip():
            continue
        if pending:
            yield _trimmed(pending)
        pending = _line(number, found, plain)
    if pending:
        yield _trimmed(pending)


def _trimmed(line: _Line) -> _Line:
    return replace(line, text=line.text.rstrip()) if line.text[-1:].isspace() else line


def _line(number: int, found: tuple[Kind, re.Match[str]] | None, plain: str) -> _Line:
    if found is None:
        return _Line(number, None, plain)
    kind, match = found
    parts = match.groupdict()
    said = parts.get("when") or parts.get("channel") or parts.get("text") or ""
    return _Line(
        number,
        kind,
        said,
        nick=parts.get("nick") or "",
        day=parts.get("date") or "",
        clock=parts.get("clock") or "",
        zone=parts.get("zone") or "",
    )


def _day_of(form: Form, head: list[str], path: str) -> date | None:
    """Return the day a log begins on, as far as its head or its path tells."""
    if form.date_in_head:
        for line in head:
            if found := form.date_in_head.search(line):
                return _date(found["y"], found["m"], found["d"])
    for pattern in (_DATE_IN_NAME, _DATE_IN_FOLDERS):
        if found := pattern.search(path):
            return _date(*found.groups())
    return None


def _channel_of(path: str, head: list[str]) -> str | None:
    """Return the channel that the path names, or else the head; without its `#`."""
    parts = path.rstrip("/").split("/")
    for part in reversed(parts):
        if "#" in part and (found := _CHANNEL_IN_PATH.search(part)):
            return found["channel"].lstrip("#") or None
    if found := _MEETING_IN_PATH.match(path):
        return found[1]
    for line in head:
        if found := _JOINED.search(line):
            return found[1].lstrip("#") or None
    return None


def _is_service(nick: str) -> bool:
    return "." in nick or nick.lower().endswith("serv") or nick == "*"


def _slipped_back(last: datetime, local: datetime) -> bool:
    """Say whether a line just past midnight is followed by one just before it."""
    midnight = datetime.combine(local.date(), time())
    return (
        last - midnight < _MIDNIGHT_SLACK
        and midnight + timedelta(days=1) - local <= _MIDNIGHT_SLACK
    )


def _date(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1988 <= found.year <= 2100 else None  # IRC began in 1988


def _iso_date(written: str) -> date | None:
    return _date(*written.split("-"))


def _english_date(written: str) -> date | None:
    """Return the date of `Tue Jan 31 10:42:03 2017`, whatever the locale."""
    _, month, day, *_, year = written.split()
    if month not in _MONTHS:
        return None
    return _date(year, str(_MONTHS.index(month) + 1), day)


def _clock(written: str) -> time | None:
    parts = [int(part) for part in written.split(":")]
    try:
        return time(parts[0], parts[1], parts[2] if len(parts) > 2 else 0)
    except ValueError:
        return None


def _offset(written: str) -> timezone | None:
    if written == "Z":
        return UTC
    digits = written[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60:
        return None
    sign = -1 if written[0] == "-" else 1
    return timezone(sign * timedelta(minutes=minutes))


def _to_utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None
