"""Numbers and sorted texts come back from bytes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.search import columns, varints
from sitegen.search.varints import Cursor

TEXTS = st.lists(
    st.one_of(st.binary(max_size=40), st.text("ab\0", max_size=40).map(str.encode))
)


@settings(deadline=None)
@given(TEXTS)
def test_front_coded_texts_come_back(texts: list[bytes]) -> None:
    ordered = sorted(texts)
    out = bytearray()
    varints.put_front_coded(out, ordered)
    cursor = Cursor(bytes(out) + b"rest")
    assert cursor.front_coded(len(ordered)) == ordered
    assert cursor.take(4) == b"rest"


@settings(deadline=None)
@given(TEXTS)
def test_shared_prefixes_are_those_of_neighbors(texts: list[bytes]) -> None:
    shared = varints.shared_prefixes(texts).tolist() if texts else []
    assert shared == [
        varints.common_prefix(before, text)
        for before, text in zip([b"", *texts], texts, strict=False)
    ]


@settings(deadline=None)
@given(st.lists(st.integers(0, (1 << 32) - 1)))
def test_a_column_comes_back(numbers: list[int]) -> None:
    packed = columns.pack(np.array(numbers, np.int64))
    assert columns.unpack(packed).tolist() == numbers


def test_a_column_takes_what_its_greatest_number_needs() -> None:
    for most, width in ((255, 1), (256, 2), (65_535, 2), (65_536, 4)):
        assert len(columns.pack(np.array([0, most]))) == 1 + 2 * width


def test_many_texts_are_compared_in_stretches() -> None:
    texts = [b"%07d" % number for number in range(2 * varints.TEXTS + 3)]
    assert varints.shared_prefixes(texts).tolist() == [
        0,
        *map(varints.common_prefix, texts, texts[1:]),
    ]
