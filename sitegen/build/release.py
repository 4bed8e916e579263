"""Publishing: a release is complete before it is visible.

    plan --put/keep--> staging folder --exchange--> output/ --mirror--> staging folder

The staging folder is a mirror of `output/` made of hard links, so an unchanged file
costs nothing and keeps its modification time. A build changes only what differs, then
the two folders are exchanged in one step, and the same changes are made in the folder
that came back: it is the mirror for the next build, and nothing of the earlier release
stays. A kill at any moment leaves `output/` the complete old or the complete new
release; a mirror that may be half done lacks its mark and is made anew.

Files the manifest does not list belong to the host. They survive, and where one stands
in the way of a page, the build refuses before it changes anything.
"""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from sitegen.build.exchange import exchange, flush_to_disk
from sitegen.build.manifest import (
    MANIFEST,
    Stamp,
    digest_of,
    digest_of_file,
    manifest_bytes,
    read_manifest,
    stamp,
)
from sitegen.errors import SitegenError

_MARK = ".mirror"  # in the staging folder: digest of the manifest it mirrors
_SEEN = "seen.msgpack"


class InTheWay(SitegenError):
    """A file that is not the program's stands where a page must go."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: not written by sitegen and in the way of a page; move it away"
        )


class OutputIsContent(SitegenError):
    """The output folder holds the site's own sources."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: holds the site's content; choose another folder with --output"
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What publishing did."""

    written: tuple[str, ...]  # paths new or changed, sorted
    unchanged: int
    removed: tuple[str, ...]
    how: str  # exchange, rename, in-place or nothing


@dataclass(slots=True)
class Release:
    """One release being made. `put` or `keep` every path, then `finish`."""

    output: Path
    home: Path  # the site's .sitegen folder
    old: dict[str, str] = field(init=False)  # path to digest, as the manifest says
    seen: dict[str, Stamp] = field(init=False)
    _staging: Path = field(init=False)
    _new: dict[str, str] = field(default_factory=dict)
    _written: list[str] = field(default_factory=list)
    _made: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.output = Path(os.path.realpath(self.output))
        self.old = read_manifest(self.output)
        self.seen = read_seen(self.home, self.output)
        self._staging = _staging_folder(self.output, self.home)
        _take_back_strays(self._staging, self.output)
        for path in [p for p in self.old if not self._is_intact(p)]:
            del self.old[path]  # gone or altered: to be written again
        self._mirror()

    @property
    def memory(self) -> Path:
        """Return the folder of what is remembered of this output; deletable."""
        return self.home / _key(self.output)

    def paths(self) -> frozenset[str]:
        """Return all paths that were kept or put so far."""
        return frozenset(self._new)

    def keep(self, path: str) -> None:
        """Take a path over from the last release as it is. It must be in `old`."""
        self._new[path] = self.old[path]

    def put(self, path: str, data: bytes) -> bool:
        """Give a path its content; a file that holds it already is left alone.

        Returns:
            Whether the content is new.

        Raises:
            InTheWay: A file of the host stands there.
        """
        digest = digest_of(data)
        self._new[path] = digest
        if self.old.get(path) == digest:
            return False
        if path not in self.old:
            self._refuse_foreign(path)
        self._write(self._staging, path, data)
        self._written.append(path)
        return True

    def finish(self) -> Outcome:
        """Make the release visible and bring the mirror up to date."""
        owned = read_manifest(self.output)
        removed = sorted(p for p in owned if p not in self._new)
        manifest = manifest_bytes(self._new)
        written = tuple(sorted(self._written))
        whole = manifest_bytes(owned) == manifest
        if not written and not removed and whole and self.output.is_dir():
            self._remember()
            return Outcome((), len(self._new), (), "nothing")
        self._write(self._staging, MANIFEST, manifest)
        for path in removed:
            _remove(self._staging, path)
        how = self._switch(written, removed, manifest)
        self._remember()
        unchanged = len(self._new) - len(written)
        return Outcome(written, unchanged, tuple(removed), how)

    def _switch(
        self, written: tuple[str, ...], removed: list[str], manifest: bytes
    ) -> str:
        mark = self._staging / _MARK
        mark.unlink(missing_ok=True)
        if len(written) <= 50:
            _fsync_each(self._staging, (*written, MANIFEST))
        else:
            flush_to_disk(self._staging)
        if not self.output.exists():
            self._staging.rename(self.output)
            how = "rename"
        else:
            _link_foreign_files(self.output, self._staging, self._new)
            if not os.path.ismount(self.output) and exchange(
                self._staging, self.output
            ):
                how = "exchange"
            else:
                self._in_place(written, removed)
                how = "in-place"
        _take_back_strays(self._staging, self.output)
        self._catch_up(written, removed, how, manifest)
        return how

    def _catch_up(
        self,
        written: tuple[str, ...],
        removed: Iterable[str],
        how: str,
        manifest: bytes,
    ) -> None:
        """Bring the staging folder to the state of the output, by links."""
        if how == "rename":
            self.old = dict(self._new)
            self._mirror(fresh=True)
            return
        for path in removed:
            _remove(self._staging, path)
        for path in (*written, MANIFEST):
            _link(self.output, self._staging, path)
        (self._staging / _MARK).write_text(digest_of(manifest))

    def _in_place(self, written: tuple[str, ...], removed: list[str]) -> None:
        """Publish without an exchange: new, changed, search root, then removals."""
        last = [MANIFEST]
        roots = [p for p in written if p.endswith("/root.json")]
        fresh = [p for p in written if p not in self.old and p not in roots]
        changed = [p for p in written if p in self.old and p not in roots]
        for path in (*fresh, *changed, *roots, *last):
            target = self.output / path
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f".{target.name[:200]}.new")
            temporary.unlink(missing_ok=True)
            try:
                os.link(self._staging / path, temporary)
            except OSError:  # another file system
                shutil.copyfile(self._staging / path, temporary)
            temporary.replace(target)
        for path in removed:
            _remove(self.output, path)

    def _mirror(self, *, fresh: bool = False) -> None:
        """Make sure that the staging folder mirrors the owned files of the output."""
        mark = self._staging / _MARK
        try:
            current = digest_of((self.output / MANIFEST).read_bytes())
            if not fresh and mark.read_text() == current:
                self._repair_mirror()
                return
        except OSError:
            current = ""
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir(parents=True)
        self._made = set()
        for path in (*self.old, *((MANIFEST,) if current else ())):
            self._link_over(path)
        if current:
            mark.write_text(current)

    def _repair_mirror(self) -> None:
        """Take altered and missing files out of a mirror: they are rewritten."""
        for path in read_manifest(self.output):
            if path not in self.old:
                _remove(self._staging, path)

    def _link_over(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            (self._staging / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        try:
            os.link(f"{self.output}/{path}", f"{self._staging}/{path}")
        except OSError:  # another file system, or too many links
            shutil.copy2(self.output / path, self._staging / path)

    def _write(self, root: Path, path: str, data: bytes) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            _make_folder(root, folder)
            self._made.add(folder)
        target = f"{root}/{path}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        try:
            handle = os.open(target, flags, 0o644)
        except FileExistsError:  # a link shared with the output: never write into it
            os.unlink(target)  # noqa: PTH108
            handle = os.open(target, flags, 0o644)
        with open(handle, "wb") as file:  # noqa: PTH123
            file.write(data)

    def _is_intact(self, path: str) -> bool:
        digest = self.old[path]
        found = stamp(f"{self.output}/{path}", digest)
        if found is None:
            return False
        known = self.seen.get(path)
        if known is not None and _same_file(known, found):
            return True
        return digest_of_file(f"{self.output}/{path}") == digest

    def _refuse_foreign(self, path: str) -> None:
        target = self.output / path
        if os.path.lexists(target) and path not in read_manifest(self.output):
            raise InTheWay(target)

    def _remember(self) -> None:
        stamps = {}
        for path, digest in self._new.items():
            found = stamp(f"{self.output}/{path}", digest)
            if found is not None:
                stamps[path] = found
        self.seen = stamps
        write_seen(self.home, self.output, stamps)


def _same_file(known: Stamp, found: Stamp) -> bool:
    # ctime moves when a hard link is made or removed, so it cannot be compared.
    return (known.digest, known.size, known.mtime_ns, known.inode) == (
        found.digest,
        found.size,
        found.mtime_ns,
        found.inode,
    )


def read_seen(home: Path, output: Path) -> dict[str, Stamp]:
    """Return the stamps of the last release in a folder; empty if unknown."""
    try:
        data = (home / _key(output) / _SEEN).read_bytes()
        return msgspec.msgpack.decode(data, type=dict[str, Stamp])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def write_seen(home: Path, output: Path, stamps: dict[str, Stamp]) -> None:
    """Remember the stamps of a release."""
    folder = home / _key(output)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{_SEEN}.new"
    temporary.write_bytes(msgspec.msgpack.encode(stamps))
    temporary.replace(folder / _SEEN)


def _key(output: Path) -> str:
    return "output-" + digest_of(os.fsencode(os.path.realpath(output)))[:12]


def _staging_folder(output: Path, home: Path) -> Path:
    """Return where the mirror lives: on the output's file system."""
    home.mkdir(parents=True, exist_ok=True)
    parent = output if output.is_dir() else output.parent
    parent.mkdir(parents=True, exist_ok=True)
    if home.stat().st_dev == parent.stat().st_dev:
        return home / _key(output) / "staging"
    return output.parent / f".{output.name}.staging"


