import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

import sitegen.search
from sitegen.search.bundle import (
    CircularModules,
    UnknownModuleStyle,
    bundle,
    needed,
    without_comments,
)
from sitegen.search.client import PAGE_MODULE, client

BROWSER = Path(sitegen.search.__file__).parent / "browser"
MODULES = sorted(BROWSER.glob("*.js"))
SOURCES = {module.name: module.read_text("utf-8") for module in MODULES}

SMALL = {
    "a.js": 'import { one, two as three } from "./b.js";\nimport * as all from "./b.js";\n'
    "export const value = one + three() + all.one;\n"
    'export const later = () => import("./c.js");\n',
    "b.js": "// secret\nconst inner = 1;\nexport const one = inner;\n"
    "export function two() {\n  return 2;\n}\n",
    "c.js": 'import { two } from "./b.js";\nimport { x } from "./d.js";\n'
    "const inner = 5;\nexport { inner };\nexport const sum = two() + x;\n",
    "d.js": "export const x = 10;\n",
}


def run_node(folder: Path, code: str) -> str:
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(folder: Path, files: dict[str, str]) -> None:
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    for name, source in files.items():
        (folder / name).write_text(source, "utf-8")


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
def test_a_bundle_does_what_its_modules_do(tmp_path: Path) -> None:
    files = bundle(SMALL, "a.js")
    assert set(files) == {"search.js", "c.js", "d.js"}
    assert "secret" not in files["search.js"]
    write(tmp_path, files)
    code = (
        'const { $a } = await import("./search.js"); const c = await $a.later();'
        "console.log($a.value, c.inner, c.sum)"
    )
    assert run_node(tmp_path, code) == "4 5 12\n"


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
def test_the_published_modules_answer_like_those_they_are_made_of(
    tmp_path: Path,
) -> None:
    write(tmp_path, bundle(SOURCES, "query.js"))
    code = (
        'const { $query } = await import("./search.js");'
        f'const own = await import("{BROWSER.as_uri()}/query.js");'
        "const text = 'limits -\"rate limit\" OR from:ann during:2010 é';"
        "console.log(JSON.stringify($query.parse(text)) ==="
        " JSON.stringify(own.parse(text)))"
    )
    assert run_node(tmp_path, code) == "true\n"


def test_another_style_of_module_is_refused() -> None:
    with pytest.raises(UnknownModuleStyle, match="export default"):
        bundle({"a.js": "export default 1;\n"}, "a.js")
    with pytest.raises(UnknownModuleStyle, match="import 'x'"):
        bundle({"a.js": "import 'x';\n"}, "a.js")


def test_modules_in_a_circle_are_refused() -> None:
    sources = {
        "a.js": 'import { b } from "./b.js";\n',
        "b.js": 'import { a } from "./a.js";\n',
    }
    with pytest.raises(CircularModules, match=r"a\.js -> b\.js -> a\.js"):
        bundle(sources, "a.js")


def test_no_text_goes_over_a_line_end() -> None:
    for name, source in SOURCES.items():
        for line in source.splitlines():
            if not line.strip().startswith(("//", "*", "/**")):
                assert line.count("`") % 2 == 0, f"{name}: {line}"


def test_only_comments_go() -> None:
    source = "// why\n/** What. */\n/**\n * More.\n */\nlet x = 1; // here\n"
    assert without_comments(source) == "let x = 1;\n"


def test_what_may_be_text_stays() -> None:
    source = 'let x = "a // b";\nlet y = `http://${x}`; // isn\'t text\n'
    assert without_comments(source) == source


def test_a_first_result_needs_no_suggestions_facets_or_spelling() -> None:
    first = needed(SOURCES, PAGE_MODULE)
    assert first[-1] == "search-page.js"
    later = {"search-suggest.js", "search-facets.js", "search-edit.js", "spelling.js"}
    later |= {"counts.js", "word-files.js", "search-meant.js"}
    assert set(first) == set(SOURCES) - later
    names = {Path(path).name for path, _ in client().files}
    assert names == {"search.js", *later}


def test_the_code_of_a_first_result_is_one_small_file() -> None:
    """Less than half of the 60 KB that a first search may take."""
    (script,) = client().scripts
    assert len(gzip.compress(dict(client().files)[script], 9)) < 26_000
