"""JSON in exports: one object a line, or one document that holds a list.

Lines are handed on as bytes, for the importer to decode into the type it needs.
"""

import re
from collections.abc import Iterator
from typing import IO, TypeVar

import msgspec

from sitegen.importers.base import Place
from sitegen.importers.export import Export
from sitegen.importers.text import CUT

_T = TypeVar("_T")
_ODD = (msgspec.MsgspecError, ValueError, RecursionError)
_CHUNK = 2**16
_BOM = b"\xef\xbb\xbf"

# Half of a surrogate pair, written as an escape: cut texts end in one.
_HALF = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


class _Page(msgspec.Struct, frozen=True):
    """A page of the Search API of v1.1."""

    statuses: list[msgspec.Raw]


def starts_as_json(head: bytes) -> bool:
    """Tell whether a file starts with an object or a list."""
    return head.removeprefix(_BOM).lstrip()[:1] in {b"{", b"["}


def has_key(head: bytes, *keys: str) -> bool:
    """Tell whether any of the keys stands in a head, which may be cut anywhere.

    A key inside a text has its quotes escaped, so that it does not match.
    """
    names = b"|".join(re.escape(key.encode()) for key in keys)
    return re.search(rb'"(?:' + names + rb')"\s*:', head) is not None


def decode_as(kind: type[_T], raw: bytes | msgspec.Raw) -> _T:
    """Decode a JSON text.

    Raises:
        ValueError: It is no JSON, or not of this kind; the text says where.
    """
    try:
        return msgspec.json.decode(raw, type=kind)
    except _ODD as error:
        mended = _HALF.sub(rb"\\ufffd", bytes(raw))
        if mended == bytes(raw):
            raise ValueError(f"no readable JSON: {error}") from error
    try:
        return msgspec.json.decode(mended, type=kind)
    except _ODD as error:
        raise ValueError(f"no readable JSON: {error}") from error


def json_items(export: Export, member: str) -> Iterator[tuple[Place, bytes]]:
    """Yield each line with something in it, or each item of a whole document's list.

    A file whose first line is a lone bracket or starts a list is one document: a list,
    or a page `{"statuses": [...]}`. Its items are numbered from 1; so are lines. A line
    may hold such a page too; its items share the line's place. Lines beyond the limit
    `line_size` are cut there.
    """
    with export.open(member) as file:
        longest = export.limits.line_size
        first = file.readline(longest).removeprefix(_BOM)
        start = first.strip()
        if start == b"{" or start.startswith(b"["):
            whole = first + file.read()
            items = _list_in(whole)
            for number, item in enumerate(items or (), 1):
                yield Place(member, number), bytes(item)
            if items is None:
                yield Place(member), whole
            return
        for number, line in enumerate(_lines(first, file, longest), 1):
            if len(line) == longest and not line.endswith(b"\n"):
                export.notes.add(member, number, CUT)
            text = line.strip(b" \t\r\n\0")
            if text:
                items = _list_in(text) if b'"statuses"' in text[:20] else None
                if items is None:
                    yield Place(member, number), text
                for item in items or ():
                    yield Place(member, number), bytes(item)


def _lines(first: bytes, file: IO[bytes], longest: int) -> Iterator[bytes]:
    """Yield lines; of one that is too long the first part, which then is no JSON."""
    line = first
    while line:
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(_CHUNK)
        line = file.readline(longest)


def _list_in(text: bytes) -> list[msgspec.Raw] | None:
    """Return the items of a list or of a Search API page, or None."""
    try:
        if text.lstrip().startswith(b"["):
            return msgspec.json.decode(text, type=list[msgspec.Raw])
        return msgspec.json.decode(text, type=_Page).statuses
    except _ODD:
        return None
