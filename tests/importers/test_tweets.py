"""Facts about tweet ids, times, texts and tables that no single case shows."""

from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.importers import catalog
from sitegen.importers.base import Skip
from sitegen.importers.export import FolderExport
from sitegen.importers.json_lines import json_items
from sitegen.importers.limits import Limits
from sitegen.importers.rounded_ids import TrueIds, is_rounded_column, reference
from sitegen.importers.tables import find_table, read_table
from sitegen.importers.tweets import (
    OddTweet,
    Span,
    decode,
    id_in_url,
    id_time,
    is_id,
    tweet_time,
    unescape,
    written_time,
)
from sitegen.importers.zones import zone_of

ID = "1186399698480857088"
TIME = datetime(2019, 10, 21, 21, 51, 45, tzinfo=UTC)


def test_an_id_holds_its_time_since_november_2010() -> None:
    assert id_time(ID) == TIME
    assert id_time("29700859246") is None


@pytest.mark.parametrize("text", ["", "0", "012", "1.2E+18", "-5", "²", "9" * 19, " 1"])
def test_what_is_not_all_digits_of_63_bits_is_no_id(text: str) -> None:
    assert not is_id(text)


def test_an_id_is_found_in_any_form_of_status_address() -> None:
    for form in (
        "twitter.com/a/status/",
        "www.twitter.com/a/statuses/",
        "x.com/i/status/",
    ):
        assert id_in_url(f"https://{form}{ID}?s=20") == ID
    assert id_in_url(f"https://twitter.com/a/status/{ID}00000") is None


@pytest.mark.parametrize(
    "text",
    [
        "Mon Oct 21 21:51:45 +0000 2019",
        "Mon, 21 Oct 2019 21:51:45 +0000",
        "2019-10-21T21:51:45.000Z",
        "2019-10-21 21:51:45 +0000",
        "2019-10-21T23:51:45+02:00",
        "1571694705",
    ],
)
def test_times_with_a_zone_are_read(text: str) -> None:
    assert written_time(text) == TIME


@pytest.mark.parametrize(
    "text",
    [
        "21/10/2019 22:51:45",
        "2019-10-21T21:51:45",
        "",
        "9" * 40,
        "1571694705000",
        "Mon Foo 21 21:51:45 +0000 2019",
        "Mon Feb 31 21:51:45 +0000 2019",
    ],
)
def test_times_without_a_zone_or_sense_are_none(text: str) -> None:
    assert written_time(text) is None


def test_a_time_far_from_the_ids_is_odd() -> None:
    assert tweet_time(ID, TIME + timedelta(seconds=1)) == TIME
    with pytest.raises(OddTweet, match="but says"):
        tweet_time(ID, TIME + timedelta(hours=1))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "é", "🍰", "&amp;", "&lt;", "&gt;", " ", "&"]),
            st.booleans(),
        ),
        max_size=30,
    )
)
def test_spans_move_with_the_text_they_mark(pieces: list[tuple[str, bool]]) -> None:
    """Whatever stands in an escaped text, a span marks the same words unescaped."""
    escaped, spans = "", []
    for number, (piece, marked) in enumerate(pieces):
        if marked:
            tag = f"#t{number}"
            spans.append(Span(len(escaped), len(escaped) + len(tag), "hashtag", tag))
            escaped += tag + " "
        escaped += piece
    text, entities = decode(escaped, spans)
    assert text == unescape(escaped)
    assert [text[e.start : e.end] for e in entities] == [s.needle for s in spans]


def test_entities_are_unescaped_once() -> None:
    assert unescape("&amp;lt; &eacute; &copy &quot;") == '&lt; &eacute; &copy "'


def test_a_rounded_reference_is_mended_only_if_one_id_fits() -> None:
    ids = TrueIds()
    ids.add("591403817444446209")
    assert (
        reference("591403817444446000", rounded=True, ids=ids) == "591403817444446209"
    )
    assert (
        reference("591403817444446000", rounded=False, ids=ids) == "591403817444446000"
    )
    assert reference("5.91403817444446E+17", rounded=True, ids=ids) is None
    ids.add("591403817444446210")
    assert reference("591403817444446000", rounded=True, ids=ids) is None


def test_a_column_is_rounded_if_most_of_its_long_ids_end_in_zeros() -> None:
    assert is_rounded_column(["591403817444446000", "591403817444447000", "7"])
    assert not is_rounded_column(["591403817444446000", "591403817444446209"])
    assert not is_rounded_column([])


@pytest.mark.parametrize(
    "key", ["America/New_York", "Europe/London", "Asia/Kolkata", "UTC"]
)
def test_a_zone_is_found_from_instants_of_a_year(key: str) -> None:
    instants = [datetime(2021, month, 5, 20, 0, tzinfo=UTC) for month in range(1, 13)]
    local = [i.astimezone(ZoneInfo(key)).replace(tzinfo=None) for i in instants]
    assert str(zone_of(list(zip(local, instants, strict=True)))) == key


def test_a_table_names_physical_lines_and_survives_an_open_quote(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.csv"
    path.write_text('id,text\n1,"two\nlines"\n2,b\n3,"open' + "x" * 200_000 + "\n4,d\n")
    export = FolderExport(path)
    table = find_table(export, "t.csv", frozenset({"id", "text"}))
    assert table is not None
    records = list(read_table(export, "t.csv", table, ("id",)))
    lines = [str(r.place if isinstance(r, Skip) else r[0]) for r in records]
    assert lines == ["t.csv:2", "t.csv:4", "t.csv:5", "t.csv:6"]
    assert [isinstance(record, Skip) for record in records] == [
        False,
        False,
        True,
        False,
    ]


def test_a_line_of_json_beyond_the_limit_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(b'{"a": 1}\n{"b": "' + b"x" * 300_000 + b'"}\n{"c": 3}\n{"d": 4}')
    export = FolderExport(path, Limits(line_size=1000))
    found = [(str(place), len(raw)) for place, raw in json_items(export, "t.jsonl")]
    assert found == [
        ("t.jsonl:1", 8),
        ("t.jsonl:2", 1000),
        ("t.jsonl:3", 8),
        ("t.jsonl:4", 8),
    ]


def test_a_plugin_that_does_not_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def points(group: str) -> list[EntryPoint]:
        return [EntryPoint("mine", "no_such_module:Importer", group)]

    monkeypatch.setattr(catalog, "entry_points", points)
    with pytest.raises(catalog.BrokenPlugin, match="importer plugin 'mine'"):
        catalog.all_importers()


def test_a_plugin_may_not_take_a_built_in_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def points(group: str) -> list[EntryPoint]:
        return [EntryPoint("mine", "sitegen.importers.tags:Tags", group)]

    monkeypatch.setattr(catalog, "entry_points", points)
    with pytest.raises(catalog.BrokenPlugin, match="'tags' is taken"):
        catalog.all_importers()
