"""The made-up corpora: as large as they say, valid, the same every time."""

from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.corpus import (
    CHANNEL,
    Corpus,
    gatherings,
    week,
    write_export,
    write_store,
)
from benchmarks.words import handle, vocabulary
from sitegen.config import read_config
from sitegen.importers.base import ReadOptions, Row
from sitegen.importers.export import open_export
from sitegen.importers.native import NativeImporter
from sitegen.model import Message, order_key
from sitegen.store.transcripts import day_files, read_day

TINY = Corpus(messages=600, participants=90, weeks=3)


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return [m for gathering in gatherings(TINY) for m in gathering.messages]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_corpus_is_as_large_as_it_says(messages: list[Message]) -> None:
    assert len(messages) == TINY.messages
    assert len({m.author for m in messages}) == TINY.participants
    assert sum(g.kind == "session" for g in gatherings(TINY)) == TINY.weeks


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    write_store(tmp_path / "one", TINY)
    write_store(tmp_path / "two", TINY)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_the_last_week_can_be_added_later(tmp_path: Path) -> None:
    write_store(tmp_path / "whole", TINY)
    write_store(tmp_path / "later", TINY, range(2))
    write_store(tmp_path / "later", TINY, range(2, 3))
    assert files(tmp_path / "whole") == files(tmp_path / "later")


def test_a_week_does_not_depend_on_others() -> None:
    assert week(TINY, 2) == tuple(gatherings(TINY))[-len(week(TINY, 2)) :]


def test_another_seed_gives_another_corpus() -> None:
    other = Corpus(TINY.messages, TINY.participants, TINY.weeks, seed=6)
    assert week(other, 0) != week(TINY, 0)


def test_a_store_is_valid(tmp_path: Path, messages: list[Message]) -> None:
    write_store(tmp_path, TINY)
    assert read_config(tmp_path).channels[0].name == CHANNEL
    stored = [m for day in day_files(tmp_path / "content") for m in read_day(day.path)]
    assert stored == messages


def test_an_export_is_importable(tmp_path: Path, messages: list[Message]) -> None:
    path = tmp_path / "chat.jsonl"
    write_export(path, TINY)
    export = open_export(path)
    (claim,) = NativeImporter().claim(export)
    rows = list(NativeImporter().read(export, claim, ReadOptions()))
    assert [row.message for row in rows if isinstance(row, Row)] == messages


def test_messages_are_in_reading_order_with_ids_of_their_own(
    messages: list[Message],
) -> None:
    assert all(order_key(one) < order_key(two) for one, two in pairwise(messages))
    assert len({m.id for m in messages}) == len(messages)


def test_entities_cover_what_they_say(messages: list[Message]) -> None:
    signs = {"mention": "@", "hashtag": "#", "link": "https://"}
    for message in messages:
        for entity in message.entities:
            assert message.text[entity.start : entity.end].startswith(
                signs[entity.kind]
            )


def test_replies_and_reposts_follow_what_they_refer_to(
    messages: list[Message],
) -> None:
    seen: set[str] = set()
    for message in messages:
        assert {message.reply_to, message.repost_of} - {None} <= seen
        seen.add(message.id)
    assert any(m.reply_to for m in messages)
    assert any(m.repost_of for m in messages)


def test_every_session_has_its_questions(messages: list[Message]) -> None:
    for number in range(1, 7):
        asked = [m for m in messages if m.text.startswith(f"Q{number}: ")]
        assert len(asked) == TINY.weeks
        assert {m.author for m in asked} == {handle(0)}


def test_no_two_participants_have_the_same_handle() -> None:
    assert len({handle(number) for number in range(20_000)}) == 20_000


def test_common_words_are_short_and_common() -> None:
    words = vocabulary()
    assert len(set(words.words)) == len(words.words)
    assert max(map(len, words.words[:20])) <= 3
    assert list(words.totals) == sorted(words.totals)
