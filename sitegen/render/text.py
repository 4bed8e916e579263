"""Message text and its entities to safe HTML: the only place that does so.

    "see https://example.org, @mara" -> 'see <a href="https://example.org" rel=...'

Text goes through one scan. What is plain comes back as it is; what needs escaping is
escaped; links, mentions and hashtags are found by one pattern. Entities (nested or
disjoint; others are ignored) are walked from outside in, and the text between them is
scanned like any other.

Addresses of the site's own pages are written with `ROOT` before them, since the same
HTML stands on pages of different depth (`fragments.place`). No text can forge it: all
control characters are neutralized here.
"""

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from sitegen.model import Entity
from sitegen.site.views import Names

ROOT = "\x01"  # stands for the path from the page to the site's root
PAGE = "\x02"  # stands for the address of the page where the message stands

LINK_REL = "nofollow ugc noopener"

# Replaced: C0 and C1 controls except tab and newline, lone surrogates, noncharacters
# of the first plane. Dropped: marks that turn the order of text around (embeddings,
# overrides, isolates) and the byte order mark. Kept: joiners and the LRM and RLM marks,
# which Arabic, Hebrew and emoji need.
_BROKEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
)
_TURNING = "\u202a-\u202e\u2066-\u2069\ufeff"
_BREAKS = "\r\x85\u2028\u2029"
_UNSAFE = re.compile(f"[{_BROKEN}{_TURNING}{_BREAKS}]")
_IS_BROKEN = re.compile(f"[{_BROKEN}]")
_IS_TURNING = re.compile(f"[{_TURNING}]")
_IS_BREAK = re.compile("\r\n|[" + _BREAKS + "]")
_SPECIAL = re.compile(f"[&<>@#\n:{_BROKEN}{_TURNING}{_BREAKS}]")

_TOKEN = re.compile(
    r"(?P<url>(?<![\w@/])https?://[^\s<>\"`{}|\\^]{1,2000})"
    r"|(?<![\w@/.&])@(?P<mention>[\w.-]{1,64})"
    r"|(?<![\w/&#])#(?P<tag>\w{1,100})",
    re.IGNORECASE,
)
_HOST = r"(?:\w(?:[\w.-]*\w)?\.?|\[[0-9a-fA-F:.]+\])"
_WEB = re.compile(
    rf"https?://(?:[\w.~%!$&'()*+,;=:-]*@)?{_HOST}(?::\d{{1,5}})?(?=[/?#]|\Z)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_BLANK = re.compile(f"[\x00-\x20\x7f-\xa0{_BROKEN}{_TURNING}\u2028\u2029]")
_UNWISE = re.compile(r"[\"<>\\^`{}|\[\]\s]|%(?![0-9A-Fa-f]{2})")
_TRAILING = ".,;:!?'\"*_~\u2026>\u00bb\u2019\u201d\u3001\u3002"
_ANCHOR_UNSAFE = re.compile(rb"[^A-Za-z0-9._-]")

_INLINE = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "strike": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler" tabindex="0">', "</span>"),
    "code": ("<code>", "</code>"),
    "emoji": ("", ""),
    "hashtag": ("", ""),
    "mention": ("", ""),
    "link": ("", ""),
    "pre": ("<code>", "</code>"),
    "quote": ("<q>", "</q>"),
}
_BLOCK = {
    "pre": ("<pre><code>", "</code></pre>"),
    "quote": ("<blockquote>", "</blockquote>"),
}
_LITERAL = frozenset({"code", "pre"})


def anchor(message_id: str) -> str:
    """Return a message's id in HTML: `m-` and the id, odd bytes written as `~hh`."""
    raw = message_id.encode("utf-8", "surrogatepass")
    return "m-" + _ANCHOR_UNSAFE.sub(lambda m: b"~%02x" % ord(m[0]), raw).decode()


def neutral(text: str) -> str:
    """Return text without characters that break documents or turn them around."""
    # None of them is printable; asking so is the quickest way for a plain line.
    if text.isprintable() or not _UNSAFE.search(text):
        return text
    text = _IS_BREAK.sub("\n", text)
    return _IS_BROKEN.sub("\ufffd", _IS_TURNING.sub("", text))


def plain(text: str) -> str:
    """Return neutral text on one line, for names, titles and attributes."""
    return " ".join(neutral(text).split())


def safe_url(
    address: str, schemes: Sequence[str] = ("http", "https", "mailto")
) -> str | None:
    """Return an address that may stand in a link, or None.

    The scheme must be one of `schemes`, and a web address must name a host. Characters
    that have no place in an address are percent-encoded; an address with blanks or
    control characters in it is refused, since browsers drop some of them.
    """
    address = address.strip()
    scheme = _SCHEME.match(address)
    if scheme is None or scheme[1].lower() not in schemes or _BLANK.search(address):
        return None
    rest = scheme.end()
    if scheme[1].lower() in {"http", "https"}:
        web = _WEB.match(address)
        if web is None:
            return None
        rest = web.end()
    path, mark, fragment = address[rest:].partition("#")
    tail = path + mark + fragment.replace("#", "%23")
    return address[:rest] + _UNWISE.sub(_percent, tail)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8"))


def text_html(text: str, entities: Sequence[Entity], names: Names) -> Markup:
    """Return a message's text as HTML, for a block element with `dir="auto"`.

    Args:
        text: As stored; entities count in its code points.
        entities: Nested or disjoint, in any order; an entity that crosses another one
            or lies outside the text is ignored.
        names: Where mentions and topics lead, and which schemes links may have.
    """
    if not entities:
        return Markup(_scan(text, names))  # noqa: S704 - escaped piece by piece
    ordered = sorted(entities, key=lambda e: (e.start, -e.end))
    walk = _Walk(text, ordered, names)
    return Markup("".join(walk.pieces(0, len(text))))  # noqa: S704 - the same


