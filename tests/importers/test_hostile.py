"""Broken inputs never crash an importer: each case's input, cut and changed at random."""

import random
from pathlib import Path

import pytest

from sitegen.errors import SitegenError
from sitegen.importers.base import Importer, ReadOptions, Row, Skip
from sitegen.importers.catalog import IMPORTERS
from sitegen.importers.export import open_export
from tests.importers.cases import Case, all_cases
from tests.importers.test_cases import assert_sound

JUNK = (
    b'"',
    b"\x00",
    b"\xff",
    b"\r",
    b"\n",
    b"{",
    b"]",
    b"9" * 400,
    b"&",
    b"<td>",
    b"null",
)
FILES = [
    (case, path)
    for case in all_cases()
    for path in sorted(case.folder.rglob("*"))
    if path.is_file() and "input" in path.relative_to(case.folder).parts[0]
]


@pytest.mark.parametrize(
    ("case", "source"), FILES, ids=[f"{case}/{path.name}" for case, path in FILES]
)
def test_a_broken_input_gives_rows_and_skips_only(
    case: Case, source: Path, tmp_path: Path
) -> None:
    whole = source.read_bytes()
    for seed in range(8):
        broken = tmp_path / str(seed) / source.name
        broken.parent.mkdir()
        broken.write_bytes(spoiled(whole, random.Random(f"{case}{seed}")))
        for importer in IMPORTERS:
            read_all(importer, broken)


def spoiled(source: bytes, dice: random.Random) -> bytes:
    """Return a text with one part cut out and some junk put in."""
    start, end = sorted(dice.randint(0, len(source)) for _ in range(2))
    kept = bytearray(source if dice.random() < 0.5 else source[:start] + source[end:])
    for _ in range(dice.randint(0, 4)):
        at = dice.randint(0, len(kept))
        kept[at:at] = dice.choice(JUNK)
    return bytes(kept)


def read_all(importer: Importer, path: Path) -> None:
    try:
        export = open_export(path)
        claims = importer.claim(export)
        items = [i for c in claims for i in importer.read(export, c, ReadOptions())]
    except SitegenError:
        return  # refused as a whole, in one sentence
    for item in items:
        assert isinstance(item, Row | Skip)
        if isinstance(item, Row):
            assert_sound(item.message)
