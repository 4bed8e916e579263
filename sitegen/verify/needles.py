"""What must not be found in a site, made ready to be looked for in many files.

    rules, stored days --gather--> Wanted --needles--> Needles

A needle is looked for in two steps. Its row, the stretches of ASCII letters, digits and
`_` in it, is the same in every encoding. The rarest word of the row, its anchor, is
looked for in all bytes; only around it the row is compared, and only where the row
stands, the needle itself, if it is more than its row.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from sitegen.search.unicode_table import fold as folded_term
from sitegen.store.purged import RUN_WORDS, TEXT_LENGTH, Purged
from sitegen.store.rules import RedactionRules, fold
from sitegen.verify.word_table import Pair, WordTable

Kind = Literal["id", "name", "mention", "term", "text"]

_TOKEN = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"\w+")
_SHORT_ID = 6  # shorter ids are ordinary numbers: looked for where ids stand only
_SHORT_NAME = 3  # shorter names are looked for as mentions only
_NOTHING = Purged()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a site's redactions took away, as plain values."""

    ids: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()  # folded
    terms: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()  # of messages that are gone
    slugs: frozenset[str] = frozenset()  # of people who no longer show
    fixed: frozenset[str] = frozenset()  # words of the theme and of site.yaml
    purged: Purged = _NOTHING
    # How often words occur in some of the published messages.
    counts: Mapping[str, int] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        found = self.ids or self.names or self.terms or self.texts
        return bool(found or self.purged)


