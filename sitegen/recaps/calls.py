"""Find the functions called in a recap's Markdown.

    {{ quote("<message id>", session="channel/key") }}
    {{ answers("Q3", top=5, session=None) }}
    {{ stats() }}   {{ links() }}

A fixed set of four; arguments are strings, whole numbers, true, false or none. There is
no other template code, so a recap can do nothing else. Nothing is expanded in Markdown
code (fenced, indented or in backticks); a backslash before a brace keeps it as it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sitegen.errors import nearest
from sitegen.recaps.recap import RecapError

Value = str | int | bool | None

# Each function's arguments in order, and how many must be given.
FUNCTIONS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "quote": (("id", "session"), 1),
    "answers": (("question", "top", "session"), 1),
    "stats": (("session",), 0),
    "links": (("session",), 0),
}
_OPEN = re.compile(r"(?<!\\)\{\{")
_CALL = re.compile(r"\s*([A-Za-z_]\w*)\s*\(")
_NAME = re.compile(r"\s*([A-Za-z_]\w*)\s*=(?!=)")
_VALUE = re.compile(
    r"""\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|(-?\d{1,9})(?!\w)|([A-Za-z]+))"""
)
_NEXT = re.compile(r"\s*([,)])")
_CLOSE = re.compile(r"\s*\}\}")
_WORDS: Mapping[str, Value] = {
    "true": True, "True": True, "false": False, "False": False,
    "none": None, "None": None, "null": None,
}  # fmt: skip
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_INDENTED = re.compile(r"(?: {4}|\t)")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_TICKS = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Call:
    """One call in a text: `text[start:end]` is replaced by its value."""

    name: str  # one of FUNCTIONS
    arguments: Mapping[str, Value]  # by name; what was not given is absent
    start: int
    end: int
    line: int  # in the file


def find_calls(body: str, path: str, body_line: int = 1) -> tuple[Call, ...]:
    """Return the calls of a recap's text, in order.

    Raises:
        RecapError: Something in double braces is no call of a known function.
    """
    code = code_ranges(body)
    calls = []
    at = 0
    while (match := _OPEN.search(body, at)) is not None:
        inside = next((r for r in code if r[0] <= match.start() < r[1]), None)
        if inside is not None:
            at = max(inside[1], match.end())
            continue
        line = body_line + body.count("\n", 0, match.start())
        call = _call(body, match.start(), path, line)
        calls.append(call)
        at = call.end
    return tuple(calls)


def _call(body: str, start: int, path: str, line: int) -> Call:
    match = _CALL.match(body, start + 2)
    if match is None:
        shown = body[start : start + 30].split("\n", maxsplit=1)[0]
        what = f"'{shown}' is no call; expected one such as {{{{ stats() }}}}"
        raise RecapError(path, line, what)
    name, at = match[1], match.end()
    if name not in FUNCTIONS:
        hint = nearest(name, FUNCTIONS)
        raise RecapError(path, line, f"unknown function '{name}'{hint}")
    positional: list[Value] = []
    named: dict[str, Value] = {}
    closing = re.compile(r"\s*\)").match(body, at)
    while closing is None:
        key = _NAME.match(body, at)
        at = key.end() if key else at
        value = _VALUE.match(body, at)
        following = _NEXT.match(body, value.end()) if value else None
        if value is None or following is None:
            what = f"{name}: an argument is no text, number, true, false or none"
            raise RecapError(path, line, what)
        if key is not None:
            if key[1] in named:
                raise RecapError(path, line, f"{name}: '{key[1]}' is given twice")
            named[key[1]] = _read(value, path, line)
        elif named:
            raise RecapError(path, line, f"{name}: an unnamed argument after a named")
        else:
            positional.append(_read(value, path, line))
        at = following.end()
        closing = following if following[1] == ")" else None
    at = closing.end()
    close = _CLOSE.match(body, at)
    if close is None:
        raise RecapError(path, line, f"{name}: expected '}}}}' after the call")
    arguments = _bound(name, positional, named, path, line)
    return Call(name, arguments, start, close.end(), line)


def _read(match: re.Match[str], path: str, line: int) -> Value:
    double, single, number, word = match.groups()
    if number is not None:
        return int(number)
    if word is not None:
        if word not in _WORDS:
            raise RecapError(path, line, f"'{word}' is no value; text needs quotes")
        return _WORDS[word]
    return re.sub(r"\\(.)", r"\1", double if double is not None else single)


def _bound(
    name: str,
    positional: Sequence[Value],
    named: Mapping[str, Value],
    path: str,
    line: int,
) -> dict[str, Value]:
    names, required = FUNCTIONS[name]
    if len(positional) > len(names):
        what = f"{name}: {len(positional)} arguments; expected at most {len(names)}"
        raise RecapError(path, line, what)
    bound = dict(zip(names, positional, strict=False))
    for key, value in named.items():
        if key not in names:
            what = f"{name}: unknown argument '{key}'{nearest(key, names)}"
            raise RecapError(path, line, what)
        if key in bound:
            raise RecapError(path, line, f"{name}: '{key}' is given twice")
        bound[key] = value
    for key in names[:required]:
        if key not in bound:
            raise RecapError(path, line, f"{name}: '{key}' is missing")
    for key, value in bound.items():
        _check_kind(name, key, value, path, line)
    return bound


def _check_kind(name: str, key: str, value: Value, path: str, line: int) -> None:
    if key == "top":
        fits = isinstance(value, int) and not isinstance(value, bool) and value > 0
        expected = "a number above 0"
    elif key == "session":
        fits, expected = value is None or isinstance(value, str), "channel/key"
    else:
        fits, expected = isinstance(value, str), "text in quotes"
    if not fits:
        raise RecapError(path, line, f"{name}: {key} is '{value}'; expected {expected}")


def code_ranges(body: str) -> tuple[tuple[int, int], ...]:
    """Return where Markdown code stands: fenced and indented blocks, spans."""
    ranges: list[tuple[int, int]] = []
    prose: list[tuple[int, int]] = []
    fence: str | None = None
    blank, in_list = True, False
    at = 0
    for line in body.splitlines(keepends=True):
        end = at + len(line)
        match = _FENCE.match(line)
        if fence is not None:
            ranges.append((at, end))
            closes = match is not None and match[1].startswith(fence)
            if closes and match is not None and not match[2].strip():
                fence = None
        elif match is not None and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
            ranges.append((at, end))
        elif _INDENTED.match(line) and line.strip() and blank and not in_list:
            ranges.append((at, end))
        else:
            prose.append((at, end))
            if line.strip():
                in_list = bool(_LIST_ITEM.match(line)) or (
                    in_list and line[:1].isspace()
                )
            blank = not line.strip()
        at = end
    ranges += _spans(body, prose)
    return tuple(sorted(ranges))


def _spans(body: str, prose: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield code spans; one may run over lines, but not out of its paragraph."""
    for start, end in _paragraphs(body, prose):
        ticks = [(m.start(), m.end()) for m in _TICKS.finditer(body, start, end)]
        after: dict[int, list[int]] = {}
        for n, (a, b) in enumerate(ticks):
            after.setdefault(b - a, []).append(n)
        n = 0
        while n < len(ticks):
            a, b = ticks[n]
            same = after[b - a]
            while same and same[0] <= n:
                same.pop(0)
            if same and not (a > 0 and body[a - 1] == "\\"):
                yield a, ticks[same[0]][1]
                n = same[0]
            n += 1


def _paragraphs(
    body: str, prose: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    start: int | None = None
    last = 0
    for a, b in prose:
        empty = not body[a:b].strip()
        if start is not None and (empty or a != last):
            yield start, last
            start = None
        if start is None and not empty:
            start = a
        last = b
    if start is not None:
        yield start, last
