"""A small made-up site on disk, and its build."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from sitegen.build.pipeline import BuildOptions, BuildReport, build

CONFIG = """version: 1
title: Tea Talk
base_url: https://example.org/tea/
language: {language}
timezone: UTC
channels:
  tea:
    title: "#tea"
    sessions: daily
    hosts: [mara]
"""
DAY = "content/transcripts/tea/2024/2024-03-05.jsonl"


def write_site(
    site: Path,
    lines: list[dict[str, object]],
    files: Mapping[str, str | bytes] | None = None,
    language: str = "en",
) -> Path:
    """Write a site with one session; its messages are minutes after 21:00."""
    rows = [
        {"id": f"m{n}", "time": f"2024-03-05T21:{n:02}:00Z", "author": "mara", **line}
        for n, line in enumerate(lines)
    ]
    written = {
        "site.yaml": CONFIG.format(language=language),
        DAY: b"".join(msgspec.json.encode(row) + b"\n" for row in rows),
        **(files or {}),
    }
    for name, content in written.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
    return site


def built(site: Path) -> tuple[Path, BuildReport]:
    """Build a site into its folder `output`."""
    output = site / "output"
    return output, build(site, output, BuildOptions())
