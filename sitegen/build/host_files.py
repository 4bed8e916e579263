"""The host's own files in `output/`: found, carried into the next release, kept.

Whatever the manifest does not list belongs to the host. Before an exchange the host's
files are linked into the next release, so that no reader misses one; folders whose name
starts with a dot (`.git`) can be large and in use, and are moved right after it.
"""

import os
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from sitegen.build.memory import recall, remember
from sitegen.errors import SitegenError


class InTheWay(SitegenError):
    """A file that is not the program's stands where a page must go."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: not written by sitegen and in the way of a page; move it away"
        )


@dataclass(frozen=True, slots=True)
class HostFiles:
    """What the host has in an output folder. Paths from its root, sorted."""

    files: tuple[str, ...]  # links and other oddities included
    folders: tuple[str, ...]  # empty ones
    hidden: tuple[str, ...]  # dot-folders at the top, not looked into


def find_host_files(output: Path, owned: AbstractSet[str]) -> HostFiles:
    """Return what lies in an output folder and is not the program's.

    A dot-folder at the top that holds a file of the program's is looked into.
    """
    shared = {path.partition("/")[0] for path in owned if path.startswith(".")}
    files: list[str] = []
    folders: list[str] = []
    hidden: list[str] = []
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        is_empty = True
        with os.scandir(f"{output}/{inside}") as entries:
            for entry in entries:
                is_empty = False
                path = inside + entry.name
                if not entry.is_dir(follow_symlinks=False):
                    if path not in owned:
                        files.append(path)
                elif not inside and path.startswith(".") and path not in shared:
                    hidden.append(path)
                else:
                    waiting.append(path + "/")
        if is_empty and inside:
            folders.append(inside.rstrip("/"))
    return HostFiles(
        tuple(sorted(files)), tuple(sorted(folders)), tuple(sorted(hidden))
    )


def link_host_files(found: HostFiles, output: Path, release: Path) -> None:
    """Make the host's files appear in a release too."""
    for path in found.files:
        (release / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(output / path, release / path, follow_symlinks=False)
    for path in found.folders:
        (release / path).mkdir(parents=True, exist_ok=True)


def unlink_host_files(
    found: HostFiles, output: Path, release: Path, remove: Callable[[Path, str], None]
) -> None:
    """Take the host's files out of a release that readers do not see.

    What stayed there would come back with a later release, though the host changed or
    deleted it since. A file replaced in the moment of the exchange is carried over.
    """
    for path in found.files:
        if _inode(release / path) not in {None, _inode(output / path)}:
            (release / path).replace(output / path)
        remove(release, path)
    for path in found.folders:
        remove(release, path + "/x")


def move_hidden(names: tuple[str, ...], source: Path, output: Path) -> None:
    """Move the host's dot-folders to where the output is now."""
    for name in names:
        if (source / name).is_dir() and not os.path.lexists(output / name):
            output.mkdir(parents=True, exist_ok=True)
            (source / name).rename(output / name)


def announce_move(journal: Path, names: tuple[str, ...]) -> None:
    """Write down which dot-folders an exchange is about to take along."""
    if names:
        remember(journal, names)


def finish_move(journal: Path, source: Path, output: Path) -> None:
    """Move the dot-folders that an interrupted exchange took along."""
    names = recall(journal, tuple[str, ...])
    if names:
        move_hidden(names, source, output)
    journal.unlink(missing_ok=True)


def refuse_host_files(output: Path, path: str, owned: AbstractSet[str]) -> None:
    """Refuse a new path where the host has something.

    Raises:
        InTheWay: A file of the host's is at the path, below it, or where one of its
            folders must be.
    """
    parts = path.split("/")
    for depth in range(1, len(parts)):
        above = "/".join(parts[:depth])
        folder = output / above
        if not os.path.lexists(folder):
            return
        if folder.is_symlink() or not folder.is_dir():
            if above in owned:
                return
            raise InTheWay(folder)
    target = output / path
    if target.is_dir() and not target.is_symlink():
        for below, _, names in os.walk(target):
            for name in sorted(names):
                if f"{Path(below, name).relative_to(output).as_posix()}" not in owned:
                    raise InTheWay(Path(below, name))
    elif path not in owned and os.path.lexists(target):
        raise InTheWay(target)


def _inode(path: Path) -> int | None:
    try:
        return path.lstat().st_ino
    except OSError:
        return None
