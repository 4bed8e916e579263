"""Put payloads into every field of a record, whatever its format.

A field is a text anywhere in a JSON value, a cell of a row, or a slot of a line. In texts
and addresses all payloads are tried; in the others a few, in each field other ones.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from html import escape
from typing import Any

from tests.trust.payloads import PAYLOADS

# As honest exporters write them, and as careless ones do.
FORMS = tuple(dict.fromkeys(f for p in PAYLOADS for f in (p, escape(p))))
_EACH = 3  # payloads for a field that is not the text
_TEXTS = {"text", "content", "payload", "full_text", "tweet text", "url", "href"}


def payloads_for(field: str) -> Iterator[str]:
    """Yield the payloads to try in a field."""
    if field.lower() in _TEXTS:
        yield from FORMS
    else:
        start = len(field) * 7  # each field tries others
        yield from (FORMS[(start + n * 11) % len(FORMS)] for n in range(_EACH))


def poisoned(record: Any) -> Iterator[Any]:
    """Yield copies of a JSON value, each with a payload in place of one text in it."""
    for path in text_paths(record):
        named = [str(key) for key in path if isinstance(key, str)]
        for payload in payloads_for(named[-1] if named else ""):
            copy = deepcopy(record)
            put(copy, path, payload)
            yield copy


def text_paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where in a JSON value texts and empty fields stand."""
    if value is None or isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from text_paths(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from text_paths(inner, (*path, at))


def put(value: Any, path: Sequence[Any], text: Any) -> None:
    """Set what stands at a path of a JSON value, in place."""
    for key in path[:-1]:
        value = value[key]
    if path:
        value[path[-1]] = text


def poisoned_slots(usual: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield the slots of a line, each time with a payload in one of them."""
    for name in usual:
        for payload in payloads_for(name):
            yield usual | {name: payload}
