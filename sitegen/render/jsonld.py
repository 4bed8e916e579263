"""Structured data for search engines (https://schema.org), as JSON-LD.

A `<` never stands in it, so nothing in a message can end the script element that holds
it; U+2028 and U+2029 are escaped too, for readers that take it for JavaScript.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from sitegen.render.text import neutral

_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def json_ld(kind: str, values: Mapping[str, object]) -> str:
    """Return one object as JSON-LD, safe inside a script element.

    Args:
        kind: Its schema.org type.
        values: Its properties; texts are neutralized, empty ones left out.
    """
    value = {
        "@context": "https://schema.org",
        "@type": kind,
        **{name: _clean(v) for name, v in values.items() if v not in ("", None, ())},
    }
    return msgspec.json.encode(value).decode().translate(_ESCAPES)


def _clean(value: object) -> object:
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _clean(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value
