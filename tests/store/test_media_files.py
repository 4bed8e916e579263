"""Types by first bytes, and what is cut from files before they are published."""

import io

import pytest

from sitegen.store.media_types import media_type
from sitegen.store.private_data import (
    DamagedMedia,
    PrivateMedia,
    without_private_data,
)
from tests.store.made_media import (
    box,
    chunk,
    exif,
    jpeg,
    long_box,
    mp4,
    png,
    riff,
    segment,
)


def ending(data: bytes) -> str | None:
    found = media_type(data)
    return found.ending if found else None


def cleaned(data: bytes) -> bytes:
    kind = media_type(data)
    assert kind
    return without_private_data(data, kind)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (png(), "png"),
        (jpeg(), "jpg"),
        (b"GIF89a", "gif"),
        (riff(b"WEBP", (b"VP8 ", b"x")), "webp"),
        (mp4(brand=b"avif"), "avif"),
        (mp4(), "mp4"),
        (mp4(brand=b"M4A "), "m4a"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "webm"),
        (b"OggS\x00\x02", "ogg"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90\x64", "mp3"),
        (riff(b"WAVE"), "wav"),
        (b"%PDF-1.7", "pdf"),
    ],
)
def test_a_type_is_told_by_the_first_bytes(data: bytes, expected: str) -> None:
    assert ending(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"\xef\xbb\xbf<?xml version='1.0'?>",
        "<script>".encode("utf-16"),
        b"alert(1)",
        b"PK\x03\x04",
        b"MZ\x90\x00",
        b"\x1aE\xdf\xa3B\x82\x88matroska",
        mp4(brand=b"heic"),
        b"RIFF\x00\x00\x00\x00AVI ",
        b"\x00" * 64,
    ],
)
def test_what_a_browser_runs_or_cannot_show_has_no_type(data: bytes) -> None:
    assert media_type(data) is None


def test_a_jpeg_loses_everything_but_the_picture() -> None:
    """EXIF, XMP, comments, other pictures and bytes after the end are cut."""
    profile = segment(0xE2, b"ICC_PROFILE\x00\x01\x01colors")
    private = (
        segment(0xE1, exif(1)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00SECRET"),
        segment(0xE2, b"MPF\x00SECRET"),
        segment(0xED, b"Photoshop 3.0\x00SECRET"),
        segment(0xFE, b"SECRET"),
    )
    data = jpeg(profile, *private, after=jpeg(segment(0xE1, exif(1))))
    assert cleaned(data) == jpeg(profile)


@pytest.mark.parametrize("turned", [3, 6, 8])
def test_a_jpeg_keeps_which_side_is_up(turned: int) -> None:
    """Of EXIF the orientation stays, and nothing else; twice equals once."""
    clean = cleaned(jpeg(segment(0xE1, exif(turned))))
    assert b"SECRET" not in clean
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00" + bytes((turned,)) in clean
    assert cleaned(clean) == clean


def test_a_real_jpeg_shows_the_same_picture_afterwards() -> None:
    """Pixels and orientation are as before, the place is gone."""
    image = pytest.importorskip("PIL.Image")
    picture = image.effect_mandelbrot((64, 48), (-2, -1, 1, 1), 20).convert("RGB")
    facts = picture.getexif()
    facts[0x0112] = 6
    facts.get_ifd(0x8825)[29] = "2020:01:02"
    for options in ({}, {"progressive": True}):
        file = io.BytesIO()
        picture.save(file, "JPEG", exif=facts, comment=b"SECRET", **options)
        before = image.open(io.BytesIO(file.getvalue()))
        after = image.open(io.BytesIO(cleaned(file.getvalue())))
        assert before.tobytes() == after.tobytes()
        assert dict(after.getexif()) == {0x0112: 6}
        assert "comment" not in after.info


def test_a_png_loses_texts_and_what_follows_its_end() -> None:
    color = chunk(b"gAMA", b"\x00\x00\xb1\x8f")
    private = [chunk(name, b"SECRET") for name in (b"tEXt", b"iTXt", b"eXIf", b"tIME")]
    assert cleaned(png(color, *private, after=b"<html>")) == png(color)


def test_a_webp_loses_exif_and_xmp_and_says_so() -> None:
    data = riff(
        *(b"WEBP", (b"VP8X", b"\x2c" + bytes(9)), (b"ICCP", b"colors")),
        *((b"VP8 ", b"odd"), (b"EXIF", b"SECRET"), (b"XMP ", b"SECRET!")),
    )
    assert cleaned(data) == riff(
        *(b"WEBP", (b"VP8X", b"\x20" + bytes(9)), (b"ICCP", b"colors")),
        (b"VP8 ", b"odd"),
    )


def test_a_film_keeps_its_length_and_loses_its_place() -> None:
    """Private boxes become empty space, since tables hold positions in the file."""
    secret = b"+52.5-013.4/SECRET"
    track = box(b"trak", box(b"tkhd", b"keep"), box(b"meta", secret))
    data = mp4(track, box(b"udta", secret), long_box(b"meta", secret))
    clean = cleaned(data + box(b"uuid", secret))
    assert b"SECRET" not in clean
    assert len(clean) == len(data) + len(box(b"uuid", secret))
    assert b"keep" in clean
    assert clean.count(b"free") == 4


def test_an_avif_with_exif_is_not_published() -> None:
    """Its EXIF lies among the picture's data, where it can't be cut."""
    start = mp4(brand=b"avif")
    assert cleaned(start + box(b"meta", b"infe av01")) == start + box(
        b"meta", b"infe av01"
    )
    with pytest.raises(PrivateMedia):
        cleaned(start + box(b"meta", b"infe Exif"))


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xe0\x00",
        b"\xff\xd8\xff\xe0\x00\x00",
        b"\xff\xd8\xff\xe0\x00\x04ab<html>",
        png()[:-6],
        riff(b"WEBP", (b"VP8 ", b"0123456789"))[:-4],
        mp4()[:-2],
    ],
)
def test_a_file_that_breaks_off_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedMedia):
        cleaned(data)
