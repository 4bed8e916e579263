"""Spoil small exports as real life does, and as somebody who means harm would.

    files of a case --spoiled(dice)--> files that are nearly an export

A file is taken apart as what it is (JSON, JSON Lines, a script around JSON, a table,
lines), changed in a few places, put together again, and then sometimes hurt as bytes.
"""

import csv
import io
import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

Files = dict[str, bytes]

_DEEP = 3_000  # lists in each other: more than Python's own limit
ODD_TEXTS = (
    "", " ", "\x00", "\ud800", "\ufeff", "\u2028", "\r", "\n", "²", "१२", "x" * 70_000,
    "null", "NaN", "1e999", "-0", "0", "-1", "9" * 25, "9" * 5_000, "1.5E+18", "+", "#",
    "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2023-02-30", "24:61:61",
    "1683036000.", "1683036000.000100", "99999999999", "253402300800", "-62135596801",
    "2023-05-02T10:00:00", "2023-05-02T10:00:00+99:00", "Tue May 02 25:00:00 +0000 2023",
    "<b>", "&#x1F;", "&#99999999;", "<![CDATA[", "](", "<@U1|", "``````", ":a:" * 500,
    "../../x", "C:\\x", "//x", "http://[", "https://[::1", "javascript:x", "http://x:y/",
    "💩" * 300, "e\u0301" * 300, "\u202e", "@" * 300, "a=b", "\t", '"', "'", "|", ";",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**63), 10**30, 1e308,
    0.1, float("nan"), float("inf"), [], {}, [None], [[]], [{}], {"": ""}, {"id": {}},
)  # fmt: skip
JUNK = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xc3", b"\r", b"\n", b"\r\n", b'"', b"\\", b"\\u",
    b"\\ud800", b"{", b"}", b"[", b"]", b",", b":", b"<", b">", b"&", b"</td>", b"<td>",
    b"<!--", b"null", b"9" * 400, b"[" * _DEEP, b'{"a":' * _DEEP, b"\x1b[2J", b"\x1a",
    b"PK\x03\x04", b"RIFF", b"\xef\xbb\xbf", b"x" * 70_000,
)  # fmt: skip


def spoiled(files: Files, dice: Random) -> Files:
    """Return an export with a few things wrong in it."""
    found = dict(files)
    for _ in range(dice.randint(1, 3)):
        name = dice.choice(sorted(found))
        data = found[name]
        if dice.random() < 0.8:
            data = _by_kind(data, dice)
        if dice.random() < 0.3:
            data = _hurt(data, dice)
        if dice.random() < 0.1:
            data = _recoded(data, dice)
        found[name] = data
        if dice.random() < 0.05 and len(found) > 1:
            del found[dice.choice(sorted(found))]
    return found


def _by_kind(data: bytes, dice: Random) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    for change in (_json, _json_lines, _script, _table):
        made = change(text, dice)
        if made is not None:
            return _encoded(made)
    return _encoded(_lines(text, dice))


def _encoded(text: str) -> bytes:
    """Return the bytes of a text, half pairs and undecodable bytes as they are."""
    halves = text.replace("\ud800", "\udced\udca0\udc80")
    return halves.encode("utf-8", "surrogateescape")


def _json(text: str, dice: Random) -> str | None:
    if text.lstrip("\ufeff \n\r\t")[:1] not in {"{", "["}:
        return None
    try:
        return _dumped(_changed(json.loads(text), dice), dice)
    except (ValueError, RecursionError):  # was hurt before, or is very deep
        return None


def _json_lines(text: str, dice: Random) -> str | None:
    if not text.startswith("{"):
        return None
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    lines[at] = _json(lines[at], dice) or lines[at]
    return "\n".join(_moved(lines, dice))


def _script(text: str, dice: Random) -> str | None:
    start = text.find("[")
    if not text.startswith("window.") or start < 0:
        return None
    made = _json(text[start:].rstrip("; \n"), dice)
    return None if made is None else text[:start] + made


