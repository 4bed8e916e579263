"""Publishing: a release is complete before it is visible.

    plan --put/keep--> staging folder --exchange--> output/ --mirror--> staging folder

The staging folder is a mirror of `output/` made of hard links, so an unchanged file
costs nothing and keeps its modification time. A build changes only what differs, then
the two folders are exchanged in one step, and the same changes are made in the folder
that came back: it is the mirror for the next build, and nothing of the earlier release
stays. A kill at any moment leaves `output/` the complete old or the complete new
release. The mirror loses its mark before its first change and gets it back when it is
one again; without the mark it is made anew.

Files the manifest does not list belong to the host (`host_files`). They survive, and
where one stands in the way of a page, the build refuses before it changes anything.
"""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.build.exchange import exchange
from sitegen.build.host_files import (
    announce_move,
    find_host_files,
    finish_move,
    link_host_files,
    move_hidden,
    refuse_host_files,
    unlink_host_files,
)
from sitegen.build.in_place import TEMPORARY, publish_in_place
from sitegen.build.manifest import (
    MANIFEST,
    Stamp,
    digest_of,
    digest_of_file,
    manifest_bytes,
    read_manifest,
    stamp,
)
from sitegen.build.memory import recall, remember
from sitegen.build.trees import flush, link, remove, write
from sitegen.errors import SitegenError

_MARK = ".mirror"  # in the staging folder: digest of the manifest it mirrors


