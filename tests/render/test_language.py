"""Dates and times in a language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sitegen.render.language import load_language


def test_one_instant_has_the_date_of_each_zone() -> None:
    """The instants are equal; what was written for one is no answer for the other."""
    language = load_language("en")
    instant = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    halifax, berlin = (
        instant.astimezone(ZoneInfo(name))
        for name in ("America/Halifax", "Europe/Berlin")
    )
    assert language.month_day(halifax) == "Nov 24"
    assert language.month_day(berlin) == "Nov 25"
    assert language.weekday(halifax) == "Tue"
    assert language.weekday(berlin) == "Wed"
