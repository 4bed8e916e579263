"""What the files of the index are called and how each is wrapped.

A file is zlib data. Its payload starts with `sg`, a letter for its kind and the version
of the format; its name is made of the first six bytes of the payload's SHA-256, so a
file never changes. Only the pointer has a name of its own:

    search/data/root.json        {"format": 3, "root": "<12 hex digits>"}
    search/data/<kind>/<hh>/<10 hex digits>.bin

The parts of a group (the fragments of a unit, the term shards of a segment) share one
name, made of the digests of all, and have `-<number>` before `.bin`: who needs them
keeps one name for the group.

The kinds are in `Kind`. The whole format is told in `docs/search-format.md`.
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from itertools import pairwise

from sitegen.errors import SitegenError

FORMAT = 3
NAME_SIZE = 6  # bytes of a digest that name a file
_ZLIB_HEADER = b"\x78\xda"
FOLDER = "search/data/"
POINTER = FOLDER + "root.json"

# Number of tokens of a message, in eight buckets: below 4, below 8, ... 48 and more.
LENGTH_EDGES = (4, 8, 12, 17, 23, 32, 48)
# The length by which BM25 reckons the messages of each bucket.
LENGTHS = (3, 6, 10, 14, 20, 27, 39, 70)
# Term frequencies from 32 on do not fit the weight byte and follow in a column.
LONG_FREQUENCY = 32


class Kind(StrEnum):
    """What a file holds, and when a reader loads it."""

    ROOT = "r"  # directory of segments and terms; always
    TERMS = "t"  # sorted terms with postings; one per searched word
    BLOCK = "b"  # part of the postings of a big term; when all of them are needed
    POSITIONS = "p"  # positions of the terms of a stretch of terms; for phrases
    POSITION_BLOCK = "q"  # positions for one block; for phrases with a big term
    POSITION_DIRECTORY = "o"  # which positions are in which file; for phrases
    UNITS = "u"  # sessions and days: documents, channel, days, fragments; for results
    CALENDAR = "c"  # the same of very many units, without fragments; for ranges
    FRAGMENT = "f"  # consecutive messages of one unit; for results
    WORDS = "w"  # words, people and tags with counts; for suggestions
    WORD_DIRECTORY = "d"  # which words are in which file; for suggestions


class Field:
    """The first byte of a key: which field a term belongs to."""

    TEXT = b"t"
    AUTHOR = b"a"
    MENTION = b"m"
    TAG = b"g"
    QUESTION = b"q"
    HAS = b"h"
    IS = b"i"


class IndexDamaged(SitegenError):
    """A file of the index is missing, cut, or not what its name says."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path}: {what}; build the site again")


@dataclass(frozen=True, slots=True)
class Options:
    """Sizes that shape the index. They are no part of the format: readers need none."""

    shard_bytes: tuple[int, int] = (1024, 32768)  # least and most of a term shard
    position_bytes: int = 4096  # aimed-at payload of a position shard, if they are few
    position_files: int = 256  # about so many at most
    word_bytes: int = 8192  # aimed-at payload of a word file, if they are few
    word_files: int = 192  # about so many at most
    big: int = 4096  # a term in so many messages has its postings in blocks
    block: int = 16384  # postings of one block
    blocks: int = 16  # about so many at most, of a term that is in every message
    head: int = 64  # best messages of a big term that its shard holds
    # Units of one unit file: in a small archive, and the least in a large one. Ten
    # results lie in all files of a small one, and in ten of a large one.
    units: tuple[int, int] = (512, 16)
    calendar: int = 4096  # units of one calendar file
    one_segment: int = 2048  # an index of so few documents has a single segment
    at_once: int = 1 << 20  # postings sorted at a time, 50 bytes each; shapes nothing


@dataclass(frozen=True, slots=True)
class File:
    """A file of the index, ready to be published."""

    path: str  # from the site's root
    data: bytes


def name_of(payload: bytes) -> bytes:
    """Return the digest that names a payload."""
    return hashlib.sha256(payload).digest()[:NAME_SIZE]


