"""Work in this process, in others, or on any executor gives the same, in order."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest

from sitegen.build.workers import default_jobs, run, workers
from sitegen.errors import SitegenError


class TooOdd(SitegenError):
    """A number is odd."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"{number}: {why}")
        self.number = number


def double(number: int) -> int:
    return number * 2


def slowest_first(number: int) -> int:
    time.sleep(0.002 * (10 - number))
    return number


def refuse_seven(number: int) -> int:
    if number == 7:
        raise TooOdd(number, "of all numbers")
    return number


def die(number: int) -> int:
    os._exit(number)


class Counting(Executor):
    """An executor that a cluster might bring: it knows `submit` and nothing else."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(
        self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Future[Any]:
        self.submitted += 1
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (as executors do)
            future.set_exception(error)
        return future


def test_one_process_works_without_a_pool() -> None:
    with workers(1) as pool:
        assert pool is None
        assert list(run(double, range(5), pool, 1)) == [0, 2, 4, 6, 8]


def test_two_processes_give_the_same_in_order() -> None:
    with workers(2) as pool:
        assert list(run(slowest_first, range(10), pool, 2)) == list(range(10))


def test_a_foreign_thread_pool_fits() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(run(slowest_first, range(10), pool, 4)) == list(range(10))


def test_an_executor_of_another_kind_fits() -> None:
    pool = Counting()
    assert list(run(double, range(100), pool, 3)) == [n * 2 for n in range(100)]
    assert pool.submitted == 100


def test_any_start_method_fits() -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        assert list(run(double, range(3), pool, 1)) == [0, 2, 4]


def test_tasks_are_taken_as_they_are_needed() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield number

    results = run(double, tasks(), Counting(), 2)
    assert next(results) == 0
    assert taken <= 16


def test_an_error_comes_back_whole() -> None:
    with workers(2) as pool, pytest.raises(TooOdd, match="7: of all numbers") as caught:
        list(run(refuse_seven, range(20), pool, 2))
    assert caught.value.number == 7


def test_no_task_is_no_work() -> None:
    assert list(run(double, (), Counting(), 2)) == []


def test_a_worker_that_dies_is_told_in_one_sentence() -> None:
    with workers(2) as pool, pytest.raises(SitegenError, match="ended unexpectedly"):
        list(run(die, [3, 3], pool, 2))


def test_there_is_at_least_one_core() -> None:
    assert default_jobs() >= 1
