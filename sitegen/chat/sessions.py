"""Divide one channel's messages into sessions and the days of what is left.

Works on outlines (times and kinds), never on messages: a million messages take about a
second. The order of decisions:

1. windows, from the schedule, else found in the messages; an overlay's `start:` pins
   its key to a window, or makes one;
2. each message goes to the window it lies in, else to its local day;
3. overlays `move` single messages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sitegen.chat.detect import detected
from sitegen.chat.instants import MINUTE, micros, midnight, moment, utc_ordinal
from sitegen.chat.outline import BOT, REPOST, TOMBSTONE, Outline
from sitegen.chat.overlay import Overlay
from sitegen.chat.rules import ChannelRules, Schedule
from sitegen.chat.schedule import Window, around, fitted, named, windows
from sitegen.chat.session import Day, Finding, Run, Session, Split
from sitegen.model import Message

OUTSIDE = "outside"
_DEFAULT_MINUTES = 60

Place = tuple[date, int]
"""Where a message is stored: its UTC day, and its position in that day."""


def split(
    rules: ChannelRules,
    outlines: Sequence[Outline],
    overlays: Sequence[Overlay] = (),
    places: Mapping[str, Place] | None = None,
) -> Split:
    """Divide one channel's messages into sessions and days.

    Args:
        rules: The channel's rules.
        outlines: Outlines of its stored days, in any order.
        overlays: The overlays of its sessions, in any order.
        places: Where the messages named by `move` are stored (`moved_ids`, `locate`).
    """
    talk = _Talk.of(outlines)
    overlays = sorted(overlays, key=lambda o: o.key)
    found = _windows(rules, talk, overlays)
    owner = _owners(talk, found)
    _keep_real(rules, talk, found, owner, {o.key for o in overlays})
    findings = _move(owner, found, overlays, talk, places or {})
    group = np.where(owner >= 0, owner, _local_days(talk, owner, rules.zone))
    runs = _runs(talk, group)
    sessions = _sessions(rules, found, overlays, runs)
    upcoming, dead = _upcoming(rules, overlays, sessions, talk)
    return Split(
        sessions=sessions,
        upcoming=upcoming,
        days=_days(rules.name, runs),
        findings=(*findings, *dead, *_untitled(sessions, overlays)),
    )


def moved_ids(overlays: Sequence[Overlay]) -> frozenset[str]:
    """Return the ids that overlays move, which `split` needs the places of."""
    return frozenset(item.id for overlay in overlays for item in overlay.move)


def locate(
    day: date, messages: Sequence[Message], wanted: frozenset[str]
) -> dict[str, Place]:
    """Return where the wanted messages of one stored day are."""
    return {m.id: (day, n) for n, m in enumerate(messages) if m.id in wanted}


@dataclass(frozen=True, slots=True, eq=False)
class _Talk:
    """All messages of a channel in reading order, as arrays."""

    days: tuple[date, ...]
    offsets: NDArray[np.int64]  # where each day begins, and the end
    times: NDArray[np.int64]
    flags: NDArray[np.uint8]

    @staticmethod
    def of(outlines: Sequence[Outline]) -> "_Talk":
        ordered = sorted(outlines, key=lambda o: o.day)
        sizes = [len(o.times) for o in ordered]
        empty = np.zeros(0, np.int64), np.zeros(0, np.uint8)
        return _Talk(
            tuple(o.day for o in ordered),
            np.cumsum([0, *sizes], dtype=np.int64),
            np.concatenate([empty[0], *(o.times for o in ordered)]),
            np.concatenate([empty[1], *(o.flags for o in ordered)]),
        )

    @property
    def newest(self) -> int | None:
        return int(self.times.max()) if len(self.times) else None

    def index(self, place: Place) -> int:
        return int(self.offsets[self.days.index(place[0])]) + place[1]


def _windows(
    rules: ChannelRules, talk: _Talk, overlays: Sequence[Overlay]
) -> list[Window]:
    """Return disjoint, named windows by start; some may hold no message."""
    if isinstance(rules.sessions, Schedule):
        return _scheduled(rules, rules.sessions, talk, overlays)
    pinned = [o for o in overlays if o.start is not None]
    explicit = [_made(o, rules) for o in pinned if o.minutes is not None]
    free = np.ones(len(talk.times), bool)
    for window in explicit:
        free &= (talk.times < window.lo) | (talk.times >= window.hi)
    candidates = list(
        detected(rules.sessions, rules.zone, talk.times[free], talk.flags[free])
    )
    for overlay in pinned:
        if overlay.minutes is None:
            _pin_nearest(candidates, overlay)
    made = sorted([*candidates, *explicit], key=lambda w: (w.start, w.key))
    return list(named(fitted(made), rules.zone, {o.key for o in pinned}))


def _pin_nearest(candidates: list[Window], overlay: Overlay) -> None:
    """Give an overlay's key to the stretch that holds its start, or begins near it."""
    assert overlay.start is not None  # noqa: S101  (for the type checker)
    at = micros(overlay.start)
    reach = _DEFAULT_MINUTES * MINUTE
    near = [
        (abs(w.start - at), n)
        for n, w in enumerate(candidates)
        if not w.key and (w.lo <= at < w.hi or abs(w.start - at) <= reach)
    ]
    if near:
        chosen = min(near)[1]
        candidates[chosen] = replace(
            candidates[chosen],
            key=overlay.key,
            start=at,
            lo=min(candidates[chosen].lo, at),
            end=max(candidates[chosen].end, at + 1),
        )


