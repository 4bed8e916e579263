"""The CSV that twarc 1's `json2csv` wrote from tweets of API v1.1; Hydrator's too.

Seen: the columns of 11 published files (8,698 tweets), of which 5 had been saved again
by a spreadsheet program; their tests here are made up. Two lists of columns are known:

    older   reweet_id (sic), retweet_screen_name
    newer   tweet_type, retweet_or_quote_id, retweet_or_quote_screen_name (not seen)

ids       the one in `tweet_url`, else `id`, which spreadsheets round
replies   `in_reply_to_status_id`; a rounded one is given back its digits if exactly one
          tweet of the file fits, else left out: a wrong link is worse than none
times     the id's; `created_at` (UTC) for tweets from before November 2010
reposts   the text is cut; without `RT @name: ` it is a prefix of the original's. If the
          original's id is lost, the text stays as it is
links     `urls` lists their targets in order; those of pictures come last
dropped   all about the user but name and id; places, counts, client program
"""

from collections.abc import Iterator
from itertools import islice
from typing import Literal

from msgspec.structs import replace

from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip
from sitegen.importers.export import Export
from sitegen.importers.rounded_ids import KnownIds, is_rounded_column, learn_ids
from sitegen.importers.tables import (
    Table,
    claim_tables,
    find_table,
    read_rows,
    read_table,
)
from sitegen.importers.tweets import (
    Tweet,
    id_of,
    id_or_none,
    short_links,
    to_message,
    web_address,
    without_repost_prefix,
    written_time,
)
from sitegen.model import Attachment

REQUIRED = frozenset({"tweet_url", "user_screen_name", "text", "created_at", "id"})
_REFERENCES = (
    "in_reply_to_status_id",
    "reweet_id",
    "retweet_id",
    "retweet_or_quote_id",
)
_COLUMNS = (
    *_REFERENCES,
    "id",
    "tweet_url",
    "created_at",
    "text",
    "tweet_type",
    "urls",
    "media",
    "user_id",
    "user_name",
    "user_screen_name",
    "retweet_screen_name",
    "retweet_or_quote_screen_name",
)
_SAMPLE = 200  # rows read for the evidence

_Kind = Literal["retweet", "quote"]


class TwarcCsv:
    """Reads the CSV of twarc 1's json2csv."""

    name = "twarc_csv"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return each table with the columns id, tweet_url, user_screen_name, text.

        The evidence says if a spreadsheet has rounded the ids.
        """
        claims = claim_tables(export, REQUIRED, "twarc CSV")
        return tuple(_with_warning(export, claim) for claim in claims)

    def read(
        self,
        export: Export,
        claim: Claim,
        options: ReadOptions,  # noqa: ARG002  (times carry their zone)
    ) -> Iterator[Row | Skip]:
        """Yield one item for each row, in source order; reads the table twice."""
        for member in claim.members:
            if table := find_table(export, member, REQUIRED):
                yield from _read(export, member, table)


def _with_warning(export: Export, claim: Claim) -> Claim:
    member = claim.members[0]
    table = find_table(export, member, REQUIRED)
    if table is None:
        return claim
    records = islice(read_table(export, member, table, ("id",)), _SAMPLE)
    ids = [record[1]["id"] for record in records if not isinstance(record, Skip)]
    if not is_rounded_column(ids):
        return claim
    warning = "; ids were rounded by a spreadsheet: taken from tweet_url"
    return Claim(claim.members, claim.evidence + warning)


def _read(export: Export, member: str, table: Table) -> Iterator[Row | Skip]:
    wanted = (*_REFERENCES, "tweet_url")
    first_pass = read_table(export, member, table, wanted)
    ids = learn_ids(first_pass, "tweet_url", _REFERENCES)

    def to_row(place: Place, cells: dict[str, str]) -> Row:
        return Row(to_message(_to_tweet(cells, ids)), place)

    yield from read_rows(read_table(export, member, table, _COLUMNS), to_row)


def _to_tweet(cells: dict[str, str], ids: KnownIds) -> Tweet:
    escaped = cells["text"]
    tweet = Tweet(
        id=id_of(cells["id"], cells["tweet_url"]),
        author=cells["user_screen_name"],
        author_id=id_or_none(cells["user_id"]),
        name=cells["user_name"].strip(),
        escaped=escaped,
        created=written_time(cells["created_at"].strip()),
        spans=short_links(escaped, cells["urls"].split()),
        attachments=_pictures(cells["media"]),
    )
    kind, column = _referred(cells)
    if kind == "retweet" and (original := ids.read(cells, column)):
        by = cells["retweet_screen_name"] or cells["retweet_or_quote_screen_name"]
        tweet = replace(tweet, repost_of=original, repost_author=by.strip() or None)
        return without_repost_prefix(tweet)
    return replace(
        tweet,
        reply_to=ids.read(cells, "in_reply_to_status_id"),
        quotes=ids.read(cells, column) if kind == "quote" else None,
    )


def _referred(cells: dict[str, str]) -> tuple[_Kind | None, str]:
    """Return how a tweet refers to another, and the column that names it."""
    newer = "retweet_or_quote_id"
    for column in ("reweet_id", "retweet_id"):
        if cells[column]:
            return "retweet", column
    if cells[newer] and cells["tweet_type"] in ("retweet", "quote"):
        return ("retweet" if cells["tweet_type"] == "retweet" else "quote"), newer
    return None, newer


def _pictures(cell: str) -> tuple[Attachment, ...]:
    """Return the pictures of a media cell, which may hold addresses of tweets too."""
    return tuple(
        Attachment(url=word, kind="image")
        for word in cell.split()
        if web_address(word) and "//pbs.twimg.com/" in word
    )
