"""Small files of each type that may be published, made here byte by byte."""

import struct
import zlib

_EXIF = b"Exif\x00\x00"


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def exif(orientation: int) -> bytes:
    """Return EXIF with an orientation and a made-up place, little-endian."""
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack("<HHII", 0x8825, 4, 1, 38)
    head = b"II*\x00" + struct.pack("<IH", 8, 2)
    return _EXIF + head + entries + bytes(4) + b"SECRET PLACE"


def jpeg(*extra: bytes, after: bytes = b"") -> bytes:
    """Return what a decoder would take for a JPEG's layout, with more segments."""
    scan = b"\x11\xff\x00\x22\xff\xd0\x33"
    parts = (
        *(b"\xff\xd8", segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")),
        *extra,
        *(segment(0xDB, bytes(65)), segment(0xC0, bytes(9)), segment(0xDA, bytes(6))),
        *(scan, b"\xff\xd9", after),
    )
    return b"".join(parts)


def chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def png(*extra: bytes, after: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = chunk(b"IDAT", zlib.compress(b"\x00\x7f"))
    parts = (chunk(b"IHDR", header), *extra, pixel, chunk(b"IEND", b""), after)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def riff(kind: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    body = kind + b"".join(
        name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
        for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(name: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + name + inside


def long_box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4sQ", 1, name, len(content) + 16) + content


def mp4(*in_moov: bytes, brand: bytes = b"isom") -> bytes:
    start = box(b"ftyp", brand, bytes(4))
    return (
        start + box(b"moov", box(b"mvhd", bytes(8)), *in_moov) + box(b"mdat", b"film")
    )
