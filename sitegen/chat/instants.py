"""Instants as whole microseconds since 1970 UTC, so that numpy can compare them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
_EPOCH_ORDINAL = EPOCH.date().toordinal()
_FIRST, _LAST = date.min.toordinal() + 1, date.max.toordinal() - 1


def micros(moment: datetime) -> int:
    """Return an aware time as microseconds since the epoch, exactly."""
    delta = moment - EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


def moment(instant: int) -> datetime:
    """Return microseconds since the epoch as a time in UTC."""
    return EPOCH + timedelta(microseconds=instant)


def utc_ordinal(instant: int) -> int:
    """Return the proleptic ordinal of the UTC day an instant lies in."""
    return instant // DAY + _EPOCH_ORDINAL


def local_instant(day: date, at: time, zone: ZoneInfo) -> int:
    """Return when a wall clock shows this date and time.

    A time that a clock change skips is taken as much later as the clock jumps; of a
    time that occurs twice, the first is meant.
    """
    try:
        return micros(datetime.combine(day, at, zone).astimezone(UTC))
    except OverflowError:  # the first and last day of the calendar
        return micros(datetime.combine(day, at, UTC))


def midnight(ordinal: int, zone: ZoneInfo) -> int:
    """Return when a local day begins; its ordinal may lie outside the calendar."""
    if not _FIRST <= ordinal <= _LAST:
        return (ordinal - _EPOCH_ORDINAL) * DAY
    return local_instant(date.fromordinal(ordinal), time(), zone)
