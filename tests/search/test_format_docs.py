"""docs/search-format.md says what the code does."""

import re
from pathlib import Path

from sitegen.search import layout, resolve
from sitegen.search.layout import Field, Kind, Options

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/search-format.md").read_text("utf-8")
FLAT = " ".join(PAGE.split())


def rows(heading: str) -> list[list[str]]:
    table = PAGE.split(heading, 1)[1].split("\n\n", 1)[0]
    return [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("| `")
    ]


def test_every_kind_of_file_is_told() -> None:
    assert {(row[0], row[1]) for row in rows("| kind |")} == {
        (kind.value, kind.name) for kind in Kind
    }


def test_every_field_is_told() -> None:
    fields = {row[0] for row in rows("| field byte |")}
    assert fields == {
        value.decode() for name, value in vars(Field).items() if name.isupper()
    }


def test_numbers_are_those_of_the_code() -> None:
    options = Options()
    edges = ", ".join(map(str, layout.LENGTH_EDGES[:-1]))
    assert f"{edges} and {layout.LENGTH_EDGES[-1]} tokens" in FLAT
    lengths = ", ".join(map(str, layout.LENGTHS[:-1]))
    assert f"{lengths} and {layout.LENGTHS[-1]}." in FLAT
    assert f"**Big** terms are in {options.big:,} documents or more" in FLAT
    assert f"the best {options.head}:" in FLAT
    few, least = options.units
    assert f"| `u` | `UNITS` | {few} units ({least} or more in large archives)" in FLAT
    assert f"| `c` | `CALENDAR` | {options.calendar:,} units" in FLAT
    assert f"large from {2 * few + 1:,} units on" in FLAT
    assert f"{options.block:,} postings, or as many as a {options.blocks}th of" in FLAT
    assert f"below {options.one_segment:,} documents there is only one" in FLAT
    assert f"the {resolve.EXPANSIONS} most frequent keys" in FLAT
    assert f'"format": {layout.FORMAT}' in FLAT
    assert f"is {layout.LONG_FREQUENCY} or more" in FLAT
    assert resolve.HEAVY == 8


def test_the_browser_has_the_same_numbers() -> None:
    browser = ROOT / "sitegen/search/browser"
    evaluate = (browser / "evaluate.js").read_text("utf-8")
    resolve_js = (browser / "resolve.js").read_text("utf-8")
    files = (browser / "files.js").read_text("utf-8")
    assert f"const LENGTHS = {list(layout.LENGTHS)};" in evaluate
    assert f"const EXPANSIONS = {resolve.EXPANSIONS};" in resolve_js
    assert f"const HEAVY = {resolve.HEAVY};" in resolve_js
    assert f"const FORMAT = {layout.FORMAT};" in files
    assert f'const FOLDER = "{layout.FOLDER}";' in files
    facts = {name: value.decode() for name, value in resolve.FACTS.items()}
    written = re.search(r"const FACTS = \{(.*)\};", resolve_js)
    assert written
    assert dict(re.findall(r'(\w+): "(\w)"', written[1])) == facts
