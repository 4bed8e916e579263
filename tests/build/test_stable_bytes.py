"""Same input, same bytes, whatever the machine is like."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build import small_site
from tests.build.trees import tree, write_tree

DEMO = Path(__file__).parents[2]
MACHINES = [
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "umask": "077"},
    {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8"},
]


def built_on(machine: dict[str, str], site: Path, jobs: int) -> dict[str, bytes]:
    """Build a site in a process of its own; return what it became."""
    environment = {**os.environ, **machine}
    mask = int(environment.pop("umask", "022"), 8)
    output = site.with_name(f"{site.name}-output")
    command = [sys.executable, "-m", "sitegen", "build", "--site", str(site)]
    subprocess.run(
        [*command, "--output", str(output), "--jobs", str(jobs)],
        cwd=DEMO,
        env=environment,
        umask=mask,
        check=True,
        capture_output=True,
    )
    return tree(output)


def test_two_machines_build_the_same_bytes(tmp_path: Path) -> None:
    files = small_site.first_files() | {
        "content/sessions/tea/2026-03-03.md": "---\ntags: [b, a]\n---\nWords.\n",
        "content/people/mara.md": "---\naliases: [mara]\n---\nBio.\n",
    }
    one = write_tree(tmp_path / "one", files)
    # The other way round on the disk.
    two = write_tree(tmp_path / "deep" / "two", dict(reversed(files.items())))
    assert built_on(MACHINES[0], one, 1) == built_on(MACHINES[1], two, 2)


@pytest.mark.long
def test_two_machines_build_the_demo_site_alike(tmp_path: Path) -> None:
    found = []
    for number, machine in enumerate(MACHINES):
        site = tmp_path / f"site{number}"
        files = {
            f"content/{path}": data for path, data in tree(DEMO / "content").items()
        }
        write_tree(site, {"site.yaml": (DEMO / "site.yaml").read_bytes(), **files})
        found.append(built_on(machine, site, number + 1))
    assert found[0] == found[1]
