"""Take out of pictures and films what their makers did not mean to publish.

Cameras and telephones write the place, the device and its owner into their files (EXIF,
XMP, IPTC, text chunks, `udta` boxes). What is seen and heard is not touched, nor is the
color profile, nor which side of a photo is up.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sitegen.store.media_types import (
    AVIF,
    JPEG,
    M4A,
    MP4,
    PNG,
    WEBP,
    MediaType,
)


class DamagedMedia(ValueError):
    """A file is not what its first bytes say."""


class PrivateMedia(ValueError):
    """A file holds private data that can't be taken out."""


def without_private_data(data: bytes, kind: MediaType) -> bytes:
    """Return a file without place, device and names.

    Raises:
        DamagedMedia: The file breaks off or is laid out in no known way.
        PrivateMedia: It holds such data where it can't be cut.
    """
    clean = _CLEANERS.get(kind)
    return clean(data) if clean else data


# JPEG: segments of marker, length, content; then scans up to the next marker.

_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_KEPT_SEGMENTS = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_EXIF = b"Exif\x00\x00"


def jpeg_without_private_data(data: bytes) -> bytes:
    """Return a JPEG with only the segments that shape the picture, up to its end.

    Of EXIF nothing stays but the orientation, without which photos lie on their side.
    Of application segments JFIF, color profiles and Adobe's transform stay.
    """
    parts, at = [data[:2]], 2
    while at < len(data):
        if data[at] != 0xFF:
            raise DamagedMedia("a JPEG with bytes between its segments")
        while at < len(data) and data[at] == 0xFF:
            at += 1
        if at >= len(data):
            break
        marker = data[at]
        if marker == 0xD9:
            parts.append(b"\xff\xd9")
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            parts.append(bytes((0xFF, marker)))
            at += 1
            continue
        end = at + 1 + int.from_bytes(data[at + 1 : at + 3])
        if end < at + 3 or end > len(data):
            raise DamagedMedia("a JPEG that breaks off")
        parts.append(_kept_segment(marker, data[at + 3 : end]))
        at = end
        if marker == 0xDA:
            found = _SCAN_END.search(data, at)
            stop = found.start() if found else len(data)
            parts.append(data[at:stop])
            at = stop
    return b"".join(parts)


def _kept_segment(marker: int, content: bytes) -> bytes:
    if marker == 0xE1 and content.startswith(_EXIF):
        turned = _orientation(content[len(_EXIF) :])
        return _segment(0xE1, _exif_of(turned)) if turned > 1 else b""
    if 0xE0 <= marker <= 0xEF:
        start = _KEPT_SEGMENTS.get(marker)
        return _segment(marker, content) if start and content.startswith(start) else b""
    return b"" if marker == 0xFE else _segment(marker, content)


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2) + content


def _orientation(tiff: bytes) -> int:
    """Return which way up a photo is, 1 to 8; 1 where nothing sensible says it."""
    if tiff[:4] not in {b"II*\x00", b"MM\x00*"}:
        return 1

    def number(at: int, size: int) -> int:
        read = tiff[at : at + size]
        return int.from_bytes(read, "little" if tiff[:1] == b"I" else "big")

    start = number(4, 4)
    for entry in range(min(number(start, 2), 200)):
        at = start + 2 + 12 * entry
        if number(at, 2) == 0x0112 and number(at + 2, 2) == 3:
            found = number(at + 8, 2)
            return found if 1 <= found <= 8 else 1
    return 1


def _exif_of(orientation: int) -> bytes:
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2) + b"\x00\x00"
    return _EXIF + b"MM\x00*\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"


# PNG: chunks of length, name, content, checksum. Capital letters: needed to draw.

_PNG_KEPT = {
    *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD"),
    *(b"pHYs", b"acTL", b"fcTL", b"fdAT"),
}


def png_without_private_data(data: bytes) -> bytes:
    """Return a PNG with the chunks that shape the picture, and nothing after its end.

    Texts, EXIF, times and chunks of unknown meaning are cut.
    """
    parts, at = [data[:8]], 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        name = data[at + 4 : at + 8]
        if end > len(data):
            raise DamagedMedia("a PNG that breaks off")
        if name[:1].isupper() or name in _PNG_KEPT:
            parts.append(data[at:end])
        at = end
        if name == b"IEND":
            break
    return b"".join(parts)


# WebP: RIFF chunks; flags in the first one say which others there are.

_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_WEBP_PRIVATE_FLAGS = 0x08 | 0x04  # EXIF, XMP


def webp_without_private_data(data: bytes) -> bytes:
    """Return a WebP with the chunks that shape the picture."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) + 1:  # the last padding byte is often missing
        raise DamagedMedia("a WebP that breaks off")
    parts, at = [b"WEBP"], 12
    while at + 8 <= min(end, len(data)):
        name = data[at : at + 4]
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        content = data[at + 8 : at + 8 + size]
        if len(content) < size:
            raise DamagedMedia("a WebP that breaks off")
        if name == b"VP8X" and content:
            content = bytes((content[0] & ~_WEBP_PRIVATE_FLAGS,)) + content[1:]
        if name in _WEBP_KEPT:
            parts.append(
                name + size.to_bytes(4, "little") + content + b"\0" * (size % 2)
            )
        at += 8 + size + size % 2
    body = b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


# MP4 and its kin: boxes of size, name, content, in each other. Tables in them hold
# positions in the file, so boxes are blanked where they stand.

_PRIVATE_BOXES = {b"udta", b"meta", b"uuid"}
_BOXES_OF_BOXES = {b"moov", b"trak"}
_MOST_BOXES = 100_000  # a film in fragments has two for each


class _Box(NamedTuple):
    name: bytes
    named_at: int
    start: int  # of its content
    end: int


def mp4_without_private_data(data: bytes) -> bytes:
    """Return an MP4 whose `udta`, `meta` and `uuid` boxes are empty space."""
    return _blanked(data, [(0, len(data))])


def avif_without_private_data(data: bytes) -> bytes:
    """Return an AVIF, which may hold no EXIF or XMP.

    Raises:
        PrivateMedia: It does: the data lie among those of the picture.
    """
    within = []
    for box in _boxes(data, 0, len(data)):
        if box.name == b"meta":
            described = data[box.start : box.end]
            if b"Exif" in described or b"rdf+xml" in described:
                raise PrivateMedia("an AVIF with EXIF or XMP")
        elif box.name == b"moov":
            within.append((box.start, box.end))
    return _blanked(data, within)


def _blanked(data: bytes, ranges: list[tuple[int, int]]) -> bytes:
    clean, left = bytearray(data), list(ranges)
    while left:
        for box in _boxes(data, *left.pop()):
            if box.name in _BOXES_OF_BOXES:
                left.append((box.start, box.end))
            elif box.name in _PRIVATE_BOXES:
                clean[box.named_at : box.named_at + 4] = b"free"
                clean[box.start : box.end] = bytes(box.end - box.start)
    return bytes(clean)


def _boxes(data: bytes, at: int, end: int) -> Iterator[_Box]:
    """Yield the boxes that follow each other in a stretch."""
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        size, name, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise DamagedMedia("a box that is longer than the file")
        yield _Box(name, at + 4, at + head, at + size)
        at += size
    raise DamagedMedia("too many boxes")


_CLEANERS: dict[MediaType, Callable[[bytes], bytes]] = {
    JPEG: jpeg_without_private_data,
    PNG: png_without_private_data,
    WEBP: webp_without_private_data,
    AVIF: avif_without_private_data,
    MP4: mp4_without_private_data,
    M4A: mp4_without_private_data,
}
