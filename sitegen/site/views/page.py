"""What every page's template sees: the site's chrome, the page's head, small values.

One rule for addresses in all views: `href` is a path from the site's root ("people/
mara/", "" for home; with "index.html" in a portable site), to which the template puts
the page's `head.root` in front; `url` is absolute and foreign; `anchor` is an id on
the page itself, without "#". So one value serves pages of every depth.

Views hold facts, not sentences: numbers, aware times, names of measures. Templates
turn them into words of the site's language. HTML fields are named `html` or `..._html`
and come from `render/`; everything else is plain text and is escaped.
"""

from typing import Literal

import msgspec

Direction = Literal["ltr", "rtl"]
Role = Literal["host", "guest", "bot"]
Section = Literal[
    "home",
    "sessions",
    "people",
    "recaps",
    "questions",
    "links",
    "topics",
    "stats",
    "calendar",
    "search",
]
MeasureName = Literal[
    "answers",
    "attachments",
    "channels",
    "core",
    "days",
    "links",
    "messages",
    "minutes",
    "newcomers",
    "originals",
    "participants",
    "peak_per_minute",
    "per_minute",
    "questions",
    "recaps",
    "replies",
    "reposts",
    "returning",
    "sessions",
    "top_ten_share",
]


class Value(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """The base of all values that templates see."""


class Link(Value, frozen=True, kw_only=True):
    """A link to another page of the site."""

    href: str
    text: str


class OutsideLink(Value, frozen=True, kw_only=True):
    """A link that leaves the site; the theme refuses schemes other than http(s)."""

    url: str
    text: str


class Person(Value, frozen=True, kw_only=True):
    """A participant, as named wherever they appear."""

    name: str  # what to show: display name, else the handle
    handle: str = ""  # shown beside a name that differs from it, without "@"
    href: str = ""  # the participant's page; empty if there is none
    initials: str = ""  # at most two characters, for the avatar
    hue: int = 0  # 0..35, from `chat`: a digest of the identity, never of the order
    image_href: str = ""  # a local picture, if the person has one
    role: Role | None = None  # in the session shown, else in general


class Measure(Value, frozen=True, kw_only=True):
    """A number under a published definition (printed on the statistics pages)."""

    name: MeasureName
    value: int | float  # a share is 0..1
    before: int | float | None = None  # the same in the time before, to compare


class FeedLink(Value, frozen=True, kw_only=True):
    """A feed to announce in a page's head."""

    href: str
    title: str
    kind: Literal["atom", "json"] = "atom"


class NavItem(Value, frozen=True, kw_only=True):
    """An entry of the site's menu: a section by name, or a free page by label."""

    href: str
    section: Section | None = None
    label: str = ""  # for free pages; sections are named by the language's catalog


class Assets(Value, frozen=True, kw_only=True):
    """The theme's files, with content hashes in their names; paths from the root."""

    style: str
    scripts: tuple[str, ...] = ()  # classic, deferred, on every page
    icon: str = ""
    search_scripts: tuple[str, ...] = ()  # ES modules, on the search page only


class Chrome(Value, frozen=True, kw_only=True):
    """What is the same on every page of the site.

    Nothing here may change when a session is added: no counts, no time of the build.
    """

    title: str
    base_url: str  # absolute, ends in "/"
    assets: Assets
    tagline: str = ""
    language: str = "en"
    direction: Direction = "ltr"
    timezone: str = "UTC"  # IANA
    home_href: str = ""  # "" or, in a portable site, "index.html"
    search_href: str = "search/"
    nav: tuple[NavItem, ...] = ()
    footer: tuple[NavItem, ...] = ()
    footer_text: str = ""  # the host's own line: licence, who runs this
    removal_url: str = ""  # how to ask for removal: mailto: or an address
    removal_href: str = ""  # or a free page of the site
    feeds: tuple[FeedLink, ...] = ()
    opensearch_href: str = ""
    image: str = ""  # absolute address of the site's share card
    is_portable: bool = False


class Head(Value, frozen=True, kw_only=True):
    """What differs from page to page in the head and around the content."""

    root: str  # from here to the site's root: "./", "../", "../../"; 404: "/chat/"
    title: str  # empty on the home page
    description: str = ""
    canonical: str = ""  # absolute; empty on 404
    kind: Literal["website", "article", "profile"] = "website"  # Open Graph type
    image: str = ""  # absolute address of the share card
    image_alt: str = ""
    section: Section | None = None  # which menu entry is the current one
    is_indexed: bool = True  # False: robots noindex
    feeds: tuple[FeedLink, ...] = ()  # of this page, besides the site's
    crumbs: tuple[Link, ...] = ()  # the way from home to here, without both ends
    json_ld: str = ""  # from `render.jsonld`; empty for none


class Page(Value, frozen=True, kw_only=True):
    """The base of all page views."""

    chrome: Chrome
    head: Head


class PartLink(Value, frozen=True, kw_only=True):
    """A part of a long page or index: by number, letter or year."""

    href: str
    label: str
    is_current: bool = False
    detail: str = ""  # what it holds: "Q1-Q4"


class Picture(Value, frozen=True, kw_only=True):
    """A picture of the site itself, with its true size."""

    href: str
    alt: str
    width: int
    height: int
