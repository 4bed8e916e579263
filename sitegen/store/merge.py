"""Which of two versions of a message is stored.

The rule is a rank that each version has for itself, and the greatest wins. So merging
is idempotent, commutative and associative: the order of imports does not matter, and
twice equals once. In this order: a tombstone; a line fixed by hand; the later edit; a
text that is whole over one that was cut; more fields; the longer of a text and its
beginning; the greater canonical JSON.

Whether a text was cut is read from the text itself (it ends in an ellipsis, or in one
and a link, as services cut). Asking instead "is this the beginning of the other?" would
depend on the order: with A the beginning of B, and C between them in fields, B beats A,
A beats C, and C beats B.
"""

import re
from datetime import UTC, datetime

import msgspec

from sitegen.model import Message

Rank = tuple[bool, bool, datetime, bool, int, str, bytes]

_CUT = re.compile(r"(?:…|\.\.\.)(?:\s*https?://\S+)?\s*\Z")
_NEVER = datetime.min.replace(tzinfo=UTC)
_DEFAULTS = dict(
    zip(
        reversed(Message.__struct_fields__),
        reversed(Message.__struct_defaults__),
        strict=False,
    )
)


def merge(stored: Message, incoming: Message) -> Message:
    """Return the version to store of two versions of one message."""
    if stored == incoming:
        return stored
    return max(stored, incoming, key=rank)


def rank(message: Message) -> Rank:
    """Return what decides between versions of a message; the greatest is stored."""
    return (
        message.deleted is not None,
        message.fixed,
        message.edited or _NEVER,
        not is_cut(message.text),
        _field_count(message),
        message.text,
        msgspec.json.encode(message),
    )


def is_cut(text: str) -> bool:
    """Tell whether a service seems to have cut a text."""
    return _CUT.search(text, max(0, len(text) - 300)) is not None


def as_tombstone(message: Message, deleted: datetime) -> Message:
    """Return what is kept of a deleted message: its place in time and in threads."""
    return Message(
        id=message.id,
        time=message.time,
        author=message.author,
        text="",
        author_id=message.author_id,
        reply_to=message.reply_to,
        client=message.client,
        seq=message.seq,
        precision=message.precision,
        deleted=deleted,
    )


def _field_count(message: Message) -> int:
    return sum(getattr(message, name) != default for name, default in _DEFAULTS.items())
