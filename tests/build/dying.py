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


def dies_at(step: int, work: Callable[[], object]) -> bool:
    """Run work in a child that is killed at a step; False if it ended before that.

    Args:
        step: Counted from one.
        work: What to do; an exception in it fails the test.
    """
    with warnings.catch_warnings():
        # Python 3.12 and later warn of forks beside threads; the child only does the
        # work and ends without cleaning up.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _work_and_exit(step, work)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the work failed in the child"
    return False


def _work_and_exit(step: int, work: Callable[[], object]) -> None:
    left = step
    home = os.getpid()

    def count(event: str, args: tuple[object, ...]) -> None:
        nonlocal left
        if event not in _STEPS or os.getpid() != home:
            return
        if event == "open" and not _is_write(args):
            return
        left -= 1
        if left == 0:
            os.kill(home, signal.SIGKILL)

    try:
        sys.addaudithook(count)
        work()
    except BaseException:  # noqa: BLE001  (the child must not run the tests on)
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _is_write(args: tuple[object, ...]) -> bool:
    mode, flags = args[1], args[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
