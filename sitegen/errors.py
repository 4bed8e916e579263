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

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as it is: errors come back from workers, and subclasses take parts."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(
    kind: type[SitegenError], args: tuple[object, ...], state: dict[str, object]
) -> SitegenError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class UsageError(SitegenError):
    """The command was called in a way that cannot work."""

    exit_code = 2


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `"; did you mean 'x'?"` for the nearest known name, or an empty string."""
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""
