"""Each page has an address of its own, also where letters have no case."""

from pathlib import Path
from typing import Any

import pytest

from sitegen.build.planning import Planned
from sitegen.build.publishing import PageClash, put_pages
from sitegen.build.release import Release


@pytest.mark.parametrize("other", ["people/wren/", "people/Wren/"])
def test_two_pages_at_one_address_are_refused(other: str, tmp_path: Path) -> None:
    def made() -> Any:
        raise AssertionError("a clash is found before any page is made")

    pages = [Planned("people/wren/", (), made), Planned(other, (), made)]
    release = Release(tmp_path / "output", tmp_path / ".sitegen")
    shop: Any = None  # not looked at
    with pytest.raises(PageClash, match="two pages at one address"):
        put_pages(pages, (), shop, release, None, 1)
