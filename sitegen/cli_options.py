"""What the commands of the command line share: options, the site's folder, printing."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sitegen.errors import UsageError

Site = Annotated[
    Path | None,
    typer.Option("--site", help="Folder of the site; default: the current one."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", help="Folder of the built site; default: SITE/output."),
]
Jobs = Annotated[
    int, typer.Option("--jobs", min=0, help="Worker processes; 0: one a core.")
]


def say(text: str) -> None:
    """Print talk, as opposed to results."""
    print(text, file=sys.stderr)  # noqa: T201


def show(text: str) -> None:
    """Print a result."""
    print(text)  # noqa: T201


class NotAFolder(UsageError):
    """A file was named where a site's folder belongs."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: is a file; name the site's folder with --site")


def site_of(context: typer.Context, site: Path | None) -> Path:
    """Return the site named after or before the command, else this folder."""
    folder = site or context.find_root().obj or Path()
    if folder.is_file():
        raise NotAFolder(folder)
    return folder
