"""Changes of many files: all or none, whatever is interrupted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitegen.store.files import StoreIsLocked, locked, write_whole
from sitegen.store.journal import (
    JOURNAL,
    STAGED,
    BrokenJournal,
    Change,
    roll_forward,
    settle,
)

OLD = {"a": b"old a", "b": b"old b", "d": b"old d"}
NEW = {"a": b"new a", "c/c": b"new c", "d": b"old d"}


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def begun(root: Path) -> Change:
    for name, data in OLD.items():
        write_whole(root / name, data)
    change = Change.begin(root)
    change.put(root / "a", NEW["a"])
    change.put(root / "c" / "c", NEW["c/c"])
    change.drop(root / "b")
    return change


class Stop(BaseException):
    """The moment the power goes."""


def stopping(
    act: Callable[..., Any], steps: Iterator[int], last: int
) -> Callable[..., Any]:
    def acting(path: Path, *args: Any, **options: Any) -> Any:
        if next(steps) == last:
            raise Stop
        return act(path, *args, **options)

    return acting


@pytest.mark.parametrize("step", range(8))
def test_a_change_is_whole_whenever_it_stops(
    tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped before any rename or removal, what settles is old or new, never mixed."""
    change = begun(tmp_path)
    steps = iter(range(100))
    for name in ("replace", "unlink"):
        original = getattr(Path, name)

        monkeypatch.setattr(Path, name, stopping(original, steps, step))
    stopped = False
    try:
        change.commit()
    except Stop:
        stopped = True
    monkeypatch.undo()
    settle(tmp_path)
    with locked(tmp_path):
        roll_forward(tmp_path)
    left = {n: d for n, d in tree(tmp_path).items() if not n.startswith(".")}
    assert left == (OLD if stopped and step == 0 else NEW)
    assert not (tmp_path / JOURNAL).exists()
    assert not (tmp_path / STAGED).exists()


def test_a_forgotten_change_leaves_nothing(tmp_path: Path) -> None:
    """What was staged and not committed is gone."""
    begun(tmp_path).forget()
    assert tree(tmp_path) == OLD


def test_an_empty_change_writes_nothing(tmp_path: Path) -> None:
    """A change without files touches nothing."""
    Change.begin(tmp_path).commit()
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("data", [b"{", b'{"put":["../x"],"drop":[]}', b'{"put":1}'])
def test_a_broken_journal_is_an_error(tmp_path: Path, data: bytes) -> None:
    """A journal that can't be read, or leads outside, is told, not followed."""
    (tmp_path / JOURNAL).write_bytes(data)
    with pytest.raises(BrokenJournal, match="journal"):
        settle(tmp_path)


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    """The second who asks is refused; the lock leaves no file."""
    with (
        locked(tmp_path),
        pytest.raises(StoreIsLocked, match="wait"),
        locked(tmp_path, wait_seconds=0.1),
    ):
        pass
    with locked(tmp_path):
        assert tree(tmp_path) == {}
