"""Whoosh over the shards: the codec, and syntax trees as Whoosh queries.

The only module that imports Whoosh, so import it only when it is needed. Of Whoosh it
uses what 2.7.4 and whoosh3 have in common: queries, matchers, BM25F, the collector. It
never opens an index of Whoosh's own, which is made of pickles.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh import collectors, fields, formats, matching, query, scoring
from whoosh.codec import base
from whoosh.reading import SegmentReader, TermInfo, TermNotFound
from whoosh.searching import Searcher

from sitegen.search.decoding import Postings
from sitegen.search.layout import LENGTHS
from sitegen.search.resolve import All, Anyone, Docs, Key, Keys, Plan, Row, Without
from sitegen.search.shards import Index

TEXT = "text"
# Scores lie on a grid, so that sums are exact and do not depend on the order of
# addition, which differs between Whoosh's trees of matchers and the browser.
GRID = 2.0**40


def run(index: Index, plan: Plan, limit: int) -> tuple[list[tuple[int, float]], int]:
    """Return the best documents of a plan with their scores, and how many match.

    Among equal scores the lower number comes first.
    """
    schema = fields.Schema(**{TEXT: _text_field()})
    reader = SegmentReader(None, schema, _Segment(), codec=_Codec(index))
    searcher = Searcher(reader, weighting=_GridBM25F())
    # replace=0: Whoosh 2.7 loses matches when it replaces spent matchers.
    collector = collectors.TopCollector(
        limit=max(limit, 1), replace=0, usequality=False
    )
    searcher.search_with_collector(_query(plan), collector)
    best = [(number, score) for score, number in collector.results().top_n]
    return best[:limit], collector.count()


def _query(plan: Plan) -> Any:
    """Return a plan as a query of Whoosh."""
    match plan:
        case Key(key):
            return query.Term(TEXT, key)
        case Keys(keys):
            return _or([query.Term(TEXT, key) for key in keys])
        case Row(items):
            return _Row(items)
        case Docs(documents):
            return _Documents(documents)
        case All(parts):
            return query.And([_query(part) for part in parts])
        case Anyone(parts):
            return _or([_query(part) for part in parts])
        case Without(wanted, unwanted):
            return _Without(_query(wanted), _query(unwanted))
    raise AssertionError(plan)


def _or(parts: list[Any]) -> Any:
    """Return an Or that adds scores one by one.

    The preloading matcher, chosen for small indexes, drops documents of score 0.
    """
    joined = query.Or(parts)
    joined.matcher_type = query.Or.DEFAULT_MATCHER
    return joined


class _Documents(query.Query):  # type: ignore[misc]  # Whoosh has no types
    """Matches given documents, which adds nothing to their score."""

    def __init__(self, documents: "np.ndarray[Any, Any]") -> None:
        self.documents = documents
        self.boost = 1.0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher of the documents."""
        del searcher, context
        if not len(self.documents):
            return matching.NullMatcher()
        size = len(self.documents)
        return _List(self.documents.tolist(), weights=[0.0] * size)

    def estimate_size(self, ixreader: Any) -> int:
        """Return how many documents match."""
        del ixreader
        return len(self.documents)


class _Without(query.Query):  # type: ignore[misc]  # Whoosh has no types
    """Matches documents of one query that another does not match.

    Whoosh's own AndNotMatcher lets the first document pass if the excluded list begins
    before it.
    """

    def __init__(self, wanted: Any, unwanted: Any) -> None:
        self.wanted = wanted
        self.unwanted = unwanted
        self.boost = 1.0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return the wanted documents less the unwanted."""
        unwanted = self.unwanted.matcher(searcher, searcher.boolean_context())
        return matching.FilterMatcher(
            self.wanted.matcher(searcher, context),
            frozenset(unwanted.all_ids()),
            exclude=True,
        )

    def estimate_size(self, ixreader: Any) -> int:
        """Return at most how many documents match."""
        size: int = self.wanted.estimate_size(ixreader)
        return size


class _Row(query.Query):  # type: ignore[misc]  # Whoosh has no types
    """Matches documents with terms at given distances; scores as all the terms."""

    def __init__(self, items: tuple[tuple[int, bytes], ...]) -> None:
        self.items = items
        self.boost = 1.0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return the terms' intersection, held to the documents with the row."""
        keys = dict.fromkeys(key for _, key in self.items)
        every = query.And([query.Term(TEXT, key) for key in keys])
        index: Index = searcher.reader().codec().index
        return matching.FilterMatcher(
            every.matcher(searcher, context),
            frozenset(_row_documents(index, self.items)),
        )

    def estimate_size(self, ixreader: Any) -> int:
        """Return at most how many documents match."""
        size: int = min(ixreader.doc_frequency(TEXT, key) for _, key in self.items)
        return size


def _row_documents(index: Index, items: Iterable[tuple[int, bytes]]) -> list[int]:
    """Return the documents in which terms stand at given distances."""
    # A place of the whole index: document and position in one number.
    found: np.ndarray[Any, Any] | None = None
    for offset, key in items:
        documents, positions = index.positions(key)
        places = documents * (1 << 32) + positions - offset + (1 << 20)
        found = places if found is None else np.intersect1d(found, places)
    if found is None:
        return []
    unique: list[int] = np.unique(found >> 32).tolist()
    return unique


class _GridBM25F(scoring.BM25F):  # type: ignore[misc]  # Whoosh has no types
    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> Any:
        """Return the scorer of a term."""
        return _GridScorer(searcher, fieldname, text, self.B, self.K1, qf=qf)


