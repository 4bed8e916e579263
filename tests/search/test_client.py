import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

import sitegen.search
from sitegen.search.client import first_modules, without_comments

BROWSER = Path(sitegen.search.__file__).parent / "browser"
MODULES = sorted(BROWSER.glob("*.js"))


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
def test_modules_without_comments_still_work(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    for module in MODULES:
        stripped = without_comments(module.read_text("utf-8"))
        (tmp_path / module.name).write_text(stripped, "utf-8")
    pure = ["analysis.js", "evaluate.js", "query.js", "reader.js", "spelling.js"]
    code = ";".join(f"await import('./{name}')" for name in pure)
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_text_goes_over_a_line_end() -> None:
    for module in MODULES:
        for line in module.read_text("utf-8").splitlines():
            if not line.strip().startswith(("//", "*", "/**")):
                assert line.count("`") % 2 == 0, f"{module.name}: {line}"


def test_only_comments_go() -> None:
    source = "// why\n/** What. */\n/**\n * More.\n */\nlet x = 1; // here\n"
    assert without_comments(source) == "let x = 1; // here\n"


def test_a_first_result_needs_no_suggestions_facets_or_spelling() -> None:
    sources = {module.name: module.read_text("utf-8") for module in MODULES}
    first = first_modules(sources)
    assert first[-1] == "search-page.js"
    later = {"search-suggest.js", "search-facets.js", "search-edit.js", "spelling.js"}
    assert set(first) == set(sources) - later


def test_the_code_of_a_first_result_fits_its_share() -> None:
    """Half of the 60 KB that a first search may take."""
    sources = {module.name: module.read_text("utf-8") for module in MODULES}
    code = [without_comments(sources[name]) for name in first_modules(sources)]
    assert sum(len(gzip.compress(each.encode(), 9)) for each in code) < 30_000
