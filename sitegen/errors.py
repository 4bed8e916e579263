"""The root of the error tree.

Every error that a user can cause is a `SitegenError`. A subclass is named for the
problem, takes the parts, and builds one sentence: place, what, what to do. Subclasses
live beside the code that raises them; the command line prints their text and no
traceback.
"""

import difflib
from collections.abc import Iterable


class SitegenError(Exception):
    """A problem with the user's input or state, told in one sentence."""

    exit_code = 1


class UsageError(SitegenError):
    """The command was called in a way that cannot work."""

    exit_code = 2


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `"; did you mean 'x'?"` for the nearest known name, or an empty string."""
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""
