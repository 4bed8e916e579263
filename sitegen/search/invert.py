"""Invert one unit: count its terms once and cut its fragments.

Pure, and the only stage that reads texts; everything after it works on columns.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sitegen.search import varints
from sitegen.search.analysis import STEMMED, analyze_chunk, chunks
from sitegen.search.documents import Document, Unit
from sitegen.search.fragments import write_fragments
from sitegen.search.layout import LENGTH_EDGES, Field
from sitegen.search.query import question_key
from sitegen.search.run import Run, UnitRow
from sitegen.search.stemming import stem
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
    tokens = _tokens(unit.documents)
    words = _words(tokens)
    surfaces = sorted(words)
    stems = {surface: _key(Field.TEXT, stem(surface, language)) for surface in surfaces}
    form_keys = [
        stems[form] if is_word else _key(Field.TEXT, form)
        for form, is_word in tokens.forms
    ]
    facts = sorted(_facts(unit.documents))
    keys = sorted({*form_keys, *(key for key, _ in facts)})
    places = {key: place for place, key in enumerate(keys)}
    postings = _join(
        _fact_postings(facts, places),
        _text_postings(tokens, np.array([places[key] for key in form_keys], np.int64)),
    )
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
        tokens=sum(tokens.lengths),
        keys=b"".join(keys),
        key_sizes=_encode(map(len, keys)),
        counts=varints.encode(np.bincount(postings.key, minlength=len(keys))),
        documents=varints.encode(postings.document),
        frequencies=varints.encode(postings.frequency),
        positions=varints.encode(postings.gaps),
        buckets=bytes(bisect_right(LENGTH_EDGES, size) for size in tokens.lengths),
        surfaces=b"".join(map(_utf8, surfaces)),
        surface_sizes=_encode(len(_utf8(surface)) for surface in surfaces),
        surface_counts=_encode(words[surface] for surface in surfaces),
        surface_keys=_encode(places[stems[surface]] for surface in surfaces),
        people=_people(unit.documents),
    )


def day_runs(days: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return where each stretch of documents of one day begins, and its day."""
    return tuple(
        (place, day)
        for place, day in enumerate(days)
        if place == 0 or days[place - 1] != day
    )


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The tokens of a unit in columns; forms are numbered as they come."""

    forms: Sequence[tuple[str, bool]]  # term, and whether it is a word
    form: Column  # of each token
    position: Column
    lengths: Sequence[int]  # tokens of each document


@dataclass(frozen=True, slots=True)
class _Postings:
    """Postings in columns, sorted by key and document."""

    key: Column
    document: Column
    frequency: Column
    gaps: Column  # between the positions of each posting of text


def _tokens(documents: Sequence[Document]) -> _Tokens:
    """Return the tokens of all texts.

    Chunks repeat, so each is analyzed once in a unit.
    """
    forms: dict[tuple[str, bool], int] = {}
    known: dict[str, tuple[tuple[int, ...], tuple[int, ...], int]] = {}
    form: list[int] = []
    position: list[int] = []
    lengths: list[int] = []
    for document in documents:
        at = 0
        before = len(form)
        for chunk in chunks(document.text):
            found = known.get(chunk)
            if found is None:
                found = known[chunk] = _chunk_forms(chunk, forms)
            numbers, offsets, width = found
            if len(numbers) == 1:
                form.append(numbers[0])
                position.append(at + offsets[0])
            else:
                form += numbers
                position += [at + offset for offset in offsets]
            at += width
        lengths.append(len(form) - before)
    return _Tokens(
        tuple(forms), np.array(form, np.int64), np.array(position, np.int64), lengths
    )


def _chunk_forms(
    chunk: str, forms: dict[tuple[str, bool], int]
) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """Return the numbers of a chunk's forms, their positions, and how many it takes."""
    tokens, width = analyze_chunk(chunk)
    numbers = tuple(
        forms.setdefault((token.term, token.kind in STEMMED), len(forms))
        for token in tokens
    )
    return numbers, tuple(token.position for token in tokens), width


def _words(tokens: _Tokens) -> dict[str, int]:
    """Return how often each word occurs as it is written."""
    found = np.bincount(tokens.form, minlength=len(tokens.forms)).tolist()
    return {
        form: count
        for (form, is_word), count in zip(tokens.forms, found, strict=True)
        if is_word
    }


def _text_postings(tokens: _Tokens, form_keys: Column) -> _Postings:
    count = len(tokens.lengths)
    key = form_keys[tokens.form] if len(form_keys) else tokens.form
    pair = key * count + np.repeat(np.arange(count), tokens.lengths)
    order = np.lexsort((tokens.position, pair))
    pair, position = pair[order], tokens.position[order]
    fresh = np.diff(pair, prepend=-1) != 0
    starts = np.flatnonzero(fresh)
    gaps = np.diff(position, prepend=0)
    gaps[fresh] = position[fresh]
    pairs = pair[starts]
    return _Postings(
        pairs // max(count, 1),
        pairs % max(count, 1),
        np.diff(starts, append=len(pair)),
        gaps,
    )


def _fact_postings(
    facts: Sequence[tuple[bytes, int]], places: dict[bytes, int]
) -> _Postings:
    return _Postings(
        np.array([places[key] for key, _ in facts], np.int64),
        np.array([number for _, number in facts], np.int64),
        np.ones(len(facts), np.int64),
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


def _facts(documents: Sequence[Document]) -> set[tuple[bytes, int]]:
    """Return the keys under which documents are found besides their texts."""
    key = lru_cache(maxsize=None)(_fact_key)  # the same few values again and again
    return {
        (key(field, value), number)
        for number, each in enumerate(documents)
        for field, values in (
            (Field.AUTHOR, (each.author,)),
            (Field.MENTION, each.mentions),
            (Field.TAG, each.tags),
            (Field.QUESTION, (each.question,) if each.question else ()),
            (Field.HAS, each.has),
            (Field.IS, each.kinds),
        )
        for value in values
    }


def _fact_key(field: bytes, value: str) -> bytes:
    return _key(field, question_key(value) if field == Field.QUESTION else fold(value))


def _people(documents: Sequence[Document]) -> tuple[tuple[str, str, int], ...]:
    counts = Counter((each.author, each.name) for each in documents)
    return tuple((slug, name, counts[slug, name]) for slug, name in sorted(counts))


def _key(field: bytes, term: str) -> bytes:
    return field + _utf8(term)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _encode(numbers: Iterable[int]) -> bytes:
    return varints.encode(np.fromiter(numbers, np.int64))
