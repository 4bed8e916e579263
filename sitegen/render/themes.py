"""Where a theme's files are: a chain of folders, the strongest first.

A theme is a folder with `theme.yaml` (`extends: <name>` names the theme below it),
`templates/`, `assets/` and `languages/`. A name is looked up in the site's `themes/`
and among the shipped ones, and a site's folder lies over a shipped one of the same
name: overriding one partial takes one file.

    mine (site) -> default (site) -> default (shipped)
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

import sitegen
from sitegen.errors import SitegenError, nearest

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_MANIFEST = "theme.yaml"
_KEYS = ("extends", "title", "description")


class UnknownTheme(SitegenError):
    """No folder has the theme's name."""

    def __init__(self, place: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        super().__init__(
            f"{place}: no theme '{name}'; there are {', '.join(known)}"
            f"{nearest(name, known)}"
        )


class ThemeLoop(SitegenError):
    """Themes extend each other in a circle."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(f"themes extend each other in a circle: {' -> '.join(names)}")


class BrokenTheme(SitegenError):
    """A theme's manifest says something it can't."""

    def __init__(self, file: Path, what: str) -> None:
        super().__init__(f"{file}: {what}")


@dataclass(frozen=True, slots=True)
class Chain:
    """The folders of a theme, the strongest first."""

    name: str
    folders: tuple[Path, ...]

    def files(self, under: str, suffix: str = "") -> dict[str, Path]:
        """Return the files below a folder by relative name, sorted, strongest only."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            for path in sorted((folder / under).rglob("*" + suffix)):
                if path.is_file() and not path.name.startswith("."):
                    found[path.relative_to(folder / under).as_posix()] = path
        return dict(sorted(found.items()))


def shipped_themes() -> Path:
    """Return the folder of shipped themes, in the wheel or in the repository."""
    package = Path(sitegen.__file__).parent
    inside = package / "themes"
    return inside if inside.is_dir() else package.parent / "themes"


def known_themes(site: Path | None = None) -> tuple[str, ...]:
    """Return the names of all themes a site can use, sorted."""
    return tuple(sorted({folder.name for folder in _theme_folders(site)}))


def _theme_folders(site: Path | None) -> Iterator[Path]:
    for base in _bases(site):
        if base.is_dir():
            yield from (f for f in base.iterdir() if f.is_dir() and _NAME.match(f.name))


def _bases(site: Path | None) -> tuple[Path, ...]:
    return (shipped_themes(),) if site is None else (site / "themes", shipped_themes())


def theme_chain(name: str, site: Path | None = None) -> Chain:
    """Return a theme's chain of folders, down to the theme that extends none.

    Args:
        name: As in site.yaml.
        site: The site's folder, whose `themes/` come first.

    Raises:
        UnknownTheme: A name that no folder has.
        ThemeLoop: Themes that extend each other.
        BrokenTheme: A manifest that can't be read.
    """
    folders: list[Path] = []
    names: list[str] = []
    place, wanted = "site.yaml: theme", name
    while wanted:
        if wanted in names:
            raise ThemeLoop([*names, wanted])
        names.append(wanted)
        here = [
            base / wanted
            for base in _bases(site)
            if _NAME.match(wanted) and (base / wanted).is_dir()
        ]
        if not here:
            raise UnknownTheme(place, wanted, known_themes(site))
        folders += here
        place, wanted = _extended(here)
    return Chain(name, tuple(folders))


def _extended(folders: list[Path]) -> tuple[str, str]:
    """Return the manifest's path and the name of the theme below, or ""."""
    for file in (folder / _MANIFEST for folder in folders):
        if file.is_file():
            return f"{file}: extends", _manifest(file).get("extends", "")
    return "", ""


def _manifest(file: Path) -> dict[str, str]:
    try:
        read = yaml.safe_load(file.read_text("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenTheme(file, f"not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(read, dict):
        raise BrokenTheme(file, "expected a mapping of keys")
    for key, value in read.items():
        if key not in _KEYS:
            raise BrokenTheme(file, f"unknown key '{key}'{nearest(str(key), _KEYS)}")
        if not isinstance(value, str):
            raise BrokenTheme(file, f"{key}: expected text")
    return read
