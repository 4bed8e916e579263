"""What the chat importers make of real exports, in counts."""

import json
from collections import Counter

from sitegen.importers.base import Row, Skip
from sitegen.importers.slack import SlackImporter
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
