"""`sitegen export` writes to a file or to stdout, and talks on stderr."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sitegen.scaffold.site import new_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    new_site(folder, date(2026, 4, 1))
    return folder


def _export(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sitegen", "export", "--site", str(site), *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_data_goes_to_stdout_and_talk_to_stderr(site: Path) -> None:
    done = _export(site, "--format", "json")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 26
    assert done.stderr == "standard output: 26 messages\n"


def test_an_unknown_format_is_a_usage_error(site: Path) -> None:
    done = _export(site, "--format", "sqlit")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'sqlite'?" in done.stderr
