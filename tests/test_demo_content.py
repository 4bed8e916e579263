"""The demo site's stored content: facts that hold for every message of it."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from sitegen.config import read_config
from sitegen.model import Entity, Message, order_key
from sitegen.store.overlays import read_overlays

SITE = Path(__file__).parent.parent
CONTENT = SITE / "content"
ZONE = ZoneInfo("America/Halifax")
OWN_HOSTS = {"example.org", "example.com", "example.net"}
TWITTER_EPOCH_MS = 1_288_834_974_657
CORRECTIONS = {"move", "hide", "pin", "question", "same_as"}


def _days() -> dict[Path, list[Message]]:
    decoder = msgspec.json.Decoder(Message)
    return {
        path: decoder.decode_lines(path.read_bytes())
        for path in sorted((CONTENT / "transcripts").rglob("*.jsonl"))
    }


DAYS = _days()
CHANNELS: dict[str, list[Message]] = {}
for _path, _messages in DAYS.items():
    CHANNELS.setdefault(_path.parent.parent.name, []).extend(_messages)
CHAT = CHANNELS["mendinghour"]
EVERY = [message for messages in CHANNELS.values() for message in messages]
IDS = {message.id for message in EVERY}


def test_a_line_is_the_canonical_form_of_its_message() -> None:
    for path, messages in DAYS.items():
        again = b"".join(msgspec.json.encode(message) + b"\n" for message in messages)
        assert path.read_bytes() == again


def test_a_file_holds_its_utc_day_in_reading_order() -> None:
    for path, messages in DAYS.items():
        assert {m.time.astimezone(UTC).date().isoformat() for m in messages} == {
            path.stem
        }
        assert messages == sorted(messages, key=order_key)
        assert path.parent.name == path.stem[:4]


def test_ids_are_unique_in_their_channel() -> None:
    for messages in CHANNELS.values():
        twins = [i for i, n in Counter(m.id for m in messages).items() if n > 1]
        assert twins == []


def test_replies_reposts_and_quotes_lead_to_earlier_messages() -> None:
    for messages in CHANNELS.values():
        times = {m.id: m.time for m in messages}
        for m in messages:
            for other in (m.reply_to, m.repost_of, m.quotes):
                assert other is None or times[other] < m.time, m


def test_a_snowflake_id_holds_the_time_of_its_message() -> None:
    for m in CHAT:
        seconds = ((int(m.id) >> 22) + TWITTER_EPOCH_MS) // 1000
        assert seconds == int(m.time.timestamp())


def test_entities_cover_what_they_say() -> None:
    signs = {"mention": "@", "hashtag": "#", "link": "https://"}
    for m in EVERY:
        for e in m.entities:
            assert 0 <= e.start < e.end <= len(m.text)
            assert m.text[e.start : e.end].startswith(signs[e.kind])
        assert _are_apart(m.entities), m


def _are_apart(entities: tuple[Entity, ...]) -> bool:
    return all(a.end <= b.start for a, b in pairwise(entities))


def test_a_mention_refers_to_the_account_that_it_names() -> None:
    accounts = {m.author: m.author_id for m in CHAT}
    for m in CHAT:
        for e in m.entities:
            if e.kind == "mention":
                assert e.ref == accounts[m.text[e.start + 1 : e.end]]


def test_every_address_is_on_a_reserved_domain() -> None:
    text_files = (p for p in CONTENT.rglob("*") if p.suffix in {".md", ".jsonl"})
    for path in (*text_files, SITE / "site.yaml"):
        found = re.findall(r"(?:https?://|mailto:\w+@)([\w.-]+)", path.read_text())
        assert set(found) <= OWN_HOSTS, path


def test_attachments_are_small_local_pictures_with_alt_text() -> None:
    attachments = [a for m in EVERY for a in m.attachments]
    assert len(attachments) >= 2
    assert all(a.alt and len(a.alt) > 40 for a in attachments)
    sizes = [(CONTENT / a.url).stat().st_size for a in attachments]
    assert sum(sizes) < 100_000


def test_a_deleted_message_has_no_text() -> None:
    tombs = [m for m in EVERY if m.deleted]
    assert tombs
    assert all(not m.text and not m.entities for m in tombs)


def test_no_two_people_say_the_same() -> None:
    words = Counter(m.text for m in EVERY if m.text and not m.repost_of)
    # The workbench has one echo, which is a joke.
    assert [t for t, n in words.items() if n > 1] == ["so all of them"]


def test_eight_tuesdays_at_eight_hold_60_to_150_messages_each() -> None:
    start = datetime(2026, 9, 29, 20, tzinfo=ZONE)
    for week in range(8):
        hour = start + timedelta(weeks=week)  # wall clock: across the change of clocks
        first = (hour - timedelta(minutes=15)).astimezone(UTC)
        last = (hour + timedelta(minutes=90)).astimezone(UTC)
        assert 60 <= sum(first <= m.time < last for m in CHAT) <= 150


def test_overlays_correct_messages_that_are_stored() -> None:
    overlays = read_overlays(CONTENT, read_config(SITE))
    kinds = set()
    for overlay in overlays:
        for kind in CORRECTIONS:
            for correction in getattr(overlay, kind):
                kinds.add(kind)
                assert correction.id in IDS
    assert kinds == CORRECTIONS


def test_recaps_and_redactions_name_messages_that_are_stored() -> None:
    named = [
        found
        for path in (*(CONTENT / "recaps").glob("*.md"), CONTENT / "redactions.yaml")
        for found in re.findall(r'(?:quote\(|message: )"(\w+)"', path.read_text())
    ]
    assert len(named) > 12
    assert set(named) <= IDS


def test_two_sessions_are_still_to_come() -> None:
    newest = max(m.time for m in EVERY).astimezone(ZONE).date().isoformat()
    coming = [
        overlay.key
        for overlay in read_overlays(CONTENT, read_config(SITE))
        if overlay.key > newest
    ]
    assert coming == ["2026-11-24", "2026-12-01"]
