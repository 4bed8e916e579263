"""What unit files and calendars of the search index say is looked through."""

import pytest

from sitegen.search.layout import Kind, file_of
from sitegen.verify.forms import opened


@pytest.mark.parametrize("kind", [Kind.UNITS, Kind.CALENDAR])
def test_keys_of_sessions_are_seen(kind: Kind) -> None:
    body = b'[["the-brick-under-the-wick"],[0],[1],[3],[18000],[]]'
    _, file = file_of(kind, body)
    assert b"the-brick-under-the-wick" in b"".join(opened(file.path, file.data).parts)
