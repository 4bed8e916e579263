"""TwapperKeeper and yourTwapperKeeper: the ".xls" that is an HTML table, and the CSV.

No real export was found. The columns of the table are those the program's source code
writes; what is said of the CSV is hearsay. The cases here are made up from that.

    ".xls"  a `<table>` without escaping of cells, names in upper case: ARCHIVESOURCE
            TEXT TO_USER_ID FROM_USER ID FROM_USER_ID ISO_LANGUAGE_CODE SOURCE
            PROFILE_IMG_URL GEO_TYPE GEO_COORDINATES_0 GEO_COORDINATES_1 CREATED_AT TIME
    CSV     the same names in lower case, perhaps without the first, separated by commas
            or bars

ids       `ID`
times     the id's; for tweets from before November 2010 `TIME` (unix seconds), else
          `CREATED_AT` in either of the API's styles; all UTC
text      unescaped once: cells hold it as the API sent it
people    `FROM_USER_ID` is kept for tweets of the stream only; the old Search API gave
          numbers of its own
replies   cannot be rebuilt: there is only the number of an account
reposts   only text, `RT @name: ...`
dropped   places, pictures, languages, the client program
"""

import re
from collections.abc import Iterator

from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip
from sitegen.importers.export import Export, text_lines
from sitegen.importers.tables import claim_tables, find_table, read_rows, read_table
from sitegen.importers.tweets import (
    Tweet,
    id_of,
    id_or_none,
    to_message,
    unescape,
    written_time,
)

REQUIRED = frozenset(
    {"text", "from_user", "id", "from_user_id", "iso_language_code", "created_at"}
)
_COLUMNS = (
    "archivesource",
    "text",
    "from_user",
    "id",
    "from_user_id",
    "created_at",
    "time",
)
_CELL_TAG = re.compile(r"<(/?)t[dh]\b[^<>]*>", re.IGNORECASE)
_ROW_TAG = re.compile(r"<tr\b[^<>]*>", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)


class TwapperKeeper:
    """Reads TwapperKeeper's HTML tables (named .xls) and CSV."""

    name = "twapperkeeper"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return each HTML table or CSV with TwapperKeeper's columns."""
        tables = (
            Claim((member,), "TwapperKeeper: an HTML table with ARCHIVESOURCE")
            for member in export.members()
            if _is_html(export.head(member))
        )
        return (*tables, *claim_tables(export, REQUIRED, "TwapperKeeper CSV"))

    def read(
        self,
        export: Export,
        claim: Claim,
        options: ReadOptions,  # noqa: ARG002  (times are UTC)
    ) -> Iterator[Row | Skip]:
        """Yield one item for each row, in source order (newest first)."""
        for member in claim.members:
            if _is_html(export.head(member)):
                yield from read_rows(_html_records(export, member), _row)
            elif table := find_table(export, member, REQUIRED):
                yield from read_rows(read_table(export, member, table, _COLUMNS), _row)


def _is_html(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:4096].lower()
    return start.startswith(b"<table") and b"archivesource" in start


def _row(place: Place, cells: dict[str, str]) -> Row:
    streamed = cells["archivesource"].strip().lower() == "twitter-stream"
    created = written_time(cells["time"].strip())
    tweet = Tweet(
        id=id_of(cells["id"]),
        author=unescape(cells["from_user"]),
        author_id=id_or_none(cells["from_user_id"].strip()) if streamed else None,
        escaped=cells["text"].strip(),
        created=created or written_time(cells["created_at"].strip()),
    )
    return Row(to_message(tweet), place)


def _html_records(
    export: Export, member: str
) -> Iterator[tuple[Place, dict[str, str]] | Skip]:
    """Yield the rows of the table after its first, which names the columns."""
    header: list[str] | None = None
    for line, source in _html_rows(export, member):
        place = Place(member, line)
        cells = _cells(source)
        if cells is None:
            yield Skip(place, "row's cells do not open and close in turn")
        elif header is None:
            header = [cell.strip().lower() for cell in cells]
        elif len(cells) != len(header):
            yield Skip(place, f"row has {len(cells)} cells, the header {len(header)}")
        else:
            named = dict(zip(header, cells, strict=True))
            yield place, {name: named.get(name, "") for name in _COLUMNS}


def _html_rows(export: Export, member: str) -> Iterator[tuple[int, str]]:
    """Yield the source of each table row, and the line on which it starts."""
    begun, pieces = 0, list[str]()
    for number, text in text_lines(export, member):
        first, *starts = _ROW_TAG.split(text)
        pieces.append(first)
        for start in starts:
            if begun:
                yield begun, "\n".join(pieces)
            begun, pieces = number, [start]
    if begun:
        yield begun, _TABLE_END.split("\n".join(pieces))[0]


def _cells(source: str) -> list[str] | None:
    """Return the cells of a row; None if tags are missing or doubled."""
    pieces = _CELL_TAG.split(source)
    slashes = pieces[1::2]
    if slashes != ["", "/"] * (len(slashes) // 2):
        return None
    return pieces[2::4]
