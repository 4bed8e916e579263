"""A site of hostile messages holds nothing that a message could have made."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib

from sitegen.verify import verify
from tests.trust.payloads import NAMES


def _pages(site: Path) -> list[Path]:
    return sorted((site / "output").rglob("*.html"))


def test_no_element_or_attribute_is_from_a_message(site: Path) -> None:
    pages = _pages(site)
    assert len(pages) > len(NAMES) // 2
    for page in pages:
        tree = html5lib.parse(page.read_bytes(), namespaceHTMLElements=False)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue  # a comment
            tag = element.tag.rpartition("}")[2]
            assert tag not in {"zkmark", "marquee", "style", "iframe", "object"}, page
            if tag == "script":
                is_data = str(element.get("type")).startswith("application/")
                assert is_data or element.get("src"), page
            for key, value in element.attrib.items():
                assert not str(key).startswith(("on", "zk", "style")), (page, key)
                if key in {"href", "src", "action"}:
                    assert not re.match(
                        r"\s*(javascript|data|vbscript):", value, re.IGNORECASE
                    )
                    assert not re.search("[\x00-\x20]", value), (page, value)
                if key == "src" and tag != "script":
                    assert "://" not in value, (page, value)  # nothing is fetched


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
