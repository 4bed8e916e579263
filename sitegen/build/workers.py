"""The one way to work in parallel: plain values in, plain values out, in order.

`jobs=1` runs the same function in this process. Any `concurrent.futures.Executor`
fits, which is also the door to a cluster, such as Dask's `Client.get_executor()`.
"""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from sitegen.errors import SitegenError

Task = TypeVar("Task")
Result = TypeVar("Result")

# Results waiting for an earlier one are held in memory. With fewer, a large task at the
# head keeps the next ones from being planned.
_IN_FLIGHT_PER_WORKER = 8


class WorkerDied(SitegenError):
    """A worker was killed, most likely for want of memory."""

    def __init__(self) -> None:
        super().__init__(
            "build: a worker process ended unexpectedly, perhaps for want of memory;"
            " build again with a smaller --jobs"
        )


def default_jobs() -> int:
    """Return the number of cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cyclic garbage seldom while something is built.

    A build makes millions of small frozen values and hardly any cycle; going through
    them again and again took a sixth of an incremental build.
    """
    before = gc.get_threshold()
    _collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _collect_rarely() -> None:
    gc.set_threshold(100_000, 20, 100)


@contextmanager
def workers(jobs: int) -> Iterator[Executor | None]:
    """Open a pool of processes; None stands for this process alone."""
    if jobs <= 1:
        yield None
        return
    with ProcessPoolExecutor(jobs, initializer=_collect_rarely) as pool:
        yield pool


def run(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    pool: Executor | None,
    jobs: int,
) -> Iterator[Result]:
    """Yield `work(task)` for each task, in the order of the tasks.

    Args:
        work: A function of a module, so that it can be sent to another process.
        tasks: Values that can be pickled; taken one by one.
        pool: Where to work; None for this process.
        jobs: How many workers the pool has.

    Raises:
        WorkerDied: The pool is broken.
    """
    if pool is None:
        yield from map(work, tasks)
        return
    waiting: deque[Future[Result]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(work, task))
            if len(waiting) >= jobs * _IN_FLIGHT_PER_WORKER:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenExecutor as error:
        raise WorkerDied from error
    finally:
        for future in waiting:
            future.cancel()


def begin(
    work: Callable[[Task], Result], tasks: Sequence[Task], pool: Executor | None
) -> Iterator[Result]:
    """Begin to work at once, and return the results in the order of the tasks.

    For a few large tasks, to be done while other work is sent through `run`. Without a
    pool each is done when its result is asked for.

    Raises:
        WorkerDied: The pool is broken.
    """
    if pool is None:
        return map(work, tasks)
    try:
        return _results([pool.submit(work, task) for task in tasks])
    except BrokenExecutor as error:
        raise WorkerDied from error


def _results(begun: Sequence[Future[Result]]) -> Iterator[Result]:
    try:
        for future in begun:
            yield future.result()
    except BrokenExecutor as error:
        raise WorkerDied from error
    finally:
        for future in begun:
            future.cancel()