def _table(text: str, dice: Random) -> str | None:
    lines = text.split("\n", 2)
    separators = [s for s in ",;\t|" if all(line.count(s) > 2 for line in lines[:2])]
    if len(lines) < 2 or not separators or text.startswith("<"):
        return None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separators[0]))
    except csv.Error:
        return None
    for _ in range(dice.randint(1, 3)):
        row = dice.choice(rows)
        at = dice.randrange(len(row) + 1)
        what = dice.randrange(4)
        if what == 0 and row:
            row[at - 1] = dice.choice(ODD_TEXTS)
        elif what == 1:
            row.insert(at, dice.choice(ODD_TEXTS))
        elif what == 2 and row:
            row[at - 1] += dice.choice(ODD_TEXTS)
        elif row:
            del row[at - 1]
    out = io.StringIO(newline="")
    quoting: Any = dice.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    writer = csv.writer(out, delimiter=separators[0], quoting=quoting)
    for row in _moved(rows, dice):
        try:
            writer.writerow(row)
        except csv.Error:  # a lone empty cell can't be written unquoted
            out.write("\n")
    return out.getvalue()


def _lines(text: str, dice: Random) -> str:
    lines = text.split("\n")
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(lines))
        line = lines[at]
        start, end = sorted(dice.randint(0, len(line)) for _ in "ab")
        lines[at] = line[:start] + dice.choice(ODD_TEXTS) + line[end:]
    return "\n".join(_moved(lines, dice))


def _moved(rows: list[Any], dice: Random) -> list[Any]:
    """Return rows of which one may be gone, twice there, or elsewhere."""
    what, at = dice.randrange(6), dice.randrange(len(rows))
    if what == 0:
        return rows[:at] + rows[at + 1 :]
    if what == 1:
        return rows[:at] + [rows[at]] * dice.choice((2, 3)) + rows[at + 1 :]
    if what == 2:
        return rows[at:] + rows[:at]
    return rows


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _paths(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            found += _paths(inner, (*path, at))
    return found


def _changed(value: Any, dice: Random) -> Any:
    for _ in range(dice.randint(1, 4)):
        path = dice.choice(_paths(value))
        if not path:
            continue
        *outer, last = path
        holder = value
        for key in outer:
            holder = holder[key]
        _change(holder, last, dice, lambda: _at(value, dice.choice(_paths(value))))
    return value


def _change(holder: Any, key: Any, dice: Random, other: Callable[[], Any]) -> None:
    what = dice.randrange(7)
    if what == 0:
        del holder[key]
    elif what == 1:
        holder[key] = deepcopy(dice.choice(ODD_VALUES))
    elif what in {2, 3}:
        holder[key] = dice.choice(ODD_TEXTS)
    elif what == 4:
        holder[key] = deepcopy(other())  # what stands elsewhere
    elif what == 5 and isinstance(holder, list):
        holder.insert(key, holder[key])
    elif isinstance(holder[key], str):
        holder[key] += dice.choice(ODD_TEXTS)
    else:
        holder[key] = dice.choice(([holder[key]], {"x": holder[key]}, str(holder[key])))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _dumped(value: Any, dice: Random) -> str:
    text = json.dumps(
        value, ensure_ascii=dice.random() < 0.7, indent=dice.choice((None, 1))
    )
    text = text.encode("utf-8", "replace").decode()
    if dice.random() < 0.05:
        deep = "[" * _DEEP + "]" * _DEEP
        return text.replace("null", deep, 1) if "null" in text else text
    return text


def _hurt(data: bytes, dice: Random) -> bytes:
    """Return bytes cut off, cut out, doubled, or with junk between them."""
    what = dice.randrange(5)
    start, end = sorted(dice.randint(0, len(data)) for _ in "ab")
    if what == 0:
        return data[:end]
    if what == 1:
        return data[:start] + data[min(end, start + 40) :]
    if what == 2:
        return data[:end] + data[max(start, end - 400) :]
    for _ in range(dice.randint(1, 3)):
        at = dice.randint(0, len(data))
        data = data[:at] + dice.choice(JUNK) + data[at:]
    return data


def _recoded(data: bytes, dice: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    what = dice.randrange(6)
    if what < 4:
        encoding = ("utf-16", "utf-16-le", "utf-8-sig", "cp1252")[what]
        return text.encode(encoding, "replace")
    if what == 4:
        return data.replace(b"\n", b"\r\n")
    return data.rpartition(b"\n")[0]
