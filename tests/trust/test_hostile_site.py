"""A site of hostile messages holds nothing that a message could have made."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest

from sitegen.verify import verify
from tests.trust.conftest import one_of_each
from tests.trust.test_hostile_exports import REACHED

# Everything that the theme makes; what else stands on a page came from a message.
ELEMENTS = {
    "a", "article", "aside", "b", "bdi", "blockquote", "body", "br", "button",
    "caption", "code", "dd", "desc", "details", "dialog", "div", "dl", "dt", "em",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "head", "header",
    "html", "i", "img", "input", "kbd", "label", "li", "line", "link", "main", "meta",
    "nav", "noscript", "ol", "option", "p", "path", "pre", "q", "rect", "s", "script",
    "search", "section", "select", "span", "strong", "summary", "svg", "table", "tbody",
    "td", "text", "th", "thead", "time", "title", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "action", "alt", "autocapitalize", "autocomplete", "autofocus", "charset",
    "checked", "class", "content", "d", "datetime", "defer", "dir", "direction",
    "enterkeyhint", "focusable", "for", "height", "hidden", "href", "http-equiv", "id",
    "inputmode", "lang", "method", "name", "placeholder", "preserveAspectRatio",
    "property", "rel", "required", "role", "rx", "scope", "spellcheck", "src",
    "tabindex", "text-anchor", "title", "transform", "type", "value", "viewBox",
    "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip


SVG = "{http://www.w3.org/2000/svg}"


def _pages(site: Path) -> list[Path]:
    return sorted((site / "output").rglob("*.html"))


def assert_only_the_themes(page: Path) -> None:
    """Check that a page has no element, attribute or address made by a message."""
    tree = html5lib.parse(page.read_bytes(), namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        tag = element.tag.rpartition("}")[2]
        assert tag in ELEMENTS, (page, tag)
        if tag == "script":
            is_data = str(element.get("type")).startswith("application/")
            assert is_data or element.get("src"), page
        for key, value in element.attrib.items():
            name = str(key)
            known = name in ATTRIBUTES or name.startswith(("aria-", "data-"))
            if element.tag.startswith(SVG):  # drawings are the theme's alone
                known = not name.startswith(("on", "style", "href", "{"))
            assert known, (page, tag, name)
            assert not name.startswith("data-zk"), (page, tag, name)
            if name in {"href", "src", "action"}:
                assert not re.match(
                    r"\s*(javascript|data|vbscript):", value, re.IGNORECASE
                )
                assert not re.search("[\x00-\x20]", value), (page, value)
            if name == "src" and tag != "script":
                assert "://" not in value, (page, value)  # nothing is fetched


def test_no_element_or_attribute_is_from_a_message(site: Path) -> None:
    """On a page of each kind, and on one of each format."""
    pages = one_of_each(site / "output")
    assert len(pages) > 2 * len(REACHED)
    for page in pages:
        assert_only_the_themes(page)


@pytest.mark.long
def test_no_element_of_any_page_is_from_a_message(site: Path) -> None:
    pages = _pages(site)
    assert len(pages) > 300
    for page in pages:
        assert_only_the_themes(page)


def test_verify_finds_nothing(site: Path) -> None:
    """Links and anchors hold, feeds parse, structured data is JSON without '<'."""
    report = verify(site, site / "output", jobs=1)
    assert report.is_clean, str(report)


def test_templates_in_messages_are_text(site: Path) -> None:
    pages = [page.read_text("utf-8") for page in _pages(site)]
    assert any("{{ 7*7 }}zkssti" in page for page in pages)
    assert not any("49zkssti" in page for page in pages)


def test_no_cell_is_a_formula(site: Path) -> None:
    for path in (site / "output").rglob("*.csv"):
        text = path.read_bytes().decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_no_control_character_leaves(site: Path) -> None:
    """Neither those that break documents nor those that turn a page around."""
    bad = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe]")
    for path in (site / "output").rglob("*"):
        if path.suffix in {".html", ".atom", ".xml", ".txt", ".ics"}:
            found = bad.search(path.read_bytes().decode("utf-8"))
            assert not found, (path, found)


def test_feeds_parse(site: Path) -> None:
    for path in (site / "output").rglob("*.atom"):
        ET.fromstring(path.read_bytes())
    for path in (site / "output").rglob("*.json"):
        json.loads(path.read_bytes())


def test_names_of_files_are_safe_everywhere(site: Path) -> None:
    """Nothing outside the output; no reserved, long or clashing name."""
    outside = {p.name for p in site.parent.iterdir()}
    assert outside == {"site"}
    assert {p.name for p in site.iterdir()} == {
        "site.yaml", "content", "output", ".sitegen"
    }  # fmt: skip
    seen: set[str] = set()
    reserved = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)
    for path in (site / "output").rglob("*"):
        name = path.relative_to(site / "output").as_posix()
        assert name.casefold() not in seen
        seen.add(name.casefold())
        assert re.fullmatch(r"[A-Za-z0-9._~-]{1,100}", path.name), name
        assert not reserved.match(path.name), name


def test_each_page_says_whether_search_engines_may_list_it(site: Path) -> None:
    for path in _pages(site):
        page = path.read_text("utf-8")
        asked = '<meta name="robots" content="noindex">' in page
        if 'class="bottom"' in page:  # no redirect
            assert ("Search engines may list this page." in page) != asked, path
            assert ("are asked not to list this page." in page) == asked, path
