"""The golden tree: what a small site becomes, file by file, reviewed like code.

`python -m tests.golden` writes `output/` anew; read the difference before you commit it.
"""

import re
import shutil
from pathlib import Path

from sitegen.build.pipeline import BuildOptions, build

HERE = Path(__file__).parent
OUTPUT = HERE / "output"

KEPT = (
    "index.html",
    "sessions/talk/2024-03-05/index.html",
    "sessions/talk/2024-03-05/time/index.html",
    "sessions/talk/2024-03-05/transcript.txt",
    "days/talk/2024-03-07/index.html",
    "people/noura/index.html",
    "recaps/2024-w10/index.html",
    "feeds/sessions.atom",
)
LIST = "files.txt"  # every path of the site

# A changed style sheet or script shows in its own tests, not on every page.
_HASHED = re.compile(r"(assets/(?:search-|[a-z]+\.)|cards/)[0-9a-f]{10,20}")


def build_tree(folder: Path) -> dict[str, str]:
    """Build the small site below a folder; return the kept files and the list."""
    site = folder / "site"
    shutil.copytree(HERE / "site", site)
    output = folder / "output"
    build(site, output, BuildOptions())
    paths = sorted(
        _plain(path.relative_to(output).as_posix())
        for path in output.rglob("*")
        if path.is_file() and "search/data/" not in path.as_posix()
    )
    kept = {name: _plain((output / name).read_text("utf-8")) for name in KEPT}
    return {**kept, LIST: "".join(f"{path}\n" for path in paths)}


def _plain(text: str) -> str:
    return _HASHED.sub(r"\1HASH", text)
