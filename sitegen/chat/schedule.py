"""When a scheduled chat meets: slots to windows, safe across clock changes.

    lo          start                    end          hi
    |  before     |   the session proper   |   after    |
    [--------------------- membership -----------------)

Start times are wall-clock times of the slot's zone; lengths are real minutes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sitegen.chat.instants import MINUTE, local_instant, micros, moment
from sitegen.chat.rules import Schedule, SessionRule, Slot

_ONE_DAY = timedelta(days=1)
# Every slot meets within this many days, if ever: a fifth weekday comes at the latest
# after three months.
_HORIZON_DAYS = 130


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time that is one session; microseconds since the epoch."""

    key: str  # empty while not named
    start: int
    end: int  # exclusive
    lo: int  # membership begins, at most `start`
    hi: int  # membership ends, exclusive, at least `end`
    scheduled: bool = True


def next_window(rule: SessionRule, zone: ZoneInfo, after: datetime) -> Window | None:
    """Return the first scheduled window with a start later than `after`, named."""
    if not isinstance(rule, Schedule):
        return None
    instant = micros(after)
    found = [
        start
        for slot in rule.slots
        if (start := _next_of(slot, slot.zone or zone, after, instant)) is not None
    ]
    if not found:
        return None
    first = min(found)
    day = moment(first).astimezone(zone).date()
    return next(w for w in windows(rule, zone, around(day)) if w.start == first)


def around(day: date) -> Iterator[date]:
    """Yield a date and its neighbours, two on each side, within the calendar."""
    for shift in range(-2, 3):
        if date.min.toordinal() <= day.toordinal() + shift <= date.max.toordinal():
            yield day + shift * _ONE_DAY


def windows(
    schedule: Schedule, zone: ZoneInfo, dates: Iterable[date]
) -> tuple[Window, ...]:
    """Return the windows that start on these local dates, by start, with their keys.

    The key is the local date in `zone`; every further window that day adds its local
    time. Windows never overlap: a session ends at the latest when the next one starts,
    and late talk of the earlier goes before early talk of the later. Of two slots with
    the same start the longer counts.
    """
    longest: dict[int, Window] = {}
    for day in sorted(set(dates)):
        for slot in schedule.slots:
            if meets(slot, day):
                window = _window(
                    slot, local_instant(day, slot.start, slot.zone or zone)
                )
                known = longest.get(window.start)
                if known is None or window.end > known.end:
                    longest[window.start] = window
    return named(fitted(longest[start] for start in sorted(longest)), zone)


def meets(slot: Slot, day: date) -> bool:
    """Return whether a slot has a session on a local date."""
    if day.weekday() != slot.weekday:
        return False
    if (slot.from_ and day < slot.from_) or (slot.until and day > slot.until):
        return False
    if slot.nth is None:
        return True
    if slot.nth == -1:
        return (day.toordinal() + 7 > date.max.toordinal()) or (
            day + 7 * _ONE_DAY
        ).month != day.month
    return (day.day - 1) // 7 + 1 == slot.nth


def fitted(ordered: Iterable[Window]) -> tuple[Window, ...]:
    """Return windows, ordered by start, trimmed so that none overlaps another."""
    result: list[Window] = []
    for window in ordered:
        if result:
            last = result[-1]
            end = min(last.end, window.start)
            hi = min(last.hi, window.start)
            result[-1] = replace(last, end=end, hi=max(end, hi))
            window = replace(window, lo=max(window.lo, result[-1].hi))  # noqa: PLW2901  (the trimmed window takes its place)
        result.append(window)
    return tuple(result)


def named(
    ordered: Iterable[Window], zone: ZoneInfo, taken: Iterable[str] = ()
) -> tuple[Window, ...]:
    """Return windows, ordered by start, with a key each; keys they have stay.

    Args:
        ordered: The windows.
        zone: The channel's zone, in which keys are dates and times.
        taken: Keys that are not to be given.
    """
    listed = tuple(ordered)
    used = {*taken, *(w.key for w in listed if w.key)}
    result = []
    for window in listed:
        key = window.key
        if not key:
            key = next(k for k in _keys(window.start, zone) if k not in used)
            used.add(key)
        result.append(replace(window, key=key))
    return tuple(result)


def _keys(start: int, zone: ZoneInfo) -> Iterator[str]:
    """Yield the names a session may have, best first."""
    utc = moment(start)
    try:
        local = utc.astimezone(zone)
    except OverflowError:
        local = utc
    yield local.date().isoformat()
    long = f"{local.date().isoformat()}-{local:%H%M}"
    yield long
    number = 2
    while True:  # the hour that a clock change repeats
        yield f"{long}-{number}"
        number += 1


def _window(slot: Slot, start: int) -> Window:
    end = start + max(slot.minutes, 1) * MINUTE
    lo, hi = start - slot.before * MINUTE, end + slot.after * MINUTE
    return Window("", start, end, lo, hi)


def _next_of(slot: Slot, zone: ZoneInfo, after: datetime, instant: int) -> int | None:
    day = after.astimezone(zone).date() - _ONE_DAY
    if slot.from_ is not None:
        day = max(day, slot.from_)
    for _ in range(_HORIZON_DAYS):
        if meets(slot, day):
            start = local_instant(day, slot.start, zone)
            if start > instant:
                return start
        if day == date.max:
            break
        day += _ONE_DAY
    return None
