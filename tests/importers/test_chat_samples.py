"""What the chat importers make of real exports, in counts."""

import json
from collections import Counter

from sitegen.importers.base import Row, Skip
from sitegen.importers.discord_html import DiscordHtmlImporter
from sitegen.importers.irc import IrcImporter
from sitegen.importers.slack import SlackImporter
from sitegen.importers.whatsapp import WhatsAppImporter
from tests.importers.samples import read, sample


def test_a_slack_folder_adds_up() -> None:
    """1,382 list items are 1,031 messages and 351 channel events."""
    path = sample("slack")
    items = read(SlackImporter(), path)
    stored = sum(len(json.loads(f.read_bytes())) for f in path.glob("*/*.json"))
    assert len(items) == stored == 1382
    skips = Counter((i.what, i.problem) for i in items if isinstance(i, Skip))
    assert skips == {("channel event", False): 351}
    rows = [item for item in items if isinstance(item, Row)]
    assert len({(row.channel, row.message.id) for row in rows}) == len(rows)
    assert sum(bool(row.message.reactions) for row in rows) == 88  # and one on an event
    assert sum(bool(row.message.edited) for row in rows) == 37


def test_no_slack_text_holds_markup_tokens_or_addresses() -> None:
    """Neither e-mail addresses of profiles nor download tokens are imported."""
    rows = [r for r in read(SlackImporter(), sample("slack")) if isinstance(r, Row)]
    stored = [repr(row.message) for row in rows]
    assert not any("xoxe" in s or "<@U" in s or "example.invalid" in s for s in stored)


def test_a_slack_zip_adds_up() -> None:
    items = read(SlackImporter(), sample("slack-zip/testarchive.zip"))
    kinds = Counter(i.message.kind for i in items if isinstance(i, Row))
    assert (len(items), kinds["bot"], kinds[None]) == (158, 94, 53)


def test_a_month_of_irc_fragments_adds_up() -> None:
    """Every line is counted; all 2,163 spoken, 41 acted ones of the colored form."""
    path = sample("irc-html-fragments")
    items = read(IrcImporter(), path)
    rows = [item for item in items if isinstance(item, Row)]
    lines = [
        line for f in path.glob("logs/*.log") for line in f.read_bytes().splitlines()
    ]
    assert len(items) == sum(bool(line.strip()) for line in lines)
    assert sum(row.message.kind == "action" for row in rows) == 41
    assert len({row.message.id for row in rows}) == len(rows)
    assert {row.channel for row in rows} == {"duraspace"}


def test_no_irc_message_holds_a_host_mask() -> None:
    rows = read(IrcImporter(), sample("irc-html-fragments"))
    stored = [repr(r.message) for r in rows if isinstance(r, Row)]
    assert not any("freenode/ip." in s or "~PircBot@" in s for s in stored)


def test_a_meeting_log_without_a_date_becomes_problems() -> None:
    """The one real MeetBot page is named `log.html`: nothing says which day it was."""
    items = read(IrcImporter(), sample("irc-meetbot"))
    assert len(items) == 39
    assert all(isinstance(item, Skip) and item.problem for item in items)


def test_discord_pages_add_up() -> None:
    """96 messages with an id in five pages, 2 of them system notices, 14 replies."""
    items = read(DiscordHtmlImporter(), sample("discord-html"))
    rows = [item for item in items if isinstance(item, Row)]
    assert (len(items), len(rows)) == (96, 94)
    assert sum(row.message.reply_to is not None for row in rows) == 14
    assert {row.channel for row in rows} == {"software-development", "other-meshes"}


def test_five_forms_of_a_whatsapp_date_say_the_same() -> None:
    """The same six messages in five forms have the same times."""
    paths = sorted(sample("whatsapp-telegram-signal-instagram/whatsapp").glob("*.txt"))
    read_as = [
        [
            item.message.time
            for item in read(WhatsAppImporter(), path)
            if isinstance(item, Row)
        ]
        for path in paths
    ]
    assert len(paths) == 5
    assert all(len(times) == 6 for times in read_as)
    minutes = {tuple(t.isoformat() for t in times) for times in read_as}
    assert len(minutes) == 1
