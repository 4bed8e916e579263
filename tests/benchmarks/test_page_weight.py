"""A page weighs what a browser loads to show it."""

import gzip
from pathlib import Path

from benchmarks.page_weight import PageWeight, session_page, weigh

_PAGE = """<!doctype html>
<link rel="canonical" href="https://example.org/">
<link rel="stylesheet" href="../../../a.css">
<script type="application/ld+json">{}</script>
<script defer src="../../../late.js"></script>
<script type="module" src="../../../module.js"></script>
<script src="../../../early.js"></script>
"""


def site(folder: Path, *counts: int) -> None:
    for name in ("a.css", "late.js", "module.js", "early.js"):
        (folder / name).write_text(name * 50)
    for count in counts:
        page = folder / f"sessions/chat/{count}/index.html"
        page.parent.mkdir(parents=True)
        page.write_text(_PAGE + '<article class="m" id="m-1"></article>' * count)


def test_a_page_weighs_with_its_style_and_scripts(tmp_path: Path) -> None:
    """What has another use than showing the page (a canonical link) is not loaded."""
    site(tmp_path, 2)
    page = tmp_path / "sessions/chat/2/index.html"
    names = ("a.css", "late.js", "module.js", "early.js")
    files = [page, *(tmp_path / name for name in names)]
    size = sum(len(gzip.compress(file.read_bytes(), 6, mtime=0)) for file in files)
    assert weigh(page) == PageWeight(2, size, style_sheets=1, blocking_scripts=1)


def test_the_page_nearest_to_300_messages_is_weighed(tmp_path: Path) -> None:
    site(tmp_path, 3, 290, 320)
    assert session_page(tmp_path) == tmp_path / "sessions/chat/290/index.html"
