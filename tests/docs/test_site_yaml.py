"""docs/site-yaml.md names every key that is read, and shows nothing else."""

import ast
import re
from pathlib import Path

import sitegen.config
from sitegen.config import parse_config

DOC = (Path(__file__).parents[2] / "docs/site-yaml.md").read_text("utf-8")
_ASKS = {
    *("has", "optional", "required", "text", "integer", "flag", "choice", "duration"),
    *("items", "texts", "pairs", "mapping", "mappings", "is_mapping"),
}
_HELPERS = {"_zone", "_zone_named", "_date", "_positive", "_letters"}


def _keys() -> set[str]:
    """Return every key that config.py asks a `Fields` for."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(Path(sitegen.config.__file__).read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        place = None
        if isinstance(function, ast.Attribute) and function.attr in _ASKS:
            place = 0
        elif isinstance(function, ast.Name) and function.id in _HELPERS:
            place = 1
        if place is not None and len(node.args) > place:
            argument = node.args[place]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.add(argument.value)
    return found


def _rows() -> set[str]:
    """Return the keys of the tables' first cells."""
    cells = re.findall(r"^\| (`[^|]*`) \|", DOC, re.MULTILINE)
    return {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}


def test_the_source_is_read_as_meant() -> None:
    assert {"version", "weekday", "guess_minutes", "link_schemes", "from"} <= _keys()
    assert len(_keys()) > 30


def test_the_tables_name_every_key_and_no_other() -> None:
    assert _rows() == _keys()


def test_the_example_is_valid_and_holds_every_key() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", DOC, re.DOTALL)
    config = parse_config(example)
    assert [rules.name for rules in config.channels] == [
        "supportchat",
        "lounge",
        "town",
        "standup",
    ]
    written = set(re.findall(r"\b([a-z_]+):", example))
    assert _keys() <= written


def test_defaults_in_the_tables_are_those_of_an_empty_file() -> None:
    config = parse_config(
        "channels: {tea: {schedule: {weekday: monday, start: '9:00'}}}"
    )
    for key, value in (
        ("title", config.title),
        ("base_url", config.base_url),
        ("language", config.language),
        ("timezone", config.zone.key),
        ("theme", config.theme),
    ):
        assert f"| `{key}` | `{value}` |" in DOC
    assert parse_config("").authority == "example.org,2026"
