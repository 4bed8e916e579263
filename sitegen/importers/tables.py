"""Tables in exports: CSV files as people really have them.

    member --find_table--> Table --read_table--> (Place, {column: cell}) | Skip ...

Columns are found by name, whatever their order; of a name that occurs twice the first
counts. Only the columns an importer asks for are kept, so that personal data of others
is not even read. The separator may be a comma, semicolon, tab or bar (spreadsheets in
other languages write semicolons).

A cell may hold 131,072 characters, the default of the csv module: what is longer comes
from a quote that was never closed, and ends there.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sitegen.importers.base import Claim, Place, Row, Skip
from sitegen.importers.export import Export, decoded_lines, text_lines

_SEPARATORS = (",", ";", "\t", "|")
_HEADER_WITHIN = 3  # records: some exports have a title row before the header


@dataclass(frozen=True, slots=True)
class Table:
    """The header of a table in an export."""

    header: tuple[str, ...]  # lower case, trimmed
    record: int  # 0-based number of the header's record
    separator: str
    title: str = ""  # cells of the rows before the header, joined


def find_table(export: Export, member: str, required: frozenset[str]) -> Table | None:
    """Return the table of a member if one of its first rows has all required names."""
    head = export.head(member).replace(b"\0", b"").lower()
    if not all(name.encode() in head for name in required):
        return None
    lines = decoded_lines(io.BytesIO(export.head(member)))
    first = [
        f"{text}\n" for _, text in (next(lines, None) or (0, "") for _ in range(9))
    ]
    for separator in _SEPARATORS:
        title: list[str] = []
        for number, row in enumerate(_head_rows(first, separator)):
            header = tuple(cell.strip().lower() for cell in row)
            if required <= set(header):
                return Table(header, number, separator, " ".join(title))
            title += [cell.strip() for cell in row if cell.strip()]
    return None


def claim_tables(
    export: Export, required: frozenset[str], kind: str
) -> tuple[Claim, ...]:
    """Return a claim for each member that holds a table with the required names."""
    names = ", ".join(sorted(required))
    return tuple(
        Claim((member,), f"{kind}: has the columns {names}")
        for member in export.members()
        if find_table(export, member, required)
    )


def read_table(
    export: Export, member: str, table: Table, wanted: tuple[str, ...]
) -> Iterator[tuple[Place, dict[str, str]] | Skip]:
    """Yield each row after the header as its wanted cells, or why it is odd.

    A missing cell or column is an empty text. Rows without any text are no rows.
    """
    width = len(table.header)
    known = {name: at for at, name in reversed([*enumerate(table.header)])}
    # One cell past the row's end stands for columns the table lacks.
    places = [(name, known.get(name, width)) for name in wanted]
    source = (f"{text}\n" for _, text in text_lines(export, member))
    for number, (line, row) in enumerate(_records(source, table.separator)):
        place = Place(member, line)
        if isinstance(row, csv.Error):
            yield Skip(place, f"row is no CSV: {row}")
            continue
        if number <= table.record or not any(row):
            continue
        if any(row[width:]):
            yield Skip(place, f"row has {len(row)} cells, the header {width}")
        elif _is_header(row, table.header):
            yield Skip(place, "repeated header", problem=False)
        else:
            filled = [*row[:width], *[""] * (width - len(row)), ""]
            yield place, {name: filled[at] for name, at in places}


def read_rows(
    records: Iterator[tuple[Place, dict[str, str]] | Skip],
    to_row: Callable[[Place, dict[str, str]], Row],
) -> Iterator[Row | Skip]:
    """Yield each record as a row; one that `to_row` raises a ValueError for, as a skip.

    Raises nothing for odd content.
    """
    for record in records:
        if isinstance(record, Skip):
            yield record
            continue
        place, cells = record
        try:
            yield to_row(place, cells)
        except ValueError as error:
            yield Skip(place, str(error))


def _is_header(row: list[str], header: tuple[str, ...]) -> bool:
    if row[0].strip().lower() != header[0]:
        return False
    return tuple(cell.strip().lower() for cell in row) == header


def _head_rows(lines: list[str], separator: str) -> list[list[str]]:
    try:
        reader = csv.reader(lines, delimiter=separator)
        return [row for row, _ in zip(reader, range(_HEADER_WITHIN), strict=False)]
    except csv.Error:
        return []


def _records(
    lines: Iterator[str], separator: str
) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield each record with its first physical line; an error ends only its record."""
    reader = csv.reader(lines, delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
