"""Files that machines read: feeds, sitemap, calendar, JSON, structured data.

Each check yields what is wrong with one file, and tells which addresses it names.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree as ET  # expat since 2.4.1 refuses entity bombs

from sitegen.verify.links import Target, target_of

_ATOM = "{http://www.w3.org/2005/Atom}"
_MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_BLOCK = re.compile(
    rb'<script type="application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL
)
_HREF = re.compile(r"""\s(?:href|src)="([^"]*)\"""")
_EVENT_LINE = 75  # bytes of a line, RFC 5545


@dataclass(slots=True)
class Document:
    """One file while it is checked."""

    path: str
    base_url: str
    wrong: list[str] = field(default_factory=list)
    targets: set[Target] = field(default_factory=set)

    def name(self, address: str) -> None:
        """Note an address that the file names."""
        if address.startswith(self.base_url):
            target = target_of(address, self.path, "", self.base_url)
            if target is not None:
                self.targets.add(target)


def check_document(document: Document, data: bytes) -> None:
    """Check a file by what its name says it is; other files are left alone."""
    path = document.path
    try:
        if path.endswith(".atom"):
            _atom(document, data)
        elif path.endswith(".xml"):
            _xml(document, data)
        elif path.endswith((".json", ".manifest")):
            _json(document, data)
        elif path.endswith(".ics"):
            document.wrong += _calendar(data)
        elif path.endswith(".html"):
            document.wrong += _structured(data)
    except (ET.ParseError, ValueError, RecursionError) as error:
        document.wrong.append(f"does not parse: {error}")


def _atom(document: Document, data: bytes) -> None:
    root = ET.fromstring(data)  # noqa: S314  (see the import)
    if root.tag != f"{_ATOM}feed":
        document.wrong.append("is no Atom feed")
        return
    entries = root.findall(f"{_ATOM}entry")
    _unique(document, [e.findtext(f"{_ATOM}id") for e in (root, *entries)])
    times = [entry.findtext(f"{_ATOM}updated") or "" for entry in entries]
    updated = root.findtext(f"{_ATOM}updated")
    if times and updated != max(times):
        document.wrong.append(f"updated is {updated}, its newest entry's {max(times)}")
    for link in root.iter(f"{_ATOM}link"):
        document.name(link.get("href", ""))
    for content in root.iter(f"{_ATOM}content"):
        for href in _HREF.findall(content.text or ""):
            document.name(unescape(href))


def _json(document: Document, data: bytes) -> None:
    value = json.loads(data)
    if not document.path.startswith("feeds/") or not isinstance(value, dict):
        return
    items = value.get("items", [])
    _unique(document, [item.get("id") for item in items])
    for item in items:
        document.name(item.get("url", ""))
        for href in _HREF.findall(item.get("content_html", "")):
            document.name(unescape(href))


def _xml(document: Document, data: bytes) -> None:
    root = ET.fromstring(data)  # noqa: S314  (see the import)
    if not root.tag.startswith(_MAPS):
        return
    addresses = [loc.text or "" for loc in root.iter(f"{_MAPS}loc")]
    _unique(document, list(addresses))
    for address in addresses:
        if not address.startswith(document.base_url):
            document.wrong.append(f"names '{address}', which is not of this site")
        document.name(address)


def _unique(document: Document, ids: list[str | None]) -> None:
    if not all(ids):
        document.wrong.append("has an entry without an id")
    twice = sorted({i for i in ids if i and ids.count(i) > 1}) if _repeats(ids) else []
    document.wrong += [f"has the id '{ident}' twice" for ident in twice]


def _repeats(ids: list[str | None]) -> bool:
    return len(set(ids)) != len(ids)


def _calendar(data: bytes) -> Iterator[str]:
    lines = data.decode().split("\r\n")
    if lines[0] != "BEGIN:VCALENDAR" or lines[-2:] != ["END:VCALENDAR", ""]:
        yield "is no whole calendar"
    if any("\n" in line or "\r" in line for line in lines):
        yield "has a line end that is not CR LF"
    if any(len(line.encode()) > _EVENT_LINE for line in lines):
        yield f"has a line of more than {_EVENT_LINE} bytes"
    ids = [line for line in lines if line.startswith("UID:")]
    if len(set(ids)) != len(ids) or len(ids) != lines.count("BEGIN:VEVENT"):
        yield "has events without an id of their own"


def _structured(data: bytes) -> Iterator[str]:
    for block in _BLOCK.findall(data):
        if b"<" in block:
            yield "has structured data with '<' in it"
        try:
            json.loads(block)
        except ValueError as error:
            yield f"has structured data that does not parse: {error}"
