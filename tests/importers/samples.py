"""Real exports, for local runs: found upward from here, or where SITEGEN_SAMPLES says.

They hold other people's words and are not part of the project. Tests on them state
counts and sums, and skip where the folder is absent.
"""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sitegen.importers.base import Importer, ReadOptions, Row, Skip
from sitegen.importers.export import open_export


def sample(name: str) -> Path:
    """Return the path of a sample, or skip the test."""
    given = os.environ.get("SITEGEN_SAMPLES")
    folders = (parent / "shared" / "samples" for parent in Path(__file__).parents)
    for folder in [Path(given)] if given else folders:
        if (folder / name).exists():
            return folder / name
    pytest.skip(f"no sample {name}")


def read(importer: Importer, path: Path, zone: str = "UTC") -> list[Row | Skip]:
    """Return everything an importer makes of a path."""
    export = open_export(path)
    options = ReadOptions(zone=ZoneInfo(zone))
    claims = importer.claim(export)
    return [item for claim in claims for item in importer.read(export, claim, options)]
