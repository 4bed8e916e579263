"""Look for needles in one file: in its path, its words, and its search keys."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from sitegen.store.purged import RUN_WORDS, Purged
from sitegen.verify.forms import Opened, may_hold, rows, texts, tokens
from sitegen.verify.needles import Kind, Needle, Needles, words_of
from sitegen.verify.units import Units

_ANCHOR = re.compile(rb"""(?:#|\sid=["']?)m-([A-Za-z0-9._~-]+)""")
_ID_VALUE = re.compile(rb'"(?:id|reply_to|repost_of|quotes)": ?"([^"\\]*)"')
_FEW_WORDS = 8  # up to so many, looking for each in a list is faster
_LONG_ENOUGH = 6  # bytes of a needle that is looked for in pictures and sound


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


def traces(path: str, opened: Opened, needles: Needles) -> Iterator[Trace]:
    """Yield what of the needles is in a file or in its path."""
    place = unquote(path).encode("utf-8", "replace")
    found = dict.fromkeys(
        (needle.kind, needle.what)
        for needle in (*_in(path, Opened(place), needles), *_in(path, opened, needles))
    )
    for kind, what in found:
        yield Trace(path, kind, what)
    parts = path.split("/")
    if parts[0] == "people" and len(parts) > 2 and parts[1] in needles.slugs:
        yield Trace(path, "slug", parts[1])
    for slug in sorted(opened.slugs & needles.slugs):
        yield Trace(path, "slug", slug)
    for word in sorted(opened.keys & needles.words):
        yield Trace(path, "key", word)


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


@dataclass
class _Reading:
    """The text of a file, made when a needle may be in it."""

    path: str
    data: bytes

    @cached_property
    def forms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(texts(self.path, self.data)))

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(f" {' '.join(words_of(form))} " for form in self.forms)
        )


def _in(path: str, opened: Opened, needles: Needles) -> Iterator[Needle]:
    candidates = [
        needle
        for needle in _candidates(opened.data, needles)
        if not opened.is_binary or len(needle.what) >= _LONG_ENOUGH
    ]
    yield from _in_rows(opened.data, [n for n in candidates if n.row])
    reading = _Reading(path, opened.data)
    for needle in sorted(candidates, key=lambda n: (n.kind, n.what)):
        if needle.row:
            continue
        if needle.words:
            if any(needle.words in words for words in reading.words):
                yield needle
        elif any(needles.pattern(needle).search(form) for form in reading.forms):
            yield needle


def _in_rows(data: bytes, candidates: Iterable[Needle]) -> Iterator[Needle]:
    """Yield the texts whose words follow each other in a file.

    Only the places where a text's rarest word stands are compared.
    """
    known: dict[tuple[str, ...], Needle] = {}
    sought: dict[str, set[tuple[int, int]]] = {}  # word: how far it is from both ends
    for needle in candidates:
        known[needle.row] = needle
        before = needle.row.index(needle.anchor)
        place = (before, len(needle.row) - before)
        sought.setdefault(needle.anchor, set()).add(place)
    if not known:
        return
    found: dict[str, Needle] = {}
    for row in rows(data):
        for at in _places(row, sought):
            for before, after in sought[row[at]]:
                seen = known.get(tuple(row[max(at - before, 0) : at + after]))
                if seen is not None:
                    found[seen.what] = seen
    yield from (found[what] for what in sorted(found))


def _places(row: list[str], words: Collection[str]) -> list[int]:
    """Return where in a row any of some words stand."""
    if len(words) > _FEW_WORDS:
        return [at for at, word in enumerate(row) if word in words]
    found = []
    for word in words:
        at = -1
        for _ in range(row.count(word)):
            at = row.index(word, at + 1)
            found.append(at)
    return found


def _candidates(data: bytes, needles: Needles) -> Iterator[Needle]:
    """Yield the needles all of whose tokens are in a file."""
    for needle in needles.by_anchor.get("", ()):
        if needle.what.encode("utf-8", "replace") in data:
            yield needle
    if needles.few and not may_hold(data, needles.few):
        return
    present = tokens(data, foreign=needles.has_foreign)
    for anchor in needles.anchors & present:
        for needle in needles.by_anchor[anchor]:
            if needle.tokens <= present:
                yield needle
