"""Find sessions in the messages themselves: by gap, by density, or by day.

Times go in as a sorted array; out come windows without names, in order.
"""

from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sitegen.chat.instants import DAY, midnight, utc_ordinal
from sitegen.chat.outline import BOT, REPOST, TOMBSTONE
from sitegen.chat.rules import Daily, DensityRule, GapRule, Schedule
from sitegen.chat.schedule import Window

Times = NDArray[np.int64]


def detected(
    rule: GapRule | DensityRule | Daily | Schedule,
    zone: ZoneInfo,
    times: Times,
    flags: NDArray[np.uint8],
) -> tuple[Window, ...]:
    """Return the sessions that a rule other than a schedule finds, by start.

    Messages that are no repost, bot or tombstone count towards `at_least`. Reposts and
    tombstones keep a session together, so that a deletion does not cut it; bots do not.
    """
    order = np.argsort(times, kind="stable")
    times, flags = times[order], flags[order]
    counted = times[(flags & (REPOST | BOT | TOMBSTONE)) == 0]
    match rule:
        case GapRule():
            length = int(rule.gap.total_seconds() * 1_000_000)
            people = times[(flags & BOT) == 0]
            return _gaps(people, counted, length, rule.at_least)
        case DensityRule():
            length = int(rule.window.total_seconds() * 1_000_000)
            return _dense(counted, length, max(rule.at_least, 1))
        case Daily():
            return _daily(times, zone)
        case Schedule():
            return ()


def _stretch(first: int, last: int) -> Window:
    return Window("", first, last + 1, first, last + 1, scheduled=False)


def _gaps(times: Times, counted: Times, gap: int, at_least: int) -> tuple[Window, ...]:
    if not len(times):
        return ()
    cuts = np.flatnonzero(np.diff(times) > gap)
    firsts = times[np.concatenate([[0], cuts + 1])]
    lasts = times[np.concatenate([cuts, [len(times) - 1]])]
    sizes = np.searchsorted(counted, lasts, "right") - np.searchsorted(
        counted, firsts, "left"
    )
    kept = sizes >= max(at_least, 1)
    pairs = zip(firsts[kept].tolist(), lasts[kept].tolist(), strict=True)
    return tuple(_stretch(first, last) for first, last in pairs)


def _dense(counted: Times, window: int, at_least: int) -> tuple[Window, ...]:
    if len(counted) < at_least:
        return ()
    firsts = counted[: len(counted) - at_least + 1]
    lasts = counted[at_least - 1 :]
    full = lasts - firsts <= window
    firsts, lasts = firsts[full], lasts[full]
    if not len(firsts):
        return ()
    cuts = np.flatnonzero(firsts[1:] > lasts[:-1])
    begins = firsts[np.concatenate([[0], cuts + 1])].tolist()
    ends = lasts[np.concatenate([cuts, [len(lasts) - 1]])].tolist()
    return tuple(map(_stretch, begins, ends))


def _daily(times: Times, zone: ZoneInfo) -> tuple[Window, ...]:
    if not len(times):
        return ()
    near = {
        utc_ordinal(0) + day + shift
        for day in np.unique(times // DAY).tolist()
        for shift in (-1, 0, 1)
    }
    result = []
    for ordinal in sorted(near):
        lo, hi = midnight(ordinal, zone), midnight(ordinal + 1, zone)
        first = int(np.searchsorted(times, lo, "left"))
        last = int(np.searchsorted(times, hi, "left")) - 1
        if first <= last:
            start, end = int(times[first]), int(times[last]) + 1
            result.append(Window("", start, end, lo, hi, scheduled=False))
    return tuple(result)
