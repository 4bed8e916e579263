"""Importer cases: folders of an input and what it must become, with no code.

    cases/<format>/<case>/input.csv      the export: a file `input...` or a folder `input`
                          expected.json  evidence, rows and skips; or the error
                          options.json   optional: {"zone": "America/New_York"}

`python -m tests.importers.update` writes the expected files anew, for review.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sitegen.errors import SitegenError
from sitegen.importers.base import Importer, ReadOptions, Row, Skip
from sitegen.importers.catalog import IMPORTERS
from sitegen.importers.export import Export, open_export

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One folder of the case tree."""

    format: str
    folder: Path

    def __str__(self) -> str:
        return f"{self.format}/{self.folder.name}"

    @property
    def expected(self) -> Path:
        return self.folder / "expected.json"

    def export(self) -> Export:
        inputs = sorted(self.folder.glob("input*"))
        assert len(inputs) == 1, f"{self}: one file or folder named input..."
        return open_export(inputs[0])

    def options(self) -> ReadOptions:
        path = self.folder / "options.json"
        given = json.loads(path.read_bytes()) if path.exists() else {}
        zone = given.get("zone")
        return ReadOptions(zone=ZoneInfo(zone) if zone else None)

    def importer(self) -> Importer:
        return next(i for i in IMPORTERS if i.name == self.format)


def all_cases() -> list[Case]:
    """Return every case, sorted."""
    folders = sorted(path for path in CASES.glob("*/*") if path.is_dir())
    return [Case(format=folder.parent.name, folder=folder) for folder in folders]


def run(case: Case) -> dict[str, Any]:
    """Return what a case's importer makes of its input, as JSON values."""
    importer, export = case.importer(), case.export()
    claims = importer.claim(export)
    result: dict[str, Any] = {
        "claims": [{"members": list(c.members), "evidence": c.evidence} for c in claims]
    }
    try:
        items = [i for c in claims for i in importer.read(export, c, case.options())]
    except SitegenError as error:
        return result | {"error": str(error)}
    result["rows"] = [_row(item) for item in items if isinstance(item, Row)]
    result["skips"] = [_skip(item) for item in items if isinstance(item, Skip)]
    return result


def _row(row: Row) -> dict[str, Any]:
    message = json.loads(msgspec.json.encode(row.message))
    return {"place": str(row.place), "channel": row.channel, "message": message}


def _skip(skip: Skip) -> dict[str, Any]:
    return {"place": str(skip.place), "what": skip.what, "problem": skip.problem}


def written(result: dict[str, Any]) -> str:
    """Return a result as the text of an expected.json."""
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"
