"""An export holds what a reader of the site can see, in bytes that do not change."""

import csv
import io
import json
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sitegen.chat.people import People
from sitegen.config import parse_config
from sitegen.model import Attachment, Message, Reaction
from sitegen.store.export_files import (
    COLUMNS,
    CannotWrite,
    Format,
    NeedsOutput,
    NeedsPyarrow,
    export,
)
from sitegen.store.exporting import Archive, published_rows
from sitegen.store.overlays import parse_overlay
from sitegen.store.people import parse_profile
from sitegen.store.redactions import RedactionRules, Rule
from sitegen.store.transcripts import day_path, write_day

START = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)  # a session across UTC midnight
SITE = """
base_url: https://example.org/chat
channels:
  tea: {schedule: {weekday: thursday, start: "23:30", minutes: 60}, hosts: [mara]}
  den: {sessions: daily}
"""
LONG = "a text of more than four and twenty characters"


def msg(minutes: float, author: str, text: str, **more: Any) -> Message:
    identity = more.pop("id", f"{minutes:g}")
    return Message(
        id=identity,
        time=START + timedelta(minutes=minutes),
        author=author,
        text=text,
        **more,
    )


TALK = (
    msg(-600, "ben", "Hours before the chat"),
    msg(1, "mara", "Q1: Which tea? #tea", name="Mara"),
    msg(5, "ben", "A1: =SUM(green)", reply_to="1", reactions=(Reaction(emoji="x", count=2),)),
    msg(7, "cleo", "RT @ben: A1: =SUM(green)", repost_of="5"),
    msg(8, "ben", "-1+1"),
    msg(9, "dov", "Not for everyone"),
    msg(10, "dov", "", deleted=START),
    msg(35, "cleo", "After\nmidnight", client="irc", url="https://example.org/35"),
    msg(36, "ben", LONG, attachments=(Attachment(url="media/a.png", kind="image"),)),
)  # fmt: skip


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    days: dict[Any, list[Message]] = {}
    for message in TALK:
        days.setdefault(message.time.date(), []).append(message)
    for day, messages in days.items():
        write_day(day_path(folder, "tea", day), messages)
    write_day(day_path(folder, "den", START.date()), [msg(0, "eve", "Hi", id="e1")])
    return folder


def archive(content: Path, site: str = SITE, **more: Any) -> Archive:
    defaults: dict[str, Any] = {
        "people": People(),
        "overlays": (),
        "redactions": RedactionRules(),
    }
    return Archive(content=content, config=parse_config(site), **{**defaults, **more})


def _bytes(found: Archive, form: Format) -> bytes:
    out = io.BytesIO()
    export(found, form, None, out)
    return out.getvalue()


