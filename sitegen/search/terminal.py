"""Search a built site in the terminal, through Whoosh."""

from dataclasses import dataclass
from pathlib import Path

from sitegen.render.text import anchor
from sitegen.search.documents import address_of
from sitegen.search.query import Sort, parse
from sitegen.search.resolve import Plan, resolve
from sitegen.search.shards import Index
from sitegen.search.spelling import suggest


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found."""

    id: str
    channel: str
    session: str | None  # key of the session; None for talk outside sessions
    time: int  # unix seconds
    author: str  # slug
    name: str
    text: str
    url: str  # from the site's root, with the message's anchor
    score: float
    question: str | None


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found."""

    hits: tuple[Hit, ...]
    count: int  # of all messages that match
    ignored: tuple[str, ...]  # words left out for being in so many messages
    suggestions: tuple[tuple[str, tuple[str, ...]], ...]  # unknown word, likely ones
    sort: Sort


def open_index(output: Path) -> Index:
    """Open the index of a built site.

    Raises:
        IndexDamaged: There is none, or it can't be read.
    """

    def read(path: str) -> bytes | None:
        try:
            return (output / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    return Index(read)


def search(index: Index, text: str, limit: int, sort: Sort | None = None) -> Results:
    """Return the messages that match a query, best first.

    Args:
        index: From `open_index`.
        text: The query.
        limit: How many messages to return at most.
        sort: Instead of what the query says.
    """
    parsed = parse(text)
    order = sort or parsed.sort
    if parsed.node is None:
        return Results((), 0, (), (), order)
    found = resolve(parsed.node, index)
    if order == "relevance" and not found.is_scored:
        order = "newest"
    best, count = rank(index, found.plan, order, limit)
    return Results(
        tuple(_hit(index, document, score) for document, score in best),
        count,
        found.ignored,
        tuple((word, suggest(index, word)) for word in found.unknown),
        order,
    )


def rank(
    index: Index, plan: Plan, order: Sort, limit: int
) -> tuple[list[tuple[int, float]], int]:
    """Return the first documents of a plan with their scores, and how many match."""
    # Whoosh takes a while to import, and only a search needs it.
    from sitegen.search import codec  # noqa: PLC0415

    if order == "relevance":
        best, count = codec.run(index, plan, limit)
    else:
        best, count = codec.run(index, plan, index.documents)
        best.sort(reverse=order == "newest")
    return best[:limit], count


def _hit(index: Index, document: int, score: float) -> Hit:
    unit = index.unit_of(document)
    fragment, place = index.fragment_of(document)
    url = fragment.url or address_of(unit.kind, unit.channel, unit.key)
    message = fragment.messages[place]
    part = f"{message.part}/" if message.part > 1 else ""
    return Hit(
        id=message.id,
        channel=unit.channel,
        session=unit.key if unit.kind == "session" else None,
        time=message.time,
        author=message.author,
        name=message.name,
        text=message.text,
        url=f"{url}{part}#{anchor(message.id)}",
        score=score,
        question=message.question,
    )
