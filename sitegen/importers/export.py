"""An export as a tree of named members: a file, a folder or a zip archive.

Importers read exports only through this module, so that limits against hostile archives
stand in one place.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

HEAD_BYTES = 65_536


class Export(Protocol):
    """Named, readable members. A single file is an export of one member."""

    @property
    def label(self) -> str:
        """Return the export's name as the user typed it."""

    def members(self) -> tuple[str, ...]:
        """Return all member names, sorted, with `/` between folders, dot files too."""

    def head(self, member: str) -> bytes:
        """Return the first `HEAD_BYTES` of a member."""

    def open(self, member: str) -> IO[bytes]:
        """Open a member for reading bytes."""


class FolderExport:
    """A folder on disk, or one file of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._heads: dict[str, bytes] = {}

    @property
    def label(self) -> str:
        """Return the path as the user typed it."""
        return str(self._path)

    def members(self) -> tuple[str, ...]:
        """Return all file names below the folder, or the file's own name."""
        if self._path.is_file():
            return (self._path.name,)
        found = (p for p in self._path.rglob("*") if p.is_file())
        return tuple(sorted(p.relative_to(self._path).as_posix() for p in found))

    def head(self, member: str) -> bytes:
        """Return the first bytes of a member, read once."""
        if member not in self._heads:
            with self.open(member) as file:
                self._heads[member] = file.read(HEAD_BYTES)
        return self._heads[member]

    def open(self, member: str) -> IO[bytes]:
        """Open a member for reading bytes."""
        path = self._path if self._path.is_file() else self._path / member
        return path.open("rb")


class ZipExport:
    """A zip archive on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._zip = zipfile.ZipFile(path)
        self._heads: dict[str, bytes] = {}

    @property
    def label(self) -> str:
        """Return the path as the user typed it."""
        return str(self._path)

    def members(self) -> tuple[str, ...]:
        """Return the names of all files in the archive."""
        return tuple(sorted(i.filename for i in self._zip.infolist() if not i.is_dir()))

    def head(self, member: str) -> bytes:
        """Return the first bytes of a member, read once."""
        if member not in self._heads:
            with self.open(member) as file:
                self._heads[member] = file.read(HEAD_BYTES)
        return self._heads[member]

    def open(self, member: str) -> IO[bytes]:
        """Open a member for reading bytes."""
        return self._zip.open(member)


def open_export(path: Path) -> Export:
    """Open a file, a folder or a zip archive as an export."""
    if path.is_file() and zipfile.is_zipfile(path):
        return ZipExport(path)
    return FolderExport(path)


def text_lines(export: Export, member: str) -> Iterator[tuple[int, str]]:
    r"""Yield (1-based number, text) of each line of a member, split on `\n` only.

    The line end (`\n`, `\r\n`) is cut off, NUL bytes are dropped, a byte-order mark is
    skipped. Bytes are UTF-8 (UTF-16 with a mark); a line that is neither is read as
    cp1252.
    """
    with export.open(member) as file:
        yield from decoded_lines(file)


def decoded_lines(file: IO[bytes]) -> Iterator[tuple[int, str]]:
    """Yield numbered lines of a binary file, decoded as `text_lines` says."""
    first = file.read(2)
    if first in {b"\xff\xfe", b"\xfe\xff"}:
        text = (first + file.read()).decode("utf-16", "replace").replace("\x00", "")
        for number, line in enumerate(text.split("\n"), 1):
            yield number, line.removesuffix("\r")
        return
    rest = first + file.readline()
    stream = io.BytesIO(rest)
    number = 0
    for source in (stream, file):
        for raw in source:
            number += 1
            cut = raw.removesuffix(b"\n").removesuffix(b"\r").replace(b"\x00", b"")
            if number == 1:
                cut = cut.removeprefix(b"\xef\xbb\xbf")
            try:
                yield number, cut.decode("utf-8")
            except UnicodeDecodeError:
                yield number, cut.decode("cp1252", "replace")
