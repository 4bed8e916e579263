"""Published messages as CSV, JSON Lines, SQLite or Parquet.

    csv      a header, a message a line; safe to open in a spreadsheet
    json     a JSON object a line
    sqlite   tables `messages` and `people`
    parquet  one table; needs the extra `parquet`

All are written message by message, and the same rows give the same bytes for the same
versions of the libraries. A file appears whole or not at all.
"""

import csv
import io
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec

from sitegen.chat.people import People
from sitegen.errors import UsageError
from sitegen.render.text import neutral
from sitegen.render.twins import cell
from sitegen.store.exporting import Archive, ExportRow, published_rows

Format = Literal["csv", "json", "sqlite", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "json", "sqlite", "parquet")
COLUMNS = ExportRow.__struct_fields__
_BATCH = 5000  # rows written at once; a Parquet row group
_PARQUET_ZSTD = "zstd"

_SCHEMA = """
CREATE TABLE messages (
  channel TEXT NOT NULL, session TEXT NOT NULL, id TEXT NOT NULL, time TEXT NOT NULL,
  author TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
  question TEXT NOT NULL, reply_to TEXT NOT NULL, repeats TEXT NOT NULL,
  reposts INTEGER NOT NULL, edited TEXT NOT NULL, client TEXT NOT NULL,
  url TEXT NOT NULL, permalink TEXT NOT NULL, attachments TEXT NOT NULL,
  reactions TEXT NOT NULL, PRIMARY KEY (channel, id)
);
CREATE TABLE people (
  slug TEXT PRIMARY KEY, name TEXT NOT NULL, aliases TEXT NOT NULL,
  messages INTEGER NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL
);
"""
_INDEXES = """
CREATE INDEX messages_session ON messages (channel, session);
CREATE INDEX messages_person ON messages (person);
CREATE INDEX messages_time ON messages (time);
"""


class NeedsOutput(UsageError):
    """A format that is no text was asked for without a file to put it in."""

    def __init__(self, form: str) -> None:
        super().__init__(f"--format {form}: goes to a file; name one with --output")


class NeedsPyarrow(UsageError):
    """Parquet was asked for, and the library that writes it is not there."""

    def __init__(self) -> None:
        super().__init__(
            "--format parquet: needs pyarrow; install it with"
            " pip install 'pyarrow>=15', or sitegen with its extra [parquet]"
        )


