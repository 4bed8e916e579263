"""An export as a tree of named members: a file, a folder, a zip archive or stdin.

Importers read exports only through this module, so that limits against hostile archives
stand in one place. Links and devices inside a folder are passed over and noted.
"""

import io
import os
import stat
import sys
import tempfile
import weakref
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from sitegen.importers.archive import open_archive, open_member
from sitegen.importers.limits import DamagedExport, Limits, NoExport, OverLimit
from sitegen.importers.text import decoded_lines

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "HEAD_BYTES",
    "Export",
    "FolderExport",
    "Notes",
    "ZipExport",
    "decoded_lines",
    "open_export",
    "text_lines",
]

HEAD_BYTES = 65_536
STDIN = Path("-")
STDIN_MEMBER = "stdin"
_HEADS_KEPT_BYTES = 64 * 2**20  # of large exports, later heads are read anew each time
_CHUNK = 2**20


@dataclass(slots=True)
class _Oddity:
    first: int  # line of the first one; 0 for the whole member
    count: int


class Notes:
    """What was odd while reading, by member and kind, with the first line of each."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], _Oddity] = {}

    def add(self, member: str, line: int, what: str) -> None:
        """Note something odd on a line of a member; line 0 is the whole member."""
        oddity = self._found.setdefault((member, what), _Oddity(line, 0))
        oddity.first = min(oddity.first, line)
        oddity.count += 1

    def texts(self) -> tuple[str, ...]:
        """Return one sentence for each kind, sorted by member."""
        return tuple(
            f"{member}: {what}"
            if oddity.first == 0
            else f"{member}:{oddity.first}: {what}"
            + (f" ({oddity.count:,} lines in all)" if oddity.count > 1 else "")
            for (member, what), oddity in sorted(self._found.items())
        )


class Export(Protocol):
    """Named, readable members. A single file is an export of one member."""

    @property
    def label(self) -> str:
        """Return the export's name as the user typed it."""

    @property
    def limits(self) -> Limits:
        """Return what the export may cost."""

    @property
    def notes(self) -> Notes:
        """Return where oddities of the bytes are noted."""

    @property
    def is_single(self) -> bool:
        """Return whether the export is one file that the user named."""

    def members(self) -> tuple[str, ...]:
        """Return all member names, sorted, with `/` between folders, dot files too."""

    def head(self, member: str) -> bytes:
        """Return the first `HEAD_BYTES` of a member."""

    def open(self, member: str) -> IO[bytes]:
        """Open a member for reading bytes."""


class _Heads:
    """The first bytes of members, kept while they fit."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._room = _HEADS_KEPT_BYTES

    def of(self, export: Export, member: str) -> bytes:
        head = self._kept.get(member)
        if head is None:
            with export.open(member) as file:
                head = file.read(HEAD_BYTES)
            if len(head) <= self._room:
                self._room -= len(head)
                self._kept[member] = head
        return head


class FolderExport:
    """A folder on disk, or one file of it."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self._path = path
        self.limits = limits or Limits()
        self.notes = Notes()
        self.is_single = not path.is_dir()
        self._heads = _Heads()
        self._members = self._find()

    @property
    def label(self) -> str:
        """Return the path as the user typed it."""
        return str(self._path)

    def members(self) -> tuple[str, ...]:
        """Return all file names below the folder, or the file's own name."""
        return self._members

    def head(self, member: str) -> bytes:
        """Return the first bytes of a member, read once."""
        return self._heads.of(self, member)

    def open(self, member: str) -> IO[bytes]:
        """Open a member for reading bytes."""
        path = self._path if self.is_single else self._path / member
        try:
            return path.open("rb")
        except OSError as error:
            what = f"can't be read ({error.strerror or error})"
            raise DamagedExport(str(path), what) from error

    def _find(self) -> tuple[str, ...]:
        if self.is_single:
            _check_size(self.label, self._path.stat().st_size, self.limits)
            return (self._path.name,)
        total, names = 0, []
        for name, size in self._walk():
            names.append(name)
            total += size
            if len(names) > self.limits.members:
                what = f"the folder has {len(names):,} files or more"
                raise OverLimit(self.label, what, "members", self.limits.members)
            _check_size(f"{self.label}/{name}", size, self.limits)
        if total > self.limits.total_size:
            what = f"the folder holds {total:,} bytes"
            raise OverLimit(self.label, what, "total_size", self.limits.total_size)
        return tuple(sorted(names))

    def _walk(self) -> Iterator[tuple[str, int]]:
        for folder, folders, files in os.walk(self._path):
            inner = Path(folder).relative_to(self._path)
            if len(inner.parts) > self.limits.depth:
                what = f"folder '{inner.as_posix()[:80]}' lies {len(inner.parts)} deep"
                raise OverLimit(self.label, what, "depth", self.limits.depth)
            for name in files:
                found = (inner / name).as_posix()
                facts = Path(folder, name).lstat()
                if stat.S_ISREG(facts.st_mode):
                    yield found, facts.st_size
                else:
                    self.notes.add(found, 0, "a link or no regular file, passed over")
            for name in folders:
                if Path(folder, name).is_symlink():
                    found = (inner / name).as_posix()
                    self.notes.add(found, 0, "a link to a folder, passed over")