def link(address: str, inner: str, schemes: Sequence[str], shown: str = "") -> str:
    """Return a link that leaves the site, or its content alone if it is refused.

    Args:
        address: Where to; checked by `safe_url`.
        inner: HTML of the link's content.
        schemes: The schemes allowed.
        shown: What the author wrote, if an address: the host is added when it differs.
    """
    url = safe_url(address, schemes)
    if url is None:
        return inner
    to = ""
    if shown and shown != address:
        host, written = _host(url), _host(shown)
        to = f' data-to="{escape(host)}"' if host and host != written else ""
    return f'<a href="{escape(url)}" rel="{LINK_REL}"{to}>{inner}</a>'


def _host(address: str) -> str:
    _, _, rest = address.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].lower()
    return host.removeprefix("www.")


def _escaped(text: str, newline: str = "<br>\n") -> str:
    """Return neutral text with its line breaks, escaped for between tags."""
    safe = neutral(text)
    safe = safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace("\n", newline) if "\n" in safe else safe


def _scan(text: str, names: Names) -> str:
    """Return text without entities as HTML."""
    if not _SPECIAL.search(text):
        return text
    if "@" not in text and "#" not in text and "://" not in text:
        return _escaped(text)
    pieces: list[str] = []
    done = 0
    for token in _TOKEN.finditer(text):
        html, end = _token(token, names)
        if html:
            pieces += (_escaped(text[done : token.start()]), html)
            done = end
    pieces.append(_escaped(text[done:]))
    return "".join(pieces)


def _token(token: re.Match[str], names: Names) -> tuple[str, int]:
    """Return the HTML of a link, mention or hashtag found in text, and its end.

    The HTML is empty for what leads nowhere.
    """
    kind, start, end = token.lastgroup, token.start(), token.end()
    if kind == "url":
        address = _trimmed(token[0])
        end = start + len(address)
        html = link(address, _escaped(address), names.schemes)
        return (html if html.startswith("<a") else ""), end
    if kind == "mention":
        alias = token["mention"]
        href = names.mentions.get(alias.casefold())
        if href is None:
            alias = alias.rstrip(".-")
            href = names.mentions.get(alias.casefold())
        end = start + 1 + len(alias)
    else:
        href = names.topics.get(token["tag"].casefold())
    if href is None:
        return "", end
    return _inside(href, _escaped(token.string[start:end])), end


def _inside(href: str, inner: str) -> str:
    return f'<a href="{ROOT}{escape(neutral(href))}">{inner}</a>'


def _trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence around it."""
    spare = {
        close: address.count(close) - address.count(opening)
        for opening, close in (("(", ")"), ("[", "]"))
    }
    end = len(address)
    while end and (address[end - 1] in _TRAILING or spare.get(address[end - 1], 0) > 0):
        if address[end - 1] in spare:
            spare[address[end - 1]] -= 1
        end -= 1
    return address[:end]


class _Walk:
    """A walk over a text's entities, outside in."""

    def __init__(self, text: str, ordered: Sequence[Entity], names: Names) -> None:
        self.text = text
        self.ordered = ordered
        self.names = names
        self.next = 0  # index of the first entity not yet begun

    def pieces(
        self, start: int, end: int, outer: frozenset[str] = frozenset()
    ) -> Iterator[str]:
        """Yield the HTML of text from start to end, inside entities of some kinds."""
        done = start
        while self.next < len(self.ordered):
            entity = self.ordered[self.next]
            if entity.start >= end:
                break
            self.next += 1
            if not done <= entity.start < entity.end <= end:
                continue  # crosses another one, is empty, or lies outside
            yield self._between(done, entity.start, outer)
            yield self._entity(entity, outer)
            done = entity.end
        yield self._between(done, end, outer)

    def _between(self, start: int, end: int, outer: frozenset[str]) -> str:
        text = self.text[start:end]
        if not text:
            return ""
        if outer & _LITERAL:
            return _escaped(text, "\n" if "block" in outer else "<br>\n")
        return _escaped(text) if "link" in outer else _scan(text, self.names)

    def _entity(self, entity: Entity, outer: frozenset[str]) -> str:
        kind = entity.kind
        is_block = kind in _BLOCK and not outer - {"quote", "block"}
        before, after = (_BLOCK if is_block else _INLINE)[kind]
        inner_kinds = outer | {kind} | ({"block"} if is_block else set())
        leads = kind in {"link", "mention", "hashtag"} and not (
            outer & (_LITERAL | {"link"})
        )
        if leads:
            inner_kinds |= {"link"}
        inner = "".join(self.pieces(entity.start, entity.end, inner_kinds))
        if leads:
            inner = self._led(entity, inner)
        return before + inner + after

    def _led(self, entity: Entity, inner: str) -> str:
        """Return a link, mention or hashtag entity around its content."""
        written = self.text[entity.start : entity.end]
        if entity.kind == "link":
            shown = written if "://" in written or "." in written else ""
            return link(entity.href or written, inner, self.names.schemes, shown)
        name = written.lstrip("@#\uff20\uff03").casefold()
        if entity.kind == "hashtag":
            href = self.names.topics.get(name)
        else:
            mentions = self.names.mentions
            href = mentions.get(entity.ref or "") or mentions.get(name)
        return _inside(href, inner) if href else inner