def path_of(kind: Kind, name: bytes, suffix: str = "") -> str:
    """Return the path of a file from the site's root."""
    digits = name.hex()
    return f"{FOLDER}{kind}/{digits[:2]}/{digits[2:]}{suffix}.bin"


def magic(kind: Kind) -> bytes:
    """Return how a payload of this kind starts."""
    return b"sg" + kind.encode() + bytes([FORMAT])


def part_path(kind: Kind, name: bytes, number: int) -> str:
    """Return the path of a part of a group."""
    return path_of(kind, name, f"-{number}")


class Coding(Enum):
    """What zlib is told of a section: level and strategy."""

    TEXT = (9, zlib.Z_DEFAULT_STRATEGY)
    # Repetitions in columns of small numbers are chance, and cost more than they save:
    # weights take 20 % less so, positions 6 %, and half the time.
    NUMBERS = (9, zlib.Z_RLE)
    BITS = (0, zlib.Z_DEFAULT_STRATEGY)  # has no redundancy


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a payload that is packed in its own way."""

    data: bytes | bytearray
    coding: Coding


def file_of(kind: Kind, *sections: Section | bytes | bytearray) -> tuple[bytes, File]:
    """Return the name of a payload and the file that holds it."""
    digest, packed = pack(kind, *sections)
    name = digest[:NAME_SIZE]
    return name, File(path_of(kind, name), packed)


def group_of(
    kind: Kind, parts: Sequence[tuple[bytes, bytes]]
) -> tuple[bytes, tuple[File, ...]]:
    """Return the name of a group and its files, given what `pack` returns of each."""
    whole = hashlib.sha256(b"".join(digest for digest, _ in parts))
    name = whole.digest()[:NAME_SIZE]
    return name, tuple(
        File(part_path(kind, name, number), packed)
        for number, (_, packed) in enumerate(parts)
    )


def pack(kind: Kind, *sections: Section | bytes | bytearray) -> tuple[bytes, bytes]:
    """Return the digest of a payload and the payload packed; plain bytes are text.

    Each section has codes that fit it: one set for the numbers and texts of a fragment
    takes 5 % more. zlib has one strategy for a stream, so where the coding changes
    another stream begins, at a byte and without history; together they are one stream
    to any reader.
    """
    parts = [
        part if isinstance(part, Section) else Section(part, Coding.TEXT)
        for part in sections
    ]
    parts[0] = Section(magic(kind) + parts[0].data, parts[0].coding)
    payload = b"".join([part.data for part in parts])
    digest = hashlib.sha256(payload).digest()
    packed = bytearray(_ZLIB_HEADER)
    packer = _packer(parts[0].coding)
    for part, following in pairwise(parts):
        packed += packer.compress(part.data)
        if following.coding is part.coding:
            packed += packer.flush(zlib.Z_BLOCK)
        else:
            packed += packer.flush(zlib.Z_SYNC_FLUSH)
            packer = _packer(following.coding)
    packed += packer.compress(parts[-1].data) + packer.flush(zlib.Z_FINISH)
    packed += zlib.adler32(payload).to_bytes(4, "big")
    return digest, bytes(packed)


def _packer(coding: Coding) -> "zlib._Compress":
    level, strategy = coding.value
    return zlib.compressobj(
        level, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy
    )


def payload_of(kind: Kind, path: str, data: bytes, name: bytes | None) -> bytes:
    """Return the body of a file after looking at its wrapping.

    Data that a server has already inflated is taken as it is.

    Args:
        kind: The kind expected.
        path: For the message of an error.
        data: The file.
        name: The digest that the payload must have, if it is known.

    Raises:
        IndexDamaged: The file is cut or something else.
    """
    start = magic(kind)
    payload = data
    if not data.startswith(start):
        try:
            payload = zlib.decompress(data)
        except zlib.error:
            raise IndexDamaged(path, "cut or damaged search file") from None
    if not payload.startswith(start):
        raise IndexDamaged(path, "not the search file its name says")
    if name is not None and name_of(payload) != name:
        raise IndexDamaged(path, "search file with other contents than its name says")
    return payload[len(start) :]
