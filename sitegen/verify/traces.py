"""Look for needles in files: in their paths, their words, and their search keys.

files --readings--> bytes --WordTable--> places of anchors --compare--> Trace
"""

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import accumulate
from urllib.parse import unquote

from sitegen.store.purged import RUN_WORDS, Purged
from sitegen.verify.forms import Opened, foreign_in, readings, texts
from sitegen.verify.nearby import Nearby, Stretch, nearby
from sitegen.verify.needles import (
    Kind,
    Needle,
    Needles,
    Reach,
    foreign_words,
    words_of,
)
from sitegen.verify.units import Units
from sitegen.verify.word_table import PADDING

_ANCHOR = re.compile(rb"""(?:#|\sid=["']?)m-([A-Za-z0-9._~-]+)""")
_ID_VALUE = re.compile(rb'"(?:id|reply_to|repost_of|quotes)": ?"([^"\\]*)"')
_LONG_ENOUGH = 6  # bytes of a needle that is looked for in pictures and sound
_MARGIN = 64  # bytes around a row that may belong to a needle: `@`, quotes, entities


@dataclass(frozen=True, slots=True)
class Trace:
    """A needle that was found in a file."""

    path: str
    kind: Kind | str  # "key" and "run" as well: to be compared with what is published
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {_TOLD.get(self.kind, self.kind)} '{self.what}'"


_TOLD = {
    "id": "holds the id of a removed message",
    "name": "holds the redacted name",
    "mention": "mentions the redacted",
    "term": "holds the redacted words",
    "text": "holds words of a removed message",
    "run": "holds words of a purged message",
    "slug": "is of the redacted participant",
    "key": "finds by the redacted word",
}


def traces(files: Sequence[tuple[str, Opened]], needles: Needles) -> Iterator[Trace]:
    """Yield what of the needles is in files or in their paths."""
    for path, opened in files:
        parts = path.split("/")
        if parts[0] == "people" and len(parts) > 2 and parts[1] in needles.slugs:
            yield Trace(path, "slug", parts[1])
        for slug in sorted(opened.slugs & needles.slugs):
            yield Trace(path, "slug", slug)
        for word in sorted(opened.keys & needles.words):
            yield Trace(path, "key", word)
    held = [_Held(path, opened) for path, opened in files]
    found = (
        (one.path, needle.kind, needle.what)
        for one, needle in (*_by_rows(held, needles), *_by_letters(held, needles))
        if not one.is_binary or len(needle.what) >= _LONG_ENOUGH
    )
    yield from (Trace(*place) for place in dict.fromkeys(found))


def ids_in(path: str, data: bytes, opened: Opened, needles: Needles) -> Iterator[Trace]:
    """Yield short ids of removed messages where ids stand: in anchors and in data."""
    if not needles.short_ids or opened.is_binary:
        return
    found = set(opened.ids)
    for match in _ANCHOR.findall(data):
        found.add(unquote(match.decode().replace("~", "%")))
    if path.endswith(".json"):
        found.update(i.decode("utf-8", "replace") for i in _ID_VALUE.findall(data))
    if path.endswith(".csv"):
        rows = csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
        found.update(cell for row in rows for cell in (*row[:1], *row[5:6]))
    for ident in sorted(found & needles.short_ids):
        yield Trace(path, "id", ident)


class PurgedRuns:
    """Finds runs of eight words of purged messages, in one worker's files.

    A text that holds none is compared once, however many files it stands in.
    """

    def __init__(self, purged: Purged) -> None:
        self._purged = purged
        self._units = Units()

    def found(self, path: str, data: bytes, opened: Opened) -> Iterator[Trace]:
        """Yield the runs in a file."""
        if not self._purged or opened.is_binary or opened.is_list:
            return
        for runs in self._units.dirty(path, data, opened, self._known):
            yield from (Trace(path, "run", run) for run in runs)

    def _known(self, words: list[str]) -> list[str]:
        ends = range(RUN_WORDS, len(words) + 1)
        runs = {" ".join(words[end - RUN_WORDS : end]) for end in ends}
        return sorted(run for run in runs if self._purged.knows_run(run))


class _Held:
    """A file with all that is searched in it; texts are made when they are needed."""

    def __init__(self, path: str, opened: Opened) -> None:
        self.path = path
        self.is_binary = opened.is_binary
        self.parts = (unquote(path).encode("utf-8", "replace"), *opened.parts)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        every = (text for part in self.parts for text in texts(self.path, part))
        return tuple(dict.fromkeys(every))

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f" {' '.join(words_of(t))} " for t in self.texts))

    def holds(self, needle: Needle, needles: Needles) -> bool:
        """Tell exactly whether a needle is in the file."""
        if needle.words:
            return any(needle.words in words for words in self.words)
        pattern = needles.pattern(needle)
        return any(pattern.search(text) for text in self.texts)


def _by_letters(
    files: Sequence[_Held], needles: Needles
) -> Iterator[tuple[_Held, Needle]]:
    """Yield the needles without ASCII words that are in files."""
    for needle in needles.bare:
        data = needle.what.encode("utf-8", "replace")
        for file in files:
            if any(data in part for part in file.parts) and file.holds(needle, needles):
                yield file, needle
    if not needles.foreign:
        return
    for file in files:
        present = frozenset().union(*map(foreign_in, file.parts))
        for anchor in needles.foreign.keys() & present:
            for needle in needles.foreign[anchor]:
                words = foreign_words([needle.what])
                if words <= present and file.holds(needle, needles):
                    yield file, needle


def _by_rows(
    files: Sequence[_Held], needles: Needles
) -> Iterator[tuple[_Held, Needle]]:
    """Yield the needles whose rows are in files, in one of their readings."""
    every = [
        (file, reading)
        for file in files
        for part in file.parts
        for reading in readings(part)
    ]
    # One long stretch: to look into each by itself takes longer than to look.
    data = b"\n".join((b"", *(reading for _, reading in every), PADDING))
    ends = list(accumulate((len(reading) + 1 for _, reading in every), initial=0))
    for at, anchor in needles.table.places(data):
        number = bisect_right(ends, at)
        file, _ = every[number - 1]
        stretch = Stretch(data, ends[number - 1] + 1, ends[number])
        for needle in _around(stretch, at, needles.anchors[anchor], needles):
            if needle.pattern or needle.is_row or file.holds(needle, needles):
                yield file, needle


def _around(
    stretch: Stretch, at: int, reach: Reach, needles: Needles
) -> Iterator[Needle]:
    """Yield the needles whose rows stand around an anchor."""
    for near in nearby(stretch, at, reach.before, reach.after):
        middle = near.middle
        for before, after in reach.spans:
            row = near.words[middle - before : middle + after]
            for needle in needles.rows.get(row, ()) if before <= middle else ():
                if needle.words or _matches(needle, needles, stretch, near):
                    yield needle


def _matches(needle: Needle, needles: Needles, stretch: Stretch, near: Nearby) -> bool:
    """Tell whether a needle's pattern matches where its row stands."""
    margin = _MARGIN + 8 * len(needle.what)
    first, last = max(stretch.start, near.first - margin), near.last + margin
    text = stretch.data[first : min(stretch.end, last)].decode("utf-8", "replace")
    pattern = needles.pattern(needle)
    return bool(pattern.search(text) or pattern.search(unescape(text)))
