"""Spoiled exports of every format go through the import: no crash, hang or lost row.

Each importer is tried for `SITEGEN_FUZZ_SECONDS`: one, unless `make test-long` says
more. Examples are Hypothesis's, so that what fails is made small; rounds are seeded by
their number, so that a run tries the same and then more.
"""

import csv
import io
import json
import os
import shutil
import signal
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from sitegen.errors import SitegenError
from sitegen.importers.catalog import IMPORTERS
from sitegen.importers.export import open_export
from sitegen.store.importing import ImporterFailed, ImportOptions, import_exports
from sitegen.store.report import Report
from sitegen.store.transcripts import day_files, read_day
from tests.importers.cases import all_cases
from tests.importers.mutations import Files, spoiled
from tests.importers.test_cases import assert_sound

SECONDS = float(os.environ.get("SITEGEN_FUZZ_SECONDS", "1"))
EXAMPLES = 40  # of a round; the clock is looked at between rounds
HANGS_AFTER = 20  # seconds; the slowest example seen took a tenth of one
FORMATS = sorted(importer.name for importer in IMPORTERS)


def inputs(name: str) -> list[Files]:
    """Return the files of each case of a format."""
    found = []
    for case in all_cases():
        if case.format == name:
            (source,) = case.folder.glob("input*")
            if source.is_dir():
                files = [p for p in sorted(source.rglob("*")) if p.is_file()]
                made = {p.relative_to(source).as_posix(): p.read_bytes() for p in files}
            else:
                made = {source.name: source.read_bytes()}
            if not all(name.endswith(".zip") for name in made):
                found.append(made)
    return found


@contextmanager
def no_hang() -> Iterator[None]:
    """Raise if what happens inside takes too long."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"took more than {HANGS_AFTER} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANGS_AFTER)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.fuzz
@pytest.mark.parametrize("name", FORMATS)
def test_a_spoiled_export_is_read_or_refused(name: str, tmp_path: Path) -> None:
    cases = inputs(name)
    end = time.monotonic() + SECONDS
    number = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(cases), st.randoms(use_true_random=False))
    def one_round(files: Files, dice: Random) -> None:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        try:
            with no_hang():
                survives(name, spoiled(files, dice), dice, folder)
        finally:
            shutil.rmtree(folder)

    while number == 0 or time.monotonic() < end:
        seed(number)(one_round)()
        number += 1


def survives(name: str, files: Files, dice: Random, folder: Path) -> None:
    """Import files; whatever is not refused adds up, is sound, and is idempotent."""
    source = written(files, folder / "export", is_zip=dice.random() < 0.1)
    only = name if dice.random() < 0.5 else None
    zone = dice.choice((None, ZoneInfo("America/New_York"), ZoneInfo("UTC")))
    is_dry = dice.random() < 0.8
    options = ImportOptions(importers=IMPORTERS, only=only, zone=zone, dry_run=is_dry)
    content = folder / "content"
    try:
        report = import_exports(content, [open_export(source)], options)
    except ImporterFailed:
        raise  # a crash, told as one
    except SitegenError:
        return  # refused as a whole, in one sentence
    assert all(one.adds_up for one in report.sources), report
    assert_counted(name, files, report)
    if is_dry:
        return
    messages = [m for day in day_files(content) for m in read_day(day.path)]
    for message in messages:
        assert_sound(message)
    again = import_exports(content, [open_export(source)], options)
    assert again.files_written == 0
    assert sum(s.added + s.changed for s in again.sources) == 0
    assert [s.rows for s in again.sources] == [s.rows for s in report.sources]


def written(files: Files, folder: Path, *, is_zip: bool) -> Path:
    """Write an export as a folder, or as an archive of it."""
    if is_zip:
        path = folder.with_suffix(".zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def assert_counted(name: str, files: Files, report: Report) -> None:
    """Check that as many rows were read as the files hold, where that is plain."""
    rows = sum(one.rows for one in report.sources if one.importer == name)
    if any(one.importer != name for one in report.sources) or not rows:
        return
    if name in {"discord", "telegram", "meetbot-json"} and len(files) == 1:
        whole = plain_json(*files.values())
        if isinstance(whole, dict) and isinstance(whole.get("messages"), list):
            assert rows == len(whole["messages"])
    if name == "native" and len(files) == 1:
        (data,) = files.values()
        if data.isascii() and b"\0" not in data:
            lines = data.decode().split("\n")
            assert rows == sum(bool(line.strip()) for line in lines)
    if name in {"tags", "twarc_csv", "twarc2_csv"} and len(files) == 1:
        (data,) = files.values()
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        if "\0" not in text and "\r" not in text.replace("\r\n", "\n"):
            found = plain_table(text)
            assert found is None or rows == found


def plain_json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def plain_table(text: str) -> int | None:
    """Return how many rows stand below a header in the first line."""
    try:
        rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline="")))
    except csv.Error:
        return None
    first = (["id_str"], ["id"], ["coordinates"])
    headers = [number for number, row in enumerate(rows[:3]) if row[:1] in first]
    if headers != [0]:
        return None  # other separators, or a header further down, or two
    return sum(any(row) for row in rows[1:])