class _GridScorer(scoring.BM25FScorer):  # type: ignore[misc]  # Whoosh has no types
    def _score(self, weight: float, length: int) -> float:
        score: float = super()._score(weight, length)
        return math.floor(score * GRID + 0.5) / GRID


class _List(matching.ListMatcher):  # type: ignore[misc]  # Whoosh has no types
    """A list of postings: adds what scorers and collectors ask of a leaf."""

    _i: int

    def block_max_weight(self) -> float:
        """Return the greatest weight."""
        weights: list[float] = self._weights
        return max(weights)

    def block_min_length(self) -> int:
        """Return the least length."""
        return LENGTHS[0]

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        """Go to a document or the first after it."""
        self._i = bisect_left(self._ids, id, self._i)

    def skip_to_quality(self, minquality: float) -> int:
        """Skip nothing: the list is one block."""
        del minquality
        return 0


class _Positions(formats.Positions):  # type: ignore[misc]  # Whoosh has no types
    """Positions are checked by `_Row`; the matchers carry none."""


def _text_field() -> Any:
    field = fields.ID()
    field.format = _Positions()
    field.scorable = True
    field.to_bytes = lambda value: value
    return field


class _Codec(base.Codec):  # type: ignore[misc]  # Whoosh has no types
    def __init__(self, index: Index) -> None:
        self.index = index

    def terms_reader(self, storage: Any, segment: Any) -> "_Terms":
        """Return the terms."""
        del storage, segment
        return _Terms(self.index)

    def per_document_reader(self, storage: Any, segment: Any) -> "_PerDocument":
        """Return the lengths."""
        del storage, segment
        return _PerDocument(self.index)


class _Segment(base.Segment):  # type: ignore[misc]  # Whoosh has no types
    """The whole index is one segment to Whoosh."""

    def __init__(self) -> None:
        super().__init__("shards")

    def doc_count_all(self) -> int:
        """Return nothing: the reader asks the codec."""
        return 0

    def deleted_count(self) -> int:
        """Return that nothing is ever deleted."""
        return 0


class _Terms(base.TermsReader):  # type: ignore[misc]  # Whoosh has no types
    """Terms are keys as they stand in the shards."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.index.count(term[1]) > 0

    def _postings(self, fieldname: str, key: bytes) -> Postings:
        postings = self.index.postings(key)
        if not len(postings.documents):
            raise TermNotFound((fieldname, key))
        return postings

    def term_info(self, fieldname: str, key: bytes) -> Any:
        """Return the statistics of a key."""
        postings = self._postings(fieldname, key)
        return TermInfo(
            weight=float(postings.frequencies.sum()),
            df=len(postings.documents),
            minlength=LENGTHS[int(postings.buckets.min())],
            maxlength=LENGTHS[int(postings.buckets.max())],
            maxweight=float(postings.frequencies.max()),
            minid=int(postings.documents[0]),
            maxid=int(postings.documents[-1]),
        )

    def frequency(self, fieldname: str, key: bytes) -> int:
        """Return how often a key occurs."""
        del fieldname
        return int(self.index.postings(key).frequencies.sum())

    def doc_frequency(self, fieldname: str, key: bytes) -> int:
        """Return in how many documents a key occurs."""
        del fieldname
        return self.index.count(key)

    def matcher(
        self, fieldname: str, key: bytes, format_: Any, scorer: Any = None
    ) -> Any:
        """Return a matcher of the postings of a key."""
        postings = self._postings(fieldname, key)
        return _List(
            postings.documents.tolist(),
            weights=postings.frequencies.astype(np.float64).tolist(),
            format=format_,
            scorer=scorer,
            term=(fieldname, key),
        )

    def indexed_field_names(self) -> list[str]:
        """Return the one field."""
        return [TEXT]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every key with postings."""
        yield from self.terms_from(TEXT, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the keys from one on."""
        keys = {
            entry.key
            for segment in self.index.segments
            for entry in segment.starting(b"")
            if entry.count and entry.key >= prefix
        }
        for key in sorted(keys):
            yield fieldname, key

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """Yield every key with its statistics."""
        yield from self.items_from(TEXT, b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """Yield the keys from one on with their statistics."""
        for _, key in self.terms_from(fieldname, prefix):
            yield (fieldname, key), self.term_info(fieldname, key)


class _PerDocument(base.PerDocumentReader):  # type: ignore[misc]  # Whoosh has no types
    """Lengths: those of a document are known once a posting of it was read."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def doc_count(self) -> int:
        """Return how many documents there are."""
        return self.index.documents

    doc_count_all = doc_count

    def has_deletions(self) -> bool:
        """Return that nothing is ever deleted."""
        return False

    def is_deleted(self, docnum: int) -> bool:
        """Return that nothing is ever deleted."""
        del docnum
        return False

    def deleted_docs(self) -> frozenset[int]:
        """Return that nothing is ever deleted."""
        return frozenset()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the length of a document by its bucket."""
        del fieldname
        bucket = self.index.buckets[docnum]
        return default if bucket < 0 else LENGTHS[bucket]

    def field_length(self, fieldname: str) -> int:
        """Return the exact length of all texts."""
        del fieldname
        return self.index.tokens

    def min_field_length(self, fieldname: str) -> int:
        """Return the least length."""
        del fieldname
        return LENGTHS[0]

    def max_field_length(self, fieldname: str) -> int:
        """Return the greatest length."""
        del fieldname
        return LENGTHS[-1]

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return nothing: fragments hold what results show."""
        del docnum
        return {}
