"""A kill or a full disk at any moment leaves the complete old or new site."""

import errno
import os
import resource
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitegen.build.pipeline import BuildOptions, build
from sitegen.build.release import Release
from tests.build import small_site
from tests.build.dying import dies_at, steps_of
from tests.build.trees import tree, write_tree

HOST = {"CNAME": "chat.example.org", ".git/HEAD": "ref"}


class Site:
    """A site that was published once and edited since."""

    def __init__(self, root: Path) -> None:
        # The same place each time: themes are loaded once a process and place.
        for name in ("site", "output"):
            shutil.rmtree(root / name, ignore_errors=True)
        self.site, self.output = root / "site", root / "output"
        self.old_files = small_site.first_files()
        self.new_files = {
            **self.old_files,
            "content/sessions/tea/2026-03-03.md": "---\ntitle: Kettles\n---\nNew.\n",
            "content/static/robots.html": "new",
        }
        del self.new_files["content/transcripts/tea/2026/2026-03-10.jsonl"]
        self.site.mkdir(parents=True)

    def build_old(self) -> dict[str, bytes]:
        small_site.write_files(self.site, {}, self.old_files)
        self.build()
        write_tree(self.output, HOST)
        found = self.shown()
        small_site.write_files(self.site, self.old_files, self.new_files)
        return found

    def build(self) -> None:
        build(self.site, self.output, BuildOptions())

    def shown(self) -> dict[str, bytes]:
        """Return the output, less the host's dot-folders, which move on their own."""
        found = tree(self.output)
        return {p: data for p, data in found.items() if not p.startswith(".git/")}


@pytest.fixture
def new_site(tmp_path: Path) -> dict[str, bytes]:
    site = Site(tmp_path)
    site.build_old()
    site.build()
    return site.shown()


def steps_of_a_build(root: Path) -> int:
    """Return how many steps on the disk a whole build takes."""
    site = Site(root)
    site.build_old()
    return steps_of(site.build)


def outcomes(root: Path, new: dict[str, bytes], steps: Iterator[int]) -> set[str]:
    """Kill builds at some steps; return which sites were seen after them."""
    seen = set()
    for step in steps:
        site = Site(root)
        old = site.build_old()
        dies_at(step, site.build)
        found = site.shown()
        assert found in (old, new), f"a mixture after a kill at step {step}"
        seen.add("old" if found == old else "new")
        site.build()
        assert site.shown() == new
        assert tree(site.output)[".git/HEAD"] == b"ref"
    return seen


def test_a_killed_build_leaves_a_whole_site(
    tmp_path: Path, new_site: dict[str, bytes]
) -> None:
    last = steps_of_a_build(tmp_path)
    near_the_end = range(last - 2, last + 2)
    some = sorted({*range(1, last, last // 6), *near_the_end})
    assert last > 100
    assert outcomes(tmp_path, new_site, iter(some)) == {"old", "new"}


@pytest.mark.long
def test_a_build_killed_at_any_step_leaves_a_whole_site(
    tmp_path: Path, new_site: dict[str, bytes]
) -> None:
    last = steps_of_a_build(tmp_path)
    assert outcomes(tmp_path, new_site, iter(range(1, last + 2))) == {"old", "new"}


def full_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full from the count-th new file of a release on."""
    whole = os.open
    left = count

    def full(path: str, flags: int, *mode: int, **more: int) -> int:
        nonlocal left
        if flags & os.O_CREAT:
            left -= 1
            if left <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        return whole(path, flags, *mode, **more)

    monkeypatch.setattr(os, "open", full)


@pytest.mark.parametrize("count", [1, 2, 7, 20, 30])
def test_a_full_disk_leaves_the_old_site(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    new_site: dict[str, bytes],
    count: int,
) -> None:
    site = Site(tmp_path)
    old = site.build_old()
    with monkeypatch.context() as patch:
        full_after(count, patch)
        with pytest.raises(OSError, match="No space left on device"):
            site.build()
    assert site.shown() == old
    site.build()
    assert site.shown() == new_site


@pytest.mark.parametrize("size_bytes", [100, 4_000, 30_000])
def test_a_limit_on_the_size_of_files_leaves_the_old_site(
    tmp_path: Path, new_site: dict[str, bytes], size_bytes: int
) -> None:
    site = Site(tmp_path)
    old = site.build_old()
    _in_child(lambda: _limited(site, size_bytes))
    assert site.shown() in (old, new_site)
    site.build()
    assert site.shown() == new_site


def _limited(site: Site, size_bytes: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))
    try:
        site.build()
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise


def _in_child(work: Callable[[], object]) -> None:
    steps_of(work)


def test_a_reader_misses_no_file_while_sites_are_published(tmp_path: Path) -> None:
    """Old or new, each time: what stands in every release is there at every moment."""
    output, home = tmp_path / "output", tmp_path / "home"
    paths = [f"people/{number}/index.html" for number in range(60)]

    def publish(word: str) -> None:
        release = Release(output, home)
        for path in paths:
            release.put(path, f"{word} {path}".encode())
        release.put(f"only-{word}", b"")
        release.finish()

    publish("one")
    write_tree(output, {"CNAME": "chat.example.org"})
    is_over = threading.Event()
    missed: list[str] = []

    def read() -> None:
        while not is_over.is_set():
            for path in ("CNAME", paths[0], paths[-1], ".manifest"):
                try:
                    found = (output / path).read_bytes()
                except OSError as error:
                    missed.append(f"{path}: {error}")
                else:
                    if path in paths and not found.endswith(path.encode()):
                        missed.append(f"{path}: {found!r}")

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(40):
        publish(("two", "one")[number % 2])
    is_over.set()
    reader.join()
    assert missed == []
