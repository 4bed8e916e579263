"""The forms in which words can lie in a file: decoded, so that they can be compared.

bytes --opened--> bytes, and what was packed or escaped in them, each by itself
bytes --readings--> the same with tags, with blanks for tags, without tags
bytes --texts--> the text in each of its encodings, exactly
"""

import html
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sitegen.search.decoding import read_words
from sitegen.search.fragments import read_fragment
from sitegen.search.layout import FOLDER, Field, Kind, payload_of
from sitegen.search.varints import Cursor
from sitegen.verify.needles import foreign_words

_NOT_ASCII = b" " * 128 + bytes(range(128, 256))
_ESCAPED = re.compile(rb"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_HEX = re.compile(rb"[%~]([0-9a-fA-F]{2})")
# Entities other than those few that stand for no letter and are on every page.
_ODD_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|#34|#39);)[A-Za-z#]")
_MARK = re.compile(rb"<[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b" ", b"f": b" "}
_DEPTH = 2  # an escape within an escape is read, one in that is not
# Pictures, sound and type: three letters between two odd bytes occur by chance.
_BINARY = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".woff2", ".mp4",
           ".mp3", ".ogg", ".webm", ".pdf", ".zip")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """A file, opened as far as words can lie in it."""

    parts: tuple[bytes, ...]  # what is searched for words: the file, and it decoded
    keys: frozenset[str] = frozenset()  # of text, in a shard of the search index
    slugs: frozenset[str] = frozenset()  # of people, in the same
    ids: frozenset[str] = frozenset()  # of messages, in a shard
    is_binary: bool = False
    is_list: bool = False  # of single words: what stands side by side is no text
    units: tuple[str, ...] = ()  # texts of a fragment, each by itself


def opened(path: str, data: bytes) -> Opened:
    """Open a file: a shard is inflated and read, escapes are decoded beside it.

    Raises:
        IndexDamaged: A file of the search index is not what its name says.
        ValueError: The same, for what is inside it.
    """
    if path.startswith(FOLDER) and path.endswith(".bin"):
        return _shard(path, data)
    if path.endswith(_BINARY):
        return Opened((data,), is_binary=True)
    if data.startswith(b"\x1f\x8b"):
        data = zlib.decompressobj(31).decompress(data)
    parts = [data]
    if path.endswith(".ics"):
        parts.append(data.replace(b"\r\n ", b""))
    return Opened(tuple(_with_decoded(parts, is_page=path.endswith(".html"))))


def _with_decoded(parts: list[bytes], *, is_page: bool) -> list[bytes]:
    """Return parts of a file, and what stands escaped in them."""
    known = dict.fromkeys(parts)
    for _ in range(_DEPTH):
        parts = [
            decode(part)
            for part in parts
            for decode in _decoders(part, is_page=is_page)
        ]
        parts = [part for part in dict.fromkeys(parts) if part not in known]
        known.update(dict.fromkeys(parts))
    return list(known)


def _decoders(data: bytes, *, is_page: bool) -> Iterator[Callable[[bytes], bytes]]:
    if b"\\" in data:
        yield _unescaped
    if (b"%" in data or b"~" in data) and _HEX.search(data):
        yield _from_hex
    if b"&" in data and ((not is_page and b"&lt;" in data) or _ODD_ENTITY.search(data)):
        yield _unquoted


def readings(data: bytes) -> Iterator[bytes]:
    """Yield the ways to read bytes: as they are, with blanks for tags, without tags."""
    yield data
    if b"<" in data:
        pieces = _MARK.split(data)
        if len(pieces) > 1:
            yield b" ".join(pieces)
            yield b"".join(pieces)


def foreign_in(data: bytes) -> frozenset[str]:
    """Return the words in what lies outside ASCII, in lower case."""
    runs = set(data.translate(_NOT_ASCII).split())
    return foreign_words(run.decode("utf-8", "replace") for run in runs)


def texts(path: str, data: bytes) -> Iterator[str]:
    """Yield the text of a file in each way that it could be read."""
    raw = data.decode("utf-8", "replace")
    yield raw
    plain = html.unescape(raw)
    if plain != raw:
        yield plain
    if "<" in raw:
        yield html.unescape(_TAG.sub("", raw))
        yield html.unescape(_TAG.sub(" ", raw))
    if "<" in plain and not path.endswith(".html"):
        yield html.unescape(_TAG.sub("", plain))
        yield html.unescape(_TAG.sub(" ", plain))


def _unescaped(data: bytes) -> bytes:
    """Return what escapes of JSON or JavaScript stand for."""
    return _ESCAPED.sub(_character, data)


def _character(match: re.Match[bytes]) -> bytes:
    code = match[0][1:]
    if code.startswith(b"u") and len(code) == 5:
        return chr(int(code[1:], 16)).encode("utf-8", "replace")
    return _NAMED.get(code, code)


def _from_hex(data: bytes) -> bytes:
    """Return what escapes of addresses and of anchors stand for."""
    return _HEX.sub(lambda match: bytes([int(match[1], 16)]), data)


def _unquoted(data: bytes) -> bytes:
    """Return what entities stand for."""
    return html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace")


def _shard(path: str, data: bytes) -> Opened:
    kind = Kind(path[len(FOLDER)])
    digits = path[len(FOLDER) + 2 :].removesuffix(".bin").replace("/", "")
    # The parts of a group share one name, which no part can be held to.
    name = None if "-" in digits else bytes.fromhex(digits)
    body = payload_of(kind, path, data, name)
    if kind is Kind.FRAGMENT:
        return _fragment(body)
    if kind in {Kind.UNITS, Kind.CALENDAR}:
        return Opened((body,))
    if kind is Kind.ROOT:
        cursor = Cursor(body)
        return Opened((cursor.take(cursor.number()),))
    if kind is Kind.WORDS:
        return _words(body)
    if kind is Kind.TERMS:
        return _terms(body)
    return Opened(())  # numbers only, or beginnings of keys


def _fragment(body: bytes) -> Opened:
    ids = [stored.id for stored in read_fragment(body).messages]
    units = tuple(strings(json.loads(body)))
    data = "\n".join([*ids, *units]).encode("utf-8", "replace")
    return Opened((data,), ids=frozenset(ids), units=units)


def _words(body: bytes) -> Opened:
    lines = []
    for key, _, shown in read_words(body):
        lines.append(key[1:].decode("utf-8", "replace"))
        lines.append(shown)
    return Opened(("\n".join(lines).encode("utf-8", "replace"),), is_list=True)


def _terms(body: bytes) -> Opened:
    cursor = Cursor(body)
    cursor.number()
    keys = cursor.front_coded(cursor.number())
    people = (Field.AUTHOR, Field.MENTION)
    return Opened(
        (b"\n".join(key[1:] for key in keys if key[:1] not in (Field.TEXT, *people)),),
        frozenset(
            k[1:].decode("utf-8", "replace") for k in keys if k[:1] == Field.TEXT
        ),
        frozenset(k[1:].decode("utf-8", "replace") for k in keys if k[:1] in people),
        is_list=True,
    )


def strings(value: object) -> Iterator[str]:
    """Yield the texts of a JSON value, but not its numbers."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
