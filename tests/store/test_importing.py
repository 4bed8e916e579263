"""The import: counts add up, order does not matter, nothing is written on failure."""

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.errors import SitegenError
from sitegen.importers.base import Importer
from sitegen.importers.export import open_export
from sitegen.importers.limits import Limits, OverLimit
from sitegen.importers.native import NativeImporter
from sitegen.importers.twarc1 import Twarc1
from sitegen.store import incoming
from sitegen.store.channels import BadChannel
from sitegen.store.files import StoreIsLocked, locked
from sitegen.store.importing import ImportOptions, StrictImport, import_exports
from sitegen.store.report import Report, SourceCount
from sitegen.store.transcripts import day_files, read_day

OPTIONS = ImportOptions(importers=(NativeImporter(),), channels=("tuesday",))
NOON = datetime(2010, 12, 21, 12, tzinfo=UTC)


def row(ident: str, text: str = "hello", hours: float = 0, **more: Any) -> str:
    time = (NOON + timedelta(hours=hours)).isoformat()
    return json.dumps(
        {"id": ident, "time": time, "author": "ana", "text": text, **more}
    )


def export_file(folder: Path, name: str, rows: Sequence[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    return path


def run(content: Path, *paths: Path, **options: Any) -> Report:
    changed = {name: getattr(OPTIONS, name) for name in OPTIONS.__slots__} | options
    exports = [open_export(path) for path in paths]
    report = import_exports(content, exports, ImportOptions(**changed))
    assert all(source.adds_up for source in report.sources)
    return report


def tree(content: Path) -> dict[str, bytes]:
    return {
        path.relative_to(content).as_posix(): path.read_bytes()
        for path in sorted(content.rglob("*"))
        if path.is_file()
    }


def stored(content: Path) -> dict[str, str]:
    days = day_files(content)
    messages = [m for day in days for m in read_day(day.path)]
    assert len({m.id for m in messages}) == len(messages)
    return {m.id: m.text for m in messages}


def only(report: Report) -> SourceCount:
    (source,) = report.sources
    return source


def test_an_import_puts_messages_into_the_days_of_their_channel(tmp_path: Path) -> None:
    """Messages go to the file of their UTC day; every row is accounted for."""
    rows = [row("2"), row("1", hours=12), row("2"), "{", row("3", fixt=1), ""]
    path = export_file(tmp_path, "a.jsonl", rows)
    report = run(tmp_path / "c", path)
    assert [day.path.name for day in day_files(tmp_path / "c")] == [
        "2010-12-21.jsonl",
        "2010-12-22.jsonl",
    ]
    source = only(report)
    assert (source.rows, source.added, source.duplicate, source.skipped) == (5, 2, 1, 2)
    assert report.problems == (
        f"{path}:4: no JSON object: input data was truncated",
        f"{path}:5: unknown field 'fixt'; did you mean 'fixed'?",
    )


def test_the_same_import_again_changes_no_byte(tmp_path: Path) -> None:
    """Twice equals once."""
    path = export_file(tmp_path, "a.jsonl", [row("1"), row("2", hours=30)])
    run(tmp_path / "c", path)
    before = tree(tmp_path / "c")
    report = run(tmp_path / "c", path)
    assert (only(report).duplicate, report.files_written) == (2, 0)
    assert tree(tmp_path / "c") == before


rows = st.builds(
    row,
    st.sampled_from("12345"),
    st.sampled_from(["hello", "hello there", "hel…", "☕", "q\u2028r"]),
    st.sampled_from([0, 11, 13, 40]),
    edited=st.sampled_from([None, "2011-01-01T00:00:00Z"]),
    deleted=st.sampled_from([None, None, None, "2011-01-02T00:00:00Z"]),
    fixed=st.sampled_from([False, False, True]),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    exports=st.lists(st.lists(rows, min_size=1, max_size=6), min_size=1, max_size=3),
    data=st.data(),
)
def test_the_order_of_imports_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory,
    exports: list[list[str]],
    data: st.DataObject,
) -> None:
    """Any order, any grouping, any repetition of exports gives the same bytes."""
    tmp_path = tmp_path_factory.mktemp("orders")
    paths = [
        export_file(tmp_path, f"{n}.jsonl", rows) for n, rows in enumerate(exports)
    ]
    run(tmp_path / "once", *paths)
    for path in data.draw(st.permutations([*paths, *paths[:1]])):
        run(tmp_path / "each", path)
    assert tree(tmp_path / "once") == tree(tmp_path / "each")
    stored(tmp_path / "once")


def test_a_corrected_time_moves_a_message(tmp_path: Path) -> None:
    """A message whose time changes moves to its day; its id stays unique."""
    run(tmp_path / "c", export_file(tmp_path, "a.jsonl", [row("1"), row("2")]))
    fixed = export_file(tmp_path, "b.jsonl", [row("1", hours=24, name="Ana")])
    assert only(run(tmp_path / "c", fixed)).changed == 1
    assert stored(tmp_path / "c") == {"1": "hello", "2": "hello"}
    assert [d.date.day for d in day_files(tmp_path / "c")] == [21, 22]
    last = export_file(tmp_path, "d.jsonl", [row("2", hours=24, name="Ana")])
    run(tmp_path / "c", last)
    assert [d.date.day for d in day_files(tmp_path / "c")] == [22]


def test_replace_takes_back_what_the_file_brought(tmp_path: Path) -> None:
    """`--replace` drops what only that file brought; fixed and shared ones stay."""
    content = tmp_path / "c"
    first = [row("1"), row("2"), row("3", fixed=True), row("4", "long text", 2)]
    path = export_file(tmp_path, "a.jsonl", first)
    run(content, path, export_file(tmp_path, "b.jsonl", [row("2")]))
    export_file(tmp_path, "a.jsonl", [row("4", "cut…", -24)])
    report = run(content, path, replace=True)
    assert (report.taken_back, only(report).changed) == (1, 1)
    assert stored(content) == {"2": "hello", "3": "hello", "4": "cut…"}
    again = tree(content)
    report = run(content, path, replace=True)
    assert (report.taken_back, only(report).duplicate) == (0, 1)
    assert tree(content) == again


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    """`--dry-run` counts as the import would and leaves no file."""
    path = export_file(tmp_path, "a.jsonl", [row("1"), row("2")])
    dry = run(tmp_path / "c", path, dry_run=True)
    assert not (tmp_path / "c").exists()
    assert dry.sources == run(tmp_path / "c", path).sources


def test_a_failed_import_writes_nothing(tmp_path: Path) -> None:
    """A strict import with a problem, or one broken export of two, writes nothing."""
    good = export_file(tmp_path, "a.jsonl", [row("1"), "{"])
    with pytest.raises(StrictImport, match=r"a\.jsonl:2: .*--strict"):
        run(tmp_path / "c", good, strict=True)
    odd = tmp_path / "b.txt"
    odd.write_text("what is this")
    with pytest.raises(SitegenError, match=r"b\.txt"):
        run(tmp_path / "c", good, odd)
    assert tree(tmp_path) == {"a.jsonl": good.read_bytes(), "b.txt": odd.read_bytes()}


def test_a_broken_stored_day_stops_the_import(tmp_path: Path) -> None:
    """A stored line that is no message stops the import and is named."""
    path = export_file(tmp_path, "a.jsonl", [row("1")])
    run(tmp_path / "c", path)
    (day,) = day_files(tmp_path / "c")
    day.path.write_text("{}\n")
    with pytest.raises(SitegenError, match=r"2010-12-21\.jsonl:1: .*missing"):
        run(tmp_path / "c", path)
    assert day.path.read_text() == "{}\n"


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    """A second import says that the store is being changed."""
    path = export_file(tmp_path, "a.jsonl", [row("1")])
    with (
        locked(tmp_path / "c" / "transcripts"),
        pytest.raises(StoreIsLocked, match="another"),
    ):
        run(tmp_path / "c", path)


def test_channels_keep_their_names_or_are_renamed(tmp_path: Path) -> None:
    """Several channels keep their names or take FROM=TO; one NAME is refused."""
    rows = [row("1", channel="#General"), row("2", channel="c++"), row("3")]
    path = export_file(tmp_path, "a.jsonl", rows)
    report = run(tmp_path / "c", path, channels=(), fallback_channel="main")
    assert only(report).channels == ("c-cedb1b", "general", "main")
    report = run(tmp_path / "d", path, channels=("General=a", "c++=b", "rest"))
    assert only(report).channels == ("a", "b", "rest")
    for channels, what in (
        (("one",), "holds several channels"),
        (("Genera=x",), "did you mean 'General'"),
        (("A B",), "such as 'a-b'"),
        (("a", "b"), "one name only"),
    ):
        with pytest.raises(BadChannel, match=what):
            run(tmp_path / "e", path, channels=channels)
    assert not (tmp_path / "e").exists()


def test_large_imports_spill_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages that do not fit in memory give the same bytes."""
    path = export_file(tmp_path, "a.jsonl", [row(str(n), hours=n) for n in range(99)])
    run(tmp_path / "one", path)
    monkeypatch.setattr(incoming, "_HELD_BYTES", 1000)
    run(tmp_path / "two", path)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_pipe_is_imported_too(tmp_path: Path) -> None:
    """`-` reads standard input."""
    export = open_export(Path("-"), stdin=io.BytesIO(row("1").encode()))
    report = import_exports(tmp_path / "c", [export], OPTIONS)
    assert only(report).added == 1


def test_impossible_values_are_mended_and_told(tmp_path: Path) -> None:
    """Entities out of range or crossing are mended with a counted note."""
    entities = [
        {"start": 0, "end": 3, "kind": "bold"},
        {"start": 2, "end": 5, "kind": "italic"},
        {"start": 4, "end": 99, "kind": "link", "href": "https://example.org"},
        {"start": -1, "end": 2, "kind": "code"},
    ]
    rows = [row("1", entities=entities), row("a\u0000b"), row("2", "x\u0000y")]
    path = export_file(tmp_path, "a.jsonl", rows)
    report = run(tmp_path / "c", path)
    (day,) = day_files(tmp_path / "c")
    found = {m.id: m for m in read_day(day.path)}
    assert [(e.start, e.end) for e in found["1"].entities] == [(0, 3), (4, 5)]
    assert found["2"].text == "x\ufffdy"
    assert [note.split(": ")[1] for note in report.notes] == [
        "characters that are no text replaced (1 in all)",
        "entities outside the text dropped (1 in all)",
        "entities past the end of the text cut (1 in all)",
        "entities that cross others dropped (1 in all)",
    ]
    assert only(report).unreadable == 1


def test_an_export_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    """The clock is looked at between rows; nothing is stored."""
    path = export_file(tmp_path, "a.jsonl", [row("1"), row("2"), row("3")])
    ticks = iter(range(0, 300, 100))
    limits = Limits(seconds=150)
    options = ImportOptions(
        importers=(NativeImporter(),), clock=lambda: float(next(ticks))
    )
    with pytest.raises(OverLimit, match=r"a\.jsonl: .*--limit seconds=NUMBER") as told:
        import_exports(tmp_path / "c", [open_export(path, limits)], options)
    assert "reading 2 rows took 200 seconds, more than the limit of 150" in str(
        told.value
    )
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("importer", [NativeImporter(), Twarc1()])
def test_a_line_over_the_limit_is_told_with_the_limits_name(
    tmp_path: Path, importer: Importer
) -> None:
    text = '{"id_str":"1","full_text":"x","screen_name":"a","id":"1","time":"","author":"a",'
    text += '"created_at":"",'
    path = tmp_path / "a.jsonl"
    path.write_text(f'{text}"text":"x"}}\n{text}"text":"{"x" * 500}"}}\n')
    export = open_export(path, Limits(line_size=200))
    options = ImportOptions(importers=(importer,), only=importer.name, dry_run=True)
    report = import_exports(tmp_path / "c", [export], options)
    assert only(report).rows == 2
    assert "a.jsonl:2: longer than the limit line_size" in " ".join(report.notes)
    assert "--limit line_size=NUMBER" in " ".join(report.notes)
