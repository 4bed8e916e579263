"""Exports: files, folders, zips and pipes; and what hostile ones are refused for."""

import io
import os
import stat
import struct
import zipfile
from dataclasses import fields
from pathlib import Path

import pytest

from sitegen.importers.export import Export, open_export, text_lines
from sitegen.importers.limits import (
    BadLimit,
    DamagedExport,
    Limits,
    NoExport,
    OverLimit,
    UnsafeMember,
)
from sitegen.importers.text import decoded_lines


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def content(export: Export) -> dict[str, bytes]:
    found = {}
    for name in export.members():
        with export.open(name) as file:
            found[name] = file.read()
    return found


def test_file_folder_zip_and_pipe_hold_the_same(tmp_path: Path) -> None:
    """A folder and its zip hold the same members; a file is a member of its own."""
    folder = tmp_path / "f"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / ".dot").write_bytes(b"1")
    (folder / "b.txt").write_bytes(b"2\n")
    archive = zipped(tmp_path / "f.zip", {"b.txt": b"2\n", "a/.dot": b"1"})
    expected = {"a/.dot": b"1", "b.txt": b"2\n"}
    assert content(open_export(folder)) == content(open_export(archive)) == expected
    assert content(open_export(folder / "b.txt")) == {"b.txt": b"2\n"}
    pipe = open_export(Path("-"), stdin=io.BytesIO(b"2\n"))
    assert content(pipe) == content(pipe) == {"stdin": b"2\n"}
    piped = open_export(Path("-"), stdin=io.BytesIO(archive.read_bytes()))
    assert content(piped) == expected


def test_links_and_devices_in_a_folder_are_noted_and_not_read(tmp_path: Path) -> None:
    """A link inside a folder is passed over and noted, wherever it leads."""
    (tmp_path / "secret").write_text("x")
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    export = open_export(folder)
    assert export.members() == ()
    assert [text.split(":")[0] for text in export.notes.texts()] == [
        "link",
        "loop",
        "pipe",
    ]


def test_a_missing_path_or_a_device_is_no_export(tmp_path: Path) -> None:
    """A path with nothing readable is a usage error that names it."""
    for path in (tmp_path / "no", Path("/dev/null")):
        with pytest.raises(NoExport, match=str(path)):
            open_export(path)


SMALL = Limits(
    members=3, member_size=5_000_000, total_size=6_000_000, ratio=50, depth=2
)