def _scheduled(
    rules: ChannelRules, schedule: Schedule, talk: _Talk, overlays: Sequence[Overlay]
) -> list[Window]:
    pinned = [o for o in overlays if o.start is not None]
    dates = {d for day in talk.days for d in around(day)}
    for overlay in pinned:
        if overlay.start is not None:
            dates.update(around(overlay.start.astimezone(rules.zone).date()))
    regular = {w.key: w for w in windows(schedule, rules.zone, dates)}
    made = []
    for overlay in pinned:
        window = _made(overlay, rules)
        same = [w for w in regular.values() if w.start == window.start]
        replaced = same[0] if same else regular.get(overlay.key)
        if replaced is not None:
            del regular[replaced.key]
            minutes = overlay.minutes
            length = minutes * MINUTE if minutes else replaced.end - replaced.start
            window = _shaped(window, length, replaced)
        made.append(window)
    names = {w.key for w in made}
    kept = [replace(w, key="") if w.key in names else w for w in regular.values()]
    ordered = sorted([*kept, *made], key=lambda w: (w.start, w.key))
    return list(named(fitted(ordered), rules.zone))


def _made(overlay: Overlay, rules: ChannelRules) -> Window:
    """Return the window an overlay's `start:` asks for."""
    assert overlay.start is not None  # noqa: S101  (for the type checker)
    start = micros(overlay.start)
    before, after, minutes = 0, 0, _DEFAULT_MINUTES
    if isinstance(rules.sessions, Schedule) and rules.sessions.slots:
        slot = rules.sessions.slots[0]
        before, after, minutes = slot.before, slot.after, slot.minutes
    end = start + max(overlay.minutes or minutes, 1) * MINUTE
    lo, hi = start - before * MINUTE, end + after * MINUTE
    return Window(overlay.key, start, end, lo, hi)


def _shaped(window: Window, length: int, like: Window) -> Window:
    end = window.start + length
    lo = window.start - (like.start - like.lo)
    return replace(window, end=end, lo=lo, hi=end + (like.hi - like.end))


def _owners(talk: _Talk, found: Sequence[Window]) -> NDArray[np.int64]:
    """Return for each message the index of its window, or -1."""
    if not found:
        return np.full(len(talk.times), -1, np.int64)
    lo = np.array([w.lo for w in found], np.int64)
    hi = np.array([w.hi for w in found], np.int64)
    index = np.searchsorted(lo, talk.times, "right") - 1
    inside = (index >= 0) & (talk.times < hi[np.maximum(index, 0)])
    return np.where(inside, index, -1).astype(np.int64)


def _keep_real(
    rules: ChannelRules,
    talk: _Talk,
    found: Sequence[Window],
    owner: NDArray[np.int64],
    overlaid: set[str],
) -> None:
    """Give back messages of scheduled windows in which nobody met.

    A window is a session if it has an overlay, or if a message other than a repost, bot
    or tombstone lies in the session proper.
    """
    if not isinstance(rules.sessions, Schedule) or not found:
        return
    start = np.array([w.start for w in found], np.int64)
    end = np.array([w.end for w in found], np.int64)
    safe = np.maximum(owner, 0)
    core = (owner >= 0) & (talk.times >= start[safe]) & (talk.times < end[safe])
    core &= (talk.flags & (REPOST | BOT | TOMBSTONE)) == 0
    met = np.zeros(len(found), bool)
    met[owner[core]] = True
    met |= np.array([w.key in overlaid for w in found], bool)
    owner[(owner >= 0) & ~met[safe]] = -1


def _move(
    owner: NDArray[np.int64],
    found: Sequence[Window],
    overlays: Sequence[Overlay],
    talk: _Talk,
    places: Mapping[str, Place],
) -> list[Finding]:
    """Apply `move` to the owners; return what could not be applied."""
    numbers = {w.key: n for n, w in enumerate(found)}
    findings = []
    for overlay in overlays:
        for item in overlay.move:
            target = -1 if item.target == OUTSIDE else numbers.get(item.target)
            place = places.get(item.id)
            if place is None:
                what = f"move names message '{item.id}', which is not stored"
            elif target is None:
                what = f"move sends '{item.id}' to '{item.target}', which is no session"
            elif owner[talk.index(place)] == target:
                what = f"move sends '{item.id}' to where it already is"
            else:
                owner[talk.index(place)] = target
                continue
            where = f"{overlay.path}:{item.line}"
            findings.append(Finding("dead-correction", where, what))
    return findings