class NotAFolder(SitegenError):
    """Something that is no folder stands where the output must go."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: not a folder; choose another with --output")


class PathTwice(SitegenError):
    """A file and a folder of the site would have one path."""

    def __init__(self, path: str, below: str) -> None:
        super().__init__(
            f"{path}: cannot be a file, since the site has '{below}'; rename one"
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
    old: dict[str, str] = field(init=False)  # path to digest: what is as the manifest
    memory: Path = field(init=False)  # what is remembered of this output; deletable
    _owned: dict[str, str] = field(init=False)  # path to digest, all of the manifest
    _stamps: dict[str, Stamp] = field(init=False)  # of all in `old`
    _staging: Path = field(init=False)
    _has_output: bool = field(init=False)  # there was one before
    _is_open: bool = False  # the staging folder mirrors the output, less its mark
    _new: dict[str, str] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)
    _made: set[str] = field(default_factory=set)  # folders of the staging folder

    def __post_init__(self) -> None:
        if self.output.exists() and not self.output.is_dir():
            raise NotAFolder(self.output)
        self.output = Path(os.path.realpath(self.output))
        self._has_output = self.output.is_dir()
        self.memory = self.home / _key(self.output)
        self._staging = _staging_folder(self.output, self.home, self.memory)
        self._recover()
        self._owned = read_manifest(self.output)
        seen = recall(self._seen, dict[str, Stamp]) or {}
        self._stamps = {}
        for path, digest in self._owned.items():
            found = _intact(f"{self.output}/{path}", digest, seen.get(path))
            if found is not None:
                self._stamps[path] = found
        # What is gone or altered is left out: it is written again.
        self.old = {p: d for p, d in self._owned.items() if p in self._stamps}
        if self._stamps != seen:
            remember(self._seen, self._stamps)

    def _recover(self) -> None:
        """Put away what a killed build left."""
        finish_move(self._journal, self._staging, self.output)
        (self.output / TEMPORARY).unlink(missing_ok=True)
        if not (self._staging / _MARK).exists():
            shutil.rmtree(self._staging, ignore_errors=True)

    @property
    def _seen(self) -> Path:
        return self.memory / "seen.msgpack"

    @property
    def _journal(self) -> Path:
        return self.memory / "moving.msgpack"

    def paths(self) -> frozenset[str]:
        """Return all paths that were kept or put so far."""
        return frozenset(self._new)

    def keep(self, path: str) -> None:
        """Take a path over from the last release as it is. It must be in `old`."""
        self._new[path] = self.old[path]

    def put(self, path: str, data: bytes) -> str:
        """Give a path its content; a file that holds it already is left alone.

        Returns:
            The content's digest.

        Raises:
            InTheWay: A file of the host stands there.
        """
        digest = digest_of(data)
        self._new[path] = digest
        if self.old.get(path) == digest and path not in self._written:
            return digest
        if path not in self.old and self._has_output:
            refuse_host_files(self.output, path, self._owned.keys())
        self._open()
        write(self._staging, path, data, self._made)
        self._written.add(path)
        return digest

    def finish(self) -> Outcome:
        """Make the release visible and bring the mirror up to date.

        Raises:
            PathTwice: A path of the release is a folder of another.
        """
        _refuse_twins(self._new)
        gone = sorted(p for p in self._owned if p not in self._new)
        written = tuple(sorted(self._written))
        if self._owned == self._new and not written and self.output.is_dir():
            return Outcome((), len(self._new), (), "nothing")
        self._open()
        for path in gone:
            remove(self._staging, path)
        write(self._staging, MANIFEST, manifest_bytes(self._new), self._made)
        how = self._switch(written, tuple(gone))
        self._remember()
        unchanged = len(self._new) - len(written)
        return Outcome(written, unchanged, tuple(gone), how)

    def _switch(self, written: tuple[str, ...], gone: tuple[str, ...]) -> str:
        flush(self._staging, (*written, MANIFEST))
        if not self.output.exists():
            self._staging.rename(self.output)
            self.old = dict(self._new)
            self._mirror()
            self._set_mark()
            return "rename"
        if self._exchange():
            for path in gone:
                remove(self._staging, path)
            made: set[str] = set()
            for path in (*written, MANIFEST):
                link(self.output, self._staging, path, made)
            self._set_mark()
            return "exchange"
        publish_in_place(self._staging, self.output, written, self._owned, self._new)
        self._set_mark()
        return "in-place"

    def _exchange(self) -> bool:
        """Exchange output and staging folder, the host's files in both; or do nothing.

        Returns:
            Whether it could be done.
        """
        if os.path.ismount(self.output):
            return False
        owned = self._owned.keys() | self._new.keys() | {MANIFEST}
        host = find_host_files(self.output, owned)
        is_done = False
        try:
            link_host_files(host, self.output, self._staging)
            announce_move(self._journal, host.hidden)
            is_done = exchange(self._staging, self.output)
            if is_done:
                move_hidden(host.hidden, self._staging, self.output)
        except OSError:
            # The host's files can't be linked (another's, or another file system).
            if is_done:
                raise
        unlink_host_files(host, self.output, self._staging, remove)
        self._journal.unlink(missing_ok=True)
        return is_done

    def _open(self) -> None:
        """Make the staging folder a mirror of the output that may be changed."""
        if self._is_open:
            return
        mark = self._staging / _MARK
        try:
            current = digest_of((self.output / MANIFEST).read_bytes())
            is_mirror = mark.read_text() == current
        except OSError:
            is_mirror = False
        mark.unlink(missing_ok=True)
        if is_mirror:
            self._repair_mirror()
        else:
            self._mirror()
        self._is_open = True

    def _repair_mirror(self) -> None:
        """Put right what was altered in the output, or in the mirror itself."""
        for path in self._owned.keys() - self.old.keys():
            remove(self._staging, path)
        staging = str(self._staging)
        for path, known in self._stamps.items():
            found = stamp(f"{staging}/{path}", known.digest)
            if found is None or found != known:
                link(self.output, self._staging, path, self._made)

    def _mirror(self) -> None:
        """Make the staging folder anew, of links to all that is intact."""
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir(parents=True)
        self._made = set()
        for path in self.old:
            link(self.output, self._staging, path, self._made)
        if (self.output / MANIFEST).is_file():
            link(self.output, self._staging, MANIFEST, self._made)

    def _set_mark(self) -> None:
        manifest = digest_of((self.output / MANIFEST).read_bytes())
        (self._staging / _MARK).write_text(manifest)

    def _remember(self) -> None:
        stamps = {}
        for path, digest in self._new.items():
            known = None if path in self._written else self._stamps.get(path)
            found = known or stamp(f"{self.output}/{path}", digest)
            if found is not None:
                stamps[path] = found
        remember(self._seen, stamps)


def _intact(path: str, digest: str, known: Stamp | None) -> Stamp | None:
    """Return the stamp of a file that holds what the manifest says; else None."""
    found = stamp(path, digest)
    if found is not None and (found == known or digest_of_file(path) == digest):
        return found
    return None


def _refuse_twins(paths: dict[str, str]) -> None:
    folders: dict[str, str] = {}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders[folder] = path
            folder = folder.rpartition("/")[0]
    for path in sorted(folders.keys() & paths.keys()):
        raise PathTwice(path, folders[path])


def _key(output: Path) -> str:
    return "output-" + digest_of(os.fsencode(output))[:12]


def _staging_folder(output: Path, home: Path, memory: Path) -> Path:
    """Return where the mirror lives: on the output's file system."""
    home.mkdir(parents=True, exist_ok=True)
    nearest = output
    while not nearest.is_dir():
        nearest = nearest.parent
    output.parent.mkdir(parents=True, exist_ok=True)
    if home.stat().st_dev == nearest.stat().st_dev:
        return memory / "staging"
    return output.parent / f".{output.name}.staging"
