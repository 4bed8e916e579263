"""Fragments: the HTML of one message, made once and placed on every page that shows it.

    MessageView --fragment--> HTML with marks --place--> HTML of one page

Two marks stand in a fragment, control characters that no text can hold: `ROOT` for the
way from the page to the site's root, `PAGE` for the address of the page where the
message stands. On its own page a message has its id and links point into the page; on
other pages it has no id, since a message stands in the site once.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter

import msgspec

from sitegen.render.environment import Theme
from sitegen.render.text import PAGE, ROOT, text_html
from sitegen.site.views import MessageView, Names

TEMPLATE = "partials/message.html"

_ID = re.compile(r'(<article\b[^>]*?) id="m-[A-Za-z0-9._~-]*"')
# What every message has, and what shows below the text. The template looks at two flags
# instead of a dozen fields (measured: 27 us for a plain message instead of 60).
_USUAL = frozenset({"anchor", "time", "person", "text", "entities", "source_url"})
_FOOT = frozenset(
    {
        "attachments",
        "copies",
        "edited",
        "reactions",
        "replies",
        "repost_count",
        "reposts",
    }
)


def fragments(theme: Theme, names: Names) -> Callable[[MessageView], str]:
    """Return the function that makes the fragments of a session's messages."""
    make = fragments_and_bodies(theme, names)
    return lambda message: make(message)[0]


def fragments_and_bodies(
    theme: Theme, names: Names
) -> Callable[[MessageView], tuple[str, str]]:
    """Return the function that makes fragments, each with its text's HTML alone."""
    message_macro = theme.macro(TEMPLATE, "message")
    author = lru_cache(maxsize=1024)(theme.macro(TEMPLATE, "author"))
    rare = attrgetter(*(name for name, _ in _rare(_USUAL | _FOOT)))
    rare_defaults = tuple(default for _, default in _rare(_USUAL | _FOOT))
    foot = attrgetter(*sorted(_FOOT))

    def fragment(message: MessageView) -> tuple[str, str]:
        body = text_html(message.text, message.entities, names)
        has_foot = any(foot(message))
        has_more = has_foot or rare(message) != rare_defaults
        by = author(message.person)
        html = message_macro(message, body, by, has_more, has_foot)
        return str(html), str(body)

    return fragment


def _rare(without: frozenset[str]) -> tuple[tuple[str, object], ...]:
    """Return the other fields of a message, with what they are when left out."""
    return tuple(
        (info.name, info.default)
        for info in msgspec.structs.fields(MessageView)
        if info.name not in without
    )


def place(
    fragment: str, root: str, page_address: str = "", *, own_page: bool = True
) -> str:
    """Return a fragment, or several joined, as they stand on a page.

    Args:
        fragment: From `fragments`.
        root: From the page to the site's root, such as `../../`.
        page_address: Where the message stands: a path from the site's root. Not needed
            on its own page.
        own_page: Whether this is that page. On other pages the id is dropped and the
            time links to the permanent address.
    """
    if own_page:
        return fragment.replace(ROOT, root).replace(PAGE, "")
    without_id = _ID.sub(r"\1", fragment)
    return without_id.replace(PAGE, root + page_address).replace(ROOT, root)
