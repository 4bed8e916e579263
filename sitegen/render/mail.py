"""A recap as a letter: HTML with its style in each element, and plain text.

    Letter --letter_html--> bytes of one page, no script, no style sheet, absolute links
           --letter_text--> lines of at most 72 characters, links in angle brackets

Mail programs drop style sheets and elements they do not know, so figures, sections and
lists of terms become plain boxes and paragraphs. The text comes from a recap's
sanitized HTML; all but its words, links and pictures is left behind.
"""

import textwrap
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import urljoin

from sitegen.render.text import ROOT

WIDTH = 72  # columns of the plain text

_BOX = "margin:0 0 1em"
# What an element of a recap becomes in a letter, and its style.
_ELEMENTS = {
    "h2": ("h2", "margin:1.6em 0 .5em;font-size:1.3em;line-height:1.25"),
    "h3": ("h3", "margin:1.4em 0 .5em;font-size:1.1em;line-height:1.25"),
    "h4": ("h4", "margin:1.2em 0 .5em;font-size:1em"),
    "h5": ("h5", "margin:1.2em 0 .5em;font-size:1em"),
    "h6": ("h6", "margin:1.2em 0 .5em;font-size:1em"),
    "p": ("p", _BOX),
    "div": ("div", ""),
    "section": ("div", ""),
    "details": ("div", ""),
    "summary": ("p", f"{_BOX};font-weight:bold"),
    "figure": ("div", "margin:0 0 1.2em"),
    "figcaption": ("p", "margin:.3em 0 0;font-size:.9em;color:#595959"),
    "blockquote": (
        "blockquote",
        "margin:0;padding:.1em 0 .1em .9em;border-left:3px solid #b0b0b0",
    ),
    "ul": ("ul", f"{_BOX};padding:0 0 0 1.4em"),
    "ol": ("ol", f"{_BOX};padding:0 0 0 1.4em"),
    "li": ("li", "margin:0 0 .3em"),
    "dl": ("div", _BOX),
    "dt": ("span", "color:#595959"),
    "dd": ("strong", "margin:0 1em 0 .3em"),
    "pre": ("pre", f"{_BOX};white-space:pre-wrap;font-size:.9em"),
    "code": ("code", "font-size:.95em"),
    "hr": ("hr", "border:0;border-top:1px solid #b0b0b0;margin:1.6em 0"),
    "table": ("table", f"{_BOX};border-collapse:collapse"),
    "th": ("th", "padding:.2em .6em;border:1px solid #b0b0b0;text-align:left"),
    "td": ("td", "padding:.2em .6em;border:1px solid #b0b0b0"),
    "a": ("a", "color:#0b57a4"),
    "img": ("img", "max-width:100%;height:auto"),
}
_INLINE = ("b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "br")
_PLAIN = ("thead", "tbody", "tr", *_INLINE)
_EMPTY = frozenset({"br", "hr", "img"})
_KEPT = ("href", "src", "alt", "title", "dir", "lang", "start", "colspan", "rowspan")
_ADDRESSES = frozenset({"href", "src"})

_LISTS = frozenset({"ul", "ol", "dl"})
_BREAKS = frozenset(
    {"p", "div", "section", "figure", "figcaption", "blockquote", "ul", "ol", "li"}
) | frozenset({"dl", "h2", "h3", "h4", "h5", "h6", "pre", "table", "tr", "hr", "div"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter is made of."""

    title: str
    site: str  # the site's title
    url: str  # absolute: where the recap stands on the site
    base_url: str  # absolute, ends in "/": what `text.ROOT` stands for
    date: str  # as readers see it
    summary: str
    html: str  # the recap's sanitized HTML
    language: str
    direction: Literal["ltr", "rtl"]


def letter_html(letter: Letter) -> str:
    """Return a letter as one HTML page."""
    body = _Body(letter)
    body.feed(letter.html)
    body.close()
    lead = escape(letter.summary)
    said = f'<p style="{_BOX};font-size:1.1em">{lead}</p>\n' if lead else ""
    link = escape(letter.url)
    return (
        "<!doctype html>\n"
        f'<html lang="{escape(letter.language)}" dir="{letter.direction}">\n'
        '<head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(letter.title)}</title></head>\n"
        '<body style="margin:0;padding:0;background:#ffffff;color:#1c1c1c">\n'
        '<div style="max-width:38em;margin:0 auto;padding:1.5em 1em;'
        'font:16px/1.5 Georgia,serif">\n'
        f'<p style="margin:0;color:#595959">{escape(letter.site)} ·'
        f" {escape(letter.date)}</p>\n"
        f'<h1 style="margin:.2em 0 .6em;font-size:1.7em;line-height:1.2">'
        f"{escape(letter.title)}</h1>\n"
        f"{said}{''.join(body.pieces)}\n"
        '<p style="margin:2em 0 0;font-size:.9em">'
        f'<a href="{link}" style="color:#0b57a4">{link}</a></p>\n'
        "</div>\n</body>\n</html>\n"
    )


def letter_text(letter: Letter) -> str:
    """Return a letter as plain text."""
    lines = _Lines(letter)
    lines.feed(letter.html)
    lines.close()
    lines.flush()
    head = [letter.title, "=" * min(len(letter.title), WIDTH)]
    head += [f"{letter.site} · {letter.date}", ""]
    if letter.summary:
        head += [textwrap.fill(letter.summary, WIDTH, break_long_words=False), ""]
    return "\n".join([*head, *lines.done, "-- ", letter.url, ""])


class _Body(HTMLParser):
    """Writes a recap's elements again, each with its style."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(convert_charrefs=True)
        self._letter = letter
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name, style = _ELEMENTS.get(tag, (tag if tag in _PLAIN else "span", ""))
        kept = [
            (k, _absolute(self._letter, k, v or "")) for k, v in attrs if k in _KEPT
        ]
        kept += [("dir", "auto")] if tag == "bdi" else []
        kept += [("style", style)] if style else []
        written = "".join(f' {key}="{escape(value)}"' for key, value in kept)
        self.pieces.append(f"<{name}{written}>")

    def handle_endtag(self, tag: str) -> None:
        name = _ELEMENTS.get(tag, (tag if tag in _PLAIN else "span", ""))[0]
        if name not in _EMPTY:
            self.pieces.append(f"</{name}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(escape(data, quote=False))


class _Lines(HTMLParser):
    """Writes a recap's text in paragraphs, marked as people mark them in mail."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(convert_charrefs=True)
        self._letter = letter
        self.done: list[str] = []
        self._open: list[str] = []  # elements around the place
        self._said: list[str] = []  # pieces of the paragraph
        self._links: list[str] = []  # addresses of links around the place
        self._mark = ""  # of the list item that begins here

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag in _BREAKS:
            self.flush()
        if tag == "hr":
            self.done += ["* * *", ""]
        elif tag == "br":
            self._said.append("\n")
        elif tag == "img":
            self._said.append(values.get("alt", ""))
        elif tag == "a":
            self._links.append(_absolute(self._letter, "href", values.get("href", "")))
        elif tag == "li":
            self._mark = "- "
        elif tag in {"dt", "td", "th"} and self._said:
            self._said.append("; " if tag == "dt" else " | ")
        elif tag == "dd":
            self._said.append(": ")
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            address = self._links.pop()
            said = "".join(self._said)
            # A caption leads to the message, not to whoever wrote it.
            is_aside = "figcaption" in self._open and "#" not in address
            if address and not is_aside and not said.endswith(address):
                self._said.append(f" <{address}>")
        if tag in _BREAKS:
            self.flush()
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]
            if tag in _LISTS and _LISTS.isdisjoint(self._open):
                self.done.append("")

    def handle_data(self, data: str) -> None:
        self._said.append(data if "pre" in self._open else " ".join(_spaced(data)))

    def flush(self) -> None:
        """End a paragraph."""
        text = "".join(self._said)
        self._said.clear()
        if not text.strip():
            return
        begin, after = self._marks()
        if "pre" in self._open:
            self.done += [f"{after}    {line}" for line in text.strip("\n").split("\n")]
        else:
            for line in text.split("\n"):
                self.done.append(
                    textwrap.fill(
                        " ".join(line.split()),
                        WIDTH,
                        initial_indent=begin,
                        subsequent_indent=after,
                        break_long_words=False,
                        break_on_hyphens=False,
                    )
                )
                begin = after
        heading = next((t for t in self._open if t in {"h2", "h3", "h4"}), None)
        if heading is not None:
            self.done.append("-" * min(len(text.strip()), WIDTH))
        if _LISTS.isdisjoint(self._open):
            self.done.append("")

    def _marks(self) -> tuple[str, str]:
        """Return what begins a paragraph's first line, and its others."""
        quoted = "> " * self._open.count("blockquote")
        deep = "  " * max(self._open.count("li") - 1, 0)
        mark, self._mark = self._mark, ""
        hang = "  " if "li" in self._open else ""
        caption = "-- " if "figcaption" in self._open else ""
        return quoted + deep + (mark or hang) + caption, quoted + deep + hang


def _spaced(data: str) -> list[str]:
    """Return words, with an empty one where space stood at an end."""
    words = data.split()
    before = [""] if data[:1].isspace() else []
    after = [""] if data[-1:].isspace() else []
    return before + words + after if words else [" "] if data else []


def _absolute(letter: Letter, key: str, value: str) -> str:
    if key not in _ADDRESSES:
        return value
    return urljoin(letter.url, value.replace(ROOT, letter.base_url))
