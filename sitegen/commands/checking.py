"""`sitegen check` and `sitegen verify`: looking at a site."""

from collections.abc import Iterator
from pathlib import Path

from sitegen.build.pipeline import BuildOptions, build
from sitegen.build.workers import default_jobs
from sitegen.chat.session import Counts, Stats
from sitegen.commands.outputs import built
from sitegen.config import read_config
from sitegen.terminal import printable
from sitegen.verify import verify

_HEADINGS = {
    "dead-correction": "Corrections that no longer apply",
    "dead-overlay": "Overlays of no session",
    "unplaced-answer": "Answers whose question was not found",
    "unanswered-question": "Questions without answers",
    "mistyped-number": "Numbers that look mistyped",
    "untitled-session": "Sessions without a title",
    "suspected-alias": "Names that may be one person",
    "duplicate-id": "Ids that occur twice",
    "outside": "Messages outside sessions",
}


def check_site(site: Path, *, account: bool) -> Iterator[str]:
    """Yield everything a host should look at, by kind; or the ledger of messages."""
    options = BuildOptions(jobs=default_jobs(), publish=False)
    report = build(site, site / "output", options)
    if account:
        yield from ledger(report.counts)
        return
    for kind, heading in _HEADINGS.items():
        found = sorted(str(f) for f in report.findings if f.kind == kind)
        if found:
            yield f"{heading} ({len(found)})"
            yield from (f"  {printable(line)}" for line in found)
    for warning in report.warnings:
        yield printable(warning)
    if not report.findings and not report.warnings:
        yield "nothing to look at"
    if report.stats.questions:
        yield placing(report.stats)


def ledger(counts: Counts) -> Iterator[str]:
    """Yield where every stored message went; the sum is stated and true."""
    rows = (
        ("shown", counts.shown, "stand on a page"),
        ("folded", counts.folded, "reposts and copies, counted under the original"),
        ("hidden", counts.hidden, "by an overlay"),
        ("redacted", counts.redacted, "by content/redactions.yaml or an opt-out"),
        ("tombstones", counts.tombstones, "deleted at the source"),
        ("outside", counts.outside, "outside sessions, with 'outside: hide'"),
    )
    yield f"{counts.stored:>11,} stored"
    for name, count, why in rows:
        yield f"{count:>11,} {name:<11} {why}"
    total = sum(count for _, count, _ in rows)
    sign = "=" if total == counts.stored else "is not"
    yield f"{total:>11,} {sign} {counts.stored:,}"


def placing(stats: Stats) -> str:
    """Return how messages came to stand at questions, in one line."""
    return (
        f"{stats.questions:,} questions; at them {stats.by_number:,} messages by"
        f" number, {stats.by_reply:,} by reply, {stats.by_time:,} by time (guessed),"
        f" {stats.by_host:,} by the host; {stats.unplaced:,} at none"
    )


def verify_site(site: Path, output: Path) -> tuple[str, bool]:
    """Return what verification found, and whether it found nothing."""
    read_config(site)  # says so if this is no site
    report = verify(site, built(output))
    return str(report), report.is_clean
