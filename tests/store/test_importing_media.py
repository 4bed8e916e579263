"""Attachments in exports: copied safely with `--media`, an honest note without."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sitegen.importers.catalog import all_importers
from sitegen.importers.export import open_export
from sitegen.importers.limits import Limits
from sitegen.model import Attachment, Message
from sitegen.store import importing
from sitegen.store.importing import ImportOptions, StrictImport, import_exports
from sitegen.store.journal import Change
from sitegen.store.report import Report
from sitegen.store.text_report import report_text
from sitegen.store.transcripts import day_files, read_day
from tests.store.made_media import exif, jpeg, png, segment

PHOTO = jpeg(segment(0xE1, exif(1)))
TIME = "2010-12-21T21:00:00Z"


def line(ident: str, *urls: str, **more: Any) -> str:
    files = [{"url": url, "kind": "image", "title": "gate"} for url in urls]
    base = {"id": ident, "time": TIME, "author": "ana", "text": "look"}
    return json.dumps({**base, "attachments": files, **more})


def folder(place: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, data in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return place


def run(
    content: Path, *paths: Path, limits: Limits | None = None, **more: Any
) -> Report:
    options = {"channels": ("tuesday",), "media": True, **more}
    report = import_exports(
        content,
        [open_export(path, limits) for path in paths],
        ImportOptions(importers=all_importers(), **options),
    )
    assert all(source.adds_up for source in report.sources)
    assert not [line for line in stored_lines(content) if b"export:" in line]
    return report


def stored_lines(content: Path) -> list[bytes]:
    return [x for day in day_files(content) for x in day.path.read_bytes().split(b"\n")]


def messages(content: Path) -> dict[str, Message]:
    return {m.id: m for day in day_files(content) for m in read_day(day.path)}


def files_of(content: Path, ident: str = "1") -> tuple[Attachment, ...]:
    return messages(content)[ident].attachments


def copies(content: Path) -> dict[str, bytes]:
    found = sorted(p for p in (content / "media").rglob("*") if p.is_file())
    return {p.relative_to(content).as_posix(): p.read_bytes() for p in found}


def tree(content: Path) -> dict[str, bytes]:
    found = sorted(p for p in content.rglob("*") if p.is_file())
    return {p.relative_to(content).as_posix(): p.read_bytes() for p in found}


def test_a_file_in_the_export_is_copied_under_the_name_of_its_bytes(
    tmp_path: Path,
) -> None:
    """The copy is clean, its ending is that of its type, and the message names it."""
    export = folder(
        tmp_path / "e", {"a.jsonl": line("1", "p/photo.exe"), "p/photo.exe": PHOTO}
    )
    report = run(tmp_path / "c", export)
    ((path, data),) = copies(tmp_path / "c").items()
    digest = hashlib.sha256(jpeg()).hexdigest()
    assert path == f"media/tuesday/{digest[:16]}.jpg"
    assert data == jpeg()
    assert files_of(tmp_path / "c") == (
        Attachment(url=path, kind="image", title="gate"),
    )
    assert (report.media.copied, report.media.known) == (1, 0)
    assert report.unclaimed == ()


def test_the_same_import_again_changes_no_byte(tmp_path: Path) -> None:
    export = folder(tmp_path / "e", {"a.jsonl": line("1", "a.png"), "a.png": png()})
    run(tmp_path / "c", export)
    before = tree(tmp_path / "c")
    report = run(tmp_path / "c", export)
    assert tree(tmp_path / "c") == before
    assert (report.media.copied, report.media.known) == (0, 1)


@pytest.mark.parametrize("first", [True, False])
def test_copies_stay_whichever_import_comes_first(
    tmp_path: Path, *, first: bool
) -> None:
    """An import without `--media` never takes a copy away, and one with it adds it."""
    export = folder(tmp_path / "e", {"a.jsonl": line("1", "a.png"), "a.png": png()})
    run(tmp_path / "c", export, media=first)
    run(tmp_path / "c", export, media=not first)
    assert [file.url for file in files_of(tmp_path / "c")] == list(
        copies(tmp_path / "c")
    )


def test_a_copy_that_was_lost_comes_back(tmp_path: Path) -> None:
    """Though no message changes, what the store names is copied again."""
    export = folder(tmp_path / "e", {"a.jsonl": line("1", "a.png"), "a.png": png()})
    run(tmp_path / "c", export)
    before = tree(tmp_path / "c")
    (path,) = copies(tmp_path / "c")
    (tmp_path / "c" / path).unlink()
    run(tmp_path / "c", export)
    assert tree(tmp_path / "c") == before


def test_without_media_an_attachment_is_a_note(tmp_path: Path) -> None:
    """Kind and title stay, nothing is copied, and the report says what would help."""
    export = folder(tmp_path / "e", {"a.jsonl": line("1", "a.png"), "a.png": png()})
    report = run(tmp_path / "c", export, media=False)
    assert files_of(tmp_path / "c") == (Attachment(url="", kind="image", title="gate"),)
    assert copies(tmp_path / "c") == {}
    assert report.unclaimed == ()
    assert "1 attachment in the export not copied: add --media" in report_text(report)


HOSTILE = {
    "page.png": b"<!DOCTYPE html><script>alert(1)</script>",
    "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "feed.png": b"<?xml version='1.0'?>",
    "script.png": b"alert(1)",
    "half.png": png()[:-5],
    "empty.png": b"",
}


def test_unsafe_damaged_and_missing_files_are_notes_and_counted(tmp_path: Path) -> None:
    """A name is never believed; each reason is counted and each file listed."""
    urls = (*HOSTILE, "missing.png", "../outside.png", "/etc/passwd")
    export = folder(tmp_path / "e", {"a.jsonl": line("1", *urls), **HOSTILE})
    (tmp_path / "outside.png").write_bytes(png())
    report = run(tmp_path / "c", export)
    assert {file.url for file in files_of(tmp_path / "c")} == {""}
    assert copies(tmp_path / "c") == {}
    assert dict(report.media.left) == {
        "attachments of a type that is not published": 5,
        "attachments that are damaged": 1,
        "attachments that are not in the export": 1,
    }
    assert f"{export}/page.png: attachments of a type that" in "\n".join(report.notes)


def test_a_link_beside_the_export_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    export = folder(tmp_path / "e", {"a.jsonl": line("1", "a.png")})
    (export / "a.png").symlink_to(tmp_path / "secret.png")
    run(tmp_path / "c", export)
    assert copies(tmp_path / "c") == {}


@pytest.mark.parametrize(
    ("limits", "count"), [(Limits(media_size=60), 1), (Limits(media_total=140), 1)]
)
def test_files_over_a_limit_are_notes(
    tmp_path: Path, limits: Limits, count: int
) -> None:
    """What fits is copied; the report names the limit."""
    small, large = b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(140)
    export = folder(
        tmp_path / "e",
        {"a.jsonl": line("1", "a.pdf", "b.pdf"), "a.pdf": small, "b.pdf": large},
    )
    report = run(tmp_path / "c", export, limits=limits)
    assert list(copies(tmp_path / "c").values()) == [small]
    assert sum(n for why, n in report.media.left if "--limit media_" in why) == count


def test_one_file_named_by_many_is_there_once(tmp_path: Path) -> None:
    rows = "\n".join(line(str(n), "a.png", "b.png") for n in range(5))
    export = folder(tmp_path / "e", {"a.jsonl": rows, "a.png": png(), "b.png": png()})
    run(tmp_path / "c", export)
    assert len(copies(tmp_path / "c")) == 1


def test_a_zip_is_read_in_place(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("chat/a.jsonl", line("1", "./p/../p/a.png"))
        archive.writestr("chat/p/a.png", png())
    run(tmp_path / "c", tmp_path / "e.zip")
    assert list(copies(tmp_path / "c").values()) == [png()]


def test_nothing_is_copied_for_a_message_the_store_does_not_keep(
    tmp_path: Path,
) -> None:
    """A tombstone and a line fixed by hand win, and no copy is made for them."""
    first = "\n".join((line("1", deleted=TIME), line("2", fixed=True)))
    folder(tmp_path / "old", {"a.jsonl": first})
    run(tmp_path / "c", tmp_path / "old")
    rows = "\n".join((line("1", "a.png"), line("2", "a.png")))
    export = folder(tmp_path / "e", {"a.jsonl": rows, "a.png": png()})
    report = run(tmp_path / "c", export)
    assert (copies(tmp_path / "c"), report.media.copied) == ({}, 0)


def test_a_dry_run_and_a_failed_import_write_nothing(tmp_path: Path) -> None:
    """The dry run counts what would be copied."""
    rows = f"{line('1', 'a.png')}\n{{"
    export = folder(tmp_path / "e", {"a.jsonl": rows, "a.png": png()})
    report = run(tmp_path / "c", export, dry_run=True)
    assert report.media.copied == 1
    with pytest.raises(StrictImport):
        run(tmp_path / "c", export, strict=True)
    assert tree(tmp_path / "c") == {}


def test_copies_are_there_before_the_messages_that_name_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the moment of decision every copy is on the disk."""
    export = folder(tmp_path / "e", {"a.jsonl": line("1", "a.png"), "a.png": png()})

    class Watched(Change):
        def commit(self) -> None:
            assert list(copies(tmp_path / "c").values()) == [png()]
            assert stored_lines(tmp_path / "c") == []
            super().commit()

    monkeypatch.setattr(importing, "Change", Watched)
    run(tmp_path / "c", export)
    assert len(files_of(tmp_path / "c")) == 1


def test_a_content_folder_can_be_imported_with_its_copies(tmp_path: Path) -> None:
    """Addresses of the store are found at the top of an export of it."""
    export = folder(tmp_path / "e", {"a.jsonl": line("1", "a.png"), "a.png": png()})
    run(tmp_path / "c", export)
    run(tmp_path / "d", tmp_path / "c", channels=("wednesday",))
    assert list(copies(tmp_path / "d")) == [
        name.replace("tuesday", "wednesday") for name in copies(tmp_path / "c")
    ]


def test_an_address_on_the_web_stays_where_the_file_is_not_copied(
    tmp_path: Path,
) -> None:
    """Slack's files have both: the copy wins, else the address is kept."""
    cases = Path(__file__).parent.parent / "importers" / "cases" / "slack"
    export = cases / "with-files" / "input"
    run(tmp_path / "c", export, channels=(), media=False)
    (file,) = files_of(tmp_path / "c", "1683036000.000100")
    assert file.url == "https://files.example.org/F0123ABCD/gate.png"
    run(tmp_path / "c", export, channels=())
    (file,) = files_of(tmp_path / "c", "1683036000.000100")
    assert list(copies(tmp_path / "c")) == [file.url]
    assert file.url.startswith("media/general/")
