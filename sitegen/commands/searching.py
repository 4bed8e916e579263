"""`sitegen search`."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sitegen.commands.outputs import built
from sitegen.config import read_config
from sitegen.search.highlight import marks
from sitegen.search.query import parse
from sitegen.search.terminal import Hit, open_index, search
from sitegen.terminal import printable

_BLANK = re.compile(r"\s+")


def search_site(
    site: Path, output: Path, query: str, limit: int, *, as_json: bool
) -> Iterator[str]:
    """Yield the lines that show what a search found."""
    base = read_config(site).base_url
    index = open_index(built(output))
    found = search(index, query, limit)
    if as_json:
        rows = [_row(hit, base) for hit in found.hits]
        yield msgspec.json.format(msgspec.json.encode(rows), indent=1).decode()
        return
    node = parse(query).node
    for hit in found.hits:
        stretches = marks(node, hit.text, index.language)
        yield from _lines(hit, base, stretches)
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


def _lines(
    hit: Hit, base: str, stretches: tuple[tuple[int, int], ...]
) -> Iterator[str]:
    colored = sys.stdout.isatty()
    label = f" [{hit.question}]" if hit.question else ""
    name = _bold(printable(hit.name), colored=colored)
    yield f"{name} {_time(hit.time)}{label}"
    yield "  " + _marked(hit.text, stretches, colored=colored)
    yield "  " + base + hit.url
    yield ""


def _marked(text: str, stretches: tuple[tuple[int, int], ...], *, colored: bool) -> str:
    """Return a text on one line, what was found in bold on a terminal."""
    pieces = []
    at = 0
    for start, end in stretches:
        pieces.append(printable(_flat(text[at:start])))
        pieces.append(_bold(printable(_flat(text[start:end])), colored=colored))
        at = end
    pieces.append(printable(_flat(text[at:])))
    return "".join(pieces)


def _flat(text: str) -> str:
    return _BLANK.sub(" ", text)


def _bold(text: str, *, colored: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if colored else text
