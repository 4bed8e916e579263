"""docs/content-format.md shows every field and key that the store reads."""

import ast
import re
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from sitegen.model import Attachment, Entity, Message, Reaction
from sitegen.recaps.calls import FUNCTIONS, find_calls
from sitegen.store import overlays, pages, people, recaps
from sitegen.store.redactions import read_redactions

DOCS = Path(__file__).parents[2] / "docs"
DOC = (DOCS / "content-format.md").read_text("utf-8")


def _section(title: str) -> str:
    (found,) = re.findall(
        rf"^## {title}\n(.*?)(?=^## |\Z)", DOC, re.DOTALL | re.MULTILINE
    )
    return str(found)


def _example(section: str) -> str:
    (found,) = re.findall(r"```markdown\n(.*?)```", section, re.DOTALL)
    return str(found)


def _rows(section: str) -> set[str]:
    return set(re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE))


def _keys(module: ModuleType) -> set[str]:
    """Return the keys that a module asks its front matter for."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function, arguments = node.func, list(node.args)
        if isinstance(function, ast.Attribute):
            names = (
                isinstance(function.value, ast.Name) and function.value.id == "fields"
            )
            place = 0 if names else None
        else:
            place = 1 if len(arguments) > 1 else None
            names = getattr(arguments[0], "id", "") == "fields"
        if place is None or not names:
            continue
        argument = arguments[place]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            found.add(argument.value)
    return found


SECTIONS = [
    ("Overlays", overlays),
    ("Recaps", recaps),
    ("Participants", people),
    ("Free pages", pages),
]


@pytest.mark.parametrize(("title", "module"), SECTIONS)
def test_each_key_has_a_row_and_a_place_in_the_example(
    title: str, module: ModuleType
) -> None:
    section = _section(title)
    assert len(_keys(module)) >= 5
    assert _rows(section) == _keys(module)
    head = _example(section).split("---")[1]
    assert set(re.findall(r"^([a-z_]+):", head, re.MULTILINE)) == _keys(module)


def test_the_examples_are_read_without_complaint() -> None:
    zone = ZoneInfo("UTC")
    overlay = overlays.parse_overlay(
        _example(_section("Overlays")), "o.md", "windowsill", "2026-03-05", zone
    )
    assert [q.label for q in overlay.questions] == ["Q0", "Q1", "Q2"]
    recap = recaps.parse_recap(_example(_section("Recaps")), "r.md", "2026-W10")
    assert {call.name for call in find_calls(recap.body, "r.md")} == set(FUNCTIONS)
    profile, _ = people.parse_profile(
        _example(_section("Participants")), "p.md", "hattie_sill"
    )
    assert profile.ids == ("66006582",)
    page = pages.parse_page(_example(_section("Free pages")), "g.md", "about")
    assert page.order == 1


def test_each_function_of_recaps_has_a_row_with_its_arguments() -> None:
    section = _section("Recaps")
    for name, (arguments, _) in FUNCTIONS.items():
        (row,) = re.findall(rf"^\| `{name}\(([^)]*)\)` \|", section, re.MULTILINE)
        assert [part.split("=")[0].strip() for part in row.split(",")] == list(
            arguments
        )


def test_each_field_of_a_message_is_named() -> None:
    section = _section("Messages")
    assert _rows(section) == set(Message.__struct_fields__)
    for struct in (Entity, Attachment, Reaction):
        for field in struct.__struct_fields__:
            assert f"`{field}`" in section


def test_the_redactions_of_the_documentation_are_valid(tmp_path: Path) -> None:
    text = (DOCS / "redaction.md").read_text("utf-8")
    example = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0]
    (tmp_path / "redactions.yaml").write_text(example, "utf-8")
    kinds = {rule.kind for rule in read_redactions(tmp_path).rules}
    assert kinds == {"message", "person", "term"}
    for key in ("message", "person", "term", "channel", "how", "as", "reason", "date"):
        assert f"`{key}`" in text