def _table(found: Archive) -> list[dict[str, str]]:
    text = _bytes(found, "csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_rows_come_by_channel_in_reading_order(content: Path) -> None:
    rows = list(published_rows(archive(content)))
    assert [(r.channel, r.session, r.id) for r in rows] == [
        ("den", "2026-03-05", "e1"),
        ("tea", "", "-600"),
        ("tea", "2026-03-05", "1"),
        ("tea", "2026-03-05", "5"),
        ("tea", "2026-03-05", "8"),
        ("tea", "2026-03-05", "9"),
        ("tea", "2026-03-05", "35"),
        ("tea", "2026-03-05", "36"),
    ]


def test_a_row_knows_its_question_its_reposts_and_its_address(content: Path) -> None:
    answer = next(r for r in published_rows(archive(content)) if r.id == "5")
    assert (answer.question, answer.reposts, answer.reply_to) == ("Q1", 1, "1")
    assert answer.permalink == "https://example.org/chat/sessions/tea/2026-03-05/#m-5"
    outside = next(r for r in published_rows(archive(content)) if r.id == "-600")
    assert outside.permalink == "https://example.org/chat/days/tea/2026-03-05/#m--600"


def test_hidden_messages_and_hidden_talk_stay_at_home(content: Path) -> None:
    config = parse_config(SITE)
    overlay = parse_overlay(
        "---\nhide: ['9']\n---", "o.md", "tea", "2026-03-05", config.zone
    )
    site = SITE.replace("hosts: [mara]", "hosts: [mara], outside: hide")
    found = published_rows(archive(content, site, overlays=(overlay,)))
    assert [r.id for r in found] == ["e1", "1", "5", "8", "35", "36"]


def test_redactions_come_first_and_reach_other_days(content: Path) -> None:
    later = START + timedelta(days=7)
    copy = Message(id="90", time=later, author="cleo", text=f'So true: "{LONG}"')
    write_day(day_path(content, "tea", later.date()), [copy])
    rules = RedactionRules((Rule("message", "36", "remove"),)).for_people({})
    out = _bytes(archive(content, redactions=rules), "json")
    assert LONG.encode() not in out
    assert b'"id":"36"' not in out
    assert b'"id":"90"' in out


def test_the_unlisted_have_no_slug_and_no_row_of_their_own(
    content: Path, tmp_path: Path
) -> None:
    profile, _ = parse_profile("---\nconsent: unlisted\n---", "p.md", "ben")
    found = archive(content, people=People((profile,)))
    assert {r.person for r in published_rows(found)} == {
        "",
        "mara",
        "dov",
        "cleo",
        "eve",
    }
    export(found, "sqlite", tmp_path / "x.db", io.BytesIO())
    with closing(sqlite3.connect(tmp_path / "x.db")) as base:
        slugs = [row[0] for row in base.execute("SELECT slug FROM people")]
    assert slugs == ["cleo", "dov", "eve", "mara"]


def test_csv_has_all_columns_and_no_formula(content: Path) -> None:
    table = _table(archive(content))
    assert tuple(table[0]) == COLUMNS
    by_id = {row["id"]: row for row in table}
    assert by_id["8"]["text"] == "'-1+1"
    assert by_id["35"]["text"] == "After\nmidnight"
    assert by_id["35"]["time"] == "2026-03-06T00:05:00Z"
    assert by_id["36"]["attachments"] == '[{"url":"media/a.png","kind":"image"}]'
    assert by_id["'-600"]["session"] == ""
    assert b"\r\n" in _bytes(archive(content), "csv")


def test_json_is_an_object_a_line_without_empty_fields(content: Path) -> None:
    lines = _bytes(archive(content), "json").splitlines()
    rows = [json.loads(line) for line in lines]
    assert rows[0] == {
        "channel": "den",
        "session": "2026-03-05",
        "id": "e1",
        "time": "2026-03-05T23:30:00Z",
        "author": "eve",
        "person": "eve",
        "text": "Hi",
        "permalink": "https://example.org/chat/sessions/den/2026-03-05/#m-e1",
    }
    assert len(rows) == 8


def test_sqlite_has_messages_and_people(content: Path, tmp_path: Path) -> None:
    count = export(archive(content), "sqlite", tmp_path / "x.db", io.BytesIO())
    with closing(sqlite3.connect(tmp_path / "x.db")) as base:
        assert base.execute("SELECT count(*) FROM messages").fetchone() == (count,)
        names = [row[1] for row in base.execute("PRAGMA table_info(messages)")]
        ben = base.execute("SELECT * FROM people WHERE slug = 'ben'").fetchone()
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert tuple(names) == COLUMNS
    assert ben[:4] == ("ben", "ben", '["ben"]', 4)
    assert ben[4:] == ("2026-03-05T13:30:00Z", "2026-03-06T00:06:00Z")


@pytest.mark.parametrize("form", ["csv", "json", "sqlite"])
def test_the_same_archive_gives_the_same_bytes(
    content: Path, tmp_path: Path, form: Format
) -> None:
    for name in ("a", "b"):
        export(archive(content), form, tmp_path / name, io.BytesIO())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_file_is_replaced_whole(content: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    broken = next((content / "transcripts/tea").rglob("2026-03-06.jsonl"))
    whole = broken.read_bytes()
    broken.write_bytes(b"{nonsense\n")
    with pytest.raises(Exception, match="no message"):
        export(archive(content), "csv", target, io.BytesIO())
    assert target.read_text() == "old"
    broken.write_bytes(whole)
    assert export(archive(content), "csv", target, io.BytesIO()) == 8
    assert target.read_bytes() == _bytes(archive(content), "csv")
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["out.csv"]


@pytest.mark.parametrize("form", ["sqlite", "parquet"])
def test_a_format_that_is_no_text_needs_a_file(content: Path, form: Format) -> None:
    with pytest.raises(NeedsOutput, match="goes to a file; name one with --output"):
        export(archive(content), form, None, io.BytesIO())


def test_a_folder_that_is_not_there_is_one_error(content: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="can't be written"):
        export(archive(content), "csv", tmp_path / "no" / "x.csv", io.BytesIO())


def test_parquet_without_its_library_says_how_to_get_it(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NeedsPyarrow, match="pip install 'pyarrow>=15'"):
        export(archive(content), "parquet", tmp_path / "x", io.BytesIO())
    assert not (tmp_path / "x").exists()


def test_parquet_has_the_same_rows(content: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for name in ("a", "b"):
        export(archive(content), "parquet", tmp_path / name, io.BytesIO())
    rows = parquet.read_table(tmp_path / "a").to_pylist()
    assert [row["id"] for row in rows] == [
        r.id for r in published_rows(archive(content))
    ]
    assert rows[0]["time"] == START
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_empty_store_gives_a_header(tmp_path: Path) -> None:
    assert _bytes(archive(tmp_path), "csv").decode().split(",")[0] == "channel"
    assert _bytes(archive(tmp_path), "json") == b""
