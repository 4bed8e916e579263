"""The query language: from what a reader types to a syntax tree.

`browser/query.js` is this module again, and both are one file so that they can be read
side by side; `tests/search/vectors/queries.json` holds the two together. The grammar,
over code points; SPACE is any white space, and a quote is " or a curly one:

    query    = [ all { "OR" all } ] ;
    all      = part { [ "AND" ] part } ;
    part     = [ sign ] primary ;
    sign     = "-" | "+" | "NOT" SPACE ;
    primary  = "(" query ")" | phrase | field | word ;
    phrase   = QUOTE { any but QUOTE } [ QUOTE ] ;
    field    = NAME ":" ( phrase | word ) ;
    word     = any but SPACE ( ) QUOTE, one or more, with an optional "*" at the end ;

Parts side by side are all wanted; OR, in upper case, is looser. The names of fields are
`FIELDS`. A query never fails: what cannot be read is text. An unclosed parenthesis or
quote ends with the query; a parenthesis that closes nothing, or stands deeper than
`DEPTH_LIMIT`, separates words; AND, OR and NOT without parts to work on are words; a
field with an unknown name or a value it cannot have is a word; what comes after
`LENGTH_LIMIT` code points is not read.

A word becomes the terms of `analyze`: one `Term`, or a `Phrase` of several. Of a
compound outside quotes only the whole is wanted, inside quotes its parts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Literal

from sitegen.search.analysis import SPACE, Token, analyze
from sitegen.search.unicode_table import fold

Sort = Literal["relevance", "newest", "oldest"]
FieldName = Literal["from", "mentions", "in", "session", "tag", "q", "has", "is"]

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
TEXT_FIELDS: tuple[FieldName, ...] = ("from", "mentions", "in", "session", "tag", "q")
DATE_FIELDS = ("before", "after", "on", "during")
HAS = (
    "attachment",
    "audio",
    "code",
    "emoji",
    "file",
    "image",
    "link",
    "mention",
    "quote",
    "reaction",
    "tag",
    "video",
)
IS = (
    "action",
    "answer",
    "bot",
    "edited",
    "host",
    "pinned",
    "question",
    "reply",
    "repost",
)
FIELDS = (*TEXT_FIELDS, "has", "is", *DATE_FIELDS, "sort")

LENGTH_LIMIT = 1000
DEPTH_LIMIT = 32
STAR_LIMIT = 2  # characters before a *
LIVE_LIMIT = 3  # characters of a word that is being typed


@dataclass(frozen=True, slots=True)
class Term:
    """Messages that hold a term, as written or as another form of its stem."""

    term: str
    plus: bool = False  # counts even if it stands in a great part of all messages


@dataclass(frozen=True, slots=True)
class Prefix:
    """Messages that hold a term that begins so."""

    term: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Messages that hold terms at these distances from the first; two or more."""

    items: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """Messages with a property: from, mentions, in, session, tag, q, has, is.

    The value is folded and has no sigil. That of q is a `question_key`.
    """

    name: FieldName
    value: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Messages of days in the site's zone, both included; None is open.

    Days are ISO dates, of the years 1000 to 9998.
    """

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class And:
    """Messages that match all parts; two or more, none of them an `And`."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Messages that match any part; two or more, none of them an `Or`."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Messages that do not match; the part is no `Not`."""

    part: "Node"


Node = Term | Prefix | Phrase | Field | Dates | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query; without a node there is nothing to search for."""

    node: Node | None
    sort: Sort = "relevance"


def parse(text: str, *, live: bool = False) -> Query:
    """Return the syntax tree of a query; every text has one.

    Args:
        text: What the reader typed.
        live: The reader is still typing: a word at the very end, of three characters
            or more, stands for all words that begin so.
    """
    parser = _Parser(text[:LENGTH_LIMIT], live=live)
    node = parser.query(0)
    return Query(node, parser.sort)


def to_json(value: Query | Node | None) -> Any:
    """Return the JSON form, which is what `browser/query.js` gives."""
    match value:
        case Query(node, sort):
            return {"node": to_json(node), "sort": sort}
        case And(parts):
            return {"and": [to_json(part) for part in parts]}
        case Or(parts):
            return {"or": [to_json(part) for part in parts]}
        case Not(part):
            return {"not": to_json(part)}
        case Term(term, plus):
            return {"term": term, "plus": plus}
        case Prefix(term):
            return {"prefix": term}
        case Phrase(items):
            return {"phrase": [list(item) for item in items]}
        case Field(name, wanted):
            return {"field": name, "value": wanted}
        case Dates(first, last):
            return {"first": first, "last": last}
        case None:
            return None


