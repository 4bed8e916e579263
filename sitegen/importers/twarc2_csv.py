"""The CSV that the plugin twarc-csv makes of API v2 tweets: one flat tweet a row.

Seen: its header; the cases here are made up. Names of columns are paths into the flat
tweet (`author.username`); cells of entities and media hold JSON. A row is put together
again as a flat tweet and read like those of `twarc2`.

ids       `id`; rows whose numbers a spreadsheet has written with an exponent are
          skipped, since this format has no address to take the id from
reposts   the text is cut; without `RT @name: ` it is a prefix of the original's
dropped   all about the user but name and id; places, counts, topics, polls
"""

from collections.abc import Iterator
from typing import TypeVar

from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip
from sitegen.importers.export import Export
from sitegen.importers.json_lines import decode_as
from sitegen.importers.tables import claim_tables, find_table, read_rows, read_table
from sitegen.importers.tweet_v2 import (
    Attached,
    Entities,
    Media,
    Piece,
    TweetV2,
    User,
    to_tweet,
)
from sitegen.importers.tweets import id_of, id_or_none, to_message

REQUIRED = frozenset({"id", "author_id", "text", "referenced_tweets.replied_to.id"})
_T = TypeVar("_T")
_REFERENCES = ("replied_to", "retweeted", "quoted")
_COLUMNS = (
    *(f"referenced_tweets.{kind}.id" for kind in _REFERENCES),
    "id",
    "author_id",
    "text",
    "created_at",
    "author.username",
    "author.name",
    "entities.hashtags",
    "entities.mentions",
    "entities.urls",
    "attachments.media",
    "edit_history_tweet_ids",
)


class Twarc2Csv:
    """Reads the CSV of twarc-csv."""

    name = "twarc2_csv"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return each table with twarc-csv's columns."""
        return claim_tables(export, REQUIRED, "twarc-csv")

    def read(
        self,
        export: Export,
        claim: Claim,
        options: ReadOptions,  # noqa: ARG002  (times carry their zone)
    ) -> Iterator[Row | Skip]:
        """Yield one item for each row, in source order."""
        for member in claim.members:
            if table := find_table(export, member, REQUIRED):
                yield from read_rows(read_table(export, member, table, _COLUMNS), _row)


def _row(place: Place, cells: dict[str, str]) -> Row:
    author_id = cells["author_id"].strip()
    source = TweetV2(
        id=id_of(cells["id"]),
        text=cells["text"],
        created_at=cells["created_at"].strip(),
        author=User(
            id=author_id if author_id.isdigit() else "",
            username=cells["author.username"],
            name=cells["author.name"],
        ),
        entities=Entities(
            hashtags=_list(list[Piece], cells["entities.hashtags"]),
            mentions=_list(list[Piece], cells["entities.mentions"]),
            urls=_list(list[Piece], cells["entities.urls"]),
        ),
        attachments=Attached(media=_list(list[Media], cells["attachments.media"])),
        referenced_tweets=_references(cells),
        edit_history_tweet_ids=_list(list[str], cells["edit_history_tweet_ids"]),
    )
    return Row(to_message(to_tweet(source)), place)


def _references(cells: dict[str, str]) -> tuple[TweetV2, ...]:
    named = ((kind, cells[f"referenced_tweets.{kind}.id"]) for kind in _REFERENCES)
    found = ((kind, id_or_none(value.strip())) for kind, value in named)
    return tuple(TweetV2(type=kind, id=value) for kind, value in found if value)


def _list(kind: type[list[_T]], cell: str) -> tuple[_T, ...]:
    """Return the values of a cell of JSON; none at all if it is odd."""
    try:
        return tuple(decode_as(kind, cell.encode())) if cell else ()
    except ValueError:
        return ()
