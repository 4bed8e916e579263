"""TAGS: the CSV of the "Twitter Archiving Google Sheet" by Martin Hawksey.

Seen: one real sheet of TAGS 6 (233 rows, 2019). Published sets often drop, add or move
columns, so they are read by name.

ids       `id_str`; the one in `status_url` is preferred, for sheets that a spreadsheet
          program has saved with rounded numbers; ids of replies are then mended if
          one tweet of the sheet fits, else left out
times     the id's; `created_at` (UTC) for tweets before November 2010; never `time`,
          which is local to the sheet and day first (+1 h in all 233 rows seen)
entities  `entities_str`, the API's own JSON (its numeric ids are rounded, its `id_str`
          are not)
reposts   only text, `RT @name: ...`, with no id of the original: kept as text
dropped   profile pictures, counts, places, languages, the client program
"""

from collections.abc import Iterator
from functools import partial
from itertools import islice

from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip
from sitegen.importers.export import Export
from sitegen.importers.rounded_ids import KnownIds, learn_ids
from sitegen.importers.tables import (
    Table,
    claim_tables,
    find_table,
    read_rows,
    read_table,
)
from sitegen.importers.tweet_v1 import media_of, read_entities, spans_of
from sitegen.importers.tweets import Tweet, id_of, id_or_none, to_message, written_time

_REPLY = "in_reply_to_status_id_str"
_SAMPLE = 2000  # rows
REQUIRED = frozenset({"id_str", "from_user", "text"})
_COLUMNS = (
    "id_str",
    "from_user",
    "text",
    "created_at",
    "from_user_id_str",
    _REPLY,
    "status_url",
    "entities_str",
)


class Tags:
    """Reads TAGS sheets saved as CSV."""

    name = "tags"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return each table with the columns id_str, from_user and text."""
        return claim_tables(export, REQUIRED, "TAGS sheet")

    def read(
        self,
        export: Export,
        claim: Claim,
        options: ReadOptions,  # noqa: ARG002  (times carry their zone)
    ) -> Iterator[Row | Skip]:
        """Yield one item for each row, in sheet order (newest first)."""
        for member in claim.members:
            if table := find_table(export, member, REQUIRED):
                to_row = partial(_row, _known_ids(export, member, table))
                records = read_table(export, member, table, _COLUMNS)
                yield from read_rows(records, to_row)


def _known_ids(export: Export, member: str, table: Table) -> KnownIds:
    """Read the sheet's ids, if a look at its first rows finds replies rounded."""
    wanted = (_REPLY, "status_url")
    first = islice(read_table(export, member, table, wanted), _SAMPLE)
    known = learn_ids(first, "status_url", (_REPLY,))
    if not known.rounded:
        return known
    records = read_table(export, member, table, wanted)
    return learn_ids(records, "status_url", (_REPLY,))


def _row(ids: KnownIds, place: Place, cells: dict[str, str]) -> Row:
    entities = read_entities(cells["entities_str"].encode())
    tweet = Tweet(
        id=id_of(cells["id_str"], cells["status_url"]),
        author=cells["from_user"],
        escaped=cells["text"],
        created=written_time(cells["created_at"].strip()),
        author_id=id_or_none(cells["from_user_id_str"]),
        reply_to=ids.read(cells, _REPLY),
        spans=spans_of(entities),
        attachments=media_of(entities),
    )
    return Row(to_message(tweet), place)
