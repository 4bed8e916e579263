"""Twitter Archiver: the CSV of the Google Sheets add-on of that name.

Seen: one real sheet (2,473 rows, 2020 to 2023). Row 1 is a title, row 2 the header, in
which `Location` occurs twice. Newest first; the query usually leaves reposts out.

ids       `Tweet ID`
times     the id's. `Date` (3/3/2023 13:48:03) has no zone, it is local to the sheet; in
          the sample it is US Eastern, summer time included, on all rows. The zone is
          found by holding `Date` against the ids, and only used for tweets from before
          November 2010, whose ids hold no time.
text      the add-on takes links out of it and lists them in `Link(s)`: they become
          attachments, so that they are not lost. It unescapes only the first `&gt;` of
          a text: the rest is done here.
channel   the one hashtag of the query in the title row
dropped   place, biography, website, counts, picture, client; there are no replies
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip, ZoneNeeded
from sitegen.importers.export import Export
from sitegen.importers.tables import (
    Table,
    claim_tables,
    find_table,
    read_rows,
    read_table,
)
from sitegen.importers.tweets import OddTweet, Tweet, id_of, id_time, to_message
from sitegen.importers.zones import zone_of
from sitegen.model import Attachment

REQUIRED = frozenset({"tweet id", "screen name", "tweet text"})
_COLUMNS = (
    "date",
    "screen name",
    "full name",
    "tweet text",
    "tweet id",
    "link(s)",
    "media",
)
_PAIRS = 500  # rows held against their ids to find the zone
_DAY = timedelta(hours=15)  # no place on earth is further from UTC


class TwitterArchiver:
    """Reads sheets of the Twitter Archiver add-on saved as CSV."""

    name = "twitter_archiver"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return each table with the columns Tweet ID, Screen Name and Tweet Text."""
        return claim_tables(export, REQUIRED, "Twitter Archiver sheet")

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield one item for each row, in sheet order (newest first).

        Raises:
            ZoneNeeded: A tweet is older than ids with times, no zone was given, and
                the other rows tell none.
        """
        for member in claim.members:
            if table := find_table(export, member, REQUIRED):
                yield from _read(export, member, table, options.zone)


def _read(
    export: Export, member: str, table: Table, zone: ZoneInfo | None
) -> Iterator[Row | Skip]:
    channel = _channel(table.title)
    known_zone = zone

    def to_row(place: Place, cells: dict[str, str]) -> Row:
        nonlocal known_zone
        tweet_id = id_of(cells["tweet id"])
        local = _local_time(cells["date"])
        held = id_time(tweet_id)
        if held is None and local is not None:
            known_zone = known_zone or sheet_zone(export, member, table)
            if known_zone is None:
                raise ZoneNeeded(member, cells["date"].strip())
            local = local.replace(tzinfo=known_zone).astimezone(UTC)
        elif held and local and abs(held.replace(tzinfo=None) - local) > _DAY:
            raise OddTweet(f"id '{tweet_id}' is of {held:%F %T}, but Date is {local}")
        tweet = Tweet(
            id=tweet_id,
            author=cells["screen name"],
            escaped=cells["tweet text"],
            created=None if held else local,
            name=cells["full name"].strip(),
            attachments=_attachments(cells),
        )
        return Row(to_message(tweet), place, channel)

    yield from read_rows(read_table(export, member, table, _COLUMNS), to_row)


def sheet_zone(export: Export, member: str, table: Table) -> ZoneInfo | None:
    """Return the zone in which the first rows' `Date` is the time of their ids."""
    records = read_table(export, member, table, ("date", "tweet id"))
    pairs = []
    for record in islice(records, _PAIRS):
        if not isinstance(record, Skip):
            local = _local_time(record[1]["date"])
            try:
                held = id_time(id_of(record[1]["tweet id"]))
            except OddTweet:
                continue
            if local and held:
                pairs.append((local, held))
    return zone_of(pairs)


def _channel(title: str) -> str | None:
    """Return the hashtag of the query, if there is exactly one."""
    tags = {tag.lower() for tag in re.findall(r"(?<![-\w])#(\w+)", title)}
    return "#" + tags.pop() if len(tags) == 1 else None


def _local_time(text: str) -> datetime | None:
    """Read `month/day/year hour:minute:second`; other orders are not told apart."""
    found = re.match(
        r"(\d\d?)/(\d\d?)/(\d{4}) (\d\d?):(\d\d):(\d\d)\s*\Z", text.strip()
    )
    if not found:
        return None
    month, day, year, hour, minute, second = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (local)
    except ValueError:
        return None


def _attachments(cells: dict[str, str]) -> tuple[Attachment, ...]:
    """Return media, then the links that were taken out of the text."""
    return (
        *(
            Attachment(url=url, kind=_media_kind(url))
            for url in _addresses(cells["media"])
        ),
        *(Attachment(url=url, kind="card") for url in _addresses(cells["link(s)"])),
    )


def _media_kind(url: str) -> str:
    if "//pic.twitter.com/" in url:
        return "card"  # a page that shows the picture
    return "video" if "//video.twimg.com/" in url else "image"


def _addresses(cell: str) -> list[str]:
    """Return the addresses of a cell; `pic.twitter.com/...` lacks its https."""
    words = (
        f"https://{word}" if word.startswith("pic.twitter.com/") else word
        for word in cell.split()
    )
    return [word for word in words if word.startswith(("http://", "https://"))]
