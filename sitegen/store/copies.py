"""Copies of removed texts in others' messages: quoted, or sent on in the old style.

A copy counts where its first 24 characters stand behind `RT`, `MT`, `via` or a mark of
quotation, in any case and over any white space.
"""

import re
from collections.abc import Iterable

_LENGTH = 24  # as `verify` counts: shorter texts are nobody's own
# What stands before a copy, in folded text; plain `in` is ten times a pattern's speed.
_MARKS = ("rt ", "mt ", "via ", '"', "“", "”", "„", "«", "»", ">")
_FEW = 64  # up to so many needles, looking for each is faster than for all at once
_NO_WORD = re.compile(r"\A\W+")
_WORD_START = re.compile(r"\b(?=\w)")
_OLD_REPOST = re.compile(r"\b(?:RT|MT|via)\b\s*", re.IGNORECASE)


def copyable(text: str) -> str | None:
    """Return a removed text as copies of it are known, folded; None if it is short."""
    folded = _NO_WORD.sub("", " ".join(text.casefold().split()))
    return folded if len(folded) >= _LENGTH else None


class Copies:
    """Removed texts, ready to be looked for in many messages."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._beginnings = {text[:_LENGTH] for text in texts}
        self._needles = sorted(
            {max(text.split(), key=len) for text in self._beginnings}
        )

    def may_be_in(self, folded: str) -> bool:
        """Tell quickly whether a folded text may hold a copy; never misses one."""
        if len(self._needles) > _FEW:
            return any(mark in folded for mark in _MARKS)
        # Plain loops: a generator for each message costs more than the search itself.
        for needle in self._needles:  # noqa: SIM110  (see above)
            if needle in folded:
                return True
        return False

    def start_in(self, text: str) -> int | None:
        """Return where a text begins to repeat a removed one; None if it does not.

        An old-style repost mark shortly before the copy goes with it.
        """
        if not self._beginnings:
            return None
        lower = text.casefold()
        if not any(mark in lower for mark in _MARKS):
            return None
        folded = " ".join(lower.split())
        if len(self._beginnings) <= _FEW:
            found = next((b for b in self._beginnings if b in folded), None)
        else:
            starts = (match.start() for match in _WORD_START.finditer(folded))
            pieces = (folded[at : at + _LENGTH] for at in starts)
            found = next((piece for piece in pieces if piece in self._beginnings), None)
        if found is None:
            return None
        words = r"\s+".join(map(re.escape, found.split()))
        match = re.search(words, text, re.IGNORECASE)
        start = match.start() if match else 0
        repost = _OLD_REPOST.search(text, max(0, start - 40), start)
        return repost.start() if repost else start
