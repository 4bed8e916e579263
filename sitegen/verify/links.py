"""Links and anchors of HTML pages: what a page leads to, and what it can be led to.

Attributes are found by patterns: every text of a page is escaped, so that `<` begins a
tag and nothing else, and no attribute's value holds a quote. Where a text looks like an
attribute, the tags are cut out first, which takes four times as long. A parser takes a
hundred times as long.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import count
from urllib.parse import unquote, urlsplit

_TAG = re.compile(rb"<[a-z][a-z0-9]*\s[^<>]*>")
_TEXT_LIKE_A_TAG = re.compile(rb""">[^<>]*=["']""")
_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
_PROPERTY = re.compile(rb"""<meta property="og:url" content="([^"]*)\"""")


def _attribute(name: str) -> re.Pattern[bytes]:
    """Return a pattern for the value of an attribute.

    It begins with letters, which are searched for three times as fast as a blank before
    them or a choice of names.
    """
    return re.compile(rf"""{name}=(?<=\s{name}=)["']([^"']*)["']""".encode())


_ID = _attribute("id")
_LINKS = tuple(map(_attribute, ("href", "src", "action", "poster")))

# What a link leads to: a file, an anchor or "", and whether the whole address is
# written. Such anchors may be on a later part, where a script sends the reader; so may
# those of messages, since a reply to another session does not know its parts.
Target = tuple[str, str, bool]

_HEAD_BYTES = 1 << 14  # where a page's own address stands


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What one page holds."""

    ids: frozenset[str]
    twins: tuple[str, ...]  # ids that occur twice
    targets: frozenset[Target]  # but not the anchors of the page itself that are there


def page_links(path: str, data: bytes, base_url: str) -> PageLinks:
    """Return the links and anchors of a page; links that leave the site are left out.

    Args:
        path: Of the page, from the site's root.
        data: Its HTML.
        base_url: Addresses that begin so are the site's own.
    """
    tags = b"".join(_TAG.findall(data)) if _TEXT_LIKE_A_TAG.search(data) else data
    found = _ID.findall(tags)
    held = frozenset(found)
    ids = frozenset(map(_text, held))
    twins: tuple[str, ...] = ()
    if len(held) != len(found):
        seen: set[bytes] = set()
        twice = {i for i in found if i in seen or seen.add(i)}  # type: ignore[func-returns-value]
        twins = tuple(sorted(i.decode("utf-8", "replace") for i in twice))
    folder = path.rpartition("/")[0]
    raw = {href for pattern in _LINKS for href in pattern.findall(tags)}
    raw.update(_PROPERTY.findall(data, 0, _HEAD_BYTES))
    # All pages write their own site's addresses as the way to the root and the rest,
    # so that what was found for one page holds for all of them.
    up = b"../" * path.count("/") or b"./"
    targets = {
        _from_root(href[len(up) :], base_url)
        if href.startswith(up) and not href.startswith(b".", len(up))
        else target_of(_text(href), path, folder, base_url)
        for href in raw
        # Most anchors of the page itself are there, as they are written.
        if not (href.startswith(b"#") and href[1:] in held)
    }
    return PageLinks(ids, twins, frozenset(t for t in targets if t is not None))


@lru_cache(maxsize=1 << 17)
def _from_root(href: bytes, base_url: str) -> Target | None:
    return target_of("./" + _text(href), "", "", base_url)


def _text(href: bytes) -> str:
    return unescape(href.decode("utf-8", "replace"))


def target_of(href: str, path: str, folder: str, base_url: str) -> Target | None:
    """Return what an address on a page leads to; None if it leaves the site."""
    is_whole = bool(base_url) and href.startswith(base_url)
    top = urlsplit(base_url).path
    if is_whole:
        href, folder = href[len(base_url) :], ""
    elif href.startswith(top) and not href.startswith("//"):
        href, folder = "./" + href[len(top) :], ""  # as 404.html writes its links
    elif _SCHEME.match(href):
        return None
    before, _, anchor = href.partition("#")
    before = before.partition("?")[0]
    if not before and not is_whole:
        return path, unquote(anchor), False
    return _joined(folder, unquote(before)), unquote(anchor), is_whole


def _joined(folder: str, href: str) -> str:
    """Return the file of a relative address; it begins with ".." if it leaves."""
    if href.startswith("/"):
        return "../" + href
    parts = folder.split("/") if folder else []
    *names, last = href.split("/")
    if last == "..":
        names.append(last)
        last = ""
    for name in names:
        if name == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif name not in {"", "."}:
            parts.append(name)
    return "/".join((*parts, "index.html" if last in {"", "."} else last))


def broken(
    targets: Mapping[Target, str],
    files: frozenset[str],
    ids: Mapping[str, frozenset[str]],
) -> Iterator[tuple[str, str]]:
    """Yield a page and what is wrong for each link that leads nowhere.

    Args:
        targets: What is linked, with a page that links it.
        files: All files of the site.
        ids: The anchors of each page.
    """
    for (file, anchor, is_whole), page in targets.items():
        if file not in files:
            yield page, f"links to '{file}', which is not there"
        elif not anchor or file not in ids or anchor in ids[file]:
            continue
        elif not (is_whole or anchor.startswith("m-")) or not _is_on_part(
            file, anchor, ids
        ):
            yield page, f"links to '{file}#{anchor}', which is not there"


def _is_on_part(file: str, anchor: str, ids: Mapping[str, frozenset[str]]) -> bool:
    folder = file.removesuffix("index.html")
    for part in count(2):
        held = ids.get(f"{folder}{part}/index.html")
        if held is None:
            return False
        if anchor in held:
            return True
    raise AssertionError(folder)
