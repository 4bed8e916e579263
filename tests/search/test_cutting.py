"""Term shards are filled, and begin where that is told briefly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sitegen.search.cutting import FULL, shard_cuts


def cuts(shared: list[int], sizes: list[int], aim: int) -> list[tuple[int, int]]:
    return list(shard_cuts(np.array(shared), np.array(sizes), aim))


KEYS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 50)), max_size=60)


@given(KEYS, st.integers(1, 200))
def test_shards_hold_every_key_and_no_more_than_they_may(
    keys: list[tuple[int, int]], aim: int
) -> None:
    shared, sizes = [each for each, _ in keys], [size for _, size in keys]
    found = cuts(shared, sizes, aim)
    assert [place for start, end in found for place in range(start, end)] == list(
        range(len(keys))
    )
    for start, end in found:
        assert end - start == 1 or sum(sizes[start:end]) <= aim
    for start, end in found[:-1]:  # one more key would be too much, or it is full
        assert sum(sizes[start : end + 1]) > aim * FULL


def test_a_shard_begins_where_fewer_letters_are_shared() -> None:
    shared = [0, 3, 3, 3, 3, 3, 3, 1, 3, 3, 3, 3]
    assert cuts(shared, [1] * 12, 9) == [(0, 7), (7, 12)]


def test_of_places_alike_the_last_makes_the_fullest_shard() -> None:
    assert cuts([0] + [2] * 11, [1] * 12, 9) == [(0, 9), (9, 12)]


def test_a_key_that_is_too_large_stands_alone() -> None:
    assert cuts([0, 1, 1], [1, 100, 1], 9) == [(0, 1), (1, 2), (2, 3)]


def test_no_keys_make_no_shard() -> None:
    assert cuts([], [], 9) == []
