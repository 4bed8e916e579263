"""Stored days as they may be published: read, and redacted before anything else."""

from functools import lru_cache
from pathlib import Path

from sitegen.model import Message
from sitegen.store.redactions import RedactionRules, redact
from sitegen.store.transcripts import channel_of, read_day


def published_day(path: str, digest: str, rules: RedactionRules) -> tuple[Message, ...]:
    """Return a stored day's messages in reading order, redacted.

    Args:
        path: The day file.
        digest: Of its content, so that a changed file is read again.
        rules: What must not be published.
    """
    return redact(_read(path, digest), rules, channel_of(Path(path)))


@lru_cache(maxsize=4)
def _read(path: str, digest: str) -> tuple[Message, ...]:
    del digest  # part of the memo's key only
    return read_day(Path(path))