class CannotWrite(UsageError):
    """The file can't be written where it was asked for."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: can't be written: {why}")


def export(
    archive: Archive, form: Format, output: Path | None, stream: BinaryIO
) -> int:
    """Write all published messages; return how many.

    Args:
        archive: Of what.
        form: As what.
        output: The file, replaced if it is there; None for `stream`.
        stream: Where CSV and JSON go without a file.

    Raises:
        SitegenError: The format needs a file or a library, the file can't be written,
            or a stored day can't be read.
    """
    counted = _Counted(published_rows(archive))
    if output is None:
        if form == "csv":
            write_csv(counted, stream)
        elif form == "json":
            write_json(counted, stream)
        else:
            raise NeedsOutput(form)
        return counted.count
    beside = output.with_name(f".{output.name}.new")
    try:
        beside.unlink(missing_ok=True)
        _write(counted, form, beside, archive.people)
        beside.replace(output)
    except OSError as error:
        raise CannotWrite(output, error.strerror or str(error)) from error
    finally:
        if beside.parent.is_dir():
            beside.unlink(missing_ok=True)
    return counted.count


def write_csv(rows: Iterable[ExportRow], out: BinaryIO) -> None:
    """Write rows as CSV (RFC 4180): a header, CRLF line ends, no cell a formula."""
    out.write(_csv_line(COLUMNS))
    out.writelines(
        _csv_line(cell(neutral(str(value))) for value in flat(row)) for row in rows
    )


def write_json(rows: Iterable[ExportRow], out: BinaryIO) -> None:
    """Write rows as JSON Lines; fields at their default are left out."""
    encoder = msgspec.json.Encoder()
    out.writelines(encoder.encode(row) + b"\n" for row in rows)


def write_sqlite(rows: Iterable[ExportRow], path: Path, people: People) -> None:
    """Write rows as a new SQLite database."""
    tally = _Tally(people)
    marks = ", ".join("?" * len(COLUMNS))
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        base.execute("BEGIN")
        for statement in filter(str.strip, _SCHEMA.split(";")):
            base.execute(statement)
        base.executemany(
            f"INSERT INTO messages VALUES ({marks})",  # noqa: S608  (only marks)
            (flat(row) for row in tally.counting(rows)),
        )
        base.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", tally.rows())
        for statement in filter(str.strip, _INDEXES.split(";")):
            base.execute(statement)
        base.execute("COMMIT")


def write_parquet(rows: Iterable[ExportRow], path: Path) -> None:
    """Write rows as a Parquet file.

    Raises:
        NeedsPyarrow: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  (an extra)
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise NeedsPyarrow from error
    moment = pa.timestamp("us", tz="UTC")
    kinds = {"time": moment, "edited": moment, "reposts": pa.int64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
    with pq.ParquetWriter(path, schema, compression=_PARQUET_ZSTD) as writer:
        left = iter(rows)
        while batch := tuple(islice(left, _BATCH)):
            columns = [
                pa.array(_column(batch, name), type=schema.field(name).type)
                for name in COLUMNS
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def flat(row: ExportRow) -> tuple[str | int, ...]:
    """Return a row's values as texts and numbers, in the order of the columns."""
    return tuple(_flat(getattr(row, name)) for name in COLUMNS)


def _flat(value: object) -> str | int:
    if value is None or value == ():
        return ""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return msgspec.json.encode(value).decode()
    return value if isinstance(value, int) else str(value)


def _column(batch: Iterable[ExportRow], name: str) -> list[Any]:
    if name in {"time", "edited"}:
        return [getattr(row, name) for row in batch]
    return [_flat(getattr(row, name)) for row in batch]


def _csv_line(values: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(list(values))
    return out.getvalue().encode("utf-8", "replace")


def _write(rows: Iterable[ExportRow], form: Format, path: Path, people: People) -> None:
    if form == "sqlite":
        write_sqlite(rows, path, people)
    elif form == "parquet":
        write_parquet(rows, path)
    else:
        with path.open("wb") as out:
            (write_csv if form == "csv" else write_json)(rows, out)


class _Counted:
    """Rows, and how many have passed."""

    def __init__(self, rows: Iterable[ExportRow]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[ExportRow]:
        for row in self._rows:
            self.count += 1
            yield row


class _Tally:
    """What the rows say about people, counted while they pass."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._counts: dict[str, int] = {}
        self._first: dict[str, datetime] = {}
        self._last: dict[str, datetime] = {}
        self._names: dict[str, tuple[datetime, str]] = {}
        self._aliases: dict[str, set[str]] = {}

    def counting(self, rows: Iterable[ExportRow]) -> Iterator[ExportRow]:
        """Yield the rows, and remember who wrote them."""
        for row in rows:
            slug, time = row.person, row.time
            if slug:
                self._counts[slug] = self._counts.get(slug, 0) + 1
                self._first[slug] = min(time, self._first.get(slug, time))
                self._last[slug] = max(time, self._last.get(slug, time))
                shown = (time, row.name or row.author)
                self._names[slug] = max(shown, self._names.get(slug, shown))
                self._aliases.setdefault(slug, set()).add(row.author)
            yield row

    def rows(self) -> Iterator[tuple[str | int, ...]]:
        """Yield slug, name, aliases as JSON, messages, first and last time."""
        for slug in sorted(self._counts):
            profile = self._people.profile(slug)
            yield (
                slug,
                (profile and profile.name) or self._names[slug][1],
                msgspec.json.encode(sorted(self._aliases[slug])).decode(),
                self._counts[slug],
                _flat(self._first[slug]),
                _flat(self._last[slug]),
            )
