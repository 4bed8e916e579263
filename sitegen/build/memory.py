"""What builds remember beside the cache: one value a file, whole or not at all.

Each file begins with the digest of the rest; a truncated or altered one counts as
absent, and any may be deleted at any time.
"""

import hashlib
from pathlib import Path
from typing import TypeVar

import msgspec

Value = TypeVar("Value")

_HEAD_BYTES = 16


def recall(path: Path, kind: type[Value]) -> Value | None:
    """Return what was remembered in a file; None if it is absent or damaged."""
    try:
        data = path.read_bytes()
        if _digest(data[_HEAD_BYTES:]) != data[:_HEAD_BYTES]:
            return None
        return msgspec.msgpack.decode(data[_HEAD_BYTES:], type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def remember(path: Path, value: object) -> None:
    """Write a value; an interrupted write leaves the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = msgspec.msgpack.encode(value)
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(_digest(data) + data)
    temporary.replace(path)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_HEAD_BYTES).digest()
