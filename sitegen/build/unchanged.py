"""Know that nothing changed without reading anything: before the program is loaded.

    look of all inputs and of the release --same as after the last build?--> Standing

Comparing costs one `stat` a file. Whatever differs, and whatever cannot be told, leads
to the build itself, which compares contents: this is a short cut and decides nothing.
Only the standard library is imported here; the program with its libraries takes longer
to load than a site of 20,000 files takes to be looked at.
"""

import hashlib
import json
import os
import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import sitegen

HOME = ".sitegen"  # in a site: what builds remember; may be deleted at any time

# A file written in the same tick of the system's clock as it was looked at can be
# written again without looking different (ticks are 10 ms at most on Linux; network
# file systems are left with `lstat` of the rest).
_TICK_NS = 100_000_000
_DEEPEST = 40  # folders in folders; a loop of links ends there


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the last build said of the site."""

    files: int
    sessions: int
    people: int
    counts: dict[str, int]  # fields of `Counts`
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Look:
    """How all inputs of a build look, and when the newest of them was written."""

    digest: str
    newest_ns: int


def look_at(site: Path, wish: object) -> Look:
    """Return how a site's sources, themes, the program and its libraries look.

    Args:
        site: The site's folder.
        wish: What else shapes the build: its options.
    """
    digest = hashlib.blake2b(repr((wish, sys.version, os.name)).encode())
    newest = 0
    program = Path(sitegen.__file__).parent
    for root in (
        site / "site.yaml",
        site / "content",
        site / "themes",
        program,
        program.parent / "themes",
    ):
        for path, status in _walk(str(root)):
            digest.update(os.fsencode(path) + b"\0")
            if status is not None:
                digest.update(_looks(status).tobytes())
                newest = max(newest, status.st_ctime_ns)
    for folder in sys.path:
        if folder.endswith("-packages") and os.path.isdir(folder):  # noqa: PTH112
            # Libraries come and go as folders in here.
            digest.update(_looks(os.stat(folder)).tobytes())  # noqa: PTH116
    return Look(digest.hexdigest(), newest)


def standing(site: Path, home: Path, output: Path, wish: object) -> Standing | None:
    """Return what the last build said, if all is as it was then; else None."""
    try:
        head, _, listed = _memory(home, output).read_text("utf-8").partition("\n")
        known = json.loads(head)
        same = (
            known["paths"] == hashlib.blake2b(listed.encode()).hexdigest()
            and known["output"] == _release_digest(output, listed.split("\n"))
            and known["look"] == look_at(site, wish).digest
        )
        return Standing(**known["standing"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(
    home: Path, output: Path, look: Look, started_ns: int, said: Standing
) -> None:
    """Remember a finished build.

    Args:
        home: The site's `.sitegen`.
        output: Where the release is; its manifest names the files.
        look: How the inputs looked before they were read.
        started_ns: When that was.
        said: What to say again while nothing changes.
    """
    memory = _memory(home, output)
    memory.unlink(missing_ok=True)
    if look.newest_ns > started_ns - _TICK_NS:
        return
    manifest = (output / ".manifest").read_text("utf-8")
    paths = [".manifest", *(line[66:] for line in manifest.splitlines())]
    digest = _release_digest(output, paths)
    if digest is None:
        return
    listed = "\n".join(paths)
    known = {
        "look": look.digest,
        "output": digest,
        "paths": hashlib.blake2b(listed.encode()).hexdigest(),
        "standing": asdict(said),
    }
    temporary = memory.with_name(memory.name + ".new")
    temporary.write_text(f"{json.dumps(known)}\n{listed}", "utf-8")
    temporary.replace(memory)


def _memory(home: Path, output: Path) -> Path:
    name = hashlib.blake2b(os.fsencode(os.path.realpath(output)), digest_size=6)
    return home / f"unchanged-{name.hexdigest()}"


def _release_digest(output: Path, paths: Iterable[str]) -> str | None:
    """Return how the files of a release look together; None if one is gone."""
    root = f"{output}/"
    found = array("Q")
    for path in paths:
        try:
            found.extend(_looks(os.lstat(root + path)))
        except OSError:
            return None
    return hashlib.blake2b(found.tobytes()).hexdigest()


def _looks(status: os.stat_result) -> "array[int]":
    times = status.st_mtime_ns, status.st_ctime_ns
    return array("Q", (status.st_mode, status.st_size, status.st_ino, *times))


def _walk(root: str, depth: int = 0) -> Iterator[tuple[str, os.stat_result | None]]:
    """Yield all files and, without looks, folders at and below a path, by path."""
    try:
        if not os.path.isdir(root):  # noqa: PTH112 - hot
            yield root, os.stat(root)  # noqa: PTH116
            return
        entries = sorted(os.scandir(root), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        if entry.is_symlink():
            yield entry.path, entry.stat(follow_symlinks=False)
        if entry.is_dir():
            yield entry.path, None
            if depth < _DEEPEST:
                yield from _walk(entry.path, depth + 1)
        else:
            yield from _walk(entry.path, depth)