@pytest.mark.parametrize(
    ("members", "limit"),
    [
        ({str(i): b"" for i in range(4)}, "members"),
        ({"a": os.urandom(5_000_001)}, "member_size"),
        ({"a": os.urandom(3_500_000), "b": os.urandom(3_500_000)}, "total_size"),
        ({"a": bytes(4_000_000)}, "ratio"),
        ({"1/2/3/a": b""}, "depth"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_limit_refuses_and_says_how_to_raise_it(
    tmp_path: Path, members: dict[str, bytes], limit: str
) -> None:
    """An archive over a limit is refused with the limit's name; raised, it opens."""
    path = zipped(tmp_path / "big.zip", members)
    with pytest.raises(OverLimit, match=f"--limit {limit}=NUMBER") as caught:
        open_export(path, SMALL)
    assert "\n" not in str(caught.value)
    assert open_export(path, Limits(ratio=2000)).members() == tuple(sorted(members))


def test_the_same_limits_hold_for_folders_and_pipes(tmp_path: Path) -> None:
    """Folders and pipes are held to the limits of archives."""
    (tmp_path / "f/1/2/3").mkdir(parents=True)
    (tmp_path / "f/a").write_bytes(bytes(10))
    (tmp_path / "f/b").write_bytes(bytes(10))
    for limits in (
        Limits(members=1),
        Limits(member_size=9),
        Limits(total_size=19),
        Limits(depth=2),
    ):
        with pytest.raises(OverLimit):
            open_export(tmp_path / "f", limits)
    with pytest.raises(OverLimit, match="total_size"):
        open_export(Path("-"), Limits(total_size=9), io.BytesIO(bytes(10)))


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("../../etc/passwd", r"'\.\.'"),
        ("a/../../b", r"'\.\.'"),
        ("..\\b", r"'\.\.'"),
        ("/etc/passwd", "absolute"),
        ("\\\\server\\x", "absolute"),
        ("C:\\x", "absolute"),
    ],
)
def test_paths_that_lead_outside_are_refused(
    tmp_path: Path, name: str, what: str
) -> None:
    """An archive with an absolute path or one with '..' is refused whole."""
    path = zipped(tmp_path / "slip.zip", {"fine.txt": b"", name: b"x"})
    with pytest.raises(UnsafeMember, match=what):
        open_export(path)


@pytest.mark.parametrize(("kind", "what"), [(stat.S_IFLNK, "link"), (stat.S_IFCHR, "")])
def test_links_and_devices_in_an_archive_are_refused(
    tmp_path: Path, kind: int, what: str
) -> None:
    """An archive with a link or a device is refused whole."""
    info = zipfile.ZipInfo("x")
    info.create_system = 3
    info.external_attr = (kind | 0o644) << 16
    with zipfile.ZipFile(tmp_path / "l.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(UnsafeMember, match=what or "device"):
        open_export(tmp_path / "l.zip")


def patched(path: Path, offset_in_entry: int, value: bytes) -> Path:
    """Change the first central directory entry of an archive."""
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02") + offset_in_entry
    data[at : at + len(value)] = value
    path.write_bytes(data)
    return path


def test_encrypted_twin_and_oddly_packed_members_are_refused(tmp_path: Path) -> None:
    """Encrypted members, two of one name, and rare packing methods are refused."""
    path = patched(zipped(tmp_path / "e.zip", {"a": b"x"}), 8, b"\x01\x00")
    with pytest.raises(UnsafeMember, match="encrypted"):
        open_export(path)
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", "x")
    with pytest.raises(UnsafeMember, match="method 14"):
        open_export(tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("a", "x")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "y")
    with pytest.raises(UnsafeMember, match="twice"):
        open_export(tmp_path / "t.zip")


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    """Members that share bytes, the densest bombs, are refused."""
    path = zipped(tmp_path / "o.zip", {"a": os.urandom(500), "b": os.urandom(500)})
    data = bytearray(path.read_bytes())
    second = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 1)
    data[second + 42 : second + 46] = struct.pack("<L", 3)
    path.write_bytes(data)
    with pytest.raises(UnsafeMember, match="overlaps"):
        open_export(path)


def test_a_damaged_member_is_an_error_that_names_it(tmp_path: Path) -> None:
    """Bytes that do not match their CRC, or can't be unpacked, are told as damage."""
    path = zipped(tmp_path / "d.zip", {"a": os.urandom(500)})
    patched(path, 16, b"\x00\x00\x00\x00")
    with pytest.raises(DamagedExport, match=r"member 'a' is damaged.*CRC"):
        content(open_export(path))
    path = zipped(tmp_path / "d2.zip", {"a": b"hello" * 500})
    data = bytearray(path.read_bytes())
    data[35:45] = b"\xff" * 10
    path.write_bytes(data)
    with pytest.raises(DamagedExport, match="member 'a' is damaged"):
        content(open_export(path))


def test_a_cut_archive_is_an_error(tmp_path: Path) -> None:
    """A half-downloaded archive is an error, not an empty export."""
    path = zipped(tmp_path / "c.zip", {"a": os.urandom(5000)})
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(DamagedExport, match="damaged"):
        open_export(path)


def test_members_are_counted_before_they_are_read(tmp_path: Path) -> None:
    """Members are counted by the directory itself, whatever its end record claims."""
    path = zipped(tmp_path / "m.zip", {str(i): b"" for i in range(20)})
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<HH", 1, 1)
    path.write_bytes(data)
    with pytest.raises(OverLimit, match="members"):
        open_export(path, Limits(members=10))


def test_an_archive_in_an_archive_stays_closed(tmp_path: Path) -> None:
    """An archive inside an archive is one member of bytes."""
    inner = zipped(tmp_path / "i.zip", {"a": b"x"})
    outer = zipped(tmp_path / "o.zip", {"i.zip": inner.read_bytes()})
    assert open_export(outer).members() == ("i.zip",)


def lines(data: bytes, limit: int = 100) -> tuple[list[str], list[tuple[int, str]]]:
    notes: list[tuple[int, str]] = []
    found = decoded_lines(
        io.BytesIO(data), lambda line, what: notes.append((line, what[:8])), limit
    )
    numbered = list(found)
    assert [n for n, _ in numbered] == list(range(1, len(numbered) + 1))
    return [text for _, text in numbered], notes


@pytest.mark.parametrize(
    ("data", "texts", "notes"),
    [
        (b"", [], []),
        (b"a\nb\r\nc", ["a", "b", "c"], []),
        ("\ufeffä\u2028ö\x85\n".encode(), ["ä\u2028ö\x85"], []),
        (b"caf\xe9\nok\xc3\xa9\n", ["café", "oké"], [(1, "not UTF-")]),
        (b"a\x00b\n\x00\n", ["ab", ""], [(1, "NUL byte"), (2, "NUL byte")]),
        (b"\n\n", ["", ""], []),
        (b"x" * 250 + b"\ny", ["x" * 100, "y"], [(1, "longer t")]),
        ("a\r\nя☕𝄞".encode("utf-16"), ["a", "я☕𝄞"], []),
        ("a\nb\n".encode("utf-16-be").join([b"\xfe\xff", b""]), ["a", "b"], []),
        (("z" * 500 + "\nq").encode("utf-16"), ["z" * 100, "q"], [(1, "longer t")]),
        ("Ċ\nĊ".encode("utf-16"), ["Ċ", "Ċ"], []),
    ],
)
def test_lines_are_decoded_and_oddities_noted(
    data: bytes, texts: list[str], notes: list[tuple[int, str]]
) -> None:
    """Lines end at a line feed only; what was guessed, dropped or cut is noted."""
    assert lines(data) == (texts, notes)


def test_oddities_are_counted_by_member(tmp_path: Path) -> None:
    """Notes name the first line of a kind and how many there are."""
    (tmp_path / "x.log").write_bytes(b"ok\n\xe9\n\xe9\n")
    export = open_export(tmp_path / "x.log")
    assert [text for _, text in text_lines(export, "x.log")] == ["ok", "é", "é"]
    assert export.notes.texts() == (
        "x.log:2: not UTF-8, read as cp1252 (2 lines in all)",
    )


def test_limits_are_read_from_settings() -> None:
    """Limits take plain numbers and k, m, g; unknown names get a suggestion."""
    limits = Limits.parse(["members=1_000", "line-size=2k", "total_size=3G"])
    assert (limits.members, limits.line_size) == (1000, 2048)
    assert limits.total_size == 3 * 2**30
    for setting, what in (
        ("member=5", "did you mean 'members'"),
        ("ratio=0", "positive"),
        ("ratio=-1", "positive"),
        ("ratio", "positive"),
        ("ratio=9" * 99, "positive"),
    ):
        with pytest.raises(BadLimit, match=what):
            Limits.parse([setting])


def test_every_limit_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs/importing.md").read_text("utf-8")
    for field in fields(Limits):
        assert f"| `{field.name}` |" in text
