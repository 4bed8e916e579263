"""Small steps on a tree of files that only the program has: the staging folder."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from stat import S_ISDIR

from sitegen.build.exchange import flush_to_disk

_FEW = 50  # up to so many files are flushed one by one


def write(root: Path, path: str, data: bytes, made: set[str]) -> None:
    """Write a new file; what an earlier release has at its path goes.

    Args:
        root: The tree.
        path: From its root.
        data: The content.
        made: Folders known to exist; added to.
    """
    make_folder(root, path.rpartition("/")[0], made)
    target = f"{root}/{path}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        handle = os.open(target, flags, 0o644)
    except FileExistsError:  # a link shared with the output: never write into it
        _clear(root, path, made)
        handle = os.open(target, flags, 0o644)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def make_folder(root: Path, folder: str, made: set[str]) -> None:
    """Make a folder; a file of an earlier release in its way is removed.

    Args:
        root: The tree, which is there.
        folder: From its root.
        made: Folders known to exist; added to, so that each is asked for once.
    """
    if not folder or folder in made:
        return
    make_folder(root, folder.rpartition("/")[0], made)
    target = f"{root}/{folder}"
    try:
        os.mkdir(target)  # noqa: PTH102  (hot: half of a first release's time)
    except FileExistsError:
        status = os.lstat(target)
        if not S_ISDIR(status.st_mode):
            os.unlink(target)  # noqa: PTH108  (as above)
            os.mkdir(target)  # noqa: PTH102  (as above)
    made.add(folder)


def remove(root: Path, path: str) -> None:
    """Remove a file and the folders that it leaves empty."""
    try:
        os.unlink(f"{root}/{path}")  # noqa: PTH108  (hot, as above)
    except FileNotFoundError:
        pass
    except (IsADirectoryError, PermissionError, NotADirectoryError):
        return  # a folder stands there now: not what was to be removed
    folder = path.rpartition("/")[0]
    while folder:
        try:
            os.rmdir(f"{root}/{folder}")  # noqa: PTH106  (hot, as above)
        except OSError:  # not empty, or gone
            break
        folder = folder.rpartition("/")[0]


def link(source: Path, target: Path, path: str, made: set[str]) -> None:
    """Make `target/path` the same file as `source/path`.

    Args:
        source: A tree.
        target: Another one, in which whatever is at the path goes.
        path: From both roots.
        made: Folders known to exist in the target; added to.
    """
    make_folder(target, path.rpartition("/")[0], made)
    _clear(target, path, made)
    one, other = f"{source}/{path}", f"{target}/{path}"
    try:
        os.link(one, other)
    except OSError:  # another file system, or too many links
        shutil.copy2(one, other)


def flush(root: Path, paths: tuple[str, ...]) -> None:
    """Have the system put files on the disk before anything points to them."""
    if len(paths) <= _FEW:
        _fsync_each(root, paths)
    else:
        flush_to_disk(root)


def _clear(root: Path, path: str, made: set[str]) -> None:
    """Remove whatever is at a path; folders that go are taken out of `made`."""
    target = f"{root}/{path}"
    try:
        os.unlink(target)  # noqa: PTH108  (hot, as above)
    except FileNotFoundError:
        pass
    except (IsADirectoryError, PermissionError):  # Linux, macOS
        shutil.rmtree(target)
        made -= {name for name in made if f"{name}/".startswith(f"{path}/")}


def _fsync_each(root: Path, paths: Iterable[str]) -> None:
    folders = {root}
    for path in paths:
        _fsync(root / path)
        folders.add((root / path).parent)
    for folder in sorted(folders):
        _fsync(folder)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
