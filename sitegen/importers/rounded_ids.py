"""Ids that a spreadsheet has rounded to 15 digits, and the true ids they stand for.

    591403817444446209 --spreadsheet--> 591403817444446000 or 5.91404E+17

In 5 of 11 files seen, columns of ids were rounded while the addresses beside them kept
their digits. A rounded reference can be given back its id if exactly one tweet of the
same file rounds to it: 15 digits of a snowflake id still hold its millisecond.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sitegen.importers.base import Place, Skip
from sitegen.importers.tweets import id_in_url, is_id

_KEPT = 15  # significant digits of a spreadsheet's numbers


def looks_rounded(text: str) -> bool:
    """Tell whether a text may be a rounded id: zeros after 15 digits, or an exponent.

    Of true ids of 18 digits, one in a thousand looks so too.
    """
    if not text.isdigit():
        return "e+" in text.lower()
    return len(text) > _KEPT and not text[_KEPT:].strip("0")


def is_rounded_column(values: Iterable[str]) -> bool:
    """Tell whether most of the long ids of a column look rounded."""
    long = [value for value in values if len(value) > _KEPT or "+" in value]
    return sum(map(looks_rounded, long)) * 2 > len(long)


@dataclass(slots=True)
class TrueIds:
    """The ids of a file, found again by what they round to."""

    _by_rounded: dict[str, set[str]] = field(default_factory=dict)

    def add(self, tweet_id: str) -> None:
        """Remember a true id."""
        for rounded in _roundings(tweet_id):
            self._by_rounded.setdefault(rounded, set()).add(tweet_id)

    def of(self, reference: str) -> str | None:
        """Return the only id a rounded reference can mean; None if none or several."""
        found = self._by_rounded.get(reference, set())
        return next(iter(found)) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class KnownIds:
    """What is known of a table's ids before its rows are read."""

    true: TrueIds
    rounded: frozenset[str]  # columns

    def read(self, cells: dict[str, str], column: str) -> str | None:
        """Return the id that a cell refers to, or None if it can't be known."""
        rounded = column in self.rounded
        return reference(cells[column], rounded=rounded, ids=self.true)


def learn_ids(
    records: Iterable[tuple[Place, dict[str, str]] | Skip],
    url: str,
    references: tuple[str, ...],
) -> KnownIds:
    """Read a table's ids: the true ones, and which columns of references are rounded.

    Args:
        records: The table's rows, with the columns named here.
        url: The column of status URLs.
        references: The columns of ids of other tweets.
    """
    true = TrueIds()
    values: dict[str, list[str]] = {column: [] for column in references}
    for record in records:
        if isinstance(record, Skip):
            continue
        cells = record[1]
        if found := id_in_url(cells[url]):
            true.add(found)
        for column, seen in values.items():
            if cells[column]:
                seen.append(cells[column].strip())
    rounded = (column for column, seen in values.items() if is_rounded_column(seen))
    return KnownIds(true, frozenset(rounded))


def reference(text: str, *, rounded: bool, ids: TrueIds) -> str | None:
    """Return the id a cell refers to, or None if it can't be known.

    Args:
        text: The cell.
        rounded: Whether its column is rounded.
        ids: The true ids of the file.
    """
    value = text.strip()
    if rounded and looks_rounded(value):
        return ids.of(value)
    return value if is_id(value) else None


def _roundings(tweet_id: str) -> set[str]:
    """Return an id cut and rounded to 15 digits; programs do either."""
    unit = 10 ** max(len(tweet_id) - _KEPT, 0)
    number = int(tweet_id)
    return {str(number // unit * unit), str((number + unit // 2) // unit * unit)}
