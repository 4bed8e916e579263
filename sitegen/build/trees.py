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
        if _clear(Path(target)):
            made -= {name for name in made if f"{name}/".startswith(f"{path}/")}
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
    target = root / path
    try:
        target.unlink(missing_ok=True)
    except (IsADirectoryError, PermissionError, NotADirectoryError):
        return  # a folder stands there now: not what was to be removed
    for folder in target.relative_to(root).parents:
        if folder == Path():
            break
        try:
            (root / folder).rmdir()
        except OSError:  # not empty, or gone
            break


def link(source: Path, target: Path, path: str) -> None:
    """Make `target/path` the same file as `source/path`."""
    make_folder(target, path.rpartition("/")[0], set())
    _clear(target / path)
    try:
        os.link(source / path, target / path)
    except OSError:
        shutil.copy2(source / path, target / path)


def flush(root: Path, paths: tuple[str, ...]) -> None:
    """Have the system put files on the disk before anything points to them."""
    if len(paths) <= _FEW:
        _fsync_each(root, paths)
    else:
        flush_to_disk(root)


def _clear(target: Path) -> bool:
    """Remove whatever is at a path; return whether it was a folder."""
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
        return True
    target.unlink(missing_ok=True)
    return False


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
