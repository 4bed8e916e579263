"""Read the host's free pages: content/pages/*.md."""

import re
from dataclasses import dataclass
from pathlib import Path

from sitegen.chat.people import RESERVED as DEVICES
from sitegen.errors import SitegenError
from sitegen.site.urls import RESERVED
from sitegen.store.documents import read_text
from sitegen.strict_yaml import load, split_front_matter

FOLDER = "pages"
WELCOME = "home"  # the page that is no page: its text greets on the first one
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")


class BadPageName(SitegenError):
    """A free page has a name that can't be an address."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path}: a page is named for its address: a-z, 0-9, - and _,"
            " and no section of the site such as 'people'"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FreePage:
    """A page of the host's own."""

    slug: str  # the file's name, and its address
    path: str  # the file as the user would name it
    title: str
    description: str = ""
    menu: bool = True  # named in the site's menu
    order: int = 0  # in the menu, then by title
    noindex: bool = False
    body: str = ""  # Markdown
    body_line: int = 1  # line of the file on which the body starts


def read_pages(content: Path) -> tuple[FreePage, ...]:
    """Read all free pages, in menu order.

    Raises:
        SitegenError: A file has a mistake; the text names file and line.
    """
    pages = []
    for path in sorted((content / FOLDER).glob("*.md")):
        if path.name.startswith("."):
            continue
        name = path.relative_to(content.parent).as_posix()
        pages.append(parse_page(read_text(path, name), name, path.stem))
    return tuple(sorted(pages, key=lambda page: (page.order, page.title, page.slug)))


def parse_page(text: str, file: str, slug: str) -> FreePage:
    """Turn a free page's file into a value.

    Raises:
        SitegenError: It has a mistake; the text names line and key.
    """
    if not _NAME.match(slug) or slug in RESERVED | DEVICES:
        raise BadPageName(file)
    head, body, line = split_front_matter(text, file)
    fields = load(head, file, first_line=2)
    page = FreePage(
        slug=slug,
        path=file,
        title=fields.text("title", slug.replace("-", " ").capitalize()),
        description=fields.text("description", ""),
        menu=fields.flag("menu", default=True),
        order=fields.integer("order", 0),
        noindex=fields.flag("noindex", default=False),
        body=body,
        body_line=line,
    )
    fields.done()
    return page
