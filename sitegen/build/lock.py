"""One build at a time in a site."""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from sitegen.errors import SitegenError


class Locked(SitegenError):
    """Another build is at work in the same site."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: another build is running here; wait for it to finish, then retry"
        )


@contextlib.contextmanager
def build_lock(folder: Path) -> Iterator[None]:
    """Hold a site's build lock.

    The system lets go of it when the process ends in any way, so nothing needs to be
    cleaned up after a kill.

    Raises:
        Locked: Another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Locked(path) from error
        yield
