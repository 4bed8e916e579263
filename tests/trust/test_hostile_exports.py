"""Hostile exports of every format are imported with reports, and reach the site."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from sitegen.importers.catalog import IMPORTERS
from sitegen.model import Message
from sitegen.store.report import Report
from sitegen.store.transcripts import day_files, read_day

Imported = tuple[Path, list[Report]]
MARKS = ("zk", "＜", "onstart")
TWEET = {"author", "text", "url"}
# Where in a message a payload must have come to stand, or the test tries nothing.
REACHED = {
    "discord": {"author", "author_id", "name", "text", "attachments.title",
                "attachments.alt", "reactions.emoji"},
    "discord-html": {"author", "author_id", "name", "text", "attachments.title",
                     "reactions.emoji"},
    "irc": {"author", "text"},
    "meetbot-json": {"author", "text"},
    "native": {"id", "author", "author_id", "name", "text", "url", "client", "reply_to",
               "quotes", "attachments.alt", "attachments.title", "attachments.url",
               "attachments.kind", "entities.href", "entities.ref", "reactions.emoji"},
    "slack": {"author", "author_id", "name", "text", "attachments.title",
              "reactions.emoji"},
    "tags": TWEET,
    "telegram": {"author", "author_id", "text", "attachments.title", "entities.href",
                 "reactions.emoji"},
    "twapperkeeper": TWEET,
    "twarc1": TWEET | {"name", "author_id", "attachments.alt"},
    "twarc2": TWEET | {"name", "author_id", "attachments.alt"},
    "twarc2_csv": {"author", "name", "text"},
    "twarc_csv": TWEET | {"name"},
    "twitter_account": TWEET | {"name"},
    "twitter_archiver": TWEET | {"name", "attachments.url"},
    "whatsapp": {"author", "text"},
}  # fmt: skip


def holding(message: Message) -> set[str]:
    """Return the fields of a message that hold a payload."""
    found = set()
    for name in message.__struct_fields__:
        value: Any = getattr(message, name)
        parts = value if isinstance(value, tuple) else ()
        inner = [
            (f"{name}.{f}", getattr(p, f)) for p in parts for f in p.__struct_fields__
        ]
        for path, text in [(name, value), *inner]:
            if isinstance(text, str) and any(mark in text for mark in MARKS):
                found.add(path)
    return found  # fmt: skip


def test_every_format_is_tried() -> None:
    assert set(REACHED) == {importer.name for importer in IMPORTERS}


def test_every_row_is_accounted_for(imported: Imported) -> None:
    """Most rows become messages; what does not is a problem or has a reason."""
    for report in imported[1]:
        for source in report.sources:
            assert source.adds_up, source
            assert source.rows > 30, source
            assert source.rows - source.skipped > source.rows // 2, source


def test_problems_are_told_in_one_printable_line(imported: Imported) -> None:
    """Whatever an export holds, the report of it can be printed."""
    from sitegen.store.text_report import report_text

    for report in imported[1]:
        text = report_text(report)
        assert all(c.isprintable() or c == "\n" for c in text), report.sources


@pytest.mark.parametrize("name", sorted(REACHED))
def test_payloads_reach_the_fields_of_messages(imported: Imported, name: str) -> None:
    site, reports = imported
    found: dict[str, set[str]] = defaultdict(set)
    for day in day_files(site / "content"):
        for message in read_day(day.path):
            found[day.channel] |= holding(message)
    (source,) = (s for r in reports for s in r.sources if s.importer == name)
    reached = set().union(*(found[channel] for channel in source.channels))
    assert reached >= REACHED[name], REACHED[name] - reached
