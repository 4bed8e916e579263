"""Invert one unit: count its terms once and cut its fragments.

Pure, and the only stage that reads texts; everything after it works on columns.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sitegen.search import varints
from sitegen.search.documents import Document, Unit
from sitegen.search.fragments import write_fragments
from sitegen.search.layout import LENGTH_EDGES, Field
from sitegen.search.lexicon import Tokens, lexicon_for, utf8
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
    tokens = lexicon.tokens([document.text for document in unit.documents])
    forms, form, counts = np.unique(
        tokens.form, return_inverse=True, return_counts=True
    )
    form_keys = [lexicon.form_keys[each] for each in forms.tolist()]
    facts = _facts(unit.documents)
    keys = sorted({*form_keys, *facts.keys})
    places = {key: place for place, key in enumerate(keys)}
    form_places = _places(form_keys, places)
    postings = _join(
        _fact_postings(facts, places, len(unit.documents)),
        _text_postings(tokens, form_places[form], len(unit.documents)),
    )
    words = {
        surface: (count, place)
        for each, count, place in zip(
            forms.tolist(), counts.tolist(), form_places.tolist(), strict=True
        )
        if (surface := lexicon.surfaces[each]) is not None
    }
    surfaces = sorted(words)
    name, files = write_fragments(unit, fragment_size)
    return Run(
        unit=UnitRow(
            unit.key,
            unit.channel,
            unit.kind,
            len(unit.documents),
            day_runs([document.day for document in unit.documents]),
            name,
            unit.start,
        ),
        fragment_size=fragment_size,
        fragments=tuple((file.path, file.data) for file in files),
        tokens=int(tokens.lengths.sum()),
        keys=b"".join(keys),
        key_sizes=_encode(map(len, keys)),
        counts=varints.encode(np.bincount(postings.key, minlength=len(keys))),
        documents=varints.encode(postings.document),
        frequencies=varints.encode(postings.frequency),
        positions=varints.encode(postings.gaps),
        buckets=_buckets(tokens.lengths),
        surfaces=b"".join(surfaces),
        surface_sizes=_encode(map(len, surfaces)),
        surface_counts=_encode(words[surface][0] for surface in surfaces),
        surface_keys=_encode(words[surface][1] for surface in surfaces),
        people=_people(unit.documents),
    )


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


def _places(keys: Sequence[bytes], places: Mapping[bytes, int]) -> Column:
    return np.array([places[key] for key in keys], np.int64)


def _fact_postings(
    facts: "_Facts", places: Mapping[bytes, int], documents: int
) -> _Postings:
    own = _places(facts.keys, places)[facts.key]
    pairs = np.unique(own * documents + facts.document)
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

    def __init__(self, field: bytes, keys: list[bytes]) -> None:
        super().__init__()
        self.field = field
        self.keys_ = keys

    def __missing__(self, value: str) -> int:
        number = self[value] = len(self.keys_)
        is_question = self.field == Field.QUESTION
        term = question_key(value) if is_question else fold(value)
        self.keys_.append(self.field + utf8(term))
        return number


def _facts(documents: Sequence[Document]) -> _Facts:
    keys: list[bytes] = []
    author = _Numbers(Field.AUTHOR, keys)
    question = _Numbers(Field.QUESTION, keys)
    mention = _Numbers(Field.MENTION, keys).__getitem__
    tag = _Numbers(Field.TAG, keys).__getitem__
    has = _Numbers(Field.HAS, keys).__getitem__
    kind = _Numbers(Field.IS, keys).__getitem__
    found: list[int] = []
    sizes: list[int] = []
    for each in documents:
        before = len(found)
        found.append(author[each.author])
        found += map(mention, each.mentions)
        found += map(tag, each.tags)
        if each.question:
            found.append(question[each.question])
        found += map(has, each.has)
        found += map(kind, each.kinds)
        sizes.append(len(found) - before)
    document = np.repeat(np.arange(len(documents)), np.array(sizes, np.int64))
    return _Facts(keys, np.array(found, np.int64), document)


def _people(documents: Sequence[Document]) -> tuple[tuple[str, str, int], ...]:
    counts = Counter((each.author, each.name) for each in documents)
    return tuple((slug, name, counts[slug, name]) for slug, name in sorted(counts))


def _encode(numbers: Iterable[int]) -> bytes:
    return varints.encode(np.array(list(numbers), np.int64))
