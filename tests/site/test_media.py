"""Local pictures have their size on pages."""

import struct
from pathlib import Path

from tests.site.made import built, write_site

MEDIA = "content/media/tea/cup.png"
LINES: list[dict[str, object]] = [
    {
        "text": "My cup.",
        "attachments": [{"url": "media/tea/cup.png", "kind": "image", "alt": "A cup"}],
    }
]


def png(width: int, height: int) -> bytes:
    size = struct.pack(">II", width, height)
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + size + b"\x08\2\0\0\0"


def page(output: Path) -> str:
    return (output / "sessions/tea/2024-03-05/index.html").read_text("utf-8")


def test_a_local_picture_has_its_size_and_a_new_one_when_it_is_exchanged(
    tmp_path: Path,
) -> None:
    output, _ = built(write_site(tmp_path, LINES, {MEDIA: png(640, 480)}))
    assert 'loading="lazy" width="640" height="480"' in page(output)
    (tmp_path / MEDIA).write_bytes(png(300, 200))
    built(tmp_path)
    assert 'loading="lazy" width="300" height="200"' in page(output)


def test_a_picture_that_is_missing_or_no_picture_has_none(tmp_path: Path) -> None:
    output, _ = built(write_site(tmp_path, LINES, {MEDIA: b"<svg/>"}))
    assert 'alt="A cup" loading="lazy">' in page(output)
