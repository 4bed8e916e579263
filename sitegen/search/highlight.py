"""Which stretches of a text a query found, by the same analysis as the index.

Node, text --marks--> ((start, end), ...) in code points, disjoint, in order
"""

from collections.abc import Iterator, Sequence

from sitegen.search.analysis import STEMMED, Token, analyze
from sitegen.search.query import And, Node, Not, Or, Phrase, Prefix, Term
from sitegen.search.stemming import stem

_Row = tuple[tuple[int, str, bool], ...]  # distance, term, whether it is a prefix


def marks(node: Node | None, text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches of a text that a query's words are in.

    Args:
        node: The query; None marks nothing.
        text: As published.
        language: Of the index's stems.
    """
    if node is None:
        return ()
    places: dict[int, list[Token]] = {}
    for token in analyze(text):
        places.setdefault(token.position, []).append(token)
    found: list[tuple[int, int]] = []
    for row in _rows(node):
        for position in places:
            hits = _row_at(row, places, position, language)
            found += [(token.start, token.end) for token in hits]
    return tuple(_merged(sorted(found)))


def _rows(node: Node) -> Iterator[_Row]:
    """Yield what a query wants to be there; what it excludes is not marked."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _rows(part)
    elif isinstance(node, Phrase):
        yield tuple((at, term, False) for at, term in node.items)
    elif isinstance(node, Prefix):
        yield ((0, node.term, True),)
    elif isinstance(node, Term):
        yield ((0, node.term, False),)
    elif isinstance(node, Not):
        return


def _row_at(
    row: _Row, places: dict[int, list[Token]], position: int, language: str
) -> Sequence[Token]:
    hits = []
    for at, term, is_prefix in row:
        here = places.get(position + at, ())
        hit = next((t for t in here if _is_form(t, term, language, is_prefix)), None)
        if hit is None:
            return ()
        hits.append(hit)
    return hits


def _is_form(token: Token, term: str, language: str, is_prefix: bool) -> bool:  # noqa: FBT001 (a row's third part)
    if is_prefix:
        return token.term.startswith(term)
    if token.term == term:
        return True
    return token.kind in STEMMED and stem(token.term, language) == stem(term, language)


def _merged(found: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for low, high in found:
        if low > end:
            if end >= 0:
                yield start, end
            start, end = low, high
        else:
            end = max(end, high)
    if end >= 0:
        yield start, end
