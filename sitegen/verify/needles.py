"""What must not be found in a site, made ready to be looked for in many files.

    rules, stored days --gather--> Wanted --needles--> Needles

A needle is looked for in two steps. Its tokens, stretches of ASCII letters, digits and
`_`, are the same in every encoding, so a file that lacks one of them can be passed
over; only then is the text of the file made and compared exactly.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from sitegen.search.unicode_table import fold as folded_term
from sitegen.store.purged import RUN_WORDS, TEXT_LENGTH, Purged
from sitegen.store.rules import RedactionRules, fold

Kind = Literal["id", "name", "mention", "term", "text"]

_TOKEN = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"\w+")
_SHORT_ID = 6  # shorter ids are ordinary numbers: looked for where ids stand only
_SHORT_NAME = 3  # shorter names are looked for as mentions only
_FEW = 32  # up to so many words, looking for each is faster than for all at once
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
    tokens: frozenset[str]  # all must be in a file, or the needle is not
    words: str = ""  # of a text: its words, each with a blank before and after
    row: tuple[str, ...] = ()  # of a text in ASCII: its tokens in their order
    pattern: str = ""  # of anything else: a regular expression
    anchor: str = ""  # the rarest of the tokens, on which the needle hangs


@dataclass(frozen=True)
class Needles:
    """All needles, by the token that each hangs on."""

    by_anchor: dict[str, tuple[Needle, ...]]
    short_ids: frozenset[str]
    slugs: frozenset[str]
    words: frozenset[str]  # names and terms of one word: no search key may be one
    purged: Purged
    _patterns: dict[str, re.Pattern[str]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __bool__(self) -> bool:
        return bool(self.by_anchor or self.short_ids or self.slugs or self.purged)

    @property
    def count(self) -> int:
        """Return how many things are looked for."""
        each = sum(map(len, self.by_anchor.values()))
        return each + len(self.short_ids) + len(self.slugs)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Return the tokens that needles hang on."""
        return frozenset(self.by_anchor)

    @cached_property
    def few(self) -> tuple[bytes, ...]:
        """Return the anchors in bytes, if they are few and in ASCII; else nothing."""
        anchors = sorted(anchor for anchor in self.by_anchor if anchor)
        if len(anchors) > _FEW or self.has_foreign:
            return ()
        return tuple(anchor.encode() for anchor in anchors)

    @cached_property
    def has_foreign(self) -> bool:
        """Return whether a needle hangs on letters outside ASCII."""
        return any(not anchor.isascii() for anchor in self.by_anchor)

    def pattern(self, needle: Needle) -> re.Pattern[str]:
        """Return a needle's compiled pattern."""
        found = self._patterns.get(needle.pattern)
        if found is None:
            found = re.compile(needle.pattern, re.IGNORECASE)
            self._patterns[needle.pattern] = found
        return found


def needles(wanted: Wanted) -> Needles:
    """Return what to look for."""
    by_anchor: dict[str, list[Needle]] = {}
    for needle in dict.fromkeys(_each(wanted)):
        anchor = _rarest(needle.tokens, wanted.counts)
        by_anchor.setdefault(anchor, []).append(replace(needle, anchor=anchor))
    single = {
        folded_term(w) for w in (*wanted.names, *wanted.terms) if _WORD.fullmatch(w)
    }
    return Needles(
        {anchor: tuple(found) for anchor, found in by_anchor.items()},
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


def _rarest(tokens: frozenset[str], counts: Mapping[str, int]) -> str:
    """Return the token that few files hold, by a sample; empty if there is none."""
    return min(tokens, key=lambda t: (counts.get(t, 0), -len(t), t), default="")


def _each(wanted: Wanted) -> Iterable[Needle]:
    for ident in sorted(wanted.ids):
        if len(ident) >= _SHORT_ID:
            pattern = rf"(?<!\w){re.escape(ident)}(?!\w)"
            yield Needle("id", ident, _tokens(ident), pattern=pattern)
    for name in sorted(wanted.names):
        yield Needle("mention", f"@{name}", _tokens(name), pattern=whole(f"@{name}"))
        if len(name) >= _SHORT_NAME and name not in wanted.fixed:
            yield Needle("name", name, _tokens(name), pattern=whole(name))
    for term in sorted(wanted.terms):
        yield Needle("term", term, _tokens(term), pattern=whole(term))
    runs = {run for text in wanted.texts for run in runs_of(text)}
    for run in sorted(runs):
        row = tuple(ascii_words(run))
        yield Needle("text", run, _tokens(run), words=f" {run} ", row=row)


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


def _tokens(text: str) -> frozenset[str]:
    """Return the tokens of a needle: those in ASCII, else its other words."""
    return frozenset(ascii_words(text)) or foreign_words(_FOREIGN.findall(text))


def ascii_words(text: str) -> list[str]:
    """Return the stretches of ASCII letters, digits and `_`, in lower case."""
    return [token.lower() for token in _TOKEN.findall(text)]


def foreign_words(runs: Iterable[str]) -> frozenset[str]:
    """Return the words in runs of letters outside ASCII."""
    return frozenset(_WORD.findall("\n".join(runs).casefold()))
