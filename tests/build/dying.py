"""Run something in a child process that is killed at its N-th step on the disk.

An audit hook counts the steps, so nothing of the program is replaced: the process ends
with SIGKILL right before the step, as if the machine had pulled the plug on it.
"""

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable

_STEPS = frozenset(
    {
        "open",
        "os.link",
        "os.rename",
        "os.remove",
        "os.mkdir",
        "os.rmdir",
        "os.symlink",
        "ctypes.dlsym",  # looked up right before each exchange of folders
    }
)

_NEVER = 10**9


def dies_at(step: int, work: Callable[[], object]) -> bool:
    """Run work in a child that is killed at a step; False if it ended before that.

    Args:
        step: Counted from one.
        work: What to do; an exception in it fails the test.
    """
    return _run(step, work)[0]


def steps_of(work: Callable[[], object]) -> int:
    """Run work in a child; return how many steps it took."""
    return _run(_NEVER, work)[1]


def _run(step: int, work: Callable[[], object]) -> tuple[bool, int]:
    out, into = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 and later warn of forks beside threads; the child only does the
        # work and ends without cleaning up.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _work_and_exit(step, work, into)
    os.close(into)
    with open(out, "rb") as pipe:  # noqa: PTH123  (a handle, not a path)
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True, step
    assert os.waitstatus_to_exitcode(status) == 0, "the work failed in the child"
    return False, int(said)


def _work_and_exit(step: int, work: Callable[[], object], into: int) -> None:
    done = 0
    home = os.getpid()

    def count(event: str, args: tuple[object, ...]) -> None:
        nonlocal done
        if event not in _STEPS or os.getpid() != home:
            return
        if event == "open" and not _is_write(args):
            return
        done += 1
        if done == step:
            os.kill(home, signal.SIGKILL)

    try:
        sys.addaudithook(count)
        work()
        os.write(into, str(done).encode())
    except BaseException:  # noqa: BLE001  (the child must not run the tests on)
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _is_write(args: tuple[object, ...]) -> bool:
    mode, flags = args[1], args[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
