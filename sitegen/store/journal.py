"""Change many files of the store as one: all of them, or none.

    stage each new file -> write the journal -> rename each into place -> drop journal

The journal's own rename is the moment of decision. A crash before it leaves staged
files that nobody needs; a crash after it leaves a list that the next `settle` finishes.
Both are safe to repeat.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sitegen.errors import SitegenError
from sitegen.store.files import flush_folder, locked, write_flushed, write_whole

JOURNAL = ".journal"
STAGED = ".staged"
# A reader who meets an import that is moving its files waits this long for the end.
SETTLE_WAIT_SECONDS = 60


class BrokenJournal(SitegenError):
    """The list of an interrupted import can't be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path}: the list of an interrupted import can't be read ({why});"
            " restore the store from version control and delete this file"
        )


class _Journal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    put: tuple[str, ...]  # paths below the root, staged under the same path
    drop: tuple[str, ...]  # paths to delete


@dataclass(slots=True)
class Change:
    """Files to put and to drop below one root, prepared but not yet in place.

    Make one inside `locked(root)`; nothing is seen by readers before `commit`.
    """

    root: Path
    _put: list[str]
    _drop: list[str]

    @classmethod
    def begin(cls, root: Path) -> "Change":
        """Start a change, after finishing or forgetting an interrupted one."""
        roll_forward(root)
        return cls(root, [], [])

    def put(self, path: Path, data: bytes) -> None:
        """Stage new bytes for a file."""
        name = path.relative_to(self.root).as_posix()
        staged = self.root / STAGED / name
        staged.parent.mkdir(parents=True, exist_ok=True)
        write_flushed(staged, data)
        self._put.append(name)

    def drop(self, path: Path) -> None:
        """Plan to delete a file."""
        self._drop.append(path.relative_to(self.root).as_posix())

    def commit(self) -> None:
        """Put everything in place; from here on it happens even after a crash."""
        if not self._put and not self._drop:
            return
        for folder in {(self.root / STAGED / name).parent for name in self._put}:
            flush_folder(folder)
        journal = _Journal(tuple(self._put), tuple(self._drop))
        write_whole(self.root / JOURNAL, msgspec.json.encode(journal) + b"\n")
        roll_forward(self.root)

    def forget(self) -> None:
        """Throw away what was staged."""
        shutil.rmtree(self.root / STAGED, ignore_errors=True)


def roll_forward(root: Path) -> None:
    """Finish an interrupted change if it was decided, else forget it.

    Call it inside `locked(root)`.
    """
    path = root / JOURNAL
    if path.is_file():
        journal = _read(path)
        for name in journal.put:
            staged = root / STAGED / name
            if staged.exists():  # else it was moved before the crash
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                staged.replace(root / name)
        for name in journal.drop:
            (root / name).unlink(missing_ok=True)
        touched = {(root / name).parent for name in (*journal.put, *journal.drop)}
        for folder in sorted(touched):
            if folder.is_dir():
                flush_folder(folder)
        path.unlink()
        flush_folder(root)
    if (root / STAGED).exists():
        shutil.rmtree(root / STAGED)


def settle(root: Path) -> None:
    """Finish an interrupted import, so that a reader sees all of it.

    Costs one look at the disk when there is none. An import that is just moving its
    files is waited for.
    """
    if (root / JOURNAL).exists():
        with locked(root, SETTLE_WAIT_SECONDS):
            roll_forward(root)


def _read(path: Path) -> _Journal:
    try:
        journal = msgspec.json.decode(path.read_bytes(), type=_Journal)
    except (msgspec.DecodeError, OSError) as error:
        raise BrokenJournal(path, str(error)) from error
    for name in (*journal.put, *journal.drop):
        if name.startswith("/") or ".." in Path(name).parts:
            raise BrokenJournal(path, f"'{name}' leads outside")
    return journal
