"""Results kept between builds, found by the digest of everything that shapes them.

Files lie in `.sitegen/cache/`, named by key and kind. Each begins with the digest of
its name and content: a truncated, altered or misplaced file counts as absent. The
folder may be deleted at any time; what the last build did not use is pruned.
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

import msgspec

from sitegen.errors import SitegenError

HEAD_BYTES = 16  # digest before each payload


class DamagedCache(SitegenError):
    """A result in the cache is not what it was when it was put there."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f".sitegen/cache/{key[:2]}/{key}: damaged;"
            " delete the folder .sitegen and build again"
        )
        self.key = key


def key_of(*parts: object) -> str:
    """Return the key of a value shaped by these parts.

    Parts are encoded with their structure, so that ("ab", "c") and ("a", "bc") differ.
    """
    encoded = msgspec.msgpack.encode(parts, enc_hook=_encode_other, order="sorted")
    return hashlib.blake2b(encoded, digest_size=20).hexdigest()


def _encode_other(value: object) -> object:
    """Encode what msgspec does not know: time zones by name, sets sorted."""
    key = getattr(value, "key", None)  # zoneinfo.ZoneInfo
    if isinstance(key, str):
        return key
    raise NotImplementedError(f"no cache key for a {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Cache:
    """Blobs by key and kind."""

    folder: Path

    def path(self, key: str, kind: str) -> Path:
        """Return where a blob lies."""
        return Path(self._place(key, kind))

    def _place(self, key: str, kind: str) -> str:
        return f"{self.folder}/{key[:2]}/{key}.{kind}"

    def read(self, key: str, kind: str) -> bytes | None:
        """Return a blob, or None if it is absent or damaged."""
        try:
            with open(self._place(key, kind), "rb") as file:  # noqa: PTH123
                data = file.read()
        except OSError:
            return None
        payload = data[HEAD_BYTES:]
        return payload if _digest(key, kind, payload) == data[:HEAD_BYTES] else None

    def has(self, key: str, kind: str) -> bool:
        """Return whether a blob seems to be there; it may still be damaged."""
        return os.path.isfile(self._place(key, kind))  # noqa: PTH113  (hot)

    def write(self, key: str, kind: str, payload: bytes) -> None:
        """Put a blob; an interrupted write leaves nothing under its name."""
        path = self.path(key, kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Others may write the same blob at the same time, in processes and in threads.
        temporary = path.with_name(f"{path.name}.{os.getpid()}.{get_ident()}.new")
        with open(temporary, "wb") as file:  # noqa: PTH123
            file.write(_digest(key, kind, payload))
            file.write(payload)
        temporary.replace(path)

    def prune(self, used: Iterable[str]) -> int:
        """Delete all blobs whose key is not in use; return how many.

        Compiled templates are few and small; they stay until the folder is deleted.
        """
        keep = set(used)
        pruned = 0
        for path in self.folder.glob("*/*"):
            name, _, kind = path.name.partition(".")
            if name not in keep and kind != "jinja":
                path.unlink(missing_ok=True)
                pruned += 1
        return pruned


def _digest(key: str, kind: str, payload: bytes) -> bytes:
    """Return what vouches for a blob, and for its standing under its own name."""
    name = f"{key}.{kind}".encode()[: hashlib.blake2b.MAX_KEY_SIZE]
    return hashlib.blake2b(payload, digest_size=HEAD_BYTES, key=name).digest()
