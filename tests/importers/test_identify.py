"""Identifying: exactly one importer a member, with evidence for every refusal."""

from pathlib import Path

import pytest

from sitegen.importers.base import Claim
from sitegen.importers.export import Export, open_export
from sitegen.importers.identify import NobodyClaims, TwoClaim, UnknownFormat, identify
from sitegen.importers.native import NativeImporter
from sitegen.store.text_report import identity_text

LINE = '{"id":"1","time":"2010-12-21T12:00:00Z","author":"ana","text":"x"}\n'


class Greedy(NativeImporter):
    """Claims whatever ends in .jsonl."""

    name = "greedy"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        found = tuple(m for m in export.members() if m.endswith(".jsonl"))
        return (Claim(found, "ends in .jsonl"),) if found else ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.jsonl").write_text(LINE)
    (tmp_path / "b.txt").write_text("hello")
    return tmp_path


def test_unclaimed_members_of_a_folder_are_listed(folder: Path) -> None:
    """In a folder, what nobody reads is listed."""
    export = open_export(folder)
    identity = identify(export, [NativeImporter()])
    assert [c.claim.members for c in identity.claims] == [("a.jsonl",)]
    assert identity.unclaimed == ("b.txt",)
    assert identity_text(export, identity).split("\n") == [
        f"{folder}/a.jsonl: native (objects with id, time, author, text, one a line)",
        f"not read by any importer: {folder}/b.txt",
    ]


def test_a_named_file_must_be_claimed(folder: Path) -> None:
    """A file that the user named and nobody reads is an error."""
    with pytest.raises(NobodyClaims, match=r"b\.txt: "):
        identify(open_export(folder / "b.txt"), [NativeImporter()])


def test_an_archive_in_a_folder_is_pointed_at(tmp_path: Path) -> None:
    """A folder with nothing but an archive says to name the archive."""
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(NobodyClaims, match=r"archive 'x\.zip': name that"):
        identify(open_export(tmp_path), [NativeImporter()])


def test_a_broken_zip_is_called_that(tmp_path: Path) -> None:
    """A download that ended early is no zip, and its name says that it should be."""
    (tmp_path / "x.zip").write_bytes(b"half of something")
    with pytest.raises(NobodyClaims, match="named as a zip and is none"):
        identify(open_export(tmp_path / "x.zip"), [NativeImporter()])


def test_an_empty_folder_is_called_that(tmp_path: Path) -> None:
    with pytest.raises(NobodyClaims, match="it holds no file"):
        identify(open_export(tmp_path), [NativeImporter()])


def test_two_claimants_are_an_error_until_one_is_chosen(folder: Path) -> None:
    """Two claims give both evidences; `--format` decides."""
    importers = [NativeImporter(), Greedy()]
    with pytest.raises(
        TwoClaim, match=r"native \(objects.*greedy \(ends in .*--format native"
    ):
        identify(open_export(folder), importers)
    identity = identify(open_export(folder), importers, only="greedy")
    assert [c.importer.name for c in identity.claims] == ["greedy"]


def test_an_unknown_format_gets_a_suggestion(folder: Path) -> None:
    """A format that is none names the nearest."""
    with pytest.raises(UnknownFormat, match="did you mean 'native'"):
        identify(open_export(folder), [NativeImporter()], only="natve")
