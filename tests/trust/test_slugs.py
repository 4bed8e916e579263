"""Addresses of people, topics and channels: one each, safe on every system, for ever.

A topic's slug is made of its tag as a person's is of their name.
"""

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.chat.people import RESERVED, SLUG, People, Profile, fold, slug_for
from sitegen.model import CHANNEL_NAME
from sitegen.store.channels import BadChannel, ChannelRule, Channels, channel_name

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


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(NAMES)
def test_a_channel_is_safe_on_every_system(name: str) -> None:
    """A channel is a folder of the store and of the site."""
    found = channel_name(name)
    assert CHANNEL_NAME.match(found)
    assert found == found.lower()
    assert found not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(NAMES, max_size=20, unique=True))
def test_two_channels_become_one_only_if_told(names: list[str]) -> None:
    """Names that would fall together are an error; those that do not stay apart."""
    channels = Channels(ChannelRule(), "export")
    found: dict[str, str] = {}
    for name in names:
        with suppress(BadChannel):
            stored = channels.stored(name)
            assert found.setdefault(stored, name) == name


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(NAMES, max_size=8, unique=True), NAMES)
def test_a_new_channel_renames_none(names: list[str], newcomer: str) -> None:
    alone = {name: channel_name(name) for name in names}
    channels = Channels(ChannelRule(), "export")
    for name in (newcomer, *names):
        with suppress(BadChannel):
            stored = channels.stored(name)
            assert stored == alone.get(name, stored)
