"""The host's Markdown (recaps, introductions, pages, bios) to sanitized HTML.

Python-Markdown lets raw HTML through and takes more than linear time on odd input, so
the text is measured first, and the result is sanitized last, by an allow list without
svg, math, style, script and template. Headings get ids with a prefix that no other id
of a page has; text can't choose ids.
"""

import re
from collections.abc import Iterable

import markdown as python_markdown
import nh3
from markdown.extensions.toc import TocExtension, slugify_unicode

from sitegen.errors import SitegenError
from sitegen.render.text import ROOT, neutral, safe_url

ID_PREFIX = "s-"

_MOST_BYTES = 200_000
_BLOCK = re.compile(r"\n[ \t]*\n")
# In one block; past these Python-Markdown 3.11 takes seconds (measured: 1,000 times
# "e`" in a paragraph takes more than 8 s, 150 times 20 ms).
_MOST_SIGNS = {"`": 150, "![": 100, "<!": 50, "<?": 50, "[": 400, "*": 400, "_": 600}
_MOST_NESTED = 20
_NESTED = re.compile(r"^(?:[ \t]*(?:[-*+>]|\d+[.)])(?=[ \t>])){21}", re.MULTILINE)
_LONG_LINE = 20_000
_MOST_LINES = 2_000

_TAGS = frozenset(
    {
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
    }
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    **{f"h{n}": {"id"} for n in range(2, 7)},
}
# The page's title is its h1: a document that has one of its own moves down a level.
_HEADING = re.compile(r"(</?h)([1-5])(?=[\s>])")
_NO_SOURCE = re.compile(r"<img(?![^>]*\ssrc=)([^>]*)>")
# A link or picture without a scheme: it is meant from the site's root, since the same
# text stands on pages of different depth.
_RELATIVE = re.compile(
    r"""((?:href|src)=")(?![a-zA-Z][a-zA-Z0-9+.-]*:|//|\#|\?|")(?:\.{0,2}/)*"""
)
_ALT = re.compile(r'alt="([^"]*)"')


class MarkdownTooComplex(SitegenError):
    """A document that would take very long to read as Markdown."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}")


def markdown_html(text: str, place: str, extra_tags: Iterable[str] = ()) -> str:
    """Return Markdown as sanitized HTML; links without a scheme begin with `ROOT`.

    Args:
        text: Without front matter.
        place: The file, for errors.
        extra_tags: Further elements to keep, without attributes.

    Raises:
        MarkdownTooComplex: Too long, or shaped so that it would take very long.
    """
    _measure(text, place)
    try:
        html = python_markdown.markdown(
            neutral(text),
            extensions=[
                "tables",
                "fenced_code",
                "sane_lists",
                TocExtension(slugify=_slug, anchorlink=False),
            ],
            output_format="html",
        )
    except (RecursionError, AssertionError) as error:
        raise MarkdownTooComplex(place, "nested too deeply to read") from error
    if "<h1" in html:
        html = _HEADING.sub(lambda m: f"{m[1]}{int(m[2]) + 1}", html)
    clean = nh3.clean(
        html,
        tags={*_TAGS, *extra_tags},
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
        strip_comments=True,
    )
    return _RELATIVE.sub(rf"\1{ROOT}", neutral(_NO_SOURCE.sub(_alt_text, clean)))


def _slug(value: str, separator: str) -> str:
    return ID_PREFIX + (slugify_unicode(value, separator) or "part")


def _measure(text: str, place: str) -> None:
    size = len(text.encode("utf-8", "replace"))
    if size > _MOST_BYTES:
        what = f"{size} bytes of Markdown; at most {_MOST_BYTES} are read"
        raise MarkdownTooComplex(place, what)
    line = 1
    for block in _BLOCK.split(text):
        for sign, most in _MOST_SIGNS.items():
            count = block.count(sign)
            if count > most:
                what = f"{count} times '{sign}' in one paragraph; at most {most}"
                raise MarkdownTooComplex(f"{place}:{line}", what)
        if _NESTED.search(block):
            what = f"lists or quotes nested more than {_MOST_NESTED} deep"
            raise MarkdownTooComplex(f"{place}:{line}", what)
        if any(len(row) > _LONG_LINE for row in block.split("\n")):
            what = f"a line of more than {_LONG_LINE} characters"
            raise MarkdownTooComplex(f"{place}:{line}", what)
        lines = block.count("\n") + 1
        if lines > _MOST_LINES:
            what = f"{lines} lines without a blank one; at most {_MOST_LINES}"
            raise MarkdownTooComplex(f"{place}:{line}", what)
        line += lines + 1


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value, or None to drop it."""
    if name == "id":
        return value if value.startswith(ID_PREFIX) else None
    if name == "src":
        # Nothing is ever asked of another host; pictures are the site's own.
        remote = (
            "//" in value or ":" in value.partition("/")[0] or value.startswith("\\")
        )
        return None if remote else value
    if name == "href" and ":" in re.split(r"[/?#]", value, maxsplit=1)[0]:
        return safe_url(value)
    if name in {"width", "height", "colspan", "rowspan", "start"}:
        return value if re.fullmatch(r"\d{1,4}", value) else None
    if name == "scope":
        return value if value in {"row", "col"} else None
    return value


def _alt_text(image: re.Match[str]) -> str:
    alt = _ALT.search(image[1])
    return alt[1] if alt else ""
