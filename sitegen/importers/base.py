"""What an importer is: it claims members of an export, and reads them into rows.

    Export --claim--> Claim(members, evidence) --read--> Row | Skip ...

An importer is one module with one class. It touches files only through the `Export`.
Each source row becomes exactly one item, a `Row` or a `Skip`, so that counts add up:
rows = added + changed + duplicate + deleted + skipped.

An attachment that lies in the export itself gets a `url` made by `beside`; whether it
is copied is decided later, and no such address is ever stored. An attachment that an
export names and holds no address of gets an empty `url`: a note that there was one.
"""

import hashlib
import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from sitegen.errors import UsageError
from sitegen.importers.export import Export
from sitegen.model import Message


@dataclass(frozen=True, slots=True)
class Claim:
    """Members of an export that one importer can read, and why it thinks so."""

    members: tuple[str, ...]  # member names, sorted; what `read` will be given
    evidence: str  # "has channels.json and 21 day files", for the user to read


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an export something stands."""

    member: str  # as the user would name it
    line: int | None = None  # 1-based physical line, or item number in a JSON list

    def __str__(self) -> str:
        return self.member if self.line is None else f"{self.member}:{self.line}"


@dataclass(frozen=True, slots=True)
class Row:
    """A source row that became a message."""

    message: Message  # time in UTC
    place: Place
    channel: str | None = None  # the channel the export names, as it names it


@dataclass(frozen=True, slots=True)
class Skip:
    """A source row that became no message.

    `problem` rows could not be read: they are listed, and `--strict` makes them fatal.
    Others are left out on purpose (joins, private messages) and counted by reason.
    """

    place: Place
    what: str  # "id '1.2E+18' is no tweet id"; for left-out rows a short fixed reason
    problem: bool = True


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user said about an export on the command line."""

    zone: ZoneInfo | None = None  # for times written without one


class Importer(Protocol):
    """Reads one export format."""

    @property
    def name(self) -> str:
        """Return the format's name as `--format` takes it, such as `slack`."""

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return the members this importer can read; empty if none.

        Looks at names and heads only; never raises for odd content.
        """

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield one item for each source row, in source order.

        Raises:
            ZoneNeeded: Times have no zone, none was given, and none can be derived.
        """


class ZoneNeeded(UsageError):
    """Times in an export carry no zone."""

    def __init__(self, member: str, example: str) -> None:
        super().__init__(
            f"{member}: times such as '{example}' carry no zone;"
            " say which with --zone, for example --zone America/New_York"
        )


class LocalIds:
    """Makes ids for messages of a platform that has none (rule 2 of the format).

    An id is `x` and 16 hex digits of SHA-256 over the time as written in the source
    (with its date), the author, the text, and which of its kind it is, so that
    overlapping exports of the same talk meet.
    """

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str, str]] = Counter()

    def next(self, time_written: str, author: str, text: str) -> str:
        """Return the id of the next message with these parts."""
        key = (time_written, author, text)
        self._seen[key] += 1
        parts = "\x00".join((*key, str(self._seen[key])))
        return "x" + hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:16]


_BESIDE = "export:"


@dataclass(frozen=True, slots=True)
class Beside:
    """Where in an export an attachment lies, and its address if it can't be copied."""

    member: str
    address: str = ""

    @classmethod
    def of(cls, url: str) -> Self | None:
        """Return what a url made by `beside` says; None for any other url."""
        if not url.startswith(_BESIDE):
            return None
        member, _, address = url.removeprefix(_BESIDE).partition("\n")
        return cls(member, address)


def beside(member: str, path: str, address: str = "") -> str:
    """Return the url of an attachment for a file in the export: `export:<member>`.

    Args:
        member: The member that names the file.
        path: The file as written there, relative to the member's folder. One that
            leads out of the export, or is absolute, is no file of it.
        address: What the url is if the file is not copied: a web address, or nothing.
    """
    written = path.replace("\\", "/")
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(member), written))
    if not path or "\n" in joined or joined.startswith(("/", "..")) or joined == ".":
        return address
    return f"{_BESIDE}{joined}\n{address}" if address else f"{_BESIDE}{joined}"
