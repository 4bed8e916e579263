"""From text to terms: the one analysis that index, terminal and browser share.

`browser/analysis.js` is this module again; `tests/search/vectors/tokens.json` and a
fuzz run hold the two together. Neither uses what differs between the languages or
their versions: case mapping, the classes of regular expressions, word segmentation.

A text is cut into these, each at a position of its own, in this order of preference:

    address   http(s)://HOST/PATH: host labels without the last, the whole host at the
              first one's position and, beside it, the registrable-looking end of the
              host; then the words of the path. Query and fragment are left out.
    mention   @name: the words of the name and "@name" at the first one's position.
    tag       #name, not digits alone: the same with "#name".
    .NET      "net" and ".net" at one position.
    word      letters, numbers, marks and inner apostrophes.
    compound  words joined by - _ . or camelCase: its parts and, at the position of the
              first, the whole: read-file, read_file and readFile give "readfile";
              with dots it keeps them: "node.js", "example.org", "3.14".
    code      "c" and "c++" or "c#" at one position; any word may have ++.
    grams     a run of a script without spaces: each pair of neighboring characters,
              and the last character alone, so that every character starts a term.
    emoji     one term, without skin tone and variation selectors.

A term of more than 64 code points is dropped; it still takes its position.
"""

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from sitegen.search.unicode_table import APOSTROPHES, EMOJI, GRAM, MARK, WORD, fold

Kind = Literal[
    "word",  # a word or part of a compound
    "joined",  # a compound without dots
    "host",  # a compound with dots, a host, the end of a host
    "mention",  # with @
    "tag",  # with #
    "code",  # c++, c#, .net
    "gram",  # two characters of a script without spaces
    "last",  # the last character of such a run
    "emoji",
]
STEMMED: frozenset[str] = frozenset({"word", "joined"})
TERM_LIMIT = 64

SPACE = (
    "\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200b"
    "\\u2028\\u2029\\u202f\\u205f\\u3000"
)


class Token(NamedTuple):
    """One term of a text. Offsets are code points, half open."""

    term: str
    position: int
    start: int
    end: int
    kind: Kind


_PLAIN = f"[{WORD}][{WORD}{MARK}]*(?:[{APOSTROPHES}][{WORD}][{WORD}{MARK}]*)*"
_COMPOUND = f"{_PLAIN}(?:(?:[-.\\u2010\\u2011]|_+){_PLAIN})*"
_NAME = f"[{WORD}_][{WORD}{MARK}_]*(?:[.-]+[{WORD}{MARK}_]+)*"
_RUN = f"[{GRAM}][{GRAM}{MARK}]*"
_TAIL = "\\ufe0e\\ufe0f\\u20e3\\U0001f3fb-\\U0001f3ff\\U000e0020-\\U000e007f"
_FLAG = "[\\U0001f1e6-\\U0001f1ff]{2}"
_FACE = f"[{EMOJI}][{_TAIL}]*"
_WHOLE = (
    f'([Hh][Tt][Tt][Pp][Ss]?://[^{SPACE}<>"]+)'
    f"|([@\\uff20](?:{_NAME}|{_RUN}))"
    f"|([#\\uff03][_{WORD}{GRAM}][_{WORD}{GRAM}{MARK}]*)"
    f"|(\\.[Nn][Ee][Tt])(?![{WORD}{MARK}])"
    f"|({_COMPOUND})(\\+\\+(?![+{WORD}])|#(?![#_{WORD}{GRAM}]))?"
    f"|({_RUN})"
    f"|({_FLAG}|{_FACE}(?:\\u200d{_FACE})*)"
)
_ADDRESS, _MENTION, _TAG, _NET, _WORDS, _SIGN, _GRAMS, _EMOJI = range(1, 9)

# What most chunks are: one word, mention or tag of ASCII among common marks, neither a
# compound nor in camelCase. Analyzed without the pattern above it takes a fifth.
_PLAIN_CHUNK = re.compile(
    "[\"'(*]*(?:([@#])(?=[A-Za-z0-9]+[^A-Za-z0-9']*$))?"
    "((?:[A-Za-z]?[a-z0-9]+|[A-Z0-9]+)(?:'[a-z0-9]+)*)[\"')*.,!?;:]*"
)
# What most addresses are: a host in lower case and one word, of a link shortener.
_PLAIN_ADDRESS = re.compile(
    "https?://(?!www\\.)([a-z0-9]+(?:[.-][a-z0-9]+)*)(?:/([A-Za-z0-9]*))?"
)
_SEGMENT = re.compile(r"[^.]+")
_PIECE = re.compile("[^_\\u2010\\u2011-]+")
_HUMP = re.compile("[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z][a-z])")
_TAILS = re.compile(f"[{_TAIL}]+")
_HYPHENS = re.compile("[\\u2010\\u2011]")
_DIGITS = re.compile("[0-9_]*")
_USER = re.compile("[^/?#]*@")
_HOST = re.compile("(?:[Ww][Ww][Ww]\\.)?([^][/?#:,;!(){}'*|]*)(?::[0-9]*)?")
_PATH = re.compile("[^?#]*")
_BLANKED = re.compile("%[0-9A-Fa-f]{2}|[:@\\uff20#\\uff03]")
# Second labels under which countries register names: example.co.uk, example.com.br.
_SECOND_LABELS = frozenset(
    ("ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org")
)


