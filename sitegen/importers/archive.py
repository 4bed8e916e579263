"""Zip archives that may be made to hurt: checked whole before a member is read.

Python's `zipfile` stops reading a member at its declared size and compares its CRC, so
what the directory declares is what can come out; here the declarations are judged.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from sitegen.importers.limits import DamagedExport, Limits, OverLimit, UnsafeMember

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
_RATIO_FLOOR = 2**20  # small files of one repeated byte pack very well, harmlessly
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_DIRECTORY, _LOCAL_HEADER = b"PK\x01\x02", 30
_ENCRYPTED = 0x1
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def open_archive(
    source: Path | IO[bytes], label: str, limits: Limits
) -> zipfile.ZipFile:
    """Open a zip archive after checking everything its directory says.

    Raises:
        OverLimit: It has more, larger, deeper or denser members than allowed.
        UnsafeMember: A member is a link, is encrypted, overlaps, or leads outside.
        DamagedExport: It is no zip archive after all.
    """
    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
        _check_count(file, label, limits)
    try:
        archive = zipfile.ZipFile(source)
    except _UNREADABLE as error:
        raise DamagedExport(label, f"the zip archive is damaged ({error})") from error
    try:
        _check(archive, label, limits)
    except BaseException:
        archive.close()
        raise
    return archive


def open_member(archive: zipfile.ZipFile, member: str, label: str) -> IO[bytes]:
    """Open a member; damage met while reading is a `DamagedExport` too."""
    try:
        return io.BufferedReader(_Guarded(archive.open(member), label, member))
    except _UNREADABLE as error:
        raise DamagedExport(label, f"member '{member}' is damaged ({error})") from error


class _Guarded(io.RawIOBase):
    """A member whose damage is told in our words."""

    def __init__(self, source: IO[bytes], label: str, member: str) -> None:
        self._source, self._label, self._member = source, label, member

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._source.read(len(view))
        except _UNREADABLE as error:
            what = f"member '{self._member}' is damaged ({error})"
            raise DamagedExport(self._label, what) from error
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


def _check(archive: zipfile.ZipFile, label: str, limits: Limits) -> None:
    _check_sizes(archive, label, limits)
    _check_overlaps(archive, label)
    seen: set[str] = set()
    for info in archive.infolist():
        if trouble := _trouble(info, seen):
            raise UnsafeMember(label, info.filename, trouble)
        depth = len(PurePosixPath(info.filename).parts) - 1
        if depth > limits.depth:
            what = f"member '{info.filename[:80]}' lies {depth} folders deep"
            raise OverLimit(label, what, "depth", limits.depth)
        seen.add(info.filename)


def _check_count(file: IO[bytes], label: str, limits: Limits) -> None:
    """Count the members before `zipfile` makes an object for each."""
    for count, _ in enumerate(_directory(file), 1):
        if count > limits.members:
            what = f"the archive has {count:,} members or more"
            raise OverLimit(label, what, "members", limits.members)
    file.seek(0)


def _directory(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the headers of the central directory, where `zipfile` will look for it."""
    size_bytes = file.seek(0, 2)
    tail_start = max(0, size_bytes - 65_557)  # the end record and a longest comment
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return
    directory_size = int.from_bytes(tail[at + 12 : at + 16], "little")
    end = tail_start + at
    if tail[at - 20 : at - 16] == _LOCATOR and at >= 76:
        end -= 76
        file.seek(end)
        record = file.read(56)
        if record[:4] == _END64:
            directory_size = int.from_bytes(record[40:48], "little")
    if directory_size > end:
        return  # `zipfile` says what is wrong
    file.seek(end - directory_size)
    left = directory_size
    while left >= 46:
        header = file.read(46)
        if len(header) < 46 or header[:4] != _DIRECTORY:
            return
        rest = sum(struct.unpack("<HHH", header[28:34]))
        file.seek(rest, 1)
        left -= 46 + rest
        yield header


def _check_sizes(archive: zipfile.ZipFile, label: str, limits: Limits) -> None:
    total = 0
    for info in archive.infolist():
        total += info.file_size
        name = info.filename[:80]
        if info.file_size > limits.member_size:
            what = f"member '{name}' unpacks to {info.file_size:,} bytes"
            raise OverLimit(label, what, "member_size", limits.member_size)
        ratio = info.file_size // max(info.compress_size, 1)
        if info.file_size > _RATIO_FLOOR and ratio > limits.ratio:
            what = f"member '{name}' unpacks to {ratio:,} times its size"
            raise OverLimit(label, what, "ratio", limits.ratio)
    if total > limits.total_size:
        what = f"the archive unpacks to {total:,} bytes"
        raise OverLimit(label, what, "total_size", limits.total_size)


def _check_overlaps(archive: zipfile.ZipFile, label: str) -> None:
    """Refuse members that share bytes, the densest kind of bomb."""
    infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    ends = [*(info.header_offset for info in infos[1:]), archive.start_dir]
    for info, end in zip(infos, ends, strict=True):
        name_bytes = len(info.orig_filename.encode("utf-8", "replace"))
        header = _LOCAL_HEADER + (name_bytes if info.flag_bits & 0x800 else 0)
        if info.header_offset + header + info.compress_size > end:
            raise UnsafeMember(label, info.filename, "overlaps another")


def _trouble(info: zipfile.ZipInfo, seen: set[str]) -> str | None:
    name, mode = info.orig_filename, info.external_attr >> 16
    kind = stat.S_IFMT(mode)
    if "\x00" in name:
        return "has a NUL in its name"
    if name.startswith(("/", "\\")) or name[1:2] == ":":
        return "has an absolute path"
    if ".." in name.replace("\\", "/").split("/"):
        return "leads out of the archive with '..'"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link" if kind == stat.S_IFLNK else "is a device"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if info.compress_type not in _METHODS:
        return f"is packed by method {info.compress_type}, which is not read here"
    if info.filename in seen:
        return "is there twice"
    return None
