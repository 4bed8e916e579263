"""The short cut for a site in which nothing changed."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build.unchanged import HOME, look_at, remember, standing
from sitegen.commands.building import Request, build_site
from tests.build.small_site import first_files, write_files

WISH = (1, False, False)


def _silent(_text: str) -> None:
    """Say nothing."""


def _build(site: Path) -> str:
    return build_site(site, site / "output", Request(jobs=1), _silent)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a built site whose files are old enough to be trusted."""
    write_files(tmp_path, {}, first_files())
    (tmp_path / "content" / "pages").mkdir(exist_ok=True)
    for _ in range(20):  # a build in memory may end within a tick of the clock
        _build(tmp_path)
        if _is_known(tmp_path):
            break
    return tmp_path


def _is_known(site: Path, wish: object = WISH) -> bool:
    return standing(site, site / HOME, site / "output", wish) is not None


def _rewritten(path: Path) -> None:
    """Write a file anew with its size and its time of change."""
    before = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "an edited page": lambda s: _rewritten(s / "output" / "index.html"),
    "a deleted page": lambda s: (s / "output" / "index.html").unlink(),
    "a deleted manifest": lambda s: (s / "output" / ".manifest").unlink(),
    "an edited configuration": lambda s: _rewritten(s / "site.yaml"),
    "an edited transcript": lambda s: _rewritten(
        next((s / "content" / "transcripts").rglob("*.jsonl"))
    ),
    "a deleted transcript": lambda s: next(
        (s / "content" / "transcripts").rglob("*.jsonl")
    ).unlink(),
    "a new file": lambda s: (s / "content" / "pages" / "new.md").write_text("x"),
    "a new theme": lambda s: (s / "themes" / "mine").mkdir(parents=True),
    "a deleted memory": lambda s: next((s / HOME).glob("unchanged-*")).unlink(),
    "a cut memory": lambda s: os.truncate(next((s / HOME).glob("unchanged-*")), 700),
}


def test_nothing_changed_is_known_and_said_again(site: Path) -> None:
    """The same numbers are printed, and no large library is loaded."""
    assert _is_known(site)
    heavy = {"numpy", "jinja2", "babel", "msgspec", "pydantic"}
    code = (
        "import sys, atexit;"
        f"atexit.register(lambda: print({heavy} & set(sys.modules)));"
        "from sitegen.cli import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "build", "--site", str(site), "--jobs", "1"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    first, second, loaded = ran.stdout.splitlines()
    assert first.startswith("0 files written, ")
    assert second == _build(site).splitlines()[1]
    assert loaded == "set()"


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_leads_to_the_build(
    site: Path, change: Callable[[Path], object]
) -> None:
    """What was edited, added or removed in the site or its output is seen."""
    change(site)
    assert not _is_known(site)


@pytest.mark.parametrize("wish", [(2, False, False), (1, True, False), (1, False, 1)])
def test_other_options_lead_to_the_build(site: Path, wish: object) -> None:
    """A build is known again by all its options."""
    assert not _is_known(site, wish)


def test_another_output_is_not_known(site: Path) -> None:
    """Each output folder has a memory of its own."""
    assert standing(site, site / HOME, site / "elsewhere", WISH) is None


def test_files_of_the_same_moment_are_not_trusted(site: Path) -> None:
    """A file written right before the build could be written again unseen."""
    home, output = site / HOME, site / "output"
    look = look_at(site, WISH)
    said = standing(site, home, output, WISH)
    assert said is not None
    remember(home, output, look, look.newest_ns + 50_000_000, said)
    assert not _is_known(site)
    remember(home, output, look, look.newest_ns + 500_000_000, said)
    assert _is_known(site)
