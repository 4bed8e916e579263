"""What the benchmarks measure is what happened."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks.measure import CommandFailed, Cost, median, run, snapshot, written


def test_processor_time_of_children_counts() -> None:
    """A command's CPU time holds that of the processes it started."""
    work = (
        "import time; t = time.process_time()\nwhile time.process_time() - t < 0.2: 0"
    )
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    cost = run([sys.executable, "-c", parent])
    assert cost.cpu_seconds >= 0.2
    assert cost.wall_seconds >= 0.2


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs /proc")
def test_memory_of_children_counts() -> None:
    """The peak is summed over the tree: 30 MB in the child are seen."""
    work = "import time; held = b'x' * 30_000_000; time.sleep(0.4)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    cost = run([sys.executable, "-c", parent])
    assert cost.peak_bytes is not None
    assert cost.peak_bytes > 30_000_000


def test_a_failing_command_says_what_it_said() -> None:
    with pytest.raises(CommandFailed, match="status 3: no such hat"):
        run([sys.executable, "-c", "print('no such hat'); raise SystemExit(3)"])


def test_a_command_runs_in_its_folder(tmp_path: Path) -> None:
    run([sys.executable, "-c", "open('made', 'w').close()"], tmp_path)
    assert (tmp_path / "made").exists()


def test_the_median_keeps_the_highest_peak() -> None:
    costs = [Cost(3.0, 5.0, 10), Cost(1.0, 4.0, 30), Cost(2.0, 9.0, 20)]
    assert median(costs) == Cost(2.0, 5.0, 30)
    assert median([Cost(1.0, 1.0, None)]).peak_bytes is None


def test_rewritten_new_and_removed_files_are_told_from_untouched_ones(
    tmp_path: Path,
) -> None:
    """A file with the same size and another time was written."""
    for name in ("same", "rewritten", "gone"):
        (tmp_path / name).write_text("12345")
    before = snapshot(tmp_path)
    (tmp_path / "gone").unlink()
    (tmp_path / "rewritten").write_text("54321")
    os.utime(tmp_path / "rewritten", ns=(1, 1))
    (tmp_path / "new").mkdir()
    (tmp_path / "new/one").write_text("1")
    changes = written(before, snapshot(tmp_path))
    assert (changes.files, changes.size_bytes, changes.removed) == (2, 6, 1)
    assert (changes.all_files, changes.all_bytes) == (3, 11)
