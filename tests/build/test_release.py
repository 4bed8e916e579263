"""Publishing: complete before visible, the host's files kept, nothing left behind."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sitegen.build import release as release_module
from sitegen.build.host_files import InTheWay
from sitegen.build.manifest import MANIFEST, BadManifest, manifest_bytes, read_manifest
from sitegen.build.release import NotAFolder, Outcome, PathTwice, Release
from tests.build.dying import dies_at
from tests.build.trees import inodes, tree, write_tree

Files = Mapping[str, str]

ONE: Files = {
    "index.html": "one",
    "people/mara/index.html": "mara",
    "people/tom/index.html": "tom",
    "search/data/root.json": "root 1",
    "search/data/aa.bin": "shard",
    "thing": "a file",
    "place/inner": "in a folder",
}
TWO: Files = {
    "index.html": "two",
    "people/mara/index.html": "mara",
    "people/mara/2/index.html": "more of mara",
    "search/data/root.json": "root 2",
    "search/data/bb.bin": "another shard",
    "thing/inner": "now a folder",
    "place": "now a file",
}
HOST: Files = {
    "CNAME": "chat.example.org",
    "people/notes.txt": "the host's",
    ".git/HEAD": "ref: refs/heads/pages",
    ".git/objects/aa/bb": "object",
    ".gitkeep": "",
}


class Place:
    """An output folder and the site that publishes to it."""

    def __init__(self, root: Path) -> None:
        self.home = root / "site" / ".sitegen"
        self.output = root / "output"

    def publish(self, files: Files) -> Outcome:
        release = Release(self.output, self.home)
        for path, content in files.items():
            release.put(path, content.encode())
        return release.finish()

    def shown(self) -> dict[str, bytes]:
        return tree(self.output)

    def files_left_elsewhere(self) -> set[str]:
        """Return what lies in the staging folder and not in the output."""
        staging = Release(self.output, self.home)._staging
        return tree(staging).keys() - self.shown().keys() - {".mirror"}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture(params=["exchange", "in-place"])
def any_way(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    if request.param == "in-place":
        monkeypatch.setattr(release_module, "exchange", lambda *_: False)
    return request.param  # type: ignore[no-any-return]


def encoded(files: Files) -> dict[str, bytes]:
    return {path: content.encode() for path, content in files.items()}


def with_manifest(files: Files) -> dict[str, bytes]:
    import hashlib

    digests = {p: hashlib.sha256(c.encode()).hexdigest() for p, c in files.items()}
    return encoded(files) | {MANIFEST: manifest_bytes(digests)}


def test_the_first_release_appears_whole(place: Place) -> None:
    outcome = place.publish(ONE)
    assert place.shown() == with_manifest(ONE)
    assert outcome == Outcome(tuple(sorted(ONE)), 0, (), "rename")


def test_a_later_release_replaces_it(place: Place, any_way: str) -> None:
    place.publish(ONE)
    outcome = place.publish(TWO)
    assert place.shown() == with_manifest(TWO)
    assert outcome.how == any_way
    assert outcome.unchanged == 1
    assert set(outcome.written) == set(TWO) - {"people/mara/index.html"}
    assert set(outcome.removed) == set(ONE) - set(TWO)


def test_going_back_and_forth_leaves_nothing_behind(place: Place, any_way: str) -> None:
    for files in (ONE, TWO, ONE, TWO, {"index.html": "alone"}, ONE):
        place.publish(files)
        assert place.shown() == with_manifest(files)
        assert place.files_left_elsewhere() == set()
    assert any_way


def test_an_unchanged_file_keeps_its_inode_and_time(place: Place) -> None:
    place.publish(ONE)
    kept = place.output / "people/mara/index.html"
    os.utime(kept, ns=(1_000_000_000, 1_000_000_000))
    before = inodes(place.output)
    place.publish(TWO)
    place.publish(ONE)
    assert (
        inodes(place.output)["people/mara/index.html"]
        == (before["people/mara/index.html"])
    )
    assert kept.stat().st_mtime_ns == 1_000_000_000


def test_a_release_of_the_same_touches_nothing(place: Place) -> None:
    place.publish(ONE)
    before = inodes(place.output)
    times = {p: (place.output / p).stat().st_mtime_ns for p in before}
    folder = place.output.stat()
    assert place.publish(ONE) == Outcome((), len(ONE), (), "nothing")
    assert inodes(place.output) == before
    assert {p: (place.output / p).stat().st_mtime_ns for p in before} == times
    assert place.output.stat().st_ino == folder.st_ino


def test_the_mirror_shares_its_files_with_the_output(place: Place) -> None:
    place.publish(ONE)
    place.publish(TWO)
    staging = inodes(Release(place.output, place.home)._staging)
    shown = inodes(place.output)
    assert {p: staging[p] for p in TWO} == {p: shown[p] for p in TWO}


@pytest.mark.parametrize("first", [{}, ONE])
def test_the_hosts_files_survive(place: Place, any_way: str, first: Files) -> None:
    if first:
        place.publish(first)
    write_tree(place.output, HOST)
    (place.output / "empty").mkdir()
    (place.output / "elsewhere").symlink_to("people", target_is_directory=True)
    (place.output / "dangling").symlink_to("nowhere")
    for files in (TWO, ONE, TWO):
        place.publish(files)
        expected = with_manifest(files) | encoded(HOST)
        found = place.shown()
        assert {p: found[p] for p in expected} == expected
        assert (place.output / "empty").is_dir()
        assert (place.output / "elsewhere").readlink() == Path("people")
        assert (place.output / "dangling").readlink() == Path("nowhere")
    assert any_way


def test_what_the_host_changes_and_deletes_stays_so(place: Place) -> None:
    place.publish(ONE)
    write_tree(place.output, HOST)
    place.publish(TWO)
    (place.output / "CNAME.new").write_text("other.example.org")
    (place.output / "CNAME.new").replace(place.output / "CNAME")
    (place.output / "people/notes.txt").unlink()
    shutil.rmtree(place.output / ".git")
    place.publish(ONE)
    place.publish(TWO)
    assert place.shown() == with_manifest(TWO) | {
        "CNAME": b"other.example.org",
        ".gitkeep": b"",
    }


def test_a_dot_folder_may_hold_files_of_both(place: Place, any_way: str) -> None:
    mine = {**ONE, ".well-known/mine": "1"}
    place.publish(mine)
    write_tree(place.output, {".well-known/yours": "2"})
    place.publish({**TWO, ".well-known/mine": "3"})
    assert place.shown()[".well-known/mine"] == b"3"
    assert place.shown()[".well-known/yours"] == b"2"
    place.publish(TWO)
    assert place.shown() == with_manifest(TWO) | {".well-known/yours": b"2"}
    assert any_way


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("index.html", "index.html"),
        ("people", "people/mara/index.html"),
        ("thing/inner/more", "thing"),
    ],
)
def test_a_file_in_the_way_is_refused_first(
    place: Place, theirs: str, ours: str
) -> None:
    write_tree(place.output, {theirs: "the host's"})
    with pytest.raises(InTheWay, match=f"{place.output / theirs}: not written by"):
        place.publish({"aaa": "before it", ours: "a page"})
    assert place.shown() == {theirs: b"the host's"}


def test_a_link_to_a_folder_is_in_the_way(place: Place) -> None:
    write_tree(place.output, {"real/file": "the host's"})
    (place.output / "people").symlink_to("real", target_is_directory=True)
    with pytest.raises(InTheWay, match="people: not written by sitegen"):
        place.publish(ONE)
    assert (place.output / "people").is_symlink()


def test_an_output_that_is_a_file_is_refused(place: Place) -> None:
    place.output.write_text("the host's")
    with pytest.raises(NotAFolder, match="output: not a folder; choose another"):
        place.publish(ONE)
    assert place.output.read_text() == "the host's"


def test_a_file_and_a_folder_of_one_name_are_refused(place: Place) -> None:
    place.publish(ONE)
    with pytest.raises(PathTwice, match="people: cannot be a file, since the site has"):
        place.publish({**ONE, "people": "a file"})
    assert place.shown() == with_manifest(ONE)


def test_deleting_the_memory_changes_nothing(place: Place, any_way: str) -> None:
    place.publish(ONE)
    write_tree(place.output, HOST)
    shutil.rmtree(place.home)
    assert place.publish(ONE).how == "nothing"
    shutil.rmtree(place.home)
    place.publish(TWO)
    assert place.shown() == with_manifest(TWO) | encoded(HOST)
    assert any_way


def test_output_altered_by_hand_is_repaired(place: Place, any_way: str) -> None:
    place.publish(ONE)
    with (place.output / "index.html").open("a") as file:
        file.write(" and more")
    (place.output / "thing").unlink()
    shutil.rmtree(place.output / "people")
    outcome = place.publish(ONE)
    assert place.shown() == with_manifest(ONE)
    assert outcome.written == (
        "index.html",
        "people/mara/index.html",
        "people/tom/index.html",
        "thing",
    )
    assert any_way


def test_a_file_that_became_a_link_is_repaired(place: Place) -> None:
    place.publish(ONE)
    (place.output.parent / "copy").write_text("one")
    (place.output / "index.html").unlink()
    (place.output / "index.html").symlink_to("../copy")
    place.publish(ONE)
    assert not (place.output / "index.html").is_symlink()
    assert place.shown() == with_manifest(ONE)


def test_an_altered_mirror_is_repaired(place: Place) -> None:
    place.publish(ONE)
    staging = Release(place.output, place.home)._staging
    (staging / "people/mara/index.html").unlink()
    (staging / "thing").unlink()
    (staging / "thing").write_text("of another inode")
    place.publish({**ONE, "index.html": "two"})
    assert place.shown() == with_manifest({**ONE, "index.html": "two"})


def test_an_output_deleted_by_hand_is_written_again(place: Place) -> None:
    place.publish(ONE)
    shutil.rmtree(place.output)
    place.publish(ONE)
    assert place.shown() == with_manifest(ONE)


def test_an_output_that_is_a_link_is_followed(tmp_path: Path) -> None:
    place = Place(tmp_path)
    (tmp_path / "srv" / "www").mkdir(parents=True)
    place.output.symlink_to("srv/www", target_is_directory=True)
    place.publish(ONE)
    place.publish(TWO)
    assert place.output.is_symlink()
    assert tree(tmp_path / "srv" / "www") == with_manifest(TWO)


def test_a_release_that_failed_leaves_no_trace_in_the_next(place: Place) -> None:
    place.publish(ONE)
    failed = Release(place.output, place.home)
    failed.put("index.html", b"never published")
    failed.put("never.html", b"never published")
    place.publish({**ONE, "thing": "changed"})
    assert place.shown() == with_manifest({**ONE, "thing": "changed"})
    failed = Release(place.output, place.home)
    failed.put("index.html", b"never published")
    assert place.publish({**ONE, "thing": "changed"}).how == "nothing"
    assert place.shown() == with_manifest({**ONE, "thing": "changed"})


def test_a_path_put_twice_has_its_last_content(place: Place) -> None:
    place.publish(ONE)
    release = Release(place.output, place.home)
    for path, content in ONE.items():
        release.put(path, content.encode())
    release.put("index.html", b"changed")
    release.put("index.html", b"one")
    release.finish()
    assert place.shown() == with_manifest(ONE)


def test_a_manifest_is_sorted_and_read_back(tmp_path: Path) -> None:
    owned = {"b c/d\u2028e": "1" * 64, "a": "2" * 64}
    (tmp_path / MANIFEST).write_bytes(manifest_bytes(owned))
    assert (
        manifest_bytes(owned).decode() == f"{'2' * 64}  a\n{'1' * 64}  b c/d\u2028e\n"
    )
    assert read_manifest(tmp_path) == owned


@pytest.mark.parametrize(
    "line",
    ["x", "1" * 64 + " a", "1" * 64 + "  ../a", "1" * 64 + "  /a", "1" * 64 + "  "],
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / MANIFEST).write_text(f"{'1' * 64}  fine\n{line}\n")
    with pytest.raises(BadManifest, match=r"\.manifest:2: not a line of a manifest"):
        read_manifest(tmp_path)


def test_an_empty_manifest_owns_nothing(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}
    (tmp_path / MANIFEST).write_text("")
    assert read_manifest(tmp_path) == {}


def test_a_kill_leaves_the_old_or_the_new_release(tmp_path: Path) -> None:
    """Whatever the step, with the host's files; the next release needs no cleaning."""
    seen = set()
    for step in range(1, 1000):
        place = Place(tmp_path / str(step))
        place.publish(ONE)
        write_tree(place.output, HOST)
        died = dies_at(step, lambda place=place: place.publish(TWO))  # type: ignore[misc]
        found = {p: c for p, c in place.shown().items() if not p.startswith(".git/")}
        host = {p: c for p, c in encoded(HOST).items() if not p.startswith(".git/")}
        old, new = with_manifest(ONE) | host, with_manifest(TWO) | host
        assert found in (old, new)
        seen.add(found == new)
        following = ONE if step % 2 else TWO
        place.publish(following)
        assert place.shown() == with_manifest(following) | encoded(HOST)
        assert place.files_left_elsewhere() == set()
        if not died:
            break
    assert not died
    assert seen == {True, False}
    assert step > 40


def test_a_kill_while_publishing_in_place_is_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_module, "exchange", lambda *_: False)
    for step in range(1, 1000):
        place = Place(tmp_path / str(step))
        place.publish(ONE)
        write_tree(place.output, HOST)
        died = dies_at(step, lambda place=place: place.publish(TWO))  # type: ignore[misc]
        following = ONE if step % 2 else TWO
        place.publish(following)
        assert place.shown() == with_manifest(following) | encoded(HOST)
        if not died:
            break
    assert not died
