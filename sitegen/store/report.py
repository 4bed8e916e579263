"""What an import did, as values; for each export the counts add up.

rows = added + changed + duplicate + deleted + skipped
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What the rows of one export, read by one importer, became."""

    label: str  # the export as the user named it
    importer: str
    evidence: str
    channels: tuple[str, ...]  # as stored
    rows: int
    added: int  # messages the store did not have
    changed: int  # a better version of one it had
    duplicate: int  # nothing new
    deleted: int  # rows whose message is a tombstone: deleted there, or purged here
    left_out: tuple[tuple[str, int], ...]  # why, how many: left out on purpose
    unreadable: int  # rows listed as problems

    @property
    def skipped(self) -> int:
        """Return how many rows became no message, for whatever reason."""
        return self.unreadable + sum(count for _, count in self.left_out)

    @property
    def adds_up(self) -> bool:
        """Return whether every row is accounted for."""
        done = self.added + self.changed + self.duplicate + self.deleted
        return self.rows == done + self.skipped


@dataclass(frozen=True, slots=True)
class MediaCount:
    """What became of attachments that lie in the exports."""

    copied: int = 0  # files put into content/media, or would be
    known: int = 0  # files that were there already
    waiting: int = 0  # attachments that `--media` would look at
    left: tuple[tuple[str, int], ...] = ()  # why, how many: kept as a note only


@dataclass(frozen=True, slots=True)
class Report:
    """What one run of `sitegen import` did, or would do."""

    sources: tuple[SourceCount, ...]
    problems: tuple[str, ...]  # "file:line: what", in source order
    notes: tuple[str, ...]  # oddities that cost no row: encodings, mended entities
    unclaimed: tuple[str, ...]  # members that nobody reads
    taken_back: int  # messages dropped by --replace
    files_written: int  # day files changed
    is_dry_run: bool
    media: MediaCount = MediaCount()
