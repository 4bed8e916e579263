r"""Text of strangers on a terminal: nothing in it may move the cursor or turn the line.

printable("a\x1b[2Jb")  ->  "a�[2Jb"
"""

import re
import unicodedata

# Control characters (line ends and tabs too), line separators, lone surrogates, the
# marks and isolates that turn text around, invisible tags and joiners of nothing.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffc\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARK = "\ufffd"


def printable(text: str) -> str:
    """Return a text as one safe line: each unsafe character becomes U+FFFD."""
    return _UNSAFE.sub(_MARK, text)


def printable_lines(text: str) -> str:
    r"""Return a text of several lines, safe; only `\n` survives of the controls."""
    return "\n".join(printable(line) for line in text.split("\n"))


def cells(text: str) -> int:
    """Return how many columns a terminal needs for a text."""
    return sum(
        0
        if unicodedata.combining(char)
        else 2
        if unicodedata.east_asian_width(char) in {"W", "F"}
        else 1
        for char in text
    )


def padded(text: str, width: int) -> str:
    """Return a text with spaces after it, to fill a number of columns."""
    return text + " " * max(0, width - cells(text))
