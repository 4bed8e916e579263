"""Which importer reads which member: exactly one each, with evidence.

    Export --every importer claims--> Identity(claims, unclaimed)

A file that the user named must be claimed; inside a folder or an archive, what nobody
claims is listed and passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.errors import SitegenError, UsageError, nearest
from sitegen.importers.base import Claim, Importer
from sitegen.importers.export import Export


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one importer reads of an export."""

    importer: Importer
    claim: Claim


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reads what of an export, and what nobody reads."""

    claims: tuple[Claimed, ...]
    unclaimed: tuple[str, ...]  # member names, sorted


class UnknownFormat(UsageError):
    """`--format` names no importer."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"--format {name}: no such format{nearest(name, known)};"
            f" known are {', '.join(sorted(known))}"
        )


class NobodyClaims(SitegenError):
    """No importer recognizes anything in an export."""

    def __init__(
        self, label: str, tried: Sequence[str], members: Sequence[str]
    ) -> None:
        who = (
            f"'{tried[0]}' does not recognize it"
            if len(tried) == 1
            else f"none of {len(tried)} importers recognizes it"
        )
        super().__init__(f"{label}: {who}; {_hint(label, members)}")


def _hint(label: str, members: Sequence[str]) -> str:
    if not members:
        return "it holds no file"
    archives = [name for name in members if name.lower().endswith(".zip")]
    if not archives:
        return "docs/importers/ describes the formats"
    if label.endswith(archives[0]):  # a zip would have been opened
        return "it is named as a zip and is none; was it downloaded whole?"
    return f"it holds the archive '{archives[0]}': name that"


class TwoClaim(SitegenError):
    """Two importers recognize the same member."""

    def __init__(self, place: str, one: Claimed, other: Claimed) -> None:
        super().__init__(
            f"{place}: claimed by {one.importer.name} ({one.claim.evidence}) and"
            f" {other.importer.name} ({other.claim.evidence});"
            f" say which with --format {one.importer.name}"
            f" or --format {other.importer.name}"
        )


def identify(
    export: Export, importers: Sequence[Importer], only: str | None = None
) -> Identity:
    """Find the one importer of each member of an export.

    Args:
        export: What to look at; only names and heads are read.
        importers: Who may claim.
        only: The name of the only importer to ask (`--format`).

    Raises:
        UnknownFormat: `only` names no importer.
        NobodyClaims: Nothing in the export is recognized.
        TwoClaim: A member is recognized by two importers.
    """
    asked = _asked(importers, only)
    claims = tuple(
        Claimed(importer, claim)
        for importer in asked
        for claim in importer.claim(export)
        if claim.members
    )
    owners: dict[str, Claimed] = {}
    for claimed in claims:
        for member in claimed.claim.members:
            if member in owners:
                place = place_in(export, member)
                raise TwoClaim(place, owners[member], claimed)
            owners[member] = claimed
    if not claims:
        raise NobodyClaims(
            export.label, [importer.name for importer in asked], export.members()
        )
    unclaimed = tuple(name for name in export.members() if name not in owners)
    return Identity(claims, unclaimed)


def place_in(export: Export, member: str) -> str:
    """Return a member's name as the user would write it."""
    return export.label if export.is_single else f"{export.label}/{member}"


def _asked(importers: Sequence[Importer], only: str | None) -> tuple[Importer, ...]:
    if only is None:
        return tuple(importers)
    asked = tuple(importer for importer in importers if importer.name == only)
    if not asked:
        raise UnknownFormat(only, [importer.name for importer in importers])
    return asked
