"""Purging: the store loses what redactions name, and no import brings it back."""

import re
from pathlib import Path

from sitegen.importers.export import open_export
from sitegen.importers.native import NativeImporter
from sitegen.store.importing import ImportOptions, import_exports
from sitegen.store.purged import read_purged
from sitegen.store.purging import purge
from sitegen.store.redactions import RedactionRules, Rule, is_redacted
from sitegen.store.report import SourceCount
from sitegen.store.transcripts import day_files, read_day, write_day
from tests.store.test_redactions import LONG, TALK

OPTIONS = ImportOptions(importers=(NativeImporter(),), channels=("tuesday",))


def imported(tmp_path: Path, name: str) -> SourceCount:
    export = open_export(tmp_path / name)
    (source,) = import_exports(tmp_path / "c", [export], OPTIONS).sources
    return source


def everything(content: Path) -> bytes:
    return b"".join(p.read_bytes() for p in content.rglob("*") if p.is_file())


def test_a_purge_is_for_good(tmp_path: Path) -> None:
    """After a purge the store holds no trace, and a re-import brings nothing back."""
    write_day(tmp_path / "a.jsonl", TALK)
    imported(tmp_path, "a.jsonl")
    rules = RedactionRules((Rule("message", "100001", "remove"),)).for_people({})
    report = purge(tmp_path / "c", rules)
    assert (report.messages, report.files_written) == (5, 1)
    after = everything(tmp_path / "c")
    assert b"100001" not in after
    assert LONG[:24].encode() not in after
    source = imported(tmp_path, "a.jsonl")
    assert (source.duplicate, source.deleted) == (2, 5)
    assert everything(tmp_path / "c") == after
    (day,) = day_files(tmp_path / "c")
    assert sum(map(is_redacted, read_day(day.path))) == 2
    assert purge(tmp_path / "c", rules).messages == 0


def test_purged_text_is_known_again(tmp_path: Path) -> None:
    """The same long text under another id is left out; its runs of words are known."""
    write_day(tmp_path / "a.jsonl", TALK)
    imported(tmp_path, "a.jsonl")
    purge(tmp_path / "c", RedactionRules((Rule("message", "100001", "remove"),)))
    purged = read_purged(tmp_path / "c")
    words = re.findall(r"\w+", LONG.casefold())
    assert purged.knows_run(" ".join(words[1:9]))
    assert not purged.knows_run(" ".join(words[1:8]))
    assert not purged.knows_run("the library should lend tools to all of")
    write_day(
        tmp_path / "b.jsonl",
        [type(TALK[0])(id="x1", time=TALK[0].time, author="other", text=LONG)],
    )
    assert imported(tmp_path, "b.jsonl").deleted == 1