def prepare() -> None:
    """Compile the large patterns now: a quarter of a second, else spent when needed."""
    _pattern()
    _foreign()


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_WHOLE)


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(f"[^{WORD}{GRAM}{MARK}'._-]+")


@cache
def _cluster() -> re.Pattern[str]:
    return re.compile(f"[{GRAM}][{MARK}]*")


def analyze(text: str) -> list[Token]:
    """Return the terms of a text in order of position.

    Where several stand at one position, parts come first, then wholes.
    """
    tokens: list[Token] = []
    append = tokens.append
    new = tuple.__new__  # a third of the time of Token(...), which is Python
    position = start = 0
    for chunk in text.split(" "):  # no token has a space in it
        pieces, width = analyze_chunk(chunk)
        for term, at, first, last, kind in pieces:
            parts = (term, position + at, start + first, start + last, kind)
            append(new(Token, parts))
        position += width
        start += len(chunk) + 1
    return tokens


def analyze_chunk(chunk: str) -> tuple[tuple[Token, ...], int]:
    """Return the tokens of a chunk, counted from its start, and its positions.

    A chunk is a stretch without spaces and line ends: no token has one in it.
    """
    if len(chunk) > TERM_LIMIT:
        return _scan(chunk)
    plain = _PLAIN_CHUNK.fullmatch(chunk)
    if plain is None:
        address = _PLAIN_ADDRESS.fullmatch(chunk)
        return _scan(chunk) if address is None else _plain_address(address)
    sign, word = plain.groups()
    term = word.lower()
    first, end = plain.span(2)
    token = tuple.__new__(Token, (term, 0, first, end, "word"))
    if not sign or (sign == "#" and term.isdigit()):
        return (token,), 1
    kind: Kind = "mention" if sign == "@" else "tag"
    return (token, Token(sign + term, 0, first - 1, end, kind)), 1


def _plain_address(address: re.Match[str]) -> tuple[tuple[Token, ...], int]:
    tokens, width = _known_host(address[1])
    start = address.start(1)
    found = [
        Token(term, at, start + first, start + end, kind)
        for term, at, first, end, kind in sorted(tokens, key=_position)
    ]
    if not address[2]:
        return tuple(found), width
    word = Token(address[2].lower(), width, address.start(2), address.end(2), "word")
    return (*found, word), width + 1


def _scan(chunk: str) -> tuple[tuple[Token, ...], int]:
    """Return the tokens of a chunk and how many positions they take."""
    scan = _Scan()
    scan.text(chunk, 0)
    return tuple(sorted(scan.tokens, key=_position)), scan.position


def _position(token: Token) -> int:
    """Return where a token stands."""
    return token.position


def _term(raw: str) -> str:
    """Return the term of a stretch of text: folded, holding nothing but word parts."""
    folded = fold(raw)
    return folded if raw.isascii() else _foreign().sub("", folded).strip("'.-")