def _make_folder(root: Path, folder: str) -> None:
    """Make a folder; a file of an earlier release in its way is removed."""
    try:
        (root / folder).mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        parts = folder.split("/")
        for depth in range(1, len(parts) + 1):
            part = root / "/".join(parts[:depth])
            if part.is_symlink() or (part.exists() and not part.is_dir()):
                part.unlink()
        (root / folder).mkdir(parents=True, exist_ok=True)


def _remove(root: Path, path: str) -> None:
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
        except OSError:
            break


def _link(source: Path, target: Path, path: str) -> None:
    """Make `target/path` the same file as `source/path`."""
    _make_folder(target, path.rpartition("/")[0])
    (target / path).unlink(missing_ok=True)
    try:
        os.link(source / path, target / path)
    except OSError:
        shutil.copy2(source / path, target / path)


def _link_foreign_files(output: Path, staging: Path, owned: dict[str, str]) -> None:
    """Link the host's own files into the next release, so that they never vanish.

    Folders whose name starts with a dot (`.git`) cannot be linked; they are moved over
    right after the exchange.
    """
    mine = read_manifest(output).keys() | owned.keys() | {MANIFEST}
    for folder, folders, files in os.walk(output):
        inner = os.path.relpath(folder, output)
        prefix = "" if inner == "." else inner.replace(os.sep, "/") + "/"
        if not prefix:
            folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = prefix + name
            if path not in mine and not os.path.lexists(staging / path):
                _make_folder(staging, path.rpartition("/")[0])
                os.link(output / path, staging / path, follow_symlinks=False)
        for name in folders:
            if not any((Path(folder) / name).iterdir()):
                (staging / prefix / name).mkdir(parents=True, exist_ok=True)


def _take_back_strays(staging: Path, output: Path) -> None:
    """Move the host's dot-folders from the mirror back into the output.

    They are in the mirror for a moment after each exchange, and stay there if the
    process was killed in that moment.
    """
    if not staging.is_dir() or not output.is_dir():
        return
    for entry in sorted(staging.iterdir()):
        stray = entry.name.startswith(".") and entry.is_dir()
        if stray and not (output / entry.name).exists():
            entry.rename(output / entry.name)


def _fsync_each(root: Path, paths: Iterable[str]) -> None:
    folders = {root}
    for path in paths:
        _fsync(root / path)
        folders.add((root / path).parent)
    for folder in sorted(folders):
        _fsync(folder)


def _fsync(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return  # removed again in this build
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
