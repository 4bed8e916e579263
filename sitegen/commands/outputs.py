"""The output folder as the user named it: is a site there, can one be written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.errors import SitegenError, UsageError


class NoBuiltSite(UsageError):
    """A built site was looked for where none is."""

    def __init__(self, output: Path) -> None:
        super().__init__(
            f"{output}: holds no built site; make it with 'sitegen build', or name its"
            " folder with --output"
        )


class OutputNotWritable(SitegenError):
    """The site can't be written where the user wants it."""

    def __init__(self, output: Path, why: str) -> None:
        super().__init__(
            f"{output}: can't be written: {why}; choose another folder with --output"
        )


def built(output: Path) -> Path:
    """Return an output folder that holds a built site.

    Raises:
        NoBuiltSite: It holds none.
    """
    # Loads what a build of which nothing changed does without.
    from sitegen.build.manifest import MANIFEST  # noqa: PLC0415  (see above)

    if not (output / MANIFEST).is_file():
        raise NoBuiltSite(output)
    return output


@contextmanager
def naming(output: Path) -> Iterator[None]:
    """Tell errors of writing by the folder the user typed, not by a working folder's.

    Raises:
        OutputNotWritable: The system refused to write there.
    """
    try:
        yield
    except OSError as error:
        if error.filename is None or not _concerns(str(error.filename), output):
            raise
        raise OutputNotWritable(output, error.strerror or str(error)) from error


def _concerns(path: str, output: Path) -> bool:
    """Return whether a path is the output, in it, beside it for it, or above it."""
    found, wanted = Path(os.path.realpath(path)), Path(os.path.realpath(output))
    beside = wanted.with_name(f".{wanted.name}.staging")
    above = found in wanted.parents
    return above or any(found == p or p in found.parents for p in (wanted, beside))
