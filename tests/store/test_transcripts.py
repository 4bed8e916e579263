"""The stored transcripts: where days lie, how lines read, what is refused."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sitegen.model import Message
from sitegen.store.transcripts import (
    BrokenLine,
    StrayTranscript,
    day_files,
    day_path,
    read_day,
    write_day,
)

NOON = datetime(2010, 12, 21, 12, tzinfo=UTC)


def message(ident: str, text: str = "hello", time: datetime = NOON) -> Message:
    return Message(id=ident, time=time, author="ana", text=text)


def test_a_day_reads_as_it_was_written(tmp_path: Path) -> None:
    """A day reads as it was written, in reading order, a line for each message."""
    path = day_path(tmp_path, "tuesday", date(2010, 12, 21))
    write_day(path, [message("10", "two\u2028lines ☕"), message("9")])
    assert [m.id for m in read_day(path)] == ["9", "10"]
    assert path.read_text("utf-8").split("\n") == [
        '{"id":"9","time":"2010-12-21T12:00:00Z","author":"ana","text":"hello"}',
        '{"id":"10","time":"2010-12-21T12:00:00Z","author":"ana","text":"two\u2028lines ☕"}',
        "",
    ]


def test_days_are_listed_by_channel_and_date(tmp_path: Path) -> None:
    """Days are listed by channel and date; dot files and others are passed over."""
    for channel, day in (("b", 2), ("a", 3), ("a", 1)):
        write_day(day_path(tmp_path, channel, date(2011, 1, day)), [message("1")])
    (tmp_path / "transcripts/a/notes.txt").write_text("x")
    (tmp_path / "transcripts/.staged/a/2011").mkdir(parents=True)
    (tmp_path / "transcripts/.staged/a/2011/2011-01-09.jsonl").write_text("x")
    days = day_files(tmp_path)
    assert [(d.channel, d.date.day) for d in days] == [("a", 1), ("a", 3), ("b", 2)]
    assert all(d.size == d.path.stat().st_size for d in days)


def test_an_empty_site_has_no_days(tmp_path: Path) -> None:
    """A site without transcripts has no days."""
    assert day_files(tmp_path) == ()


@pytest.mark.parametrize(
    "name",
    [
        "2011-01-01.jsonl",
        "a/2011-01-01.jsonl",
        "a/2010/2011-01-01.jsonl",
        "a/2011/2011-02-30.jsonl",
        "A/2011/2011-01-01.jsonl",
        "a/2011/monday.jsonl",
        "a/2011/٢٠١١-01-01.jsonl",
    ],
)
def test_a_stray_transcript_is_an_error(tmp_path: Path, name: str) -> None:
    """A transcript that lies where no day is would be lost; it is an error."""
    path = tmp_path / "transcripts" / name
    path.parent.mkdir(parents=True)
    path.write_text("")
    with pytest.raises(StrayTranscript, match="expected"):
        day_files(tmp_path)


GOOD = '{"id":"1","time":"2010-12-21T12:00:00Z","author":"ana","text":"x"}'


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"id":1,"time":"2010-12-21T12:00:00Z","author":"a","text":"x"}', "id"),
        (GOOD.replace('"author":"ana",', ""), "author"),
        (GOOD.replace('"x"}', '"x","fixd":true}'), "fixd"),
        (GOOD.replace("00Z", "00"), "no zone; add Z"),
        (GOOD[:-5], "truncated"),
        (GOOD[:-1] + ',"entities":' + "[" * 200_000, "deep|array|truncated"),
        (GOOD.replace("2010-", "2010-13-"), "time|format"),
        (GOOD, "id '1' is also on line 1"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, what: str) -> None:
    """A line that is no message is an error that names file and line."""
    path = tmp_path / "2010-12-21.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\n")
    with pytest.raises(BrokenLine, match=rf"2010-12-21\.jsonl:3: .*({what})"):
        read_day(path)


def test_hand_edited_lines_need_no_order_and_no_utc(tmp_path: Path) -> None:
    """Lines edited by hand may be out of order and carry another offset."""
    path = tmp_path / "2010-12-21.jsonl"
    later = GOOD.replace("12:00:00Z", "09:00:00-05:00").replace('"1"', '"2"')
    path.write_text(f"{later}\r\n{GOOD}")
    first, second = read_day(path)
    assert (first.id, second.time) == ("1", NOON.replace(hour=14))
    assert second.time.tzinfo is UTC
