"""Who wrote: from the names in messages to participants, and their addresses.

A participant is found from one message alone, never from the order in which messages
arrive, so that an address never moves:

1. `content/people/<slug>.md` lists the alias or the account's id: that slug;
2. the alias in lower case, if it can be an address, is not reserved and does not end
   like those of rule 3;
3. else a transliteration of it and six hex digits of the identity, which is the
   account's id, or the alias where there is none.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sitegen.chat.session import Finding, SessionSummary
from sitegen.chat.transliterate import transliterated

SLUG = re.compile(r"[a-z0-9_-]{1,40}\Z")
_MADE = re.compile(r"-[0-9a-f]{6}\Z")
RESERVED = frozenset(
    {"index", "feed", "all", "con", "prn", "aux", "nul"}
    | {f"{device}{n}" for device in ("com", "lpt") for n in range(10)}
)

Consent = Literal["full", "unlisted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A file of `content/people/`, as far as `chat/` and the site need it."""

    slug: str  # the file's name
    aliases: tuple[str, ...] = ()  # names written under, any case, with or without @
    ids: tuple[str, ...] = ()  # the platform's ids of their accounts
    name: str | None = None  # display name
    roles: tuple[str, ...] = ()  # "host", "founder": shown as written
    links: tuple[tuple[str, str], ...] = ()  # (label, address)
    consent: Consent = "full"  # unlisted: no page and no entry in lists of their own
    noindex: bool = False  # ask search engines to leave their page out
    bio: str = ""  # Markdown
    path: str = ""  # the file as the user would name it


@dataclass(frozen=True, slots=True)
class People:
    """All profiles, and the one way from a name to a participant."""

    profiles: tuple[Profile, ...] = ()
    _by_name: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _by_id: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[str, str] = {}
        by_id: dict[str, str] = {}
        for profile in sorted(self.profiles, key=lambda p: p.slug):
            for alias in profile.aliases:
                by_name.setdefault(fold(alias), profile.slug)
            for account in profile.ids:
                by_id.setdefault(account, profile.slug)
        for profile in self.profiles:
            by_name.setdefault(fold(profile.slug), profile.slug)
        object.__setattr__(self, "_by_name", by_name)
        object.__setattr__(self, "_by_id", by_id)

    def slug_of(self, author: str, author_id: str | None = None) -> str:
        """Return the slug of who wrote under a name."""
        if author_id is not None and author_id in self._by_id:
            return self._by_id[author_id]
        alias = fold(author)
        return self._by_name.get(alias) or slug_for(alias, author_id)

    def profile(self, slug: str) -> Profile | None:
        """Return the profile with a slug, if there is a file for it."""
        return next((p for p in self.profiles if p.slug == slug), None)


def fold(alias: str) -> str:
    """Return the form in which aliases are compared: no @, one case, composed."""
    return unicodedata.normalize("NFC", alias.strip().lstrip("@")).casefold()


def slug_for(alias: str, identity: str | None = None) -> str:
    """Return the slug of an alias no profile lists, from it and its identity alone."""
    lower = fold(alias)
    # What looks like a made slug is made too: nobody can take another one's address.
    if SLUG.match(lower) and lower not in RESERVED and not _MADE.search(lower):
        return lower
    digits = hashlib.sha256((identity or lower).encode("utf-8", "replace")).hexdigest()
    return f"{transliterated(lower) or 'someone'}-{digits[:6]}"


def suspected_aliases(
    summaries: Iterable[SessionSummary], people: People
) -> tuple[Finding, ...]:
    """Return pairs of participants that may be one person, for the host to decide.

    Suspected are names that differ only in signs, trailing digits or underscores, and
    participants with the same display name of two words or more.
    """
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    known = {p.slug for p in people.profiles}
    for summary in summaries:
        for part in summary.parts:
            for alias in part.aliases:
                groups[f"name {_bare(alias)}"].setdefault(part.slug, alias)
            if len(part.name.split()) > 1:
                groups[f"display {fold(part.name)}"].setdefault(part.slug, part.name)
    pairs: dict[tuple[str, str], str] = {}
    for key, members in sorted(groups.items()):
        if len(members) < 2 or key == "name ":
            continue
        first, *others = sorted(members, key=lambda s: (s not in known, s))
        for other in others:
            if first in known and other in known:
                continue  # two profiles: the host has decided
            what = f"'{members[other]}' may be the same person as '{members[first]}'"
            pairs.setdefault((first, other), what)
    return tuple(
        Finding("suspected-alias", f"people/{first}", what)
        for (first, _), what in sorted(pairs.items())
    )


def _bare(alias: str) -> str:
    return re.sub(r"[\W_]+|\d+\Z", "", fold(alias).rstrip("_-|`"))
