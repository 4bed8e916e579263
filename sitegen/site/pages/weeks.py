"""Messages by week, as heat maps take them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sitegen.site.archive import years_of
from sitegen.site.views import Week, YearWeeks


def by_week(posts: Iterable[tuple[date, int]]) -> Counter[date]:
    """Return the sums of some days' messages by the Monday of their week."""
    counts: Counter[date] = Counter()
    for day, count in posts:
        counts[day - timedelta(days=day.weekday())] += count
    return counts


def year_weeks(counts: Mapping[date, int]) -> tuple[YearWeeks, ...]:
    """Return the weeks of each year, newest year first."""
    return tuple(
        YearWeeks(
            year=year,
            weeks=tuple(
                Week(monday=monday, count=counts[monday])
                for monday in sorted(counts)
                if monday.year == year
            ),
        )
        for year in years_of(counts)
    )
