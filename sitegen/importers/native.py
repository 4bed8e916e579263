"""Native JSON Lines: one message of `docs/content-format.md` a line.

The store's own format, and the door for any converter: a `.jsonl` file of objects with
`id`, `time`, `author`, `text`, any other field of a stored message, and optionally
`channel`. Lines are validated strictly, field by field; a line that is no message is a
problem of its own and costs no other line. Times need an offset, or `--zone`. Entities
out of range or crossing are mended later, for every format alike. Nothing is dropped.

An attachment's `url` without a scheme is the path of a file beside the `.jsonl`. One of
the form `media/<channel>/<digest>.<ending>`, as the store has it, is looked for at the
top of the export, so that a `content` folder can be imported with its copies.
"""

import re
from collections.abc import Iterator

import msgspec

from sitegen.errors import nearest
from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip, beside
from sitegen.importers.export import HEAD_BYTES, Export, text_lines
from sitegen.model import COPY_ADDRESS, Message, to_utc

_REQUIRED = ("id", "time", "author", "text")
_FIELDS = (*Message.__struct_fields__, "channel")
_LINES_TRIED = 50
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


class _NativeMessage(Message, frozen=True):
    """A message that may say which channel it is from."""

    channel: str | None = None


_decoder = msgspec.json.Decoder(_NativeMessage)


class NativeImporter:
    """Reads native JSON Lines."""

    name = "native"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Claim files with an object near the top that has the four fields."""
        members = tuple(m for m in export.members() if _is_native(export.head(m)))
        if not members:
            return ()
        return (Claim(members, f"objects with {', '.join(_REQUIRED)}, one a line"),)

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield a message or a problem for each line that is not blank."""
        for member in claim.members:
            for number, line in text_lines(export, member):
                if line.strip():
                    yield _item(Place(member, number), line, options)


def _is_native(head: bytes) -> bool:
    if head[:1] in {b"[", b"<"} or b"{" not in head:
        return False
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if len(lines) == 1 and len(head) == HEAD_BYTES:  # one line longer than the head
        return all(
            re.search(rb'"%s"\s*:\s*"' % name.encode(), head) for name in _REQUIRED
        )
    for line in lines[:_LINES_TRIED]:
        try:
            found = msgspec.json.decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            continue
        if isinstance(found, dict) and all(
            isinstance(found.get(name), str) for name in ("time", "author", "text")
        ):
            return "id" in found
    return False


def _item(place: Place, line: str, options: ReadOptions) -> Row | Skip:
    try:
        found = _decoder.decode(line)
    except RecursionError:
        return Skip(place, "nested too deep for a message")
    except (msgspec.DecodeError, ValueError) as error:
        return Skip(place, _told(str(error)))
    fields = msgspec.structs.asdict(found)
    channel = fields.pop("channel")
    for name in ("time", "edited", "deleted"):
        moment = fields[name]
        if moment is None:
            continue
        if moment.tzinfo is None and options.zone is None:
            return Skip(place, f"{name} '{moment.isoformat()}' has no offset; add Z")
        try:
            fields[name] = to_utc(
                moment if moment.tzinfo else moment.replace(tzinfo=options.zone)
            )
        except OverflowError:
            return Skip(place, f"{name} '{moment.isoformat()}' is out of range")
    fields["attachments"] = tuple(
        msgspec.structs.replace(file, url=_address(file.url, place.member))
        for file in found.attachments
    )
    return Row(Message(**fields), place, channel)


def _address(url: str, member: str) -> str:
    if COPY_ADDRESS.match(url):
        return beside("", url, url)
    return url if not url or _SCHEME.match(url) else beside(member, url)


def _told(error: str) -> str:
    """Tell in our words what msgspec said about a line."""
    if match := re.fullmatch(r"Object missing required field `(\w+)`(?: - .*)?", error):
        return f"field '{match[1]}' is missing"
    if match := re.match(r"Object contains unknown field `([^`]*)`", error):
        return f"unknown field '{match[1][:80]}'{nearest(match[1][:80], _FIELDS)}"
    if match := re.fullmatch(r"(.*) - at `\$\.?(.*)`", error, re.DOTALL):
        what = match[1][:1].lower() + match[1][1:]
        return f"field '{match[2]}': {what}" if match[2] else what
    return f"no JSON object: {error[:1].lower()}{error[1:]}"
