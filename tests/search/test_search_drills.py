"""The search page when files are missing, or were published again."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sitegen.search.layout import Options
from tests.search.corpus import make_files
from tests.search.pages import open_page, serve
from tests.search.search_site import results, search, status, units, write_site

pytestmark = pytest.mark.browser


def test_missing_files_are_told_and_can_be_tried_again(tmp_path: Path) -> None:
    write_site(tmp_path)
    data = tmp_path / "search" / "data"
    with serve(tmp_path) as address, open_page(address + "search/") as page:
        for kind in data.iterdir():
            if kind.is_dir() and kind.name != "r":
                shutil.move(kind, tmp_path / kind.name)
        search(page, "cache")
        expect(status(page)).to_contain_text("could not be loaded")
        for kind in tmp_path.iterdir():
            if len(kind.name) == 1:
                shutil.move(kind, data / kind.name)
        page.get_by_role("button", name="Try again").click()
        expect(results(page)).to_have_count(3)


def test_a_site_published_again_is_followed(tmp_path: Path) -> None:
    """The old release is gone; the open tab finds the new one."""
    write_site(tmp_path)
    with serve(tmp_path) as address, open_page(address + "search/?q=cache") as page:
        expect(results(page)).to_have_count(3)
        shutil.rmtree(tmp_path / "search" / "data")
        for path, content in make_files(units()[1:], Options()).items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        search(page, "needle")
        expect(results(page)).to_have_count(2)
