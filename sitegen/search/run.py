"""A run: one unit, inverted. The value between counting terms and writing shards.

A run is made once for a unit and may be cached as bytes under the digest of the unit,
the language, the fragment size and the version of the code.

Legend. *Key*: field byte and term in UTF-8. *Posting*: one key in one document.
*Weight*: bucket of the document's length in bits 0-2, frequency less one in bits 3-7,
where 31 says that the frequency follows elsewhere. *Surface*: a word as written,
folded; its *stem* is what is indexed.
"""

import msgspec

from sitegen.search.layout import File


class UnitRow(msgspec.Struct, frozen=True, array_like=True):
    """What the unit file says of a unit."""

    key: str
    channel: str
    kind: str
    documents: int
    days: tuple[tuple[int, int], ...]  # (first document, day) of each stretch of a day
    name: bytes  # of its fragments
    start: int = 0  # unix seconds, for the order


class Run(msgspec.Struct, frozen=True, array_like=True):
    """One unit's postings, sorted by key and then document; keys as `invert` met them.

    Columns are as `columns.pack` gives them.
    """

    unit: UnitRow
    fragment_size: int
    fragments: tuple[tuple[str, bytes], ...]  # path and data
    tokens: int  # of all texts, for the average length
    keys: tuple[bytes, ...]  # those of text last
    counts: bytes  # column: postings of each key
    documents: bytes  # column: document of each posting
    frequencies: bytes  # column: frequency of each posting
    positions: bytes  # column: for each posting of text, `frequency` ascending gaps
    buckets: bytes  # length bucket of each document
    words: bytes  # column: how often each key of text occurs as a word of its own
    surfaces: tuple[bytes, ...]  # words that are indexed as another
    surface_counts: bytes  # column: how often each occurs
    surface_keys: bytes  # column: place in `keys` of what each is indexed as
    people: tuple[tuple[str, str, int], ...]  # slug, display name, messages

    def files(self) -> tuple[File, ...]:
        """Return the fragments as files."""
        return tuple(File(path, data) for path, data in self.fragments)


def dump(run: Run) -> bytes:
    """Return a run as bytes for a cache."""
    return msgspec.msgpack.encode(run)


def load(data: bytes) -> Run:
    """Return a run from `dump`.

    Raises:
        msgspec.ValidationError: The bytes are no run.
    """
    return msgspec.msgpack.decode(data, type=Run)
