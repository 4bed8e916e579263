"""`sitegen redact`: take something down, now and after every import to come."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sitegen.build.sources import redaction_rules
from sitegen.config import read_config
from sitegen.store.purging import purge as purge_store
from sitegen.store.redacting import redact
from sitegen.store.redactions import add_rule, new_rule
from sitegen.store.rules import How, Kind, RedactionRules
from sitegen.store.transcripts import day_files, read_day

_NOTHING = {
    "message": "no stored message has the id '{}'",
    "person": "no stored message is by '{}'",
    "term": "no stored message holds '{}'",
}


def take_down(
    site: Path,
    target: tuple[str, str],
    how: str | None,
    instead: str,
    reason: str,
    *,
    purge: bool,
) -> str:
    """Add a redaction to a site; return what to do next.

    Args:
        site: The site's folder.
        target: What kind, and which: ("message", id), ("person", name), ("term", text).
        how: remove, mask or pseudonym; None for what is usual for the kind.
        instead: The pseudonym.
        reason: Private; for the host.
        purge: Rewrite the stored transcripts too.
    """
    read_config(site)  # says so if this is no site
    content = site / "content"
    kind, what = target
    rule = new_rule(
        cast("Kind", kind),
        what,
        cast("How | None", how),
        instead,
        reason=reason,
        date=datetime.now(UTC).date().isoformat(),
    )
    added = add_rule(content, rule)
    rules = redaction_rules(content)
    lines = [
        f"content/redactions.yaml: {kind} '{what}': {rule.how}"
        + ("" if added else " (was there already)"),
        "next: sitegen build, then sitegen verify",
    ]
    if not _concerns(content, replace(rules, rules=(rule,))):
        seen = _NOTHING[rule.kind].format(what)
        lines.append(f"{seen}; is it spelled as in the transcripts?")
    if purge:
        report = purge_store(content, rules)
        lines.append(
            f"purged {report.messages:,} messages in {report.files_written:,} files;"
            f" {report.left}"
        )
    return "\n".join(lines)


def _concerns(content: Path, rules: RedactionRules) -> bool:
    """Return whether any stored message is touched by some rules."""
    days = (read_day(day.path) for day in day_files(content))
    return any(
        before is not after
        for messages in days
        for before, after in zip(messages, redact(messages, rules), strict=True)
    )
