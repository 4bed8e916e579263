"""Match queries by reading every message: slow, plain, and nothing in common with the index."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sitegen.search import query
from sitegen.search.analysis import STEMMED, analyze
from sitegen.search.documents import Document, Unit
from sitegen.search.stemming import stem
from sitegen.search.unicode_table import fold

EPOCH = date(1970, 1, 1)


@dataclass
class Read:
    """A message, its unit, and where each of its terms stands."""

    document: Document
    unit: Unit
    places: dict[str, set[int]]


@dataclass
class Oracle:
    messages: list[Read]
    stems: dict[str, str]  # of every word that occurs
    counts: Counter[str] = field(default_factory=Counter)
    expanded: dict[str, frozenset[str]] = field(default_factory=dict)

    @staticmethod
    def of(units: Sequence[Unit], language: str) -> "Oracle":
        messages: list[Read] = []
        stems: dict[str, str] = {}
        for unit in units:
            for document in unit.documents:
                places: dict[str, set[int]] = {}
                for token in analyze(document.text):
                    term = token.term
                    if token.kind in STEMMED:
                        term = stems.setdefault(term, stem(term, language))
                    places.setdefault(term, set()).add(token.position)
                messages.append(Read(document, unit, places))
        counts = Counter(term for each in messages for term in each.places)
        return Oracle(messages, stems, counts)

    def matches(self, node: query.Node) -> list[int]:
        light = self.lighten(node)
        return [n for n, each in enumerate(self.messages) if self.holds(light, each)]

    def year(self, number: int) -> int:
        return (EPOCH + timedelta(days=self.messages[number].document.day)).year

    def stem(self, term: str) -> str:
        return self.stems.get(term, term)

    def lighten(self, node: query.Node) -> query.Node:
        """Leave heavy words out beside others, the most frequent first."""
        match node:
            case query.Not(part):
                return query.Not(self.lighten(part))
            case query.Or(parts):
                return query.Or(tuple(map(self.lighten, parts)))
            case query.And(parts):
                kept = list(parts)
                while True:
                    heavy = [
                        part
                        for part in kept
                        if isinstance(part, query.Term)
                        and not part.plus
                        and self.counts[self.stem(part.term)] * 8 > len(self.messages)
                    ]
                    if not heavy or sum(map(_asks_words, kept)) < 2:
                        return query.And(tuple(map(self.lighten, kept)))
                    most = max(self.counts[self.stem(part.term)] for part in heavy)
                    last = [p for p in heavy if self.counts[self.stem(p.term)] == most][
                        -1
                    ]
                    place = max(n for n, part in enumerate(kept) if part is last)
                    del kept[place]
        return node

    def holds(self, node: query.Node, each: Read) -> bool:
        match node:
            case query.Term(term):
                return self.stem(term) in each.places
            case query.Prefix(term):
                return not self.expand(term).isdisjoint(each.places)
            case query.Phrase(items):
                columns = [
                    {place - at for place in each.places.get(self.stem(term), ())}
                    for at, term in items
                ]
                return bool(set.intersection(*columns))
            case query.Field(name, value):
                return value in self.properties(name, each)
            case query.Dates(first, last):
                day = (EPOCH + timedelta(days=each.document.day)).isoformat()
                return (first or "0") <= day <= (last or "9999-99-99")
            case query.And(parts):
                return all(self.holds(part, each) for part in parts)
            case query.Or(parts):
                return any(self.holds(part, each) for part in parts)
            case query.Not(part):
                return not self.holds(part, each)
        raise AssertionError(node)

    def expand(self, prefix: str) -> frozenset[str]:
        """Return the 64 most frequent stems of words that start so."""
        if prefix not in self.expanded:
            stems = {s for word, s in self.stems.items() if word.startswith(prefix)}
            stems |= {word for word in self.counts if word.startswith(prefix)}
            ranked = sorted(stems, key=lambda s: (-self.counts[s], s.encode()))
            self.expanded[prefix] = frozenset(ranked[:64])
        return self.expanded[prefix]

    def properties(self, name: str, each: Read) -> tuple[str, ...]:
        document, unit = each.document, each.unit
        key = (unit.key, f"{unit.channel}/{unit.key}")
        return {
            "from": (fold(document.author),),
            "mentions": document.mentions,
            "tag": document.tags,
            "q": (query.question_key(document.question),) if document.question else (),
            "has": document.has,
            "is": document.kinds,
            "in": (unit.channel,),
            "session": key if unit.kind == "session" else (),
        }[name]


def _asks_words(node: query.Node) -> bool:
    match node:
        case query.Term() | query.Prefix() | query.Phrase():
            return True
        case query.And(parts) | query.Or(parts):
            return any(map(_asks_words, parts))
    return False
