"""The pure packages touch no file, no clock, no randomness and no environment."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "sitegen"
FORBIDDEN_MODULES = {"os", "time", "random", "secrets", "shutil", "tempfile"}
FORBIDDEN_CALLS = {
    "open", "input", "now", "today", "utcnow",
    "read_text", "read_bytes", "write_text", "write_bytes",
}  # fmt: skip

# These load what the program ships, or what it built: that is their purpose.
LOADERS = {
    "render/assets.py",
    "render/environment.py",
    "render/language.py",
    "render/themes.py",
    "search/client.py",
    "search/stemming.py",
    "search/terminal.py",
    "search/make_unicode_table.py",  # run by hand, prints a table
}
PACKAGES = ("chat", "recaps", "site", "render", "search")


def pure_files() -> list[Path]:
    """Return every file that must be pure."""
    inside = [file for name in PACKAGES for file in (PROGRAM / name).rglob("*.py")]
    files = [PROGRAM / "model.py", PROGRAM / "errors.py", *inside]
    return sorted(f for f in files if str(f.relative_to(PROGRAM)) not in LOADERS)


def impurities(source: str) -> Iterator[str]:
    """Yield each import and call that reaches outside."""
    nodes = [node for node in ast.walk(ast.parse(source)) if hasattr(node, "lineno")]
    for node in sorted(nodes, key=lambda node: node.lineno):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "id", getattr(called, "attr", ""))
            if name in FORBIDDEN_CALLS:
                yield f"line {node.lineno}: {name}()"
            continue
        else:
            continue
        for name in names:
            if name.partition(".")[0] in FORBIDDEN_MODULES:
                yield f"line {node.lineno}: import {name}"


@pytest.mark.parametrize(
    "file", pure_files(), ids=lambda file: str(file.relative_to(PROGRAM))
)
def test_a_pure_module_reaches_for_nothing_outside(file: Path) -> None:
    assert list(impurities(file.read_text("utf-8"))) == []


def test_impurities_are_seen() -> None:
    source = "import os.path\nfrom time import time\nopen('x')\ndatetime.now()\n"
    assert list(impurities(source)) == [
        "line 1: import os.path",
        "line 2: import time",
        "line 3: open()",
        "line 4: now()",
    ]
