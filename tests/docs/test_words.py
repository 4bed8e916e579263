"""The documents name what there is: importers, columns, pages, links to each other."""

import ast
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sitegen.importers.base import ReadOptions, Row, Skip
from sitegen.importers.catalog import IMPORTERS
from sitegen.importers.export import open_export
from sitegen.store.export_files import COLUMNS, FORMATS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "SECURITY.md")
}


def test_each_importer_has_a_row_and_each_row_an_importer() -> None:
    rows = re.findall(
        r"^\| `([a-z0-9][a-z0-9_-]*)` \|", TEXTS["docs/importers.md"], re.MULTILINE
    )
    assert sorted(rows) == sorted(importer.name for importer in IMPORTERS)


def test_each_format_and_column_of_exports_has_a_row() -> None:
    text = TEXTS["docs/exporting.md"]
    cells = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \|", text, re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)]
    assert named == [*FORMATS, *COLUMNS]


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_links_between_documents_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", TEXTS[name]):
        assert ((ROOT / name).parent / target).exists(), target


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda p: p.name)
def test_the_readme_leads_to_each_document(path: Path) -> None:
    assert f"docs/{path.name}" in TEXTS["README.md"]


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_no_recipe_installs_another_program_of_the_same_name(name: str) -> None:
    assert not re.search(r"pip install (-\S+ )*'?sitegen\b", TEXTS[name])


def test_the_glossary_is_in_alphabetical_order() -> None:
    words = re.findall(r"^\| ([a-z][a-z ]*)", TEXTS["docs/glossary.md"], re.MULTILINE)
    assert words[0] == "word "
    listed = [word.strip() for word in words[1:]]
    assert listed == sorted(listed)
    assert len(listed) > 30


def test_the_example_of_an_importer_reads_what_it_says(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TEXTS["docs/importers.md"], re.DOTALL)
    ast.parse(code)
    names: dict[str, object] = {}
    exec(compile(code, "importers.md", "exec"), names)
    made = names["PigeonImporter"]
    assert isinstance(made, type)
    importer = made()
    log = tmp_path / "log.txt"
    log.write_text("2010-12-21T21:00:00Z <mara> Hello\nnonsense\n")
    export = open_export(log)
    (claim,) = importer.claim(export)
    items = list(importer.read(export, claim, ReadOptions(zone=ZoneInfo("UTC"))))
    assert [type(item) for item in items] == [Row, Skip]
