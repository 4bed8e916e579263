"""upload.sh moves what changed, by content, and nothing else."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from sitegen.build.manifest import MANIFEST, digest_of, manifest_bytes
from sitegen.scaffold.site import new_site

pytestmark = pytest.mark.skipif(
    shutil.which("comm") is None, reason="needs POSIX tools"
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    new_site(tmp_path / "site", date(2026, 4, 1))
    return tmp_path / "site"


def _release(site: Path, **files: str) -> None:
    shutil.rmtree(site / "output", ignore_errors=True)
    owned = {}
    for name, text in files.items():
        path = name.replace("__", "/").replace("_", " ")
        (site / "output" / path).parent.mkdir(parents=True, exist_ok=True)
        (site / "output" / path).write_text(text)
        owned[path] = digest_of(text.encode())
    (site / "output" / MANIFEST).write_bytes(manifest_bytes(owned))


def _upload(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "upload.sh", *arguments],
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_first_upload_brings_everything(site: Path, tmp_path: Path) -> None:
    _release(site, index="a", sessions__tea__index="b", with_space="c")
    done = _upload(site, "--first", str(tmp_path / "www"))
    assert done.stdout.endswith("3 new, 0 changed, 0 removed, of 3\n"), done.stderr
    assert _tree(tmp_path / "www") == _tree(site / "output")


def test_later_ones_bring_what_changed_though_all_times_are_new(
    site: Path, tmp_path: Path
) -> None:
    _release(site, index="a", same="s", gone="g", search__data__root="1")
    _upload(site, "--first", str(tmp_path / "www"))
    before = (tmp_path / "www/same").stat()
    (tmp_path / "www/theirs").write_text("of somebody else")
    _release(site, index="A", same="s", fresh="f", search__data__root="2")
    done = _upload(site, str(tmp_path / "www"))
    assert done.stdout.endswith("1 new, 2 changed, 1 removed, of 4\n"), done.stderr
    after = (tmp_path / "www/same").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert _tree(tmp_path / "www") == {
        **_tree(site / "output"),
        "theirs": "of somebody else",
    }


def test_nothing_changed_uploads_nothing(site: Path, tmp_path: Path) -> None:
    _release(site, index="a")
    _upload(site, "--first", str(tmp_path / "www"))
    done = _upload(site, str(tmp_path / "www"))
    assert done.stdout.endswith("0 new, 0 changed, 0 removed, of 1\n")


def test_an_unreadable_manifest_is_no_empty_one(site: Path, tmp_path: Path) -> None:
    """Taken for empty, files that were taken down would stay for ever."""
    _release(site, index="a")
    (tmp_path / "www").mkdir()
    done = _upload(site, str(tmp_path / "www"))
    assert done.returncode == 1
    assert "for the first upload: --first" in done.stderr
    assert _tree(tmp_path / "www") == {}


def test_without_a_destination_it_says_what_is_missing(site: Path) -> None:
    assert "name a destination" in _upload(site).stderr
