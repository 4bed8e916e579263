"""Where a site may be published, by one build at a time."""

from pathlib import Path

import pytest

from sitegen.build.lock import Locked, build_lock
from sitegen.build.pipeline import BuildOptions, build
from sitegen.build.places import OutputIsContent
from tests.build import small_site
from tests.build.trees import tree, write_tree


@pytest.mark.parametrize(
    "output", [".", "..", "content", "content/static/site", "themes", ".sitegen/out"]
)
def test_an_output_among_the_sources_is_refused(tmp_path: Path, output: str) -> None:
    site = write_tree(tmp_path / "site", small_site.first_files())
    before = tree(tmp_path)
    with pytest.raises(OutputIsContent, match="choose another folder with --output"):
        build(site, site / output, BuildOptions())
    assert tree(tmp_path) == before


def test_a_link_into_the_content_is_refused(tmp_path: Path) -> None:
    site = write_tree(tmp_path / "site", small_site.first_files())
    (tmp_path / "output").symlink_to(site / "content", target_is_directory=True)
    with pytest.raises(OutputIsContent):
        build(site, tmp_path / "output", BuildOptions())


def test_an_output_beside_the_sources_is_fine(tmp_path: Path) -> None:
    site = write_tree(tmp_path / "site", small_site.first_files())
    build(site, site / "output", BuildOptions())
    assert (site / "output" / "index.html").is_file()


def test_a_second_build_is_refused(tmp_path: Path) -> None:
    site = write_tree(tmp_path / "site", small_site.first_files())
    with (
        build_lock(site / ".sitegen"),
        pytest.raises(Locked, match="another build is running here; wait for it"),
    ):
        build(site, tmp_path / "output", BuildOptions())
    assert not (tmp_path / "output").exists()
    build(site, tmp_path / "output", BuildOptions())
