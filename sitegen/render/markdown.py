"""The host's Markdown to safe HTML: Python-Markdown, then nh3 as the last step.

Python-Markdown does not sanitize, is super-linear on some shapes (1,000 backticks take
over eight seconds) and recurses on others, so a document has a limit of size and of
such shapes, and what comes out goes through an allow list. Headings get ids with a
prefix, so that none can stand for an id of the page.
"""

import re

import markdown
import nh3

from sitegen.errors import SitegenError
from sitegen.render.text import neutral

LIMIT_CHARACTERS = 200_000
LIMIT_LINE = 20_000
_LIMIT_RUN = 300  # of one punctuation character in a paragraph's markup

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del",
    "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre",
    "q", "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "ul", "var",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "abbr": {"title"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto"}
_SHAPES = re.compile(r"`{300,}|(?:!?\[){100,}|(?:<!\[CDATA\[[^\n]*){50,}")
_DEEP = re.compile(r"^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])){60,}", re.MULTILINE)


class MarkdownTooLarge(SitegenError):
    """A document is larger than is read."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}; split the text")


def to_html(text: str, place: str) -> str:
    """Return safe HTML of a Markdown document; `# ` headings become second level.

    Args:
        text: Markdown of the host's own.
        place: File, or file and line, for complaints.

    Raises:
        MarkdownTooLarge: The document is too large or of a shape that would take
            minutes.
    """
    _check(text, place)
    converter = markdown.Markdown(
        extensions=["extra", "sane_lists", "toc"],
        extension_configs={
            "toc": {"slugify": _heading_id, "baselevel": 2, "toc_depth": "2-6"}
        },
        output_format="html",
    )
    try:
        html = converter.convert(neutral(text))
    except (RecursionError, AssertionError) as error:
        raise MarkdownTooLarge(place, "nested too deep to be read") from error
    return sanitize(html)


def sanitize(html: str) -> str:
    """Return HTML with nothing in it but the allowed elements and attributes."""
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
        attribute_filter=_attribute,
        strip_comments=True,
    )
    # nh3 turns a reference such as &#x1F; into the control character itself.
    return neutral(cleaned)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (
        tag == "img"
        and name == "src"
        and re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", value)
    ):
        return None  # nothing is ever requested from another host
    if name == "id":
        return value if value.startswith("h-") else None
    return value


def _heading_id(text: str, separator: str) -> str:
    words = re.findall(r"\w+", text.lower())
    return "h-" + (separator.join(words)[:80] or "section")


def _check(text: str, place: str) -> None:
    if len(text) > LIMIT_CHARACTERS:
        raise MarkdownTooLarge(place, f"longer than {LIMIT_CHARACTERS:,} characters")
    if any(len(line) > LIMIT_LINE for line in text.split("\n")):
        raise MarkdownTooLarge(place, f"a line longer than {LIMIT_LINE:,} characters")
    if _SHAPES.search(text) or _DEEP.search(text):
        raise MarkdownTooLarge(place, "hundreds of brackets or quotes in a row")
