"""Fragments give back what was put in."""

import math
import zlib

from hypothesis import given
from hypothesis import strategies as st

from sitegen.search.documents import Document, Unit
from sitegen.search.fragments import read_fragment, share, write_fragments

IDS = st.one_of(
    st.integers(0, 1 << 70).map(str),
    st.integers(1_000_000, 1_000_050).map(str),
    st.text("01x٣-", max_size=4),
    st.sampled_from(("9" * 40, "9" * 41, "007", "0", "", "²")),
)


@given(st.lists(IDS, min_size=1, max_size=12), st.text(max_size=5))
def test_ids_and_texts_return(ids: list[str], text: str) -> None:
    documents = tuple(
        Document(each, 100 + place, 0, "ann", "Ann", text)
        for place, each in enumerate(ids)
    )
    unit = Unit("k", "c", "session", "t", "u/", 0, 9, documents)
    _, files = write_fragments(unit, 8)
    found = [
        message
        for file in files
        for message in read_fragment(zlib.decompress(file.data)[4:]).messages
    ]
    assert [message.id for message in found] == ids
    assert {message.text for message in found} == {text}


def test_a_number_after_a_number_is_written_as_the_difference() -> None:
    documents = tuple(
        Document(each, 0, 0, "ann", "Ann", "")
        for each in ("5459968236978176000", "5459968555745280001", "7", "x")
    )
    unit = Unit("k", "c", "session", "t", "u/", 0, 9, documents)
    _, (file,) = write_fragments(unit, 8)
    assert b'["5459968236978176000",318767104001,"7","x"]' in zlib.decompress(file.data)


@given(st.integers(1, 5_000), st.integers(1, 80))
def test_a_unit_is_shared_out_to_as_few_fragments_as_can_be(
    documents: int, most: int
) -> None:
    size = share(documents, most)
    fragments = math.ceil(documents / most)
    assert size <= most
    assert math.ceil(documents / size) <= fragments
    assert size == math.ceil(documents / fragments)


def test_a_unit_just_above_one_fragment_has_two_halves() -> None:
    assert share(63, 62) == 32
    assert share(62, 62) == 62
