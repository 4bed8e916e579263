"""JSON of foreign origin is read item by item."""

import pytest

from sitegen.importers.json_items import Unreadable, clean, fields, identifier, items

DEEP = b"[" * 100_000 + b"]" * 100_000


def readable(data: bytes, key: str | None = None) -> list[object]:
    return [item for _, item in items(data, key) if not isinstance(item, Unreadable)]


def test_items_are_numbered_from_one() -> None:
    assert list(items(b'["a", {"b": 1}]')) == [(1, "a"), (2, {"b": 1})]


def test_an_item_nested_too_deeply_costs_that_item() -> None:
    assert readable(b"[1, " + DEEP + b", 2]") == [1, 2]


def test_what_stands_before_a_break_is_read() -> None:
    found = list(items(b'{"x": 1, "messages": [{"id": 1}, {"id": 2}, {"i', "messages"))
    assert [number for number, _ in found] == [1, 2, 3]
    assert readable(b'{"messages": [{"id": 1}, {"i', "messages") == [{"id": 1}]


def test_other_fields_are_known_even_if_the_list_breaks_off() -> None:
    whole = b'{"guild": {"id": "1"}, "messages": [{}], "messageCount": 1}'
    assert fields(whole, "messages") == {"guild": {"id": "1"}, "messageCount": 1}
    assert fields(whole[:40], "messages") == {"guild": {"id": "1"}}


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"[", b"\xff\xfe", b"[[[", b"7"])
def test_bytes_that_are_no_list_are_one_unreadable_item(data: bytes) -> None:
    found = list(items(data))
    assert len(found) == 1
    assert isinstance(found[0][1], Unreadable)


def test_a_lone_surrogate_is_replaced() -> None:
    (_, found), *_ = items(b'["a \\ud800 b"]')
    assert isinstance(found, str)
    assert clean(found) == "a \ufffd b"


def test_an_id_is_text_or_a_whole_number() -> None:
    given = ["7", 7, 7.0, True, None, [7], 10**40]
    assert [identifier(one) for one in given] == ["7", "7", "", "", "", "", ""]


def test_utf_16_with_a_mark_is_read() -> None:
    assert readable('["ä"]'.encode("utf-16")) == ["ä"]
