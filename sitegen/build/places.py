"""Where a site may be published."""

import os
from pathlib import Path

from sitegen.errors import SitegenError

_SOURCES = ("content", "themes", ".sitegen")


class OutputIsContent(SitegenError):
    """The output folder holds, or lies in, the site's own sources."""

    def __init__(self, path: Path, source: Path) -> None:
        super().__init__(
            f"{path}: is not apart from the site's own '{source}';"
            " choose another folder with --output"
        )


def refuse_sources(site: Path, output: Path) -> None:
    """Refuse an output folder that is not apart from what the site is made of.

    Raises:
        OutputIsContent: It is, holds or lies in the site's sources.
    """
    place = Path(os.path.realpath(output))
    home = Path(os.path.realpath(site))
    if home.is_relative_to(place):
        raise OutputIsContent(output, site)
    for name in _SOURCES:
        if place.is_relative_to(os.path.realpath(home / name)):
            raise OutputIsContent(output, site / name)