@dataclass(frozen=True, slots=True)
class Needle:
    """One thing to look for."""

    kind: Kind
    what: str  # as told to the host
    row: tuple[bytes, ...]  # its words in ASCII, in their order
    words: str = ""  # of a text: its words, each with a blank before and after
    pattern: str = ""  # of anything else: a regular expression

    @property
    def is_row(self) -> bool:
        """Return whether it stands wherever its row stands.

        A text that is partly in other letters may be no more than "ok" in ASCII; but
        24 characters of a row are one person's alone.
        """
        row = b" ".join(self.row).decode()
        return bool(self.words) and (
            len(row) >= TEXT_LENGTH or row == self.words.strip()
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """How far rows go before and after an anchor that they share."""

    spans: tuple[tuple[int, int], ...]  # words before it; words from it on

    @property
    def before(self) -> int:
        """Return how many words stand before it at most."""
        return max(before for before, _ in self.spans)

    @property
    def after(self) -> int:
        """Return how many words there are from it on at most."""
        return max(after for _, after in self.spans)


@dataclass(frozen=True)
class Needles:
    """All needles, by what they are found by."""

    rows: dict[tuple[bytes, ...], tuple[Needle, ...]]
    anchors: dict[bytes, Reach]  # words on which the rows hang
    table: WordTable  # of them
    foreign: dict[str, tuple[Needle, ...]]  # without ASCII: by one of their words
    bare: tuple[Needle, ...]  # without words
    short_ids: frozenset[str]
    slugs: frozenset[str]
    words: frozenset[str]  # names and terms of one word: no search key may be one
    purged: Purged
    _patterns: dict[str, re.Pattern[str]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __bool__(self) -> bool:
        return bool(self.count or self.purged)

    @cached_property
    def count(self) -> int:
        """Return how many things are looked for."""
        groups = (*self.rows.values(), *self.foreign.values(), self.bare)
        return sum(map(len, groups)) + len(self.short_ids) + len(self.slugs)

    def pattern(self, needle: Needle) -> re.Pattern[str]:
        """Return a needle's compiled pattern."""
        found = self._patterns.get(needle.pattern)
        if found is None:
            found = re.compile(needle.pattern, re.IGNORECASE)
            self._patterns[needle.pattern] = found
        return found


def needles(wanted: Wanted) -> Needles:
    """Return what to look for."""
    rows: dict[tuple[bytes, ...], list[Needle]] = {}
    foreign: dict[str, list[Needle]] = {}
    bare: list[Needle] = []
    for needle in dict.fromkeys(_each(wanted)):
        if needle.row:
            rows.setdefault(needle.row, []).append(needle)
        elif words := foreign_words(_FOREIGN.findall(needle.what)):
            foreign.setdefault(max(words, key=lambda w: (len(w), w)), []).append(needle)
        else:
            bare.append(needle)
    hung = {row: _rarest(row, wanted.counts) for row in rows}
    spans: dict[bytes, set[tuple[int, int]]] = {}
    for row, before in hung.items():
        spans.setdefault(row[before], set()).add((before, len(row) - before))
    single = {
        folded_term(w) for w in (*wanted.names, *wanted.terms) if _WORD.fullmatch(w)
    }
    return Needles(
        {row: tuple(found) for row, found in rows.items()},
        {anchor: Reach(tuple(sorted(found))) for anchor, found in spans.items()},
        _table(rows, hung, wanted.counts),
        {anchor: tuple(found) for anchor, found in foreign.items()},
        tuple(bare),
        frozenset(i for i in wanted.ids if len(i) < _SHORT_ID),
        wanted.slugs,
        frozenset(w for w in single if len(w) >= _SHORT_NAME),
        wanted.purged,
    )


def names_of(rules: RedactionRules) -> frozenset[str]:
    """Return all names of the people that rules are about, as written and folded."""
    people = {rule.what for rule in rules.rules if rule.kind == "person"}
    known = {name for what, names in rules.names if what in people for name in names}
    wrote = {name for what, name in rules.removals.names if what in people}
    bare = {name.strip().removeprefix("@") for name in people | known | wrote}
    return frozenset(n for name in bare for n in (name, fold(name)) if n)


def words_of(text: str) -> list[str]:
    """Return the words of a text as texts are compared."""
    return _WORD.findall(text.casefold())


def _rarest(row: tuple[bytes, ...], counts: Mapping[str, int]) -> int:
    """Return where in a row the word stands that few files hold, by a sample."""
    return min(
        range(len(row)), key=lambda n: (counts.get(row[n].decode(), 0), -len(row[n]), n)
    )


def _table(
    rows: Mapping[tuple[bytes, ...], Iterable[Needle]],
    hung: Mapping[tuple[bytes, ...], int],
    counts: Mapping[str, int],
) -> WordTable:
    """Return the words on which rows hang, as they are looked for."""
    anywhere: set[bytes] = set()
    mentioned: set[bytes] = set()
    beside: set[bytes] = set()
    pairs: set[Pair] = set()

    def known(word: bytes) -> int:
        return counts.get(word.decode(), 0)

    for row, before in hung.items():
        anchor = row[before]
        if len(row) > 1:
            beside.add(anchor)
            sides = range(max(before - 1, 0), min(before + 1, len(row) - 1))
            found = ((row[n], row[n + 1]) for n in sides)
            pairs.add(min(found, key=lambda p: (sum(map(known, p)), p)))
        elif all(needle.what.lower() == f"@{anchor.decode()}" for needle in rows[row]):
            mentioned.add(anchor)
        else:
            anywhere.add(anchor)
    return WordTable(
        frozenset(anywhere), frozenset(mentioned), frozenset(beside), frozenset(pairs)
    )


def _each(wanted: Wanted) -> Iterable[Needle]:
    for ident in sorted(wanted.ids):
        if len(ident) >= _SHORT_ID:
            pattern = rf"(?<!\w){re.escape(ident)}(?!\w)"
            yield Needle("id", ident, _row(ident), pattern=pattern)
    for name in sorted(wanted.names):
        yield Needle("mention", f"@{name}", _row(name), pattern=whole(f"@{name}"))
        if len(name) >= _SHORT_NAME and name not in wanted.fixed:
            yield Needle("name", name, _row(name), pattern=whole(name))
    for term in sorted(wanted.terms):
        yield Needle("term", term, _row(term), pattern=whole(term))
    runs = {run for text in wanted.texts for run in runs_of(text)}
    for run in sorted(runs):
        yield Needle("text", run, _row(run), words=f" {run} ")


def runs_of(text: str) -> Iterable[str]:
    """Yield what betrays a text: each run of eight words, or all of a shorter one."""
    words = words_of(text)
    if len(words) < RUN_WORDS:
        if len(" ".join(text.split())) >= TEXT_LENGTH and words:
            yield " ".join(words)
        return
    for start in range(len(words) - RUN_WORDS + 1):
        yield " ".join(words[start : start + RUN_WORDS])


def whole(words: str) -> str:
    """Return a pattern for words as a whole, with any white space in between."""
    inner = r"\s+".join(map(re.escape, words.split()))
    return rf"(?<!\w){inner}(?!\w)"


def _row(text: str) -> tuple[bytes, ...]:
    return tuple(word.encode() for word in ascii_words(text))


def ascii_words(text: str) -> list[str]:
    """Return the stretches of ASCII letters, digits and `_`, in lower case."""
    return [token.lower() for token in _TOKEN.findall(text)]


def foreign_words(runs: Iterable[str]) -> frozenset[str]:
    """Return the words in runs of letters outside ASCII."""
    return frozenset(_WORD.findall("\n".join(runs).casefold()))
