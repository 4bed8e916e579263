"""Invert one unit: count its terms once and cut its fragments.

Pure, and the only stage that reads texts; everything after it works on columns.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from sitegen.search.columns import pack
from sitegen.search.documents import Document, Unit
from sitegen.search.fragments import write_fragments
from sitegen.search.layout import LENGTH_EDGES, Field
from sitegen.search.lexicon import STEM, SURFACE, Tokens, lexicon_for, utf8
from sitegen.search.query import question_key
from sitegen.search.run import Run, UnitRow
from sitegen.search.unicode_table import fold
from sitegen.search.varints import Column


def invert(unit: Unit, language: str, fragment_size: int) -> Run:
    """Return the run of a unit.

    Args:
        unit: The unit with its documents in reading order.
        language: A language of `stemming.languages()`.
        fragment_size: Messages of a fragment; see `fragments.fragment_size`.

    Raises:
        UnknownStemmer: There is no stemmer for the language.
    """
    lexicon = lexicon_for(language)
    size = len(unit.documents)
    tokens = lexicon.tokens([document.text for document in unit.documents])
    forms, form = _numbered(tokens.form)
    keys, key = _numbered(lexicon.keys_of(forms))
    facts = _facts(unit.documents)
    postings = _join(
        _fact_postings(facts, size),
        _text_postings(tokens, key[form] + len(facts.keys), size),
    )
    kinds, counts = lexicon.kinds_of(forms), np.bincount(form, minlength=len(forms))
    stems, surfaces = kinds == STEM, kinds == SURFACE
    words = np.zeros(len(keys), np.int64)
    words[key[stems]] = counts[stems]
    name, files = write_fragments(unit, fragment_size)
    return Run(
        unit=UnitRow(
            unit.key,
            unit.channel,
            unit.kind,
            size,
            day_runs([document.day for document in unit.documents]),
            name,
            unit.start,
        ),
        fragment_size=fragment_size,
        fragments=tuple((file.path, file.data) for file in files),
        tokens=int(tokens.lengths.sum()),
        keys=(*facts.keys, *map(lexicon.keys.__getitem__, keys.tolist())),
        counts=pack(np.bincount(postings.key, minlength=len(facts.keys) + len(keys))),
        documents=pack(postings.document),
        frequencies=pack(postings.frequency),
        positions=pack(postings.gaps),
        buckets=_buckets(tokens.lengths),
        words=pack(words),
        surfaces=tuple(map(lexicon.surfaces.__getitem__, forms[surfaces].tolist())),
        surface_counts=pack(counts[surfaces]),
        surface_keys=pack(key[surfaces] + len(facts.keys)),
        people=_people(unit.documents),
    )


def _numbered(values: Column) -> tuple[Column, Column]:
    """Return the distinct values in the order in which they come, and each one's place.

    The lexicon's own numbers depend on what it met before; this order does not.
    """
    places = np.arange(len(values))
    first = np.empty(int(values.max(initial=-1)) + 1, np.int64)
    first[values[::-1]] = places[::-1]  # the last that is put there stays: the first
    first_of = first[values]
    is_first = first_of == places
    rank = np.cumsum(is_first) - 1
    return values[is_first], rank[first_of]


def _buckets(lengths: Column) -> bytes:
    """Return the length bucket of each document."""
    found = np.searchsorted(np.array(LENGTH_EDGES), lengths, side="right")
    return found.astype(np.uint8).tobytes()


def day_runs(days: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return where each stretch of documents of one day begins, and its day."""
    return tuple(
        (place, day)
        for place, day in enumerate(days)
        if place == 0 or days[place - 1] != day
    )


@dataclass(frozen=True, slots=True)
class _Postings:
    """Postings in columns, sorted by key and document."""

    key: Column
    document: Column
    frequency: Column
    gaps: Column  # between the positions of each posting of text


def _text_postings(tokens: Tokens, key: Column, documents: int) -> _Postings:
    """Return the postings of tokens with these keys, in one sort of single numbers."""
    bits = int(tokens.position.max(initial=0)).bit_length()
    packed = (key * documents + tokens.document) << bits | tokens.position
    packed.sort()
    pair, position = packed >> bits, packed & ((1 << bits) - 1)
    fresh = np.diff(pair, prepend=-1) != 0
    starts = np.flatnonzero(fresh)
    gaps = np.diff(position, prepend=0)
    gaps[fresh] = position[fresh]
    pairs = pair[starts]
    return _Postings(
        pairs // max(documents, 1),
        pairs % max(documents, 1),
        np.diff(starts, append=len(pair)),
        gaps,
    )


def _fact_postings(facts: "_Facts", documents: int) -> _Postings:
    pairs = np.unique(facts.key * documents + facts.document)
    return _Postings(
        pairs // max(documents, 1),
        pairs % max(documents, 1),
        np.ones(len(pairs), np.int64),
        np.zeros(0, np.int64),
    )


def _join(facts: _Postings, text: _Postings) -> _Postings:
    """Put facts first: their field bytes sort before that of text."""
    return _Postings(
        np.concatenate((facts.key, text.key)),
        np.concatenate((facts.document, text.document)),
        np.concatenate((facts.frequency, text.frequency)),
        text.gaps,
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """Keys under which documents are found besides their texts."""

    keys: Sequence[bytes]
    key: Column  # place in `keys`, of each fact
    document: Column  # of each fact


class _Numbers(dict[str, int]):
    """Value to the place of its key in a list that grows."""

    def __init__(self, field: bytes, keys: dict[bytes, int]) -> None:
        super().__init__()
        self.field = field
        self.keys_ = keys

    def __missing__(self, value: str) -> int:
        is_question = self.field == Field.QUESTION
        term = question_key(value) if is_question else fold(value)
        key = self.field + utf8(term)  # values that differ can have one key
        number = self[value] = self.keys_.setdefault(key, len(self.keys_))
        return number


def _facts(documents: Sequence[Document]) -> _Facts:
    keys: dict[bytes, int] = {}
    found: list[int] = []
    at: list[int] = []
    for field, values in (
        (Field.AUTHOR, [(each.author,) for each in documents]),
        (Field.MENTION, [each.mentions for each in documents]),
        (Field.TAG, [each.tags for each in documents]),
        (
            Field.QUESTION,
            [(each.question,) if each.question else () for each in documents],
        ),
        (Field.HAS, [each.has for each in documents]),
        (Field.IS, [each.kinds for each in documents]),
    ):
        found += map(_Numbers(field, keys).__getitem__, chain.from_iterable(values))
        at += map(len, values)
    document = np.tile(np.arange(len(documents)), len(at) // max(len(documents), 1))
    return _Facts(
        tuple(keys),
        np.array(found, np.int64),
        np.repeat(document, np.array(at, np.int64)),
    )


def _people(documents: Sequence[Document]) -> tuple[tuple[str, str, int], ...]:
    counts = Counter((each.author, each.name) for each in documents)
    return tuple((slug, name, counts[slug, name]) for slug, name in sorted(counts))
