"""What must not be published, as values: rules, and what they were found to touch."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import msgspec

How = Literal["remove", "mask", "pseudonym"]
Kind = Literal["message", "person", "term"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One redaction as the host wrote it."""

    kind: Kind
    what: str  # a message id, a name of a person, or words
    how: How
    stands_for: str = ""  # what is shown instead, for pseudonyms
    date: str = ""
    reason: str = ""  # private; never published
    channel: str = ""  # of a message; empty: of that id in any channel


@dataclass(frozen=True, slots=True)
class Removals:
    """What rules touch in some messages, to be known in all others."""

    ids: frozenset[tuple[str, str]] = frozenset()  # (channel, id) of those removed
    texts: frozenset[str] = frozenset()  # theirs, folded; 24 characters or more
    names: frozenset[tuple[str, str]] = (
        frozenset()
    )  # (rule's what, name it wrote under)

    def __or__(self, other: "Removals") -> "Removals":
        return Removals(
            self.ids | other.ids, self.texts | other.texts, self.names | other.names
        )

    def is_part_of(self, other: "Removals") -> bool:
        """Return whether all of this is in another."""
        return (
            self.ids <= other.ids
            and self.texts <= other.texts
            and self.names <= other.names
        )


@dataclass(frozen=True)
class RedactionRules:
    """Everything that must not be published. Falsy if there is nothing."""

    rules: tuple[Rule, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (rule's what, all its names)
    removals: Removals = Removals()

    def __bool__(self) -> bool:
        return bool(self.rules)

    def for_people(self, people: Mapping[str, Iterable[str]]) -> "RedactionRules":
        """Return the rules with all names of each person they name.

        Args:
            people: Names (aliases, display names, ids) by slug; a rule may give any.
        """
        known = [
            (rule.what, fold(rule.what)) for rule in self.rules if rule.kind == "person"
        ]
        found: dict[str, set[str]] = {what: {what} for what, _ in known}
        for slug, aliases in people.items():
            everyone = {slug, *aliases}
            folded = {fold(name) for name in everyone}
            for what, wanted in known:
                if wanted in folded:
                    found[what] |= everyone
        names = tuple((what, tuple(sorted(found[what]))) for what in sorted(found))
        return replace(self, names=names)

    def with_removals(self, removals: Iterable[Removals]) -> "RedactionRules":
        """Return the rules with what was found in all days."""
        known = self.removals
        total = known
        for found in removals:
            if not found.is_part_of(total):
                total |= found
        return self if total is known else replace(self, removals=total)

    @cached_property
    def digest(self) -> str:
        """Return a digest of everything that shapes what `redact` does."""
        shown = [
            (r.kind, r.what, r.how, r.stands_for, r.date, r.channel) for r in self.rules
        ]
        found = self.removals
        parts = (
            shown,
            self.names,
            sorted(found.ids),
            sorted(found.texts),
            sorted(found.names),
        )
        data = msgspec.json.encode(parts)
        return hashlib.sha256(data).hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RedactionRules) and self.digest == other.digest


def fold(name: str) -> str:
    """Return a name as it is compared: no `@`, no case, single spaces."""
    return " ".join(name.removeprefix("@").casefold().split())
