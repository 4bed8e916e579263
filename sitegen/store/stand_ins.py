"""What stands where something was redacted: masks, other names, other ids, tombstones.

A mask is always five blocks, so that its length tells nothing. All of these are alike
in every build: they follow from the id or the name.
"""

import hashlib
from datetime import UTC, datetime

from sitegen.model import Message
from sitegen.store.rules import Rule, fold

MASK = "█████"
REDACTED_AUTHOR = "redacted"
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)  # of rules without one; no clock here


def is_redacted(message: Message) -> bool:
    """Tell whether a message is the tombstone of a redaction."""
    return message.deleted is not None and message.id.startswith("redacted-")


def stand_in(ident: str) -> str:
    """Return the id under which a removed message's tombstone stands."""
    data = f"redacted\x00{ident}".encode()
    return "redacted-" + hashlib.sha256(data).hexdigest()[:16]


def pseudonym(name: str) -> str:
    """Return the name that stands for a person whose rule gives none."""
    data = f"pseudonym\x00{fold(name)}".encode()
    return "anon-" + hashlib.sha256(data).hexdigest()[:6]


def tombstone(message: Message, date: str) -> Message:
    """Return what is left of a removed message: its place in time and in threads."""
    return Message(
        id=stand_in(message.id),
        time=message.time,
        author=REDACTED_AUTHOR,
        text="",
        reply_to=message.reply_to,
        client=message.client,
        seq=message.seq,
        precision=message.precision,
        deleted=_moment(date),
    )


def name_instead(rule: Rule) -> str:
    """Return what is shown instead of a person's name, or of words."""
    if rule.how == "pseudonym":
        return rule.stands_for or pseudonym(rule.what)
    return MASK


def _moment(date: str) -> datetime:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC)
    except ValueError:
        return _NO_DATE
