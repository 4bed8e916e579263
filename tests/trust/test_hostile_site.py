"""A site of hostile messages holds nothing that a message could have made."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest

from sitegen.build.pipeline import BuildOptions, build
from sitegen.importers.catalog import all_importers
from sitegen.importers.export import open_export
from sitegen.store.importing import ImportOptions, import_exports
from sitegen.verify import verify
from tests.trust.payloads import NAMES, PAYLOADS
from tests.verify.sites import SITE

START = datetime(2021, 3, 3, 20, tzinfo=UTC)


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, name in enumerate(NAMES):
        text = PAYLOADS[number % len(PAYLOADS)]
        size = len(text)
        rows.append(
            {
                "id": f"{number}{name[:40]}",
                "time": (START + timedelta(seconds=number * 30)).isoformat(),
                "author": name,
                "author_id": name,
                "name": name,
                "text": text,
                "client": "twitter",
                "url": PAYLOADS[number * 3 % len(PAYLOADS)],
                "reply_to": rows[number // 2]["id"] if rows else None,
                "entities": [
                    {"start": 0, "end": size, "kind": "bold"},
                    {"start": 0, "end": size, "kind": "link", "href": text},
                ],
                "attachments": [
                    {"url": text, "kind": "image", "alt": text, "title": text},
                    {"url": "https://example.org/x.png", "kind": "image", "alt": text},
                ],
                "reactions": [{"emoji": text[:40], "count": 2}],
            }
        )
        rows.append(
            {
                "id": f"q{number}",
                "time": (START + timedelta(seconds=number * 30 + 5)).isoformat(),
                "author": "wickwright",
                "text": f"Q{number + 1}: {text} #{name} @{name}",
            }
        )
    return rows


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built site of hostile messages, imported from a native export."""
    folder = tmp_path_factory.mktemp("outer") / "site"
    folder.mkdir()
    (folder / "site.yaml").write_text(SITE, "utf-8")
    export = folder.parent / "hostile.jsonl"
    lines = (json.dumps({k: v for k, v in r.items() if v is not None}) for r in _rows())
    export.write_text("\n".join(lines) + "\n", "utf-8")
    options = ImportOptions(importers=all_importers(), channels=("lanterns",))
    import_exports(folder / "content", [open_export(export)], options)
    export.unlink()
    build(folder, folder / "output", BuildOptions())
    return folder


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