class StreamExport:
    """Bytes that came through a pipe, kept in a file without a name."""

    is_single = True

    def __init__(self, file: IO[bytes], label: str, limits: Limits) -> None:
        self._file = file
        self.label = label
        self.limits = limits
        self.notes = Notes()
        self._heads = _Heads()
        weakref.finalize(self, file.close)

    def members(self) -> tuple[str, ...]:
        """Return the one name there is."""
        return (STDIN_MEMBER,)

    def head(self, member: str) -> bytes:
        """Return the first bytes."""
        return self._heads.of(self, member)

    def open(self, member: str) -> IO[bytes]:  # noqa: ARG002  (there is only one)
        """Open the bytes from the start."""
        return io.BufferedReader(_FromStart(self._file))


class _FromStart(io.RawIOBase):
    """A view of a shared file with a position of its own."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._at = file, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        self._file.seek(self._at)
        data = self._file.read(len(view))
        self._at += len(data)
        view[: len(data)] = data
        return len(data)


class ZipExport:
    """A zip archive on disk, or one that came through a pipe."""

    is_single = False

    def __init__(
        self,
        path: Path,
        limits: Limits | None = None,
        file: IO[bytes] | None = None,
    ) -> None:
        self._path = path
        self.limits = limits or Limits()
        self.notes = Notes()
        self._heads = _Heads()
        self._zip = open_archive(file or path, str(path), self.limits)
        if file:
            weakref.finalize(self, file.close)

    @property
    def label(self) -> str:
        """Return the path as the user typed it."""
        return str(self._path)

    def members(self) -> tuple[str, ...]:
        """Return the names of all files in the archive."""
        return tuple(sorted(i.filename for i in self._zip.infolist() if not i.is_dir()))

    def head(self, member: str) -> bytes:
        """Return the first bytes of a member, read once."""
        return self._heads.of(self, member)

    def open(self, member: str) -> IO[bytes]:
        """Open a member for reading bytes."""
        return open_member(self._zip, member, self.label)


def open_export(
    path: Path, limits: Limits | None = None, stdin: IO[bytes] | None = None
) -> Export:
    """Open a file, a folder, a zip archive or `-` (standard input) as an export.

    Args:
        path: What the user named; a link is followed here, and only here.
        limits: What it may cost.
        stdin: Where `-` reads from, if not the process's own standard input.

    Raises:
        NoExport: There is nothing at the path, or a device.
        OverLimit: It is larger than a limit allows.
        UnsafeMember: An archive holds links, encrypted or overlapping members.
        DamagedExport: It can't be read.
    """
    allowed = limits or Limits()
    if path == STDIN:
        return _from_stream(stdin or sys.stdin.buffer, "-", allowed)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise NoExport(str(path), why[:1].lower() + why[1:]) from error
    if stat.S_ISFIFO(mode):
        with path.open("rb") as pipe:
            return _from_stream(pipe, str(path), allowed)
    if stat.S_ISREG(mode):
        try:
            packed = _is_zip(path)
        except OSError as error:
            raise NoExport(str(path), f"can't be read ({error.strerror})") from error
        return ZipExport(path, allowed) if packed else FolderExport(path, allowed)
    if stat.S_ISDIR(mode):
        return FolderExport(path, allowed)
    raise NoExport(str(path), "a device or socket")


def text_lines(export: Export, member: str) -> Iterator[tuple[int, str]]:
    r"""Yield (1-based number, text) of each line of a member, split on `\n` only.

    The line end (`\n`, `\r\n`) is cut off, NUL bytes are dropped, a byte-order mark is
    skipped. Bytes are UTF-8 (UTF-16 with a mark); a line that is neither is read as
    cp1252. What was guessed, dropped or cut is noted on the export.
    """

    def note(line: int, what: str) -> None:
        export.notes.add(member, line, what)

    with export.open(member) as file:
        yield from decoded_lines(file, note, export.limits.line_size)


def _from_stream(source: IO[bytes], label: str, limits: Limits) -> Export:
    kept = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the export)
    try:
        size = _keep(source, kept, label, limits)
        kept.seek(0)
        if kept.read(4) == b"PK\x03\x04":
            return ZipExport(Path(label), limits, kept)
        _check_size(label, size, limits)
        return StreamExport(kept, label, limits)
    except BaseException:
        kept.close()
        raise


def _keep(source: IO[bytes], kept: IO[bytes], label: str, limits: Limits) -> int:
    size = 0
    while data := source.read(_CHUNK):
        size += len(data)
        if size > limits.total_size:
            what = f"{size:,} bytes came in or more"
            raise OverLimit(label, what, "total_size", limits.total_size)
        kept.write(data)
    return size


def _is_zip(path: Path) -> bool:
    """Tell whether a file is a zip archive; text that only ends like one is not."""
    with path.open("rb") as file:
        start = file.read(4)
    return start in {b"PK\x03\x04", b"PK\x05\x06"} or (
        start[:2] == b"PK" and zipfile.is_zipfile(path)
    )


def _check_size(label: str, size: int, limits: Limits) -> None:
    if size > limits.member_size:
        what = f"the file has {size:,} bytes"
        raise OverLimit(label, what, "member_size", limits.member_size)
