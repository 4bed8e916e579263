"""What machines look for at a site's root: sitemap, robots.txt, OpenSearch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from sitegen.render.text import neutral

LIMIT = 50_000  # addresses in one file (https://www.sitemaps.org/protocol.html)
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True, order=True)
class SitemapEntry:
    """A page for search engines."""

    url: str  # absolute
    changed: datetime | None = None  # of the newest content on it


def sitemaps(
    base_url: str, entries: Sequence[SitemapEntry]
) -> Iterable[tuple[str, bytes]]:
    """Yield (path, content): one file, or an index and files of 50,000 addresses."""
    if len(entries) <= LIMIT:
        yield "sitemap.xml", _urls(entries)
        return
    names = []
    for start in range(0, len(entries), LIMIT):
        name = f"sitemap-{start // LIMIT + 1}.xml"
        names.append(name)
        yield name, _urls(entries[start : start + LIMIT])
    items = "".join(
        f"<sitemap><loc>{escape(base_url + name)}</loc></sitemap>\n" for name in names
    )
    index = f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{items}</sitemapindex>\n"
    yield "sitemap.xml", index.encode("utf-8", "replace")


def _urls(entries: Iterable[SitemapEntry]) -> bytes:
    items = "".join(_url(entry) for entry in entries)
    return f"{_HEAD}<urlset {_NAMESPACE}>\n{items}</urlset>\n".encode(
        "utf-8", "replace"
    )


def _url(entry: SitemapEntry) -> str:
    changed = (
        f"<lastmod>{entry.changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>"
        if entry.changed
        else ""
    )
    return f"<url><loc>{escape(entry.url)}</loc>{changed}</url>\n"


def robots(base_url: str, *, noindex: bool) -> bytes:
    """Return robots.txt.

    Even a site that asks not to be indexed lets robots in: they must be able to read
    the `noindex` on its pages.
    """
    lines = ["User-agent: *", "Disallow:"]
    if not noindex:
        lines += ["", f"Sitemap: {base_url}sitemap.xml"]
    return ("\n".join(lines) + "\n").encode()


def opensearch(title: str, description: str, base_url: str, icon: str) -> bytes:
    """Return an OpenSearch 1.1 description, so that browsers can offer the search.

    Source: https://github.com/dewitt/opensearch (short names have 16 characters).
    """
    short = " ".join(neutral(title).split())[:16].strip()
    about = " ".join(neutral(description or title).split())[:1024]
    image = f"<Image>{escape(base_url + icon)}</Image>\n" if icon else ""
    template = escape(base_url + "search/?q={searchTerms}", {'"': "&quot;"})
    return (
        f"{_HEAD}"
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(short)}</ShortName>\n"
        f"<Description>{escape(about)}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f"{image}"
        f'<Url type="text/html" template="{template}"/>\n'
        "</OpenSearchDescription>\n"
    ).encode("utf-8", "replace")
