"""Read JSON of foreign origin: item by item, whatever is in it.

    bytes --items--> (number, object | Unreadable) ...

One odd item costs one item: a list is cut into raw items first, and each is decoded by
itself. A list that breaks off, or holds an item nested too deeply for any decoder, is
walked item by item as far as it goes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
_BETWEEN = re.compile(r"[\s,]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FAILURES = (msgspec.MsgspecError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A piece of JSON that could not be read."""

    what: str


def items(data: bytes, key: str | None = None) -> Iterator[tuple[int, object]]:
    """Yield (1-based number, value or `Unreadable`) of each item of a list.

    Args:
        data: A JSON list, or with `key` an object that holds one under that key.
        key: Where the list is.
    """
    try:
        raw: msgspec.Raw | bytes = data
        if key is not None:
            raw = msgspec.json.decode(data, type=dict[str, msgspec.Raw])[key]
        cut = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except (*_FAILURES, KeyError):
        yield from _walk(data, key)
        return
    for number, item in enumerate(cut, 1):
        yield number, value(item)


def value(data: bytes | msgspec.Raw) -> object:
    """Return a decoded value, or `Unreadable`."""
    try:
        return msgspec.json.decode(data)
    except _FAILURES:
        pass  # the standard decoder accepts lone surrogates, which are mended below
    try:
        return json.loads(_text(bytes(data)))
    except RecursionError:
        return Unreadable("JSON is nested too deeply")
    except ValueError as error:
        return Unreadable(f"no JSON: {_reason(error)}")


def fields(data: bytes, key: str) -> Mapping[str, object]:
    """Return all readable fields of an object but the one named."""
    try:
        raw = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except _FAILURES:
        return _fields_before(data, key)
    found = {name: value(part) for name, part in raw.items() if name != key}
    return {n: v for n, v in found.items() if not isinstance(v, Unreadable)}


def mapping(found: object) -> Mapping[str, object]:
    """Return an object's fields; empty if it is none."""
    return found if isinstance(found, dict) else {}


def mappings(found: object) -> list[Mapping[str, object]]:
    """Return the objects of a list; empty if it is none."""
    if not isinstance(found, list):
        return []
    return [item for item in found if isinstance(item, dict)]


def text(found: object) -> str:
    """Return a string fit to store, or an empty one: no NUL, no lone surrogates."""
    return clean(found) if isinstance(found, str) else ""


def identifier(found: object) -> str:
    """Return an id as text: a string, or a whole number (booleans are none)."""
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found) if abs(found) < 1 << 64 else ""
    return text(found).strip()


def clean(written: str) -> str:
    """Return text without NUL bytes and lone surrogates, lines ending in LF."""
    if written.isprintable():  # true of most texts, and false for all that is mended
        return written
    if "\x00" in written:
        written = written.replace("\x00", "")
    if "\r" in written:
        written = written.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", written)


def _walk(data: bytes, key: str | None) -> Iterator[tuple[int, object]]:
    written = _text(data)
    start = _list_start(written, key)
    if start is None:
        yield 1, Unreadable(f"expected a JSON list{f' {key!r}' if key else ''}")
        return
    number = 0
    at = start
    decoder = json.JSONDecoder()
    while True:
        number += 1
        at = _BETWEEN.match(written, at).end()  # type: ignore[union-attr]  # matches always
        if written.startswith("]", at):
            return
        if at == len(written):
            yield number, Unreadable("the file breaks off here")
            return
        try:
            found, at = decoder.raw_decode(written, at)
        except (ValueError, RecursionError) as error:
            end = _end_of_item(written, at)
            if end is None:
                yield number, Unreadable(f"no JSON from here on: {_reason(error)}")
                return
            at = end
            found = Unreadable(f"no JSON: {_reason(error)}")
        yield number, found


def _fields_before(data: bytes, key: str) -> Mapping[str, object]:
    written = _text(data)
    start = re.search(rf'"{re.escape(key)}"\s*:\s*\[', written)
    if start is None:
        return {}
    head = written[: start.start()].rstrip().removesuffix(",")
    return mapping(value((head + "}").encode("utf-8", "replace")))


def _list_start(written: str, key: str | None) -> int | None:
    pattern = r"\s*\[" if key is None else rf'"{re.escape(key)}"\s*:\s*\['
    found = (re.match if key is None else re.search)(pattern, written)
    return found.end() if found else None


def _end_of_item(written: str, at: int) -> int | None:
    """Return where the object or list that begins here ends, or None."""
    if written[at] not in "[{":
        return None
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(written, at):
        mark = found.group()
        if mark in {"[", "{"}:
            depth += 1
        elif mark in {"]", "}"}:
            depth -= 1
            if depth == 0:
                return found.end()
    return None


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return error.msg.lower()
    return "a number of too many digits"  # the one other ValueError of the decoder


def _text(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
