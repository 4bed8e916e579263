"""Whole numbers as bytes: seven bits at a time, low bits first, high bit = more follow.

Columns of numbers go through numpy; single numbers of a small header through `Cursor`
and `put`. Numbers are below 2**35, which five bytes hold.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

HALF = 15  # the greatest number in half a byte
WIDTH = 5  # bytes of the longest number
STRETCH = 1 << 20  # numbers encoded at a time, which bounds the memory it takes
TEXTS = 1 << 12  # texts compared at a time, for the same reason


def sizes(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return how many bytes each number takes."""
    result = np.ones(len(values), np.uint8)
    for extra in range(1, WIDTH):
        result += values >= (1 << 7 * extra)
    return result


def encode(values: npt.NDArray[Any]) -> bytes:
    """Return a column of numbers as bytes."""
    return b"".join(
        _encode(values[start : start + STRETCH])
        for start in range(0, len(values), STRETCH)
    )


def _encode(values: npt.NDArray[Any]) -> bytes:
    lengths = sizes(values)
    ends = np.cumsum(lengths, dtype=np.int64)
    out = np.empty(int(ends[-1]), np.uint8)
    starts = ends - lengths
    for place in range(int(lengths.max())):
        held = lengths > place
        more = (lengths[held] > place + 1).astype(np.uint8) << 7
        low = ((values[held] >> 7 * place) & 127).astype(np.uint8)
        out[starts[held] + place] = low | more
    return out.tobytes()


def decode(data: bytes | memoryview) -> Column:
    """Return the column of numbers that bytes hold.

    Raises:
        ValueError: The last number is cut, or a number is too long.
    """
    raw = np.frombuffer(data, np.uint8)
    if not len(raw):
        return np.zeros(0, np.int64)
    ends = np.flatnonzero(raw < 128)
    if not len(ends) or ends[-1] != len(raw) - 1:
        raise ValueError("a column of numbers ends within a number")
    starts = np.empty_like(ends)
    starts[0] = 0
    starts[1:] = ends[:-1] + 1
    lengths = ends - starts + 1
    longest = int(lengths.max())
    if longest > WIDTH:
        raise ValueError("a number of a column is too long")
    values = (raw[starts] & 127).astype(np.int64)
    for place in range(1, longest):
        held = lengths > place
        values[held] |= (raw[starts[held] + place] & 127).astype(np.int64) << 7 * place
    return values


def put(out: bytearray, *numbers: int) -> None:
    """Append single numbers."""
    for number in numbers:
        rest = number
        while rest >= 128:
            out.append((rest & 127) | 128)
            rest >>= 7
        out.append(rest)


def put_front_coded(
    out: bytearray, texts: Sequence[bytes], shared: Column | None = None
) -> None:
    """Append sorted texts, each as what it shares with the one before and the rest.

    First both lengths of each in half a byte, low half first; then, of those that are
    15 or more, what is above 15; then the rests.

    Args:
        out: What to append to.
        texts: The texts.
        shared: Their `shared_prefixes`, if known; that of the first does not count.
    """
    if not texts:
        return
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    same = shared_prefixes(texts) if shared is None else shared
    halves = np.stack((same, sizes - same), axis=1).ravel()
    halves[:2] = 0, sizes[0]
    held = np.minimum(halves, HALF)
    out += (held[::2] | held[1::2] << 4).astype(np.uint8).tobytes()
    if len(held) and held.max() == HALF:
        out += encode(halves[halves >= HALF] - HALF)
    rests = zip(texts, halves[::2].tolist(), strict=True)
    out += b"".join([text[start:] for text, start in rests])


def shared_prefixes(texts: Sequence[bytes]) -> Column:
    """Return how many leading bytes each of some texts shares with the one before."""
    found = [
        _shared_prefixes(texts[max(start - 1, 0) : start + TEXTS])
        for start in range(0, len(texts), TEXTS)
    ]
    # each stretch but the first begins with the last text of the one before
    return np.concatenate([found[0], *(each[1:] for each in found[1:])])


def _shared_prefixes(texts: Sequence[bytes]) -> Column:
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    width = max(int(sizes.max()), 1)
    letters = np.array(texts, f"S{width}").view(np.uint8).reshape(len(texts), width)
    differ = np.ones((len(texts), width + 1), bool)
    differ[1:, :width] = letters[1:] != letters[:-1]
    shared: Column = differ.argmax(axis=1)
    shared[1:] = np.minimum(shared[1:], np.minimum(sizes[1:], sizes[:-1]))
    shared[0] = 0
    return shared


def common_prefix(one: bytes, other: bytes) -> int:
    """Return how many leading bytes two texts share."""
    limit = min(len(one), len(other))
    if one[:limit] == other[:limit]:
        return limit
    place = 0
    while one[place] == other[place]:
        place += 1
    return place


class Cursor:
    """A place in bytes from which numbers and texts are read in turn."""

    def __init__(self, data: bytes, place: int = 0) -> None:
        self.data = data
        self.place = place

    def number(self) -> int:
        """Read one number.

        Raises:
            ValueError: The bytes end within the number, or it is too long.
        """
        value = 0
        for shift in range(0, 7 * WIDTH, 7):
            if self.place >= len(self.data):
                break
            byte = self.data[self.place]
            self.place += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise ValueError("the data ends within a number")

    def take(self, size: int) -> bytes:
        """Read that many bytes.

        Raises:
            ValueError: The data is shorter.
        """
        piece = self.data[self.place : self.place + size]
        if len(piece) != size:
            raise ValueError("the data is shorter than it says")
        self.place += size
        return piece

    def skip_numbers(self, count: int) -> bytes:
        """Read the bytes of that many numbers without decoding them."""
        start = self.place
        left = count
        while left:
            if self.place >= len(self.data):
                raise ValueError("the data ends within a column")
            left -= self.data[self.place] < 128
            self.place += 1
        return self.data[start : self.place]

    def numbers(self, count: int) -> Column:
        """Read that many numbers."""
        return decode(self.skip_numbers(count))

    def front_coded(self, count: int) -> list[bytes]:
        """Read that many texts written by `put_front_coded`."""
        halves = [
            half for head in self.take(count) for half in (head & HALF, head >> 4)
        ]
        sizes = [h + self.number() if h == HALF else h for h in halves]
        texts: list[bytes] = []
        before = b""
        for same, rest in zip(sizes[::2], sizes[1::2], strict=True):
            before = before[:same] + self.take(rest)
            texts.append(before)
        return texts
