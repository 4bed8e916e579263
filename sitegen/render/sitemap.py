"""The files that machines ask for by name: sitemap, robots, OpenSearch."""

from collections.abc import Iterable
from datetime import date

from markupsafe import escape

from sitegen.render.feeds import xml
from sitegen.site.views.page import Value

_MOST = 50_000  # addresses in one file, by the protocol


class SitemapPage(Value, frozen=True, kw_only=True):
    """An indexed page."""

    href: str  # from the site's root
    changed: date | None = None  # day of its newest content


def sitemap(
    base_url: str, pages: Iterable[SitemapPage], most: int = _MOST
) -> dict[str, bytes]:
    """Return the sitemap's files by path; more than one past 50,000 pages."""
    ordered = sorted(pages, key=lambda page: page.href)
    chunks = [ordered[n : n + most] for n in range(0, len(ordered), most)] or [[]]
    if len(chunks) == 1:
        return {"sitemap.xml": _urls(base_url, chunks[0])}
    files = {
        f"sitemap-{n}.xml": _urls(base_url, chunk) for n, chunk in enumerate(chunks, 1)
    }
    index = "".join(
        f"<sitemap><loc>{xml(base_url + name)}</loc></sitemap>\n" for name in files
    )
    return {"sitemap.xml": _document("sitemapindex", index), **files}


def _urls(base_url: str, pages: Iterable[SitemapPage]) -> bytes:
    rows = []
    for page in pages:
        day = f"<lastmod>{page.changed.isoformat()}</lastmod>" if page.changed else ""
        rows.append(f"<url><loc>{xml(base_url + page.href)}</loc>{day}</url>\n")
    return _document("urlset", "".join(rows))


def _document(root: str, content: str) -> bytes:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{space}">\n'
        f"{content}</{root}>\n"
    ).encode()


def robots(base_url: str, *, is_indexed: bool = True) -> bytes:
    """Return robots.txt: everything may be read, or nothing."""
    rule = "Disallow:" if is_indexed else "Disallow: /"
    return f"User-agent: *\n{rule}\n\nSitemap: {base_url}sitemap.xml\n".encode()


def opensearch(title: str, description: str, base_url: str, search_href: str) -> bytes:
    """Return the description that lets browsers search the site."""
    template = f"{base_url}{search_href}?q={{searchTerms}}"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{xml(title[:16])}</ShortName>\n"
        f"<LongName>{xml(title[:48])}</LongName>\n"
        f"<Description>{xml((description or title)[:1024])}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template="{escape(template)}"/>\n'
        "</OpenSearchDescription>\n"
    ).encode()
