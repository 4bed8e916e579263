"""`sitegen redact`: take something down, now and after every import to come."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sitegen.build.sources import redaction_rules
from sitegen.config import read_config
from sitegen.errors import UsageError, nearest
from sitegen.store.lookup import Known, look_up
from sitegen.store.purging import purge as purge_store
from sitegen.store.redactions import add_rule, new_rule, read_redactions
from sitegen.store.rules import How, Kind, Rule


class NoSuchMessage(UsageError):
    """A message is to be redacted that is not stored."""

    def __init__(self, rule: Rule, known: Known) -> None:
        place = f" in channel '{rule.channel}'" if rule.channel else ""
        if known.channels:
            where = f"; it is in {', '.join(known.channels)}"
        else:
            where = known.hint or "; a rule for one to come is written by hand"
        super().__init__(f"message '{rule.what}': no such id is stored{place}{where}")


class SeveralMessages(UsageError):
    """Messages of several channels have one id."""

    def __init__(self, rule: Rule, channels: tuple[str, ...]) -> None:
        super().__init__(
            f"message '{rule.what}': stored in {len(channels)} channels"
            f" ({', '.join(channels)}); say which with --channel {channels[0]}"
        )


class UnknownChannel(UsageError):
    """`--channel` names none of the site."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"--channel {name}: no such channel{nearest(name, known)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user asked to take down."""

    kind: str  # message, person or term
    what: str  # id, name or words
    how: str | None = None  # remove, mask or pseudonym; None: what is usual
    instead: str = ""  # the pseudonym
    reason: str = ""  # private; for the host
    channel: str = ""
    purge: bool = False  # rewrite the stored transcripts too


def take_down(site: Path, wish: Wish) -> tuple[str, str]:
    """Add a redaction to a site; return what was done, and a warning or nothing.

    A message must be stored, once. A person or a term need not be: who asks not to be
    published may ask before an export brings them; that is said, with nearest names.

    Raises:
        SitegenError: It can't be a redaction, or names no message or several.
    """
    read_config(site)  # says so if this is no site
    content = site / "content"
    rule = new_rule(
        cast("Kind", wish.kind),
        wish.what,
        cast("How | None", wish.how),
        wish.instead,
        reason=wish.reason,
        date=datetime.now(UTC).date().isoformat(),
        channel=wish.channel,
    )
    known = look_up(content, rule)
    if rule.kind == "message" and not _is_written(content, rule):
        _check_message(rule, known)
    added = add_rule(content, rule)
    lines = [
        f"content/redactions.yaml: {rule.kind} '{rule.what}': {rule.how}"
        + ("" if added else " (was there already)"),
        "next: sitegen build, then sitegen verify",
    ]
    if wish.purge:
        report = purge_store(content, redaction_rules(content))
        lines.append(
            f"purged {report.messages:,} messages in {report.files_written:,} files;"
            f" {report.left}"
        )
    warning = "" if known.is_known or not added else _warning(rule, known)
    return "\n".join(lines), warning


def _is_written(content: Path, rule: Rule) -> bool:
    """Return whether a message was redacted before; it may be purged since."""
    return any(
        (known.kind, known.what) == (rule.kind, rule.what)
        and known.channel in {"", rule.channel}
        for known in read_redactions(content).rules
    )


def _check_message(rule: Rule, known: Known) -> None:
    if rule.channel and rule.channel not in known.stored:
        raise UnknownChannel(rule.channel, known.stored)
    if not known.channels or (rule.channel and rule.channel not in known.channels):
        raise NoSuchMessage(rule, known)
    if not rule.channel and len(known.channels) > 1:
        raise SeveralMessages(rule, known.channels)


def _warning(rule: Rule, known: Known) -> str:
    what = "nobody of that name" if rule.kind == "person" else "no message with it"
    return (
        f"{rule.kind} '{rule.what}': {what} is stored yet{known.hint or '; '}"
        f"{' ' if known.hint else ''}the rule waits in content/redactions.yaml for"
        " messages to come"
    )
