"""`redact --purge`: the store itself loses what the redactions name.

Every message that a rule changes is stored as it would be published, a digest of what
it was goes to `content/purged.jsonl`, and later imports leave it out. What version
control or backups still hold is not touched: the report says so.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from sitegen.model import Message
from sitegen.store.brought import list_bytes, list_paths, read_list
from sitegen.store.files import locked, write_whole
from sitegen.store.journal import Change
from sitegen.store.media import copies_named
from sitegen.store.purged import FILE, Purged, purged_bytes, read_purged
from sitegen.store.redacting import redact, removals
from sitegen.store.rules import RedactionRules
from sitegen.store.transcripts import FOLDER, day_files, encode_day, read_day

_SALT_BYTES = 16
HISTORY = (
    "earlier commits and backups still hold the text; to take it from git too, rewrite"
    " its history (git filter-repo) and ask those who have clones to fetch anew"
)


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """What a purge changed."""

    messages: int
    files_written: int
    left: str = HISTORY  # what a purge can't reach, for the user to read


def purge(content: Path, rules: RedactionRules) -> PurgeReport:
    """Rewrite the stored days as the rules would publish them.

    Digests are written before the days change, so that a crash between the two leaves
    nothing that an import could bring back unnoticed. Doing it again changes nothing.
    Copies of attachments that no message will name are deleted before them, too: were
    they last, a crash would leave copies that a second purge does not know of.

    Args:
        content: The site's `content` folder.
        rules: The site's redactions, with all names of people (`for_people`).
    """
    root = content / FOLDER
    with locked(root):
        change = Change.begin(root)
        try:
            days = day_files(content)
            whole = rules.with_removals(
                removals(read_day(day.path), rules, day.channel) for day in days
            )
            gone: list[tuple[str, Message]] = []
            media_before: set[str] = set()
            media_after: set[str] = set()
            written = 0
            for day in days:
                before = read_day(day.path)
                after = redact(before, whole, day.channel)
                media_before |= copies_named(before)
                media_after |= copies_named(after)
                changed = [
                    (day.channel, old)
                    for old, new in zip(before, after, strict=True)
                    if old != new
                ]
                if changed:
                    gone += changed
                    written += 1
                    change.put(day.path, encode_day(after))
            if gone:
                known = read_purged(content)
                salted = known if known.salt else Purged(os.urandom(_SALT_BYTES))
                everything = purged_bytes(salted.with_messages(gone))
                write_whole(content / FILE, everything)
                _forget_ids(content, change, gone)
                for path in media_before - media_after:
                    (content / path).unlink(missing_ok=True)
                change.commit()
        finally:
            change.forget()
    return PurgeReport(len(gone), written)


def _forget_ids(content: Path, change: Change, gone: list[tuple[str, Message]]) -> None:
    """Take the purged ids from the lists of what each export brought."""
    ids: dict[str, set[str]] = {channel: set() for channel, _ in gone}
    for channel, message in gone:
        ids[channel].add(message.id)
    for path in list_paths(content):
        before = read_list(path)
        after = {
            channel: found - ids.get(channel, set())
            for channel, found in before.items()
        }
        if after != before:
            change.put(path, list_bytes(after))
