"""Exchange two directories in one step, where the system can.

Linux has `renameat2(2)` with RENAME_EXCHANGE since 3.15, macOS `renamex_np(2)` with
RENAME_SWAP since 10.12. Readers see the complete old or the complete new tree and
nothing between.
"""

import ctypes
import os
import sys
from pathlib import Path

_AT_FDCWD = -100  # linux/fcntl.h
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS


def exchange(first: Path, second: Path) -> bool:
    """Exchange two paths of one file system atomically.

    Returns:
        False if this system or file system cannot do it; nothing was changed then.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    one, two = os.fsencode(first), os.fsencode(second)
    try:
        if sys.platform == "linux":
            done = libc.renameat2(_AT_FDCWD, one, _AT_FDCWD, two, _RENAME_EXCHANGE)
        elif sys.platform == "darwin":
            done = libc.renamex_np(one, two, _RENAME_SWAP)
        else:
            return False
    except AttributeError:  # a C library without the function
        return False
    return bool(done == 0)


def flush_to_disk(folder: Path) -> None:
    """Ask the system to write all of a folder's file system to disk.

    One `syncfs(2)` instead of an `fsync` for each of tens of thousands of files, which
    would take minutes. Elsewhere than on Linux, `sync(2)`.

    Raises:
        OSError: The disk is full, or broken.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        handle = os.open(folder, os.O_RDONLY)
        try:
            if libc.syncfs(handle) != 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number), str(folder))
        finally:
            os.close(handle)
    else:
        os.sync()
