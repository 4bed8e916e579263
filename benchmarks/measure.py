"""What a command costs, and what it changed in a folder.

    run(command) --> Cost(wall, CPU, peak memory)       of the whole process tree
    snapshot(folder) --> Stamps;  written(before, after) --> Written(files, bytes, ...)

Time is the kernel's own count, asked for when the processes end (`wait4`). Memory is
sampled, since the kernel keeps no peak of a sum: every 50 ms the proportional set sizes
of all processes of the tree are added, which counts shared pages once. A peak shorter
than that is missed. Where there is no `/proc`, memory is not known.
"""

import ctypes
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_SECONDS = 0.05
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h

Command = list[str | Path]
Stamps = Mapping[str, tuple[int, int, int]]  # path: size, mtime in ns, inode


class CommandFailed(Exception):
    """A measured command ended with an error."""

    def __init__(self, command: Command, status: int, said: str) -> None:
        words = " ".join(map(str, command))
        super().__init__(f"{words}: status {status}: {said.strip()[-2000:]}")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    wall_seconds: float
    cpu_seconds: float  # user and system, of all processes
    peak_bytes: int | None  # summed over processes; None: not known here


@dataclass(frozen=True, slots=True)
class Written:
    """What a command did to a folder."""

    files: int  # new or rewritten
    size_bytes: int  # of these
    removed: int
    all_files: int
    all_bytes: int


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work and what it took."""

    name: str  # for --only and targets
    title: str
    cost: Cost
    written: Written


def run(command: Command, folder: Path | None = None) -> Cost:
    """Run a command to its end in a folder, its output aside.

    Raises:
        CommandFailed: With the end of what the command said.
    """
    _adopt_orphans()
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        sampler = _Sampler(process.pid)
        sampler.start()
        wall = cpu = 0.0
        try:
            while True:
                # The process group also holds orphans that came to us.
                pid, status, usage = os.wait4(-process.pid, 0)
                cpu += usage.ru_utime + usage.ru_stime
                if pid == process.pid:
                    wall = time.perf_counter() - start
                    process.returncode = os.waitstatus_to_exitcode(status)
        except ChildProcessError:
            pass  # all of the group have ended
        except KeyboardInterrupt:
            os.killpg(process.pid, signal.SIGKILL)  # the terminal's did not reach it
            raise
        finally:
            sampler.stop()
        if process.returncode:
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
            raise CommandFailed(command, process.returncode, text)
    return Cost(wall, cpu, sampler.peak_bytes)


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of times, and the highest peak."""
    peaks = [cost.peak_bytes for cost in costs if cost.peak_bytes is not None]
    return Cost(
        statistics.median(cost.wall_seconds for cost in costs),
        statistics.median(cost.cpu_seconds for cost in costs),
        max(peaks, default=None),
    )


def snapshot(folder: Path) -> Stamps:
    """Return what can be told of each file without reading it."""
    found: dict[str, tuple[int, int, int]] = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)  # noqa: PTH118 - a third of Path's time
            stat = os.lstat(path)
            found[path] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return found


def written(before: Stamps, after: Stamps) -> Written:
    """Compare two snapshots: a file is written if any of its stamps is another."""
    new = [stamp for path, stamp in after.items() if before.get(path) != stamp]
    return Written(
        files=len(new),
        size_bytes=sum(size for size, _, _ in new),
        removed=len(before.keys() - after.keys()),
        all_files=len(after),
        all_bytes=sum(size for size, _, _ in after.values()),
    )


def _environment() -> dict[str, str]:
    """Return ours, with compiled modules of Python kept as on any host's machine."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}


class _Sampler(threading.Thread):
    """Adds up the memory of a process tree until stopped."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self.peak_bytes: int | None = None

    def run(self) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            start = time.thread_time()
            size = sum(_pss(pid) for pid in _tree(self._pid))
            if size:
                self.peak_bytes = max(size, self.peak_bytes or 0)
            # Looking takes longer the more memory there is; it stays below a tenth.
            pause = max(_SAMPLE_SECONDS, 10 * (time.thread_time() - start))

    def stop(self) -> None:
        """End sampling."""
        self._ended.set()
        self.join()


def _tree(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for parent in found:  # grows while it is walked
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # it has ended
    return found


def _pss(pid: int) -> int:
    """Return the proportional set size of a process in bytes; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    for line in lines:
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _adopt_orphans() -> None:
    """Let processes whose parent ends before them count as ours (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
