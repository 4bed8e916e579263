"""Ascending documents as bits: Rice codes, of which a bitmap is the dense case.

A gap is the number of documents left out before one. Of `count` documents among `span`,
a gap has `width(count, span)` low bits as they are; what is above them is so many zeros
and a one. First come the zeros and ones of all gaps, up to a full byte, then all low
bits. Bits fill a byte from the lowest.

This is within 2 % of what any code of gaps can reach; varints and zlib took 13 % more.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from sitegen.search.varints import Bytes, Column, Cursor


def width(count: int, span: int) -> int:
    """Return how many low bits the gaps of documents have."""
    return max((span // max(count, 1)).bit_length() - 1, 0)


def widths(counts: npt.NDArray[Any], span: int) -> Column:
    """Return `width` for each of some counts."""
    _, exponents = np.frexp((span // np.maximum(counts, 1)).astype(np.float64))
    low: Column = np.maximum(exponents.astype(np.int64) - 1, 0)
    return low


def encode(values: npt.NDArray[Any], widths_of: npt.NDArray[Any]) -> bytes:
    """Return gaps as bits, given how many low bits each has."""
    gaps, low = values.astype(np.int64), widths_of.astype(np.int64)
    ends = np.cumsum((gaps >> low) + 1)
    high = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    high[ends - 1] = 1
    starts = np.cumsum(low) - low
    rest = np.repeat(gaps, low)
    rest >>= np.arange(len(rest)) - np.repeat(starts, low)
    return _packed(high) + _packed((rest & 1).astype(np.uint8))


def _packed(bits: Bytes) -> bytes:
    return np.packbits(bits, bitorder="little").tobytes()


def decode(cursor: Cursor, low: Column) -> Column:
    """Read as many gaps as there are counts of low bits.

    Raises:
        ValueError: The data ends before.
    """
    if not len(low):
        return np.zeros(0, np.int64)
    rest = np.frombuffer(cursor.data, np.uint8, offset=cursor.place)
    ones = np.flatnonzero(np.unpackbits(rest, bitorder="little"))[: len(low)]
    if len(ones) < len(low):
        raise ValueError("the data ends within documents")
    cursor.take(int(ones[-1]) // 8 + 1)
    packed = np.frombuffer(cursor.take((int(low.sum()) + 7) // 8), np.uint8)
    bits = np.unpackbits(packed, bitorder="little").astype(np.int64)
    gaps = (np.diff(ones, prepend=-1) - 1) << low
    starts = np.cumsum(low) - low
    for place in range(int(low.max())):
        held = low > place
        gaps[held] |= bits[starts[held] + place] << place
    return gaps
