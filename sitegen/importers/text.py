r"""Bytes of unknown encoding to numbered lines, in bounded memory.

A file is UTF-8, or UTF-16 if it starts with a mark. A line that is no UTF-8 is read as
cp1252, which is what Windows logs are. Lines end with `\n` or `\r\n` only: U+2028 and
friends are part of a message. What had to be guessed is noted, never hidden.
"""

import codecs
from collections.abc import Callable, Iterator
from typing import IO

LINE_BYTES = 2**24  # default for the longest line; the limit is `Limits.line_size`
_CHUNK = 2**16

Note = Callable[[int, str], None]  # takes a line number and what was odd there

CP1252 = "not UTF-8, read as cp1252"
NULS = "NUL bytes left out"
CUT = (
    "longer than the limit line_size, the rest of the line is left out;"
    " raise it with --limit line_size=NUMBER"
)


def decoded_lines(
    file: IO[bytes], note: Note | None = None, line_bytes: int = LINE_BYTES
) -> Iterator[tuple[int, str]]:
    """Yield (1-based number, text) of each line of a binary file.

    The line end is cut off, NUL bytes are dropped, a byte-order mark is skipped. Of a
    line longer than `line_bytes` only the first part is yielded, which is noted.
    """
    tell = note or _tell_nobody
    raws = _raw_lines(file, tell, line_bytes)
    first = next(raws, None)
    if first is None:
        return
    if first[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        yield from _utf16_lines(first, file, tell, line_bytes)
        return
    yield 1, _decoded(first.removeprefix(codecs.BOM_UTF8), 1, tell)
    for number, raw in enumerate(raws, 2):
        yield number, _decoded(raw, number, tell)


def _tell_nobody(_line: int, _what: str) -> None:
    """Take a note for callers that keep none."""


def _raw_lines(file: IO[bytes], tell: Note, line_bytes: int) -> Iterator[bytes]:
    number = 0
    while raw := file.readline(line_bytes + 1):
        number += 1
        if len(raw) > line_bytes and not raw.endswith(b"\n"):
            if number == 1 and raw[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
                yield raw  # not the end of a line: the bytes are two by two
                continue
            tell(number, CUT)
            raw = raw[:line_bytes]
            while (rest := file.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
        yield raw


def _decoded(raw: bytes, number: int, tell: Note) -> str:
    cut = raw.removesuffix(b"\n").removesuffix(b"\r")
    if b"\x00" in cut:
        tell(number, NULS)
        cut = cut.replace(b"\x00", b"")
    try:
        return cut.decode("utf-8")
    except UnicodeDecodeError:
        tell(number, CP1252)
        return cut.decode("cp1252", "replace")


def _utf16_lines(
    first: bytes, file: IO[bytes], tell: Note, line_bytes: int
) -> Iterator[tuple[int, str]]:
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    number, held, is_cut = 1, "", False
    data = first
    while data:
        *ends, rest = decoder.decode(data).split("\n")
        for end in ends:
            line = held if is_cut else held + end
            if len(line) > line_bytes:
                tell(number, CUT)
            yield number, _cleaned(line[:line_bytes], number, tell)
            number, held, is_cut = number + 1, "", False
        held = held if is_cut else held + rest
        if len(held) > line_bytes:
            tell(number, CUT)
            held, is_cut = held[:line_bytes], True
        data = file.read(_CHUNK)
    held += decoder.decode(b"", final=True)
    if held:
        yield number, _cleaned(held, number, tell)


def _cleaned(line: str, number: int, tell: Note) -> str:
    if "\x00" in line:
        tell(number, NULS)
    return line.removesuffix("\r").replace("\x00", "")
