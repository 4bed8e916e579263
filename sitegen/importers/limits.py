"""What an export may cost: limits against archives made to hurt, and their errors.

An export comes from a stranger's machine. Nothing of it is unpacked to the disk; it is
read in place, within these limits. Each refusal names its limit and how to raise it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Self

from sitegen.errors import SitegenError, UsageError, nearest

_KIB, _MIB, _GIB = 2**10, 2**20, 2**30
_UNITS = {"": 1, "k": _KIB, "m": _MIB, "g": _GIB}


class BadLimit(UsageError):
    """A limit on the command line is unknown or no number."""


class OverLimit(SitegenError):
    """An export is larger than a limit allows."""

    def __init__(self, label: str, what: str, limit: str, allowed: int) -> None:
        super().__init__(
            f"{label}: {what}, more than the limit of {allowed:,};"
            f" if you trust this export, raise it with --limit {limit}=NUMBER"
        )


class UnsafeMember(SitegenError):
    """An archive holds something that no honest export holds; no limit allows it."""

    def __init__(self, label: str, member: str, what: str) -> None:
        super().__init__(
            f"{label}: member '{member}' {what};"
            " unpack it yourself and import the folder if you trust it"
        )


class DamagedExport(SitegenError):
    """Bytes of an export can't be read."""

    def __init__(self, label: str, what: str) -> None:
        super().__init__(f"{label}: {what}; fetch or export it again")


class NoExport(UsageError):
    """There is nothing readable at a path."""

    def __init__(self, label: str, what: str) -> None:
        super().__init__(f"{label}: {what}; expected a file, a folder, a zip or -")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an export may hold. Sizes are in bytes, after unpacking."""

    members: int = 200_000  # files in a folder or archive
    member_size: int = 2 * _GIB  # one file
    total_size: int = 8 * _GIB  # all files together
    ratio: int = 250  # unpacked to packed size, of members of more than 1 MiB
    depth: int = 32  # folders in each other; archives in archives are never opened
    line_size: int = 16 * _MIB  # one line of a text file
    media_size: int = 50 * _MIB  # one attachment copied by `--media`
    media_total: int = 4 * _GIB  # all of them in one import
    seconds: int = 3_600  # reading one export; looked at between rows

    @classmethod
    def parse(cls, settings: Iterable[str]) -> Self:
        """Return the defaults changed by `name=number` settings.

        A number may end in k, m or g (1,024-fold each) and hold underscores.

        Raises:
            BadLimit: A name is unknown, or a value is no positive number.
        """
        known = [field.name for field in fields(cls)]
        limits = cls()
        for setting in settings:
            name, _, value = setting.partition("=")
            name = name.strip().replace("-", "_")
            if name not in known:
                raise BadLimit(
                    f"--limit {setting}: unknown limit '{name}'{nearest(name, known)};"
                    f" known are {', '.join(known)}"
                )
            limits = replace(limits, **{name: _number(setting, value)})
        return limits


def _number(setting: str, value: str) -> int:
    match = re.fullmatch(
        r"(\d{1,3}(?:[_,]?\d{1,3}){0,4})([kmg]?)b?", value.strip().lower(), re.ASCII
    )
    number = int(re.sub("[_,]", "", match[1])) * _UNITS[match[2]] if match else 0
    if not number:
        raise BadLimit(
            f"--limit {setting}: '{value}' is no positive whole number"
            " (such as 500000, 64m or 2g)"
        )
    return number