class _Scan:
    """The tokens found so far in one chunk, and the next free position."""

    __slots__ = ("position", "tokens")

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.position = 0

    def text(self, text: str, offset: int, *, humps: bool = True) -> None:
        """Add everything found in a text that starts at an offset of the chunk."""
        word_end = -1
        for match in _pattern().finditer(text):
            group = match.lastindex
            raw = match.group()
            start = match.start() + offset
            if group == _WORDS:
                self.compound(raw, start, humps=humps)
            elif group == _GRAMS:
                self.grams(raw, start)
            elif group in {_MENTION, _TAG}:
                # bob@example.org is no mention, page#part no tag
                kind: Kind = "mention" if group == _MENTION else "tag"
                self.named(raw, start, None if match.start() == word_end else kind)
            elif group == _SIGN:
                self.signed(match.group(_WORDS), match.group(_SIGN), start)
            elif group == _NET:
                self.add("net", start + 1, start + 4, "word", self.position)
                self.add(".net", start, start + 4, "code", self.position)
                self.position += 1
            elif group == _EMOJI:
                term = _TAILS.sub("", raw)
                self.add(term, start, start + len(raw), "emoji", self.position)
                self.position += 1
            else:
                self.address(raw, start)
            word_end = -1 if group == _EMOJI else match.end()

    def add(self, term: str, start: int, end: int, kind: Kind, position: int) -> None:
        """Add a token, unless its term is empty or too long."""
        if term and len(term) <= TERM_LIMIT:
            self.tokens.append(Token(term, position, start, end, kind))

    def compound(self, raw: str, start: int, *, humps: bool) -> None:
        """Add a word, or the parts and the whole of a compound."""
        first = self.position
        for segment in _SEGMENT.finditer(raw):
            self.segment(segment.group(), start + segment.start(), humps=humps)
        if "." in raw:
            whole = _term(_HYPHENS.sub("-", raw))
            self.add(whole, start, start + len(raw), "host", first)

    def segment(self, raw: str, start: int, *, humps: bool) -> None:
        """Add the parts of a compound without dots and, if several, the whole."""
        first = self.position
        whole = ""
        for piece in _PIECE.finditer(raw):
            for word, at in _humps(piece.group(), humps=humps):
                here = start + piece.start() + at
                self.add(_term(word), here, here + len(word), "word", self.position)
                self.position += 1
            whole += piece.group()
        if self.position - first > 1:
            self.add(_term(whole), start, start + len(raw), "joined", first)

    def signed(self, raw: str, sign: str, start: int) -> None:
        """Add a word followed by ++, or a letter followed by #."""
        first = self.position
        self.compound(raw, start, humps=True)
        if sign == "++" or len(raw) == 1:
            end = start + len(raw) + len(sign)
            self.add(_term(raw) + sign, start, end, "code", first)

    def named(self, raw: str, start: int, kind: Kind | None) -> None:
        """Add the words of a mention or tag and, if it has a kind, the whole."""
        first = self.position
        name = raw[1:]
        self.text(name, start + 1)
        if self.position == first or kind is None:
            return
        term = _term(name)
        if kind == "mention":
            self.add("@" + term, start, start + len(raw), kind, first)
        elif not _DIGITS.fullmatch(term):
            self.add("#" + term, start, start + len(raw), kind, first)

    def grams(self, raw: str, start: int) -> None:
        """Add the pairs of neighboring characters, and the last one."""
        clusters = list(_cluster().finditer(raw))
        for left, right in pairwise(clusters):
            term = _term(left.group() + right.group())
            first, last = start + left.start(), start + right.end()
            self.add(term, first, last, "gram", self.position)
            self.position += 1
        left = clusters[-1]
        first, last = start + left.start(), start + left.end()
        self.add(_term(left.group()), first, last, "last", self.position)
        self.position += 1

    def address(self, raw: str, start: int) -> None:
        """Add the host of an address and the words of its path."""
        at = raw.index("//") + 2
        user = _USER.match(raw, at)
        host = _HOST.match(raw, user.end() if user else at)
        if host is None:
            return
        self.host(host.group(1), start + host.start(1))
        path = _PATH.match(raw, host.end())
        if path is None:
            return
        blanked = _BLANKED.sub(_blank, path.group())
        self.text(blanked, start + host.end(), humps=False)

    def host(self, raw: str, start: int) -> None:
        """Add what a host has."""
        tokens, width = _known_host(raw) if len(raw) <= TERM_LIMIT else _host(raw)
        for term, at, first, end, kind in tokens:
            self.add(term, start + first, start + end, kind, self.position + at)
        self.position += width


def _host(raw: str) -> tuple[tuple[Token, ...], int]:
    """Return the labels of a host without the last, the host, and its end."""
    scan = _Scan()
    scan.text(_BLANKED.sub(_blank, raw), 0, humps=False)
    end = len(raw.rstrip("."))
    whole = [each for each in scan.tokens if each.kind == "host" and each.end == end]
    if whole:
        scan.tokens = [t for t in scan.tokens if t.kind != "word" or t.end != end]
        labels = whole[0].term.split(".")
        country = len(labels[-1]) == 2 and labels[-2] in _SECOND_LABELS
        short = ".".join(labels[-3 if country else -2 :])
        if short != whole[0].term:
            scan.add(short, 0, end, "host", 0)
    return tuple(scan.tokens), scan.position


_known_host = lru_cache(maxsize=1 << 12)(_host)


def _blank(match: re.Match[str]) -> str:
    """Return as many spaces as a match is long."""
    return " " * len(match.group())


def _humps(word: str, *, humps: bool) -> list[tuple[str, int]]:
    """Return the parts of a camelCase word with their offsets."""
    if not humps or len(word) > TERM_LIMIT:
        return [(word, 0)]
    cuts = [0, *(match.end() for match in _HUMP.finditer(word)), len(word)]
    return [(word[a:b], a) for a, b in pairwise(cuts)]
