"""`sitegen search`."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sitegen.config import read_config
from sitegen.search.terminal import Hit, open_index, search
from sitegen.terminal import printable


def search_site(
    site: Path, output: Path, query: str, limit: int, *, as_json: bool
) -> Iterator[str]:
    """Yield the lines that show what a search found."""
    base = read_config(site).base_url
    found = search(open_index(output), query, limit)
    if as_json:
        rows = [_row(hit, base) for hit in found.hits]
        yield msgspec.json.format(msgspec.json.encode(rows), indent=1).decode()
        return
    for hit in found.hits:
        yield from _lines(hit, base)
    yield f"{found.count:,} found" + (
        f"; ignored as too common: {', '.join(found.ignored)}" if found.ignored else ""
    )
    for word, likely in found.suggestions:
        if likely:
            yield f"'{printable(word)}' is unknown; did you mean {', '.join(likely)}?"


def _row(hit: Hit, base: str) -> dict[str, object]:
    return {
        "id": hit.id,
        "channel": hit.channel,
        "session": hit.session,
        "time": _time(hit.time),
        "author": hit.author,
        "text": hit.text,
        "url": base + hit.url,
        "score": hit.score,
    }


def _time(seconds: int) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _lines(hit: Hit, base: str) -> Iterator[str]:
    bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    label = f" [{hit.question}]" if hit.question else ""
    yield f"{bold}{printable(hit.name)}{plain} {_time(hit.time)}{label}"
    yield "  " + printable(" ".join(hit.text.split()))
    yield "  " + base + hit.url
    yield ""
