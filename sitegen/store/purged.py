"""What was purged from the store, as salted digests: enough to know it again.

    content/purged.jsonl    {"salt": hex}, then {"id": hex, "text": hex?, "runs": [hex]}

An import leaves out what it recognizes, by the message's channel and id or by its whole
text, so a purge is for good. `verify` recognizes purged words by their runs of eight.
Nothing can be read back from the file; who guesses a text can only confirm it.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from sitegen.errors import SitegenError
from sitegen.model import Message

FILE = "purged.jsonl"
RUN_WORDS = 8
TEXT_LENGTH = 24  # shorter texts ("thanks!") are not one person's alone
_WORD = re.compile(r"\w+")


class BrokenPurge(SitegenError):
    """The list of purged messages can't be read."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}; restore it from version control")


class Trace(msgspec.Struct, frozen=True, omit_defaults=True, order=True):
    """Digests of one purged message."""

    id: str
    text: str | None = None
    runs: tuple[str, ...] = ()


class _Salt(msgspec.Struct, frozen=True):
    salt: str


@dataclass(frozen=True, slots=True)
class Purged:
    """All that was purged from a store."""

    salt: bytes = b""
    traces: frozenset[Trace] = frozenset()
    _ids: frozenset[str] = field(init=False, repr=False)
    _texts: frozenset[str] = field(init=False, repr=False)
    _runs: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        put = object.__setattr__  # the class is frozen; these follow from `traces`
        put(self, "_ids", frozenset(t.id for t in self.traces))
        put(self, "_texts", frozenset(t.text for t in self.traces if t.text))
        put(self, "_runs", frozenset(run for t in self.traces for run in t.runs))

    def __bool__(self) -> bool:
        return bool(self.traces)

    def trace(self, channel: str, message: Message) -> Trace:
        """Return the digests by which a message will be known again."""
        words = _words(message.text)
        runs = sorted({self._digest("run", run) for run in _runs(words)})
        whole = self._digest("text", " ".join(words)) if _is_long(words) else None
        return Trace(self._digest("id", f"{channel}\x00{message.id}"), whole, (*runs,))

    def holds(self, channel: str, message: Message) -> bool:
        """Tell whether a message, or one with the same long text, was purged."""
        if not self.traces:
            return False
        if self._digest("id", f"{channel}\x00{message.id}") in self._ids:
            return True
        words = _words(message.text)
        return _is_long(words) and self._digest("text", " ".join(words)) in self._texts

    def knows_run(self, run: str) -> bool:
        """Tell whether eight folded words, a blank between each, were purged."""
        return self._digest("run", run) in self._runs

    def with_messages(self, messages: Iterable[tuple[str, Message]]) -> "Purged":
        """Return these and the given (channel, message) pairs."""
        added = (self.trace(channel, message) for channel, message in messages)
        return Purged(self.salt, self.traces.union(added))

    def _digest(self, kind: str, text: str) -> str:
        data = f"{kind}\x00{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=16, key=self.salt).hexdigest()


def read_purged(content: Path) -> Purged:
    """Read what was purged from a site; nothing if the file is missing.

    Raises:
        BrokenPurge: A line is none of ours.
    """
    path = content / FILE
    if not path.is_file():
        return Purged()
    lines = path.read_bytes().splitlines()
    number = 0
    try:
        number = 1
        salt = bytes.fromhex(msgspec.json.decode(lines[0], type=_Salt).salt)
        traces = []
        for number, line in enumerate(lines[1:], 2):  # noqa: B007  (read in except)
            traces.append(msgspec.json.decode(line, type=Trace))
    except (ValueError, IndexError, RecursionError) as error:
        raise BrokenPurge(path, number, str(error)) from error
    return Purged(salt, frozenset(traces))


def purged_bytes(purged: Purged) -> bytes:
    """Return the file's bytes, sorted."""
    lines = [_Salt(purged.salt.hex()), *sorted(purged.traces, key=lambda t: t.id)]
    return msgspec.json.Encoder().encode_lines(lines)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _is_long(words: list[str]) -> bool:
    return len(" ".join(words)) >= TEXT_LENGTH


def _runs(words: list[str]) -> set[str]:
    ends = range(RUN_WORDS, len(words) + 1)
    return {" ".join(words[end - RUN_WORDS : end]) for end in ends}
