"""Small sites made up for a test, and builds of sites."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from sitegen.build.pipeline import BuildOptions, BuildReport, build

REPOSITORY = Path(__file__).parents[2]
START = datetime(2024, 3, 5, 21, 0, tzinfo=UTC)  # a Tuesday


@dataclass(frozen=True, slots=True)
class Line:
    """A message: who says what, how many seconds after the start."""

    author: str
    text: str
    after: int
    reply_to: str | None = None


def write_site(site: Path, config: str, lines: Iterable[Line]) -> None:
    """Write a site of one channel, `talk`; its messages are named m0, m1, ..."""
    site.mkdir(parents=True, exist_ok=True)
    (site / "site.yaml").write_text(config, "utf-8")
    days: dict[str, list[bytes]] = {}
    for number, line in enumerate(lines):
        time = START + timedelta(seconds=line.after)
        record = {
            "id": f"m{number}",
            "time": f"{time:%Y-%m-%dT%H:%M:%SZ}",
            "author": line.author,
            "text": line.text,
        }
        if line.reply_to:
            record["reply_to"] = line.reply_to
        days.setdefault(f"{time:%Y-%m-%d}", []).append(msgspec.json.encode(record))
    for day, records in days.items():
        file = site / f"content/transcripts/talk/{day[:4]}/{day}.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\n".join(records) + b"\n")


def build_site(site: Path, output: Path, *, portable: bool = False) -> BuildReport:
    """Build a site in this process."""
    return build(site, output, BuildOptions(jobs=1, portable=portable))


def demo_into(folder: Path, *, portable: bool = False) -> Path:
    """Build the demo site; return its output. The repository is left alone."""
    site = folder / "site"
    site.mkdir()
    (site / "site.yaml").symlink_to(REPOSITORY / "site.yaml")
    (site / "content").symlink_to(REPOSITORY / "content")
    build_site(site, folder / "output", portable=portable)
    return folder / "output"
