"""The links of a message: those its platform marked, and those in its text."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sitegen.model import Message

_URL = re.compile(r"(?<![\w@])https?://[^\s<>\"`\u00b4“”«»\x00-\x1f]+", re.IGNORECASE)
_LONGEST = 4_000  # characters; what is longer is no address but an attack
_TAIL = ".,;:!?'\u2019…*_~|"
_CLOSING = {")": "(", "]": "[", "}": "{"}
_TRACKING = re.compile(r"utm_|fbclid\Z|gclid\Z|mc_[ce]id\Z|ref_src\Z", re.IGNORECASE)


def links_of(message: Message) -> tuple[str, ...]:
    """Return the http(s) addresses a message links to, each once, in text order.

    What the platform expanded (`href`) goes before what the text shows.
    """
    text = message.text
    marked = (
        [e for e in message.entities if e.kind == "link"] if message.entities else ()
    )
    if not marked and "://" not in text:
        return ()
    found: list[tuple[int, str]] = []
    covered: list[tuple[int, int]] = []
    for entity in marked:
        url = entity.href or text[entity.start : entity.end]
        covered.append((entity.start, entity.end))
        if host_of(url):
            found.append((entity.start, url))
    if "://" in text:
        found += [
            (start, url)
            for start, url in detected(text)
            if not any(a <= start < b for a, b in covered)
        ]
    found.sort()
    return tuple(dict.fromkeys(url for _, url in found))


def detected(text: str) -> list[tuple[int, str]]:
    """Return (start, address) of the http(s) addresses that stand in a text.

    Punctuation at the end does not belong to an address; a closing bracket does if it
    is opened in it.
    """
    found = []
    for match in _URL.finditer(text):
        url = _trimmed(match[0]) if len(match[0]) <= _LONGEST else ""
        if host_of(url):
            found.append((match.start(), url))
    return found


def _trimmed(url: str) -> str:
    while url:
        last = url[-1]
        opening = _CLOSING.get(last)
        if last in _TAIL or (opening and url.count(opening) < url.count(last)):
            url = url[:-1]
        else:
            break
    return url


def host_of(url: str) -> str:
    """Return the host of an http(s) address without `www.`; empty if it has none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:  # a broken [IPv6] host
        return ""
    if parts.scheme.lower() not in {"http", "https"}:
        return ""
    return host.removeprefix("www.").rstrip(".")


def canonical(url: str) -> str:
    """Return the form by which shares of one page are counted together.

    Host in lower case, no tracking parameters, no empty fragment or path.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = parts.query
    if _TRACKING.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(k, v) for k, v in pairs if not _TRACKING.match(k)])
    path = "" if parts.path == "/" else parts.path
    scheme, netloc = parts.scheme.lower(), parts.netloc.lower()
    return urlunsplit((scheme, netloc, path, query, parts.fragment))
