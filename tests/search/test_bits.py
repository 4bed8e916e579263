"""Documents as bits come back, in as few bytes as they should take."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.search import bits
from sitegen.search.varints import Cursor

SPAN = 5000
LISTS = st.lists(st.sets(st.integers(0, SPAN - 1), min_size=1), max_size=6)


@settings(deadline=None)
@given(LISTS)
def test_lists_of_documents_come_back(lists: list[set[int]]) -> None:
    counts = np.array([len(each) for each in lists], np.int64)
    low = np.repeat(bits.widths(counts, SPAN), counts)
    gaps = [np.diff(sorted(each), prepend=-1) - 1 for each in lists]
    whole = np.concatenate([np.zeros(0, np.int64), *gaps])
    cursor = Cursor(bits.encode(whole, low) + b"rest")
    assert bits.decode(cursor, low).tolist() == whole.tolist()
    assert cursor.take(4) == b"rest"


@settings(deadline=None)
@given(st.integers(1, SPAN), st.integers(1, 1 << 40))
def test_widths_are_those_of_single_counts(count: int, span: int) -> None:
    assert bits.widths(np.array([count]), span).tolist() == [bits.width(count, span)]


def test_half_of_the_documents_are_a_bitmap() -> None:
    gaps = np.array([0, 1, 1, 0, 2])  # documents 0, 2, 4, 5 and 8
    assert bits.encode(gaps, np.zeros(5, np.int64)) == bytes((0b00110101, 0b1))


def test_cut_bits_are_refused() -> None:
    low = np.full(3, 4)
    data = bits.encode(np.array([70, 3, 40]), low)
    for size in range(len(data)):
        with pytest.raises(ValueError, match="data"):
            bits.decode(Cursor(data[:size]), low)
