"""What the program owns in `output/`, and what it last saw there.

`output/.manifest` lists the SHA-256 and path of every file of the release, sorted by
path; it alone decides what may be replaced or removed. `Seen` is a cache beside it:
with the size, times and inode of each file as written, an unchanged file need not be
read again to know that it is unchanged.
"""

import hashlib
import os
from pathlib import Path
from stat import S_ISREG

import msgspec

from sitegen.errors import SitegenError

MANIFEST = ".manifest"


class BadManifest(SitegenError):
    """The list of the program's own files cannot be read."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(
            f"{path}:{line}: not a line of a manifest;"
            " move the folder away and build again"
        )


class Stamp(msgspec.Struct, frozen=True, array_like=True):
    """How a file looked when it was last known to hold its content."""

    digest: str  # SHA-256, hex
    size: int
    mtime_ns: int
    inode: int  # no change time: it moves with every hard link


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def digest_of_file(path: Path | str) -> str | None:
    """Return the SHA-256 of a regular file, in hex; None if it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  (hot: ten thousand times)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def stamp(path: str, digest: str) -> Stamp | None:
    """Return a regular file's stamp with its content's digest; None if there is none.

    Args:
        path: Of the file.
        digest: Known to be its content's.
    """
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if not S_ISREG(status.st_mode):
        return None
    return Stamp(digest, status.st_size, status.st_mtime_ns, status.st_ino)


def read_manifest(folder: Path) -> dict[str, str]:
    """Return path to digest for the release in a folder; empty if there is none.

    Raises:
        BadManifest: A line is no manifest line, or names a path outside the folder.
    """
    try:
        text = (folder / MANIFEST).read_text("utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    owned: dict[str, str] = {}
    lines = text.removesuffix("\n").split("\n") if text else ()
    for number, line in enumerate(lines, 1):
        digest, gap, path = line[:64], line[64:66], line[66:]
        parts = path.split("/")
        if gap != "  " or not path or ".." in parts or "" in parts:
            raise BadManifest(folder / MANIFEST, number)
        owned[path] = digest
    return owned


def manifest_bytes(owned: dict[str, str]) -> bytes:
    """Return the manifest's text: `digest  path`, sorted by path."""
    lines = (f"{digest}  {path}\n" for path, digest in sorted(owned.items()))
    return "".join(lines).encode("utf-8")
