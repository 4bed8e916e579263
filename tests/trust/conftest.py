"""A site of hostile messages from every format, built once for all tests here."""

import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sitegen.build.pipeline import BuildOptions, build
from sitegen.importers.catalog import all_importers
from sitegen.importers.export import open_export
from sitegen.store.importing import ImportOptions, import_exports
from sitegen.store.report import Report
from tests.trust.exports import hostile_exports
from tests.verify.sites import SITE


@pytest.fixture(scope="package")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Report]]:
    """Return a site's folder into which every hostile export was imported."""
    outer = tmp_path_factory.mktemp("outer")
    site = outer / "site"
    site.mkdir()
    (site / "site.yaml").write_text(SITE, "utf-8")
    reports = []
    for made in hostile_exports(outer / "exports"):
        options = ImportOptions(
            importers=all_importers(),
            fallback_channel=made.format.replace("_", "-"),
            zone=ZoneInfo(made.zone) if made.zone else None,
        )
        exports = [open_export(made.path)]
        reports.append(import_exports(site / "content", exports, options))
    shutil.rmtree(outer / "exports")
    return site, reports


def one_of_each(output: Path) -> list[Path]:
    """Return the longest page of each kind, and of each channel's talk."""
    found: dict[tuple[str, str], Path] = {}
    for page in sorted(output.rglob("*.html"), key=lambda p: (p.stat().st_size, p)):
        kind, *inner = page.relative_to(output).parts
        is_talk = kind in {"sessions", "days"} and len(inner) > 2
        found[kind, inner[0] if is_talk else str(len(inner))] = page
    return sorted(found.values())


@pytest.fixture(scope="package")
def site(imported: tuple[Path, list[Report]]) -> Path:
    """Return the same site, built."""
    folder, _ = imported
    build(folder, folder / "output", BuildOptions())
    return folder
