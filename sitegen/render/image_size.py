"""How large an image is, from the first bytes of its file.

Pages give pictures their size, so that text does not move when they arrive. PNG, GIF,
WebP and JPEG are read; anything else, and anything odd, has no known size.
"""

import struct
from collections.abc import Iterator

HEAD_BYTES = 1 << 18  # enough for the color profiles that JPEG puts before its size
_MOST = 1 << 16

Size = tuple[int, int]  # width and height as shown, in pixels

# JPEG's "start of frame" markers; C4, C8 and CC are others.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TURNED = range(5, 9)  # EXIF orientations that show an image on its side


def image_size(head: bytes) -> Size | None:
    """Return an image's width and height.

    Args:
        head: The file's first `HEAD_BYTES`, or all of it.
    """
    try:
        found = _read(head)
    except (struct.error, IndexError):  # the file ends where its size should be
        return None
    if found is None or not all(0 < side < _MOST for side in found):
        return None
    return found


def _read(head: bytes) -> Size | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _pair(">II", head, 16)
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _pair("<HH", head, 6)
    if head.startswith(b"\xff\xd8"):
        return _jpeg(head)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _webp(head)
    return None


def _pair(form: str, data: bytes, at: int) -> Size:
    one, other = struct.unpack_from(form, data, at)
    return one, other


def _webp(head: bytes) -> Size | None:
    kind = head[12:16]
    if kind == b"VP8X":  # 24 bits each, less one
        width = int.from_bytes(head[24:27], "little") + 1
        return width, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":  # 14 bits each, less one, after a signature byte
        (bits,) = struct.unpack_from("<I", head, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":  # the upper two bits are scaling
        width, height = _pair("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(head: bytes) -> Size | None:
    turned = False
    for marker, start in _segments(head):
        if marker == 0xE1 and head[start : start + 6] == b"Exif\0\0":
            turned = _orientation(head[start + 6 : start + 65536]) in _TURNED
        elif marker in _FRAMES:
            height, width = _pair(">HH", head, start + 1)
            return (height, width) if turned else (width, height)
    return None


def _segments(head: bytes) -> Iterator[tuple[int, int]]:
    """Yield each segment's marker and where its content starts."""
    at = 2
    while at + 4 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", head, at + 2)
        if length < 2:
            return
        yield marker, at + 4
        at += 2 + length


def _orientation(tiff: bytes) -> int:
    """Return the EXIF orientation; 1, upright, where none is given."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(min(count, 100)):
            entry = start + 2 + 12 * number
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == 0x0112:
                return int(value)
    except struct.error:
        return 1
    return 1
