"""docs/commands.md names every command and every option, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from sitegen.cli import app

DOCS = Path(__file__).parents[2] / "docs"
DOC = (DOCS / "commands.md").read_text("utf-8")


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the full name and the object of each command, without its groups."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for part, child in sorted(inner.items()):
        yield from _commands(child, f"{name} {part}")


COMMANDS = dict(_commands(typer.main.get_command(app), "sitegen"))


def _options(command: Any) -> set[str]:
    return {
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--")
    }


def test_the_table_names_every_command_and_no_other() -> None:
    rows = re.findall(r"^\| `(sitegen [^`]*)` \|", DOC, re.MULTILINE)
    names = {re.sub(r"( [A-Z\[.]+\]?| --).*", "", row) for row in rows}
    assert names == set(COMMANDS)


def test_every_option_is_named_and_no_other() -> None:
    options = set().union(*map(_options, COMMANDS.values())) - {"--help"}
    documented = set(re.findall(r"`(--[a-z-]+)", DOC)) - {"--help", "--version"}
    assert documented == options


def test_other_documents_name_only_what_there_is() -> None:
    known = {tuple(name.split()[1:]) for name in COMMANDS}
    groups = {name[0] for name in known}
    for path in (*sorted(DOCS.rglob("*.md")), DOCS.parent / "README.md"):
        text = path.read_text("utf-8")
        shown = re.findall(r"(?m)^ {0,4}sitegen ([a-z]+)(?: ([a-z]+))?", text)
        for first, second in shown:
            assert first in groups, f"{path.name}: sitegen {first}"
            if (first,) not in known:
                assert (first, second) in known, f"{path.name}: {first} {second}"


def test_a_command_says_what_it_does() -> None:
    assert all(command.help for command in COMMANDS.values())
