"""Sizes of images are those that Pillow sees, and damage is no error."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sitegen.render.image_size import image_size


def picture(kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (37, 21), (9, 90, 80)).save(file, kind, **options)
    return file.getvalue()


PICTURES = {
    "png": picture("PNG"),
    "gif": picture("GIF"),
    "jpeg": picture("JPEG"),
    "progressive": picture("JPEG", progressive=True),
    "profile": picture("JPEG", icc_profile=b"x" * 100_000),
    "webp": picture("WEBP"),
    "lossless": picture("WEBP", lossless=True),
    "extended": picture("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_size_is_read_from_the_head(name: str) -> None:
    assert image_size(PICTURES[name]) == (37, 21)


@pytest.mark.parametrize(("orientation", "size"), [(1, (37, 21)), (6, (21, 37))])
def test_a_photograph_taken_on_its_side_is_shown_upright(
    orientation: int, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert image_size(picture("JPEG", exif=exif)) == size


@given(st.binary(max_size=200))
def test_what_is_no_image_has_no_size(data: bytes) -> None:
    image_size(data)
    for known in PICTURES.values():
        image_size(known[:24] + data)


@pytest.mark.parametrize("name", PICTURES)
def test_a_file_cut_short_is_no_error(name: str) -> None:
    for length in range(60):
        image_size(PICTURES[name][:length])


def test_absurd_sizes_are_not_believed() -> None:
    head = bytearray(PICTURES["png"])
    head[16:20] = b"\x7f\xff\xff\xff"
    assert image_size(bytes(head)) is None