def _local_days(
    talk: _Talk, owner: NDArray[np.int64], zone: ZoneInfo
) -> NDArray[np.int64]:
    """Return for each message outside sessions minus the ordinal of its local day."""
    result = np.zeros(len(owner), np.int64)
    outside = talk.times[owner < 0]
    if len(outside):
        days = np.unique(outside // (MINUTE * 24 * 60))
        ordinals = sorted(
            {utc_ordinal(0) + int(d) + shift for d in days for shift in (-1, 0, 1)}
        )
        begins = np.array([midnight(o, zone) for o in ordinals], np.int64)
        index = np.searchsorted(begins, outside, "right") - 1
        result[owner < 0] = -np.maximum(np.array(ordinals, np.int64), 1)[index]
    return result


def _runs(talk: _Talk, group: NDArray[np.int64]) -> dict[int, list[Run]]:
    """Return the runs of each group; no run crosses a stored day."""
    runs: dict[int, list[Run]] = {}
    if not len(group):
        return runs
    cuts = np.flatnonzero(np.diff(group)) + 1
    edges = np.unique(np.concatenate([[0], cuts, talk.offsets])).tolist()
    day = 0
    for start, stop in pairwise(edges):
        while talk.offsets[day + 1] <= start:
            day += 1
        base = int(talk.offsets[day])
        run = Run(talk.days[day], start - base, stop - base)
        runs.setdefault(int(group[start]), []).append(run)
    return runs


def _sessions(
    rules: ChannelRules,
    found: Sequence[Window],
    overlays: Sequence[Overlay],
    runs: Mapping[int, Sequence[Run]],
) -> tuple[Session, ...]:
    titles = {o.key: o.title for o in overlays}
    held = [n for n in range(len(found)) if n in runs]
    result = []
    for number, n in enumerate(held, 1):
        window = found[n]
        end = window.end if window.scheduled else window.end - 1
        result.append(
            Session(
                channel=rules.name,
                key=window.key,
                start=moment(window.start),
                end=moment(end),
                scheduled=window.scheduled,
                runs=tuple(runs[n]),
                count=sum(r.stop - r.start for r in runs[n]),
                number=number,
                title=titles.get(window.key),
            )
        )
    return tuple(result)


def _days(channel: str, runs: Mapping[int, Sequence[Run]]) -> tuple[Day, ...]:
    return tuple(
        Day(
            channel=channel,
            date=date.fromordinal(min(max(-g, 1), date.max.toordinal())),
            runs=tuple(runs[g]),
            count=sum(r.stop - r.start for r in runs[g]),
        )
        for g in sorted((g for g in runs if g < 0), reverse=True)
    )


def _upcoming(
    rules: ChannelRules,
    overlays: Sequence[Overlay],
    sessions: Sequence[Session],
    talk: _Talk,
) -> tuple[tuple[Session, ...], list[Finding]]:
    """Return sessions to come, and a finding for each overlay that is of no session."""
    held = {s.key for s in sessions}
    newest = talk.newest
    found, dead = [], []
    for overlay in overlays:
        if overlay.key in held:
            continue
        window = _future(rules, overlay)
        if window is not None and (newest is None or window.start > newest):
            found.append((window.start, overlay.key, window, overlay))
        else:
            what = "no message is in this session"
            if window is None:
                what += " and nothing says when it starts"
            place = overlay.path or f"{overlay.channel}/{overlay.key}"
            place += f":{overlay.start_line}" if overlay.start_line else ""
            dead.append(Finding("dead-overlay", place, what))
    found.sort(key=lambda f: f[:2])
    upcoming = tuple(
        Session(
            channel=rules.name,
            key=overlay.key,
            start=moment(window.start),
            end=moment(window.end),
            scheduled=True,
            number=number,
            title=overlay.title,
        )
        for number, (_, _, window, overlay) in enumerate(found, len(sessions) + 1)
    )
    return upcoming, dead


def _future(rules: ChannelRules, overlay: Overlay) -> Window | None:
    if overlay.start is not None:
        return _made(overlay, rules)
    if not isinstance(rules.sessions, Schedule):
        return None
    try:
        day = date.fromisoformat(overlay.key[:10])
    except ValueError:
        return None
    meant = windows(rules.sessions, rules.zone, around(day))
    return next((w for w in meant if w.key == overlay.key), None)


def _untitled(
    sessions: Sequence[Session], overlays: Sequence[Overlay]
) -> list[Finding]:
    named_keys = {o.key for o in overlays if o.title or o.topic}
    return [
        Finding("untitled-session", f"{s.channel}/{s.key}", "has no title and no topic")
        for s in sessions
        if s.key not in named_keys
    ]
