"""Files written whole or not at all, and a lock against two writers.

A file is written beside its place, flushed to the disk, and renamed over the old one;
after a crash at any moment the place holds the old bytes or the new ones.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.errors import SitegenError

try:
    import fcntl
except ImportError:  # Windows has no flock: two imports at once are not stopped there
    fcntl = None  # type: ignore[assignment]


class StoreIsLocked(SitegenError):
    """Another process holds the store."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder}: another sitegen is changing this store; wait for it to end"
        )


def write_whole(path: Path, data: bytes) -> None:
    """Put bytes at a path, so that a crash leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    write_flushed(beside, data)
    beside.replace(path)
    flush_folder(path.parent)


def write_flushed(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the disk has a folder's list of names."""
    if os.name == "nt":  # folders can't be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the only lock on a folder, made if it is missing.

    The lock is on the folder itself, so it leaves no file and ends with the process.

    Raises:
        StoreIsLocked: Another process has held it for all of `wait_seconds`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        end = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= end:
                    raise StoreIsLocked(folder) from error
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)
