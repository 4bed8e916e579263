"""A new site: copied from `files/`, working, commented, with a made-up chat in it.

The files lie beside this module and go into the wheel. A name that begins with `dot-`
becomes a dot file, since tools would act on real ones in the program's repository.
`@date@` becomes the day on which the site was made.
"""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from sitegen.errors import UsageError
from sitegen.store.files import write_whole

_DOT = "dot-"
_DATE = b"@date@"


class FolderInUse(UsageError):
    """A new site was asked for where something else is."""

    def __init__(self, folder: Path, what: str) -> None:
        super().__init__(
            f"{folder}: holds '{what}'; name a folder that is empty or does not exist"
        )


class NoFolder(UsageError):
    """A new site was asked for where no folder can be."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder}: {why}; name a folder that can be made")


def new_site(folder: Path, today: date) -> tuple[Path, ...]:
    """Write a working site into an empty folder, made if it is missing.

    Args:
        folder: Where the site goes.
        today: For the authority of feed ids, which names a day and is written once.

    Returns:
        The files written, sorted, as paths below `folder`.

    Raises:
        FolderInUse: The folder holds something.
        NoFolder: It is a file, or can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        inside = sorted(path.name for path in folder.iterdir())
    except FileExistsError as error:
        raise NoFolder(folder, "is a file") from error
    except OSError as error:
        raise NoFolder(folder, f"can't be made: {error.strerror}") from error
    if inside:
        raise FolderInUse(folder, inside[0])
    written = []
    for name, data in sorted(_template(files(__package__) / "files", "")):
        path = folder / name
        write_whole(path, data.replace(_DATE, today.isoformat().encode()))
        written.append(path)
    return tuple(written)


def _template(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Yield the path and bytes of each file of the template."""
    for item in folder.iterdir():
        name = item.name
        if name.startswith(_DOT):
            name = "." + name.removeprefix(_DOT)
        if item.is_dir():
            yield from _template(item, f"{prefix}{name}/")
        else:
            yield prefix + name, item.read_bytes()
