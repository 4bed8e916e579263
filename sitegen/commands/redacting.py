"""`sitegen redact`: take something down, now and after every import to come."""

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sitegen.build.sources import redaction_rules
from sitegen.config import read_config
from sitegen.store.purging import purge as purge_store
from sitegen.store.redactions import add_rule, new_rule
from sitegen.store.rules import How, Kind


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
    lines = [
        f"content/redactions.yaml: {kind} '{what}': {rule.how}"
        + ("" if added else " (was there already)"),
        "next: sitegen build, then sitegen verify",
    ]
    if purge:
        report = purge_store(content, redaction_rules(content))
        lines.append(
            f"purged {report.messages:,} messages in {report.files_written:,} files;"
            f" {report.left}"
        )
    return "\n".join(lines)
