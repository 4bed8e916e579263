"""Find the time zone of an export whose times carry none, from ids that hold the time.

Common zones are tried in turn: the one is taken in which the written times agree with
the ids. Two zones that never differ in the span of an export (New York and Toronto) are
one for it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_TOLERANCE = timedelta(minutes=2)
_FURTHEST = timedelta(hours=15)  # from UTC, of any place; further apart is no pair
_SHARE = 0.95  # of the pairs must agree; the rest may be odd rows

# Most used first; one for each pair of offset and summer-time rule that people live in.
_CANDIDATES = (
    "UTC",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Denver",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "America/Sao_Paulo",
    "America/Phoenix",
    "America/Halifax",
    "America/St_Johns",
    "America/Anchorage",
    "America/Mexico_City",
    "America/Bogota",
    "America/Argentina/Buenos_Aires",
    "America/Santiago",
    "Atlantic/Azores",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Asia/Jerusalem",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Australia/Perth",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Pacific/Auckland",
    "Pacific/Honolulu",
)


def zone_of(pairs: Sequence[tuple[datetime, datetime]]) -> ZoneInfo | None:
    """Return the first common zone in which the local times are the instants.

    Args:
        pairs: A time as written, without zone, and the instant it stands for.
    """
    near = [
        (at, instant)
        for at, instant in pairs
        if abs(at - instant.replace(tzinfo=None)) < _FURTHEST
    ]
    if not near:
        return None
    for key in _CANDIDATES:
        zone = ZoneInfo(key)
        agreeing = sum(_agree(local, instant, zone) for local, instant in near)
        if agreeing >= _SHARE * len(near):
            return zone
    return None


def _agree(local: datetime, instant: datetime, zone: ZoneInfo) -> bool:
    return abs(instant.astimezone(zone).replace(tzinfo=None) - local) <= _TOLERANCE
