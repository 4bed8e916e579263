"""Which channel of the store a message goes to (rule 3 of the format).

`--channel NAME` names an export that names none or one; an export of several keeps
their own names, or takes `--channel FROM=TO` for each that should have another.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from sitegen.errors import UsageError
from sitegen.model import CHANNEL_NAME

LENGTH = 64
# Names of devices on Windows, where no folder can have one.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}
)


class BadChannel(UsageError):
    """`--channel` can't be followed."""


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """What the user said about channels, read from the command line."""

    name: str | None = None  # for an export of one channel
    renamed: dict[str, str] = field(default_factory=dict)  # as exported -> as stored
    fallback: str = "chat"  # for an export that names none, when the user named none

    @classmethod
    def parse(cls, settings: Iterable[str], fallback: str = "chat") -> Self:
        """Read `NAME` and `FROM=TO` settings.

        Raises:
            BadChannel: Two plain names, a name twice, or one that is no channel name.
        """
        name: str | None = None
        renamed: dict[str, str] = {}
        for setting in settings:
            source, equals, target = setting.rpartition("=")
            if not CHANNEL_NAME.match(target) or target in DEVICES:
                raise BadChannel(
                    f"--channel {setting}: '{target}' is no channel name;"
                    f" expected {CHANNEL_NAME.pattern.removesuffix(chr(92) + 'Z')},"
                    f" such as '{channel_name(target)}'"
                )
            if not equals:
                if name not in {None, target}:
                    raise BadChannel(
                        f"--channel {name} and --channel {target}: one name only;"
                        " rename several with --channel FROM=TO"
                    )
                name = target
            elif renamed.setdefault(source, target) != target:
                raise BadChannel(
                    f"--channel {setting}: '{source}' is already '{renamed[source]}'"
                )
        return cls(name, renamed, fallback)


class Channels:
    """The channels of one export, found as its messages come by."""

    def __init__(self, rule: ChannelRule, label: str) -> None:
        self._rule = rule
        self._label = label
        self._stored: dict[str | None, str] = {}

    def stored(self, exported: str | None) -> str:
        """Return the name to store a channel under.

        Raises:
            BadChannel: One name was given for several channels, or two channels would
                become one without the user having said so.
        """
        if exported not in self._stored:
            self._stored[exported] = self._decide(exported)
        return self._stored[exported]

    def names(self) -> tuple[str, ...]:
        """Return the stored names met so far, sorted."""
        return tuple(sorted(set(self._stored.values())))

    def exported(self) -> tuple[str, ...]:
        """Return the export's own names met so far, sorted."""
        return tuple(sorted(name for name in self._stored if name))

    def _decide(self, exported: str | None) -> str:
        rule = self._rule
        for known in (exported, (exported or "").removeprefix("#")):
            if known in rule.renamed:
                return rule.renamed[known]
        if rule.name is not None:
            others = [e for e in self._stored if e and e not in rule.renamed]
            if exported and others:
                raise BadChannel(
                    f"{self._label}: holds several channels ('{others[0]}',"
                    f" '{exported}' ...), but --channel {rule.name} names one;"
                    " give --channel FROM=TO for each, or none"
                )
            return rule.name
        name = channel_name(exported) if exported else rule.fallback
        for other, taken in self._stored.items():
            if taken == name and other and exported:
                raise BadChannel(
                    f"{self._label}: channels '{other}' and '{exported}' would both be"
                    f" '{name}'; give --channel FROM=TO for one of them"
                )
        return name


def channel_name(exported: str) -> str:
    """Return a channel name made from a platform's own.

    A leading `#` goes, letters become lower case, spaces become `-`. If anything else
    had to be changed, six hex digits of the exact name follow, so that `c++` and `c#`
    stay apart. So they do where the name is one of a device (`con`, `aux`, `com1`).
    """
    plain = exported.strip().removeprefix("#").lower()
    wanted = re.sub(r"\s+", "-", plain)
    if CHANNEL_NAME.match(wanted) and wanted not in DEVICES:
        return wanted
    letters = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^a-z0-9_-]+", "-", letters).strip("-_")
    mark = hashlib.sha256(exported.encode("utf-8", "replace")).hexdigest()[:6]
    return f"{safe[: LENGTH - 7].strip('-_')}-{mark}" if safe else f"channel-{mark}"