def question_key(label: str) -> str:
    """Return what `q:` compares: the folded label without the letter before digits.

    "Q3", "q3" and "3" have the key "3".
    """
    folded = fold(label)
    return _QUESTION_LETTER.sub("", folded)


_QUOTES = '"\\u201c\\u201d\\u201e\\u201f\\uff02'
_SPACES = re.compile(f"[{SPACE}]*")
_WORD = re.compile(f"[^{SPACE}(){_QUOTES}]+")
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]?")
_SIGN = re.compile(
    f"-(?![{SPACE}]|\\Z)|\\+(?![{SPACE}]|\\Z)|NOT[{SPACE}]+(?![{SPACE})]|\\Z)"
)
_FIELD = re.compile("([A-Za-z]+):(.*)", re.DOTALL)
_QUESTION_LETTER = re.compile("^[a-z](?=[0-9])")
_DAY = re.compile("([1-9][0-9]{3})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_OPERATORS = ("AND", "OR")


class _Parser:
    """A place in a query, and the order asked for so far."""

    def __init__(self, text: str, *, live: bool) -> None:
        self.text = text
        self.live = live
        self.at = 0
        self.sort: Sort = "relevance"

    def query(self, depth: int) -> Node | None:
        """Read up to the end, or to the parenthesis that closes this depth."""
        items: list[Node | str] = []
        while True:
            self.take(_SPACES)
            here = self.text[self.at : self.at + 1]
            if not here:
                return _combine(items)
            if here == ")":
                self.at += 1
                if depth:
                    return _combine(items)
                continue
            item = self.part(depth)
            if item is not None:
                items.append(item)

    def part(self, depth: int) -> Node | str | None:
        """Read one part, or the name of an operator."""
        negated = plus = signed = False
        while (sign := self.take(_SIGN)) is not None:
            signed = True
            plus = plus or sign == "+"
            negated ^= sign != "+"
        node = self.primary(depth, plus=plus, bare=not signed)
        if isinstance(node, str) or node is None or not negated:
            return node
        return node.part if isinstance(node, Not) else Not(node)

    def primary(self, depth: int, *, plus: bool, bare: bool) -> Node | str | None:
        """Read a group, a phrase, a field, a word, or the name of an operator."""
        if self.text.startswith("(", self.at):
            self.at += 1
            return self.query(depth + 1) if depth < DEPTH_LIMIT else None
        quoted = self.quoted()
        if quoted is not None:
            return _quoted(quoted)
        word = self.take(_WORD) or ""
        if bare and word in _OPERATORS:
            return word
        field = _FIELD.fullmatch(word)
        if field and field.group(1).lower() in FIELDS:
            name, value = field.group(1).lower(), field.group(2)
            wanted = value or self.quoted() or ""
            if name == "sort" and fold(wanted) in SORTS:
                self.sort = SORTS[SORTS.index(fold(wanted))]
                return None
            return _field(name, wanted) or _word(f"{name}:{wanted}")
        live = self.live and bare and self.at == len(self.text)
        return _word(word, plus=plus, live=live)

    def quoted(self) -> str | None:
        """Read a quoted text, if there is one here."""
        match = _QUOTED.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return match.group(1)

    def take(self, pattern: re.Pattern[str]) -> str | None:
        """Read what a pattern matches here, if it does."""
        match = pattern.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return match.group()


def _combine(items: Sequence[Node | str]) -> Node | None:
    """Return the node of parts and operators; operators without parts are words."""
    choices: list[list[Node]] = [[]]
    for index, item in enumerate(items):
        if not isinstance(item, str):
            choices[-1].append(item)
            continue
        after = items[index + 1] if index + 1 < len(items) else item
        if not choices[-1] or isinstance(after, str):
            choices[-1].append(Term(item.lower()))
        elif item == "OR":
            choices.append([])
    return _any([_all(parts) for parts in choices if parts])


def _all(parts: Sequence[Node]) -> Node:
    """Return one node for parts that are all wanted."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, And) else (part,)
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def _any(parts: Sequence[Node]) -> Node | None:
    """Return one node for parts of which any is wanted."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Or) else (part,)
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def _word(text: str, *, plus: bool = False, live: bool = False) -> Node | None:
    """Return the node of a word outside quotes."""
    star = text.endswith("*")
    tokens = _wholes(analyze(text))
    if len(tokens) != 1:
        return _row(tokens)
    term = tokens[0].term
    long = len(term) >= STAR_LIMIT if star else live and len(term) >= LIVE_LIMIT
    if tokens[0].kind == "last" or long:
        return Prefix(term)
    return Term(term, plus)


def _quoted(text: str) -> Node | None:
    """Return the node of a text in quotes."""
    tokens = _parts(analyze(text))
    if len(tokens) == 1 and tokens[0].kind != "last":
        return Term(tokens[0].term, plus=True)
    return _row(tokens)


def _row(tokens: Sequence[Token]) -> Node | None:
    """Return the phrase of tokens.

    A character of a script without spaces that stands alone here may be part of a
    longer run in a message, where only a prefix finds it and no phrase does.
    """
    kept = [token for token in tokens if token.kind != "last"]
    if len(kept) > 1:
        first = kept[0].position
        return Phrase(tuple((token.position - first, token.term) for token in kept))
    if kept:
        return Term(kept[0].term)
    return _all([Prefix(token.term) for token in tokens]) if tokens else None


def _wholes(tokens: Sequence[Token]) -> list[Token]:
    """Return the longest token at each position that no longer one covers."""
    chosen: list[Token] = []
    for _, group in groupby(tokens, key=lambda token: token.position):
        token = max(group, key=lambda token: token.end - token.start)
        before = chosen[-1] if chosen else None
        if before is None or token.start >= before.end or _pairs(before, token):
            chosen.append(token)
    return chosen


def _parts(tokens: Sequence[Token]) -> list[Token]:
    """Return the smallest token at each position; of code words the whole."""
    chosen: list[Token] = []
    for _, group in groupby(tokens, key=lambda token: token.position):
        here = list(group)
        token = next((token for token in here if token.kind == "code"), here[0])
        before = chosen[-1] if chosen else None
        if token.kind != "last" or before is None or token.start >= before.end:
            chosen.append(token)
    return chosen


def _pairs(before: Token, token: Token) -> bool:
    """Tell whether a token is the next pair of a run of pairs."""
    return before.kind == token.kind == "gram"


def _field(name: str, value: str) -> Node | None:
    """Return the node of a field, None if it cannot have this value."""
    folded = fold(" ".join(_pieces(value)))
    if name in DATE_FIELDS:
        return _dates(name, folded)
    if name in {"has", "is"}:
        known = HAS if name == "has" else IS
        singular = folded if folded in known else folded.removesuffix("s")
        return Field(name, singular) if singular in known else None  # type: ignore[arg-type]
    if name == "q":
        key = question_key(folded)
        return Field("q", key) if key else None
    bare = "" if name == "sort" else folded.lstrip("@#")
    return Field(name, bare) if bare else None  # type: ignore[arg-type]


def _pieces(value: str) -> list[str]:
    """Return what stands between white space."""
    return re.findall(f"[^{SPACE}]+", value)


def _dates(name: str, value: str) -> Dates | None:
    """Return the days of before, after, on or during."""
    if ".." in value:
        start, _, stop = value.partition("..")
        first, last = _days(start), _days(stop)
        if name in {"before", "after"} or not (first or last):
            return None
        if (start and not first) or (stop and not last):
            return None
        if first and last and first[0] > last[1]:
            return None
        return Dates(_iso(first[0]) if first else None, _iso(last[1]) if last else None)
    days = _days(value)
    if days is None:
        return None
    if name == "before":
        return Dates(None, _iso(days[0] - timedelta(days=1)))
    if name == "after":
        return Dates(_iso(days[1] + timedelta(days=1)), None)
    return Dates(_iso(days[0]), _iso(days[1]))


def _days(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a year, month or day."""
    match = _DAY.fullmatch(text)
    if match is None or text.startswith("9999"):
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(
            year or 0, 1 if month is None else month, 1 if day is None else day
        )
    except ValueError:
        return None
    if month is None:
        return first, date(first.year, 12, 31)
    if day is None:
        return first, _next_month(first) - timedelta(days=1)
    return first, first


def _next_month(first: date) -> date:
    """Return the first day of the next month."""
    months = first.year * 12 + first.month
    return date(months // 12, months % 12 + 1, 1)


def _iso(day: date) -> str:
    """Return the ISO form of a day."""
    return day.isoformat()
