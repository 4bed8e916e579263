"""Which kinds of files may be published as attachments, told by their first bytes.

A name is never believed: a page, a script or a drawing with scripts in it (HTML, SVG,
XML) can be called `photo.png`. What is not in this table is not copied; archives and
office files are not either, since no browser shows them.
"""

from dataclasses import dataclass

HEAD_BYTES = 64  # enough for every test here

_MP4_BRANDS = {b"MSNV", b"dash", b"avc1", b"mmp4", b"mp41", b"mp42", b"f4v ", b"M4V "}
_MP4_FAMILIES = (b"iso", b"3gp", b"3g2")
_MP3_NO_RATE = {0x00, 0xF0}  # of a frame's bit rate: "free" and "bad"


@dataclass(frozen=True, slots=True)
class MediaType:
    """A type of file that a browser shows and never runs."""

    ending: str  # of the copy's name, without the dot
    kinds: tuple[str, ...]  # kinds an attachment of it can have; the first if unsaid


PNG = MediaType("png", ("image",))
JPEG = MediaType("jpg", ("image",))
GIF = MediaType("gif", ("image",))
WEBP = MediaType("webp", ("image",))
AVIF = MediaType("avif", ("image",))
MP4 = MediaType("mp4", ("video", "audio"))
M4A = MediaType("m4a", ("audio",))
WEBM = MediaType("webm", ("video", "audio"))
OGG = MediaType("ogg", ("audio", "video"))
MP3 = MediaType("mp3", ("audio",))
WAV = MediaType("wav", ("audio",))
PDF = MediaType("pdf", ("file",))


def media_type(head: bytes) -> MediaType | None:
    """Return the type of a file by its first bytes; None if it may not be published."""
    starts: tuple[tuple[bytes, MediaType], ...] = (
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"\xff\xd8\xff", JPEG),
        (b"GIF87a", GIF),
        (b"GIF89a", GIF),
        (b"OggS\x00", OGG),
        (b"%PDF-", PDF),
        (b"ID3", MP3),
    )
    for start, found in starts:
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    if head[:4] == b"\x1aE\xdf\xa3":
        return WEBM if b"\x42\x82\x84webm" in head[:HEAD_BYTES] else None
    return MP3 if _is_mp3_frame(head) else None


def _of_brand(brand: bytes) -> MediaType | None:
    if brand in {b"avif", b"avis"}:
        return AVIF
    if brand in {b"M4A ", b"M4B "}:
        return M4A
    is_mp4 = brand in _MP4_BRANDS or brand[:3] in _MP4_FAMILIES
    return MP4 if is_mp4 else None


def _is_mp3_frame(head: bytes) -> bool:
    """Tell whether a file begins with the header of an MPEG frame of layer III."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    has_version = head[1] & 0x18 != 0x08
    return has_version and head[2] & 0xF0 not in _MP3_NO_RATE and head[2] & 0x0C != 0x0C
