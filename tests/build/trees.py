"""Folders as values: what tests compare."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by path; return the folder."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def digest_of_tree(folder: Path) -> str:
    """Return one digest of a folder's paths and contents."""
    digest = hashlib.sha256()
    for path, data in sorted(tree(folder).items()):
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def inodes(folder: Path) -> dict[str, int]:
    """Return the inode of every file below a folder, by path."""
    return {
        Path(root, name).relative_to(folder).as_posix(): Path(root, name).lstat().st_ino
        for root, _, names in os.walk(folder)
        for name in names
    }
