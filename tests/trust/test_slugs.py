"""Addresses of people and topics: one each, safe on every system, for ever."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.chat.people import RESERVED, SLUG, People, Profile, fold, slug_for

NAMES = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(
        ["con", "NUL", "mara", "Mara", "mara!", "mara?", "Mará", "c++", "c#"]
    ),
    st.from_regex(r"[a-z]{1,5}-[0-9a-f]{6}", fullmatch=True),
)


@given(NAMES)
def test_a_slug_is_safe_on_every_system(name: str) -> None:
    slug = slug_for(name)
    assert SLUG.match(slug)
    assert slug not in RESERVED
    assert slug == slug.lower()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(NAMES, max_size=30))
def test_different_names_have_different_slugs(names: list[str]) -> None:
    """Names that are equal but for case or composition are one."""
    slugs = {fold(name): slug_for(name) for name in names}
    assert len(set(slugs.values())) == len(slugs)


def test_nobody_can_take_the_address_of_another() -> None:
    """A name that looks like a made slug is not used as it is."""
    taken = slug_for("mara!")
    assert slug_for(taken) != taken


# Drawing the first names may take a second on a busy machine.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(NAMES, max_size=10), NAMES)
def test_a_newcomer_moves_nobody(names: list[str], newcomer: str) -> None:
    people = People((Profile(slug="host", aliases=("The Host",)),))
    before = {name: people.slug_of(name) for name in names}
    people.slug_of(newcomer)
    assert {name: people.slug_of(name) for name in names} == before
