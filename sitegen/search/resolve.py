"""From a syntax tree to a plan: what a query means in one index.

Words become keys (through the stems that the shards know), prefixes become the words
that begin so, fields and dates become documents; and words that are in more than one
message of eight are left out beside others. `browser/resolve.js` does the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sitegen.search import layout, query, ranges
from sitegen.search.shards import Index

EXPANSIONS = 64  # words that a prefix stands for at most
HEAVY = 8  # a word in more than one message of so many is heavy

Documents = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Key:
    """Documents with a key of text."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """Documents with any of some keys of text."""

    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Documents with keys at these distances."""

    items: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Docs:
    """Given documents, ascending; they add nothing to a score."""

    documents: Documents


@dataclass(frozen=True, slots=True)
class All:
    """Documents that match every part."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Anyone:
    """Documents that match any part."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Documents that match one plan and not another."""

    wanted: "Plan"
    unwanted: "Plan"


Plan = Key | Keys | Row | Docs | All | Anyone | Without

FACTS = {
    "from": layout.Field.AUTHOR,
    "mentions": layout.Field.MENTION,
    "tag": layout.Field.TAG,
    "q": layout.Field.QUESTION,
    "has": layout.Field.HAS,
    "is": layout.Field.IS,
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a query means."""

    plan: Plan
    is_scored: bool  # some word counts for the ranking
    ignored: tuple[str, ...]  # words left out for being in so many messages
    unknown: tuple[str, ...]  # words that are in no message


def resolve(node: query.Node, index: Index) -> Resolved:
    """Return what a syntax tree means in an index."""
    resolver = _Resolver(index)
    plan = resolver.plan(node)
    every = dict.fromkeys(_words(node, all_=True))
    wanted = dict.fromkeys(_words(node))
    return Resolved(
        plan,
        _is_word(node),
        tuple(word for word in every if word in resolver.ignored),
        tuple(word for word in wanted if word in resolver.unknown),
    )


class _Resolver:
    """An index, and the words left out or not found so far."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.ignored: set[str] = set()
        self.unknown: set[str] = set()

    def plan(self, node: query.Node) -> Plan:
        """Return the plan of a node."""
        match node:
            case query.Term(term):
                return Key(self.key(term))
            case query.Prefix(term):
                keys = self.index.expansions(_key(term), EXPANSIONS)
                return Keys(keys) if keys else NONE
            case query.Phrase(items):
                return Row(tuple((at, self.key(term)) for at, term in items))
            case query.Field(name, value):
                return Docs(self.documents(name, value))
            case query.Dates(first, last):
                found = ranges.of_days(self.index.units, first, last)
                return Docs(ranges.documents_of(found))
            case query.And(parts):
                return self.conjunction(parts)
            case query.Or(parts):
                return Anyone(tuple(self.plan(part) for part in parts))
            case query.Not(part):
                return Without(self.everything(), self.plan(part))
        raise AssertionError(node)

    def key(self, term: str) -> bytes:
        """Return what a word is indexed as."""
        key = self.index.alias(_key(term))
        if not self.index.count(key):
            self.unknown.add(term)
        return key

    def documents(self, name: str, value: str) -> Documents:
        """Return the documents with a property."""
        if name == "in":
            return ranges.documents_of(ranges.of_channel(self.index.units, value))
        if name == "session":
            return ranges.documents_of(ranges.of_session(self.index.units, value))
        key = FACTS[name] + value.encode("utf-8", "replace")
        return self.index.postings(self.index.alias(key)).documents

    def everything(self) -> Plan:
        """Return the plan of all documents."""
        return Docs(np.arange(self.index.documents))

    def conjunction(self, parts: Sequence[query.Node]) -> Plan:
        """Return the plan of parts that are all wanted, less the heavy words."""
        kept = self.without_heavy(parts)
        wanted = [self.plan(part) for part in kept if not isinstance(part, query.Not)]
        unwanted = [
            self.plan(part.part) for part in kept if isinstance(part, query.Not)
        ]
        plan: Plan = self.everything()
        if wanted:
            plan = wanted[0] if len(wanted) == 1 else All(tuple(wanted))
        if not unwanted:
            return plan
        other = unwanted[0] if len(unwanted) == 1 else Anyone(tuple(unwanted))
        return Without(plan, other)

    def without_heavy(self, parts: Sequence[query.Node]) -> list[query.Node]:
        """Return the parts without heavy words, the most frequent left out first.

        The last word stays however heavy it is.
        """
        counts = {
            place: self.index.count(self.index.alias(_key(part.term)))
            for place, part in enumerate(parts)
            if isinstance(part, query.Term) and not part.plus
        }
        words = sum(_is_word(part) for part in parts)
        left_out: set[int] = set()
        for place in sorted(counts, key=lambda each: (-counts[each], -each)):
            if counts[place] * HEAVY > self.index.documents and words > 1:
                words -= 1
                left_out.add(place)
        self.ignored.update(
            part.term
            for place, part in enumerate(parts)
            if place in left_out and isinstance(part, query.Term)
        )
        return [part for place, part in enumerate(parts) if place not in left_out]


NONE = Docs(np.zeros(0, np.int64))


def _is_word(node: query.Node) -> bool:
    """Tell whether a node asks for words, not only for properties."""
    match node:
        case query.Term() | query.Prefix() | query.Phrase():
            return True
        case query.And(parts) | query.Or(parts):
            return any(_is_word(part) for part in parts)
    return False


def _words(node: query.Node, *, all_: bool = False) -> Iterator[str]:
    """Yield the words of a query in order, unwanted ones only if all are asked for."""
    match node:
        case query.Term(term):
            yield term
        case query.Phrase(items):
            yield from (term for _, term in items)
        case query.And(parts) | query.Or(parts):
            for part in parts:
                yield from _words(part, all_=all_)
        case query.Not(part) if all_:
            yield from _words(part, all_=True)


def _key(term: str) -> bytes:
    return layout.Field.TEXT + term.encode("utf-8", "replace")
