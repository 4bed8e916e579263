"""Texts of a file that belong together, so that each is compared once.

    file --units--> texts: blocks of a page, values of JSON, cells of a table, else all

A message stands on several pages, in twins, feeds and the search index, in the same
words. What a process has compared it remembers as the hash of its words.
"""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from sitegen.verify.forms import Opened, strings, texts
from sitegen.verify.needles import words_of

T = TypeVar("T")

# What ends a text; everything else that has tags may stand within one.
_BLOCK = re.compile(
    r"</?(?:address|article|aside|body|button|caption|dd|details|dialog|div"
    r"|dl|dt|figcaption|figure|footer|form|h[1-6]|head|header|html|li|main|nav|ol"
    r"|option|search|section|select|summary|table|t[dhr]|tbody|thead|title|ul)"
    r"\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r"""=\s*(?:"([^"]{24,})"|'([^']{24,})')""")


class Units:
    """The texts that one process has found clean."""

    def __init__(self) -> None:
        self._clean: set[int] = set()

    def dirty(
        self, path: str, data: bytes, opened: Opened, found: Callable[[list[str]], T]
    ) -> Iterator[T]:
        """Yield what is found in the words of a file's texts, if it is anything.

        A text in which nothing was found is passed over from then on.
        """
        for text in _texts(path, data, opened):
            words = words_of(text)
            key = hash(" ".join(words))
            if key in self._clean:
                continue
            if what := found(words):
                yield what
            else:
                self._clean.add(key)


def _texts(path: str, data: bytes, opened: Opened) -> Iterator[str]:
    if path.endswith(".html"):
        yield from _of_page(data.decode("utf-8", "replace"))
    elif path.endswith((".atom", ".xml")):  # holds pages, escaped
        yield from _of_page(html.unescape(data.decode("utf-8", "replace")))
    elif opened.units:
        yield from opened.units
    elif path.endswith(".json"):
        yield from _of_json(data)
    elif path.endswith(".csv"):
        table = io.StringIO(data.decode("utf-8", "replace"), newline="")
        yield from (cell for row in csv.reader(table) for cell in row)
    else:
        for part in opened.parts:
            yield from texts(path, part)


def _of_page(page: str) -> Iterator[str]:
    for block in _BLOCK.split(page):
        if "<" in block:
            yield html.unescape(_TAG.sub(" ", block))
            yield html.unescape(_TAG.sub("", block))
        else:
            yield html.unescape(block)
    for match in _VALUE.finditer(page):  # of attributes
        yield html.unescape(match[1] or match[2])


def _of_json(data: bytes) -> Iterator[str]:
    try:
        values = [*strings(json.loads(data))]
    except (ValueError, RecursionError):
        values = [data.decode("utf-8", "replace")]
    for value in values:
        yield from _of_page(value) if "<" in value else (value,)
