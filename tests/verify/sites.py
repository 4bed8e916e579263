"""Small sites for the tests of `verify`, built once and copied."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sitegen.build.pipeline import BuildOptions, build
from sitegen.model import Message
from sitegen.store.transcripts import day_path, write_day

START = datetime(2021, 3, 3, 20, tzinfo=UTC)
SITE = """\
version: 1
title: The Lantern Hour
base_url: https://example.org/lanterns/
authority: example.org,2021
timezone: UTC
channels:
  lanterns:
    schedule: [{weekday: wednesday, start: "20:00", minutes: 60}]
"""


def message(number: int, author: str, text: str, **more: object) -> Message:
    """Return a message, one a minute; its id is its number and six nines."""
    fields = {
        "id": f"{number}999999",
        "time": START + timedelta(minutes=number),
        "author": author,
        "text": text,
        **more,
    }
    return Message(**fields)  # type: ignore[arg-type]


def talk() -> tuple[Message, ...]:
    """Return a talk among four people, with mentions, replies and reposts."""
    secret = "my brother keeps the spare wick under the third brick on the left"
    return (
        message(1, "wickwright", "Good evening, who brought a lantern?"),
        message(2, "zorabeam", "I did, and it leaks.", reply_to="1999999"),
        message(3, "quillon", secret, author_id="778899001", name="Quillon Ash"),
        message(4, "zorabeam", f"RT @quillon: {secret}", repost_of="3999999"),
        message(5, "tamsinglow", "@quillon is that wise?", reply_to="3999999"),
        message(6, "wickwright", "Quillon said it, not me."),
        message(7, "tamsinglow", "Ring 555 0100 if yours leaks too."),
        message(8, "quillon", "Never again will I tell anybody anything at all here."),
    )


def make_site(folder: Path, messages: Iterable[Message] = ()) -> Path:
    """Write a site's sources."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_text(SITE, "utf-8")
    days: dict[Path, list[Message]] = {}
    for one in messages or talk():
        path = day_path(folder / "content", "lanterns", one.time.date())
        days.setdefault(path, []).append(one)
    for path, found in days.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_day(path, found)
    return folder


def redact(site: Path, rules: str) -> None:
    """Write a site's redactions."""
    (site / "content/redactions.yaml").write_text(rules, "utf-8")


def built(site: Path) -> Path:
    """Build a site and return its output."""
    build(site, site / "output", BuildOptions())
    return site / "output"
