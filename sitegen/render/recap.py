"""A resolved recap to HTML: its Markdown, with blocks where its functions stood."""

from collections.abc import Callable
from dataclasses import dataclass

from sitegen.recaps.resolve import AnswerList, LinkList, Quote, Resolved, StatsBlock
from sitegen.render.environment import Theme
from sitegen.render.markdown import markdown_html
from sitegen.site.views import Measure, QuoteView, SharedLink

TEMPLATE = "partials/recap_blocks.html"
_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters around the number of a block


@dataclass(frozen=True, slots=True)
class RecapParts:
    """Gives the values of a recap's blocks as pages show them."""

    quote: Callable[[Quote], QuoteView]
    measures: Callable[[StatsBlock], tuple[Measure, ...]]
    links: Callable[[LinkList], tuple[SharedLink, ...]]


def recap_html(theme: Theme, resolved: Resolved, parts: RecapParts) -> str:
    """Return a recap's HTML, sanitized; addresses begin with `text.ROOT`.

    Raises:
        MarkdownTooComplex: The text is too large to be read safely.
    """
    written: list[str] = []
    blocks: list[str] = []
    for piece in resolved.pieces:
        if isinstance(piece, str):
            written.append(piece.replace(_OPEN, "").replace(_CLOSE, ""))
        else:
            written.append(f"\n\n{_OPEN}{len(blocks)}{_CLOSE}\n\n")
            blocks.append(_block(theme, piece, parts))
    html = markdown_html("".join(written), resolved.recap.path)
    for number, block in enumerate(blocks):
        mark = f"{_OPEN}{number}{_CLOSE}"
        html = html.replace(f"<p>{mark}</p>", block).replace(mark, block)
    return html


def _block(
    theme: Theme,
    piece: Quote | AnswerList | StatsBlock | LinkList,
    parts: RecapParts,
) -> str:
    if isinstance(piece, Quote):
        macro = theme.macro(TEMPLATE, "quote")
        return str(macro(parts.quote(piece), piece.label or ""))
    if isinstance(piece, AnswerList):
        quotes = [parts.quote(quote) for quote in piece.quotes]
        return str(theme.macro(TEMPLATE, "answers")(piece.label, piece.text, quotes))
    if isinstance(piece, StatsBlock):
        return str(theme.macro(TEMPLATE, "stats")(parts.measures(piece)))
    return str(theme.macro(TEMPLATE, "links")(parts.links(piece)))
