"""Participants as pages name them: what to call someone, and where their page is."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sitegen.chat.people import People, Profile
from sitegen.site import urls
from sitegen.site.views import Person
from sitegen.site.views.page import Role

HUES = 36


@dataclass(frozen=True, slots=True)
class Cast:
    """Turns a slug into the value that pages show."""

    people: People
    profiles: Mapping[str, Profile]  # by slug
    _known: dict[tuple[str, str, str | None, Role | None], Person] = field(
        default_factory=dict, compare=False, repr=False
    )

    @staticmethod
    def of(people: People) -> "Cast":
        """Return the cast of some profiles."""
        return Cast(people, {profile.slug: profile for profile in people.profiles})

    def slug_of(self, author: str, author_id: str | None = None) -> str:
        """Return the slug of who wrote under a name."""
        return self.people.slug_of(author, author_id)

    def person(
        self,
        slug: str,
        alias: str,
        display: str | None = None,
        role: Role | None = None,
    ) -> Person:
        """Return a participant as shown.

        Args:
            slug: The participant.
            alias: The name written under.
            display: The display name given there, if the platform has them.
            role: In the session shown.
        """
        key = (slug, alias, display, role)
        person = self._known.get(key)
        if person is None:
            person = self._known[key] = self._person(*key)
        return person

    def _person(
        self, slug: str, alias: str, display: str | None, role: Role | None
    ) -> Person:
        profile = self.profiles.get(slug)
        name = (profile.name if profile else None) or display or alias
        handle = alias.lstrip("@")
        hidden = profile is not None and profile.consent == "unlisted"
        return Person(
            name=name,
            handle="" if handle.casefold() == name.casefold() else handle,
            href="" if hidden else urls.person(slug),
            initials=initials(name),
            hue=hue(slug),
            role=role,
        )


def hue(slug: str) -> int:
    """Return one of 36 hues for a participant, as XEP-0392 does: by a digest.

    Source: https://xmpp.org/extensions/xep-0392.html (SHA-1, first two bytes, as an
    angle).
    """
    digest = hashlib.sha1(slug.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:2], "little") * HUES // 65_536


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """Return at most two letters for an avatar; empty if the name has none."""
    words = [word for word in name.replace("_", " ").replace("-", " ").split() if word]
    letters = [next((c for c in word if c.isalnum()), "") for word in words]
    letters = [letter for letter in letters if letter]
    chosen = letters if len(letters) < 2 else [letters[0], letters[-1]]
    return "".join(chosen).upper()[:2]
