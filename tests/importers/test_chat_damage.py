"""Damaged exports never crash a chat importer, and each item stays sound."""

import shutil
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from sitegen.importers.base import ReadOptions, Row, Skip
from sitegen.importers.export import open_export
from tests.importers.cases import Case, all_cases
from tests.importers.test_cases import assert_sound

FORMATS = {"slack", "discord", "discord-html", "irc", "telegram", "whatsapp"}
CASES = [
    case
    for case in all_cases()
    if case.format in FORMATS and (case.folder / "input").is_dir()
]
BYTES = (b"", b"\x00", b"[", b"{", b'"', b"\xff", b"9" * 40, b"null", b"\n", b"<", b":")


def damaged(data: bytes, random: Random) -> bytes:
    """Return bytes with a few pieces cut out, doubled or put in."""
    for _ in range(random.randint(1, 6)):
        a, b = sorted(random.randrange(len(data) + 1) for _ in "ab")
        b = min(b, a + random.choice((0, 1, 5, 60)))
        piece = random.choice((*BYTES, data[a:b] * 2))
        data = data[:a] + piece + data[b:]
    return data[: random.randrange(len(data) + 1)] if random.random() < 0.2 else data


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_damaged_export_yields_rows_and_skips(case: Case, tmp_path: Path) -> None:
    random = Random(str(case))
    options = ReadOptions(zone=ZoneInfo("America/New_York"))
    for turn in range(12):
        folder = tmp_path / str(turn)
        shutil.copytree(case.folder / "input", folder)
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            path.write_bytes(damaged(path.read_bytes(), random))
        export = open_export(folder)
        for claim in case.importer().claim(export):
            for item in case.importer().read(export, claim, options):
                assert isinstance(item, Row | Skip)
                if isinstance(item, Row):
                    assert_sound(item.message)
