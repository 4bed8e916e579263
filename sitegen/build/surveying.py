"""Survey all stored days, and find sessions, days and references in the surveys.

StoredDay --survey (cached)--> DaySurvey --chart--> Chart of each channel
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sitegen.build.cache import key_of
from sitegen.build.days import published_day
from sitegen.build.memory import recall, remember
from sitegen.build.sources import Sources, StoredDay
from sitegen.build.survey import NO_REPLY, NOBODY, DaySurvey, Positions, id_hash, survey
from sitegen.build.workers import run
from sitegen.chat.outline import from_bytes
from sitegen.chat.people import People
from sitegen.chat.rules import ChannelRules
from sitegen.chat.session import Day, Session, Split
from sitegen.chat.sessions import Place, moved_ids, split
from sitegen.store.redactions import RedactionRules, Removals, removals
from sitegen.store.transcripts import read_day

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class _Task:
    day: StoredDay
    digest: str
    redactions: RedactionRules


def _survey(task: _Task) -> DaySurvey:
    file = task.day.file
    messages = published_day(str(file.path), task.day.digest, task.redactions)
    return survey(task.digest, file.date, messages)


def survey_days(
    sources: Sources, memory: Path, code: str, pool: Executor | None, jobs: int
) -> tuple[DaySurvey, ...]:
    """Return the surveys of all stored days, in their order.

    Args:
        sources: What is built.
        memory: File that keeps surveys between builds.
        code: Digest of the program.
        pool: Where to work.
        jobs: How many workers it has.
    """
    salt = key_of(code, sources.redactions.digest)
    known = _remembered_as(memory, salt, DaySurvey)
    wanted = [key_of(salt, day.file.date, day.digest) for day in sources.days]
    tasks = [
        _Task(day, digest, sources.redactions)
        for day, digest in zip(sources.days, wanted, strict=True)
        if digest not in known
    ]
    if not tasks and len(known) == len(set(wanted)):
        return tuple(known[digest] for digest in wanted)
    for made in run(_survey, tasks, pool if len(tasks) > jobs else None, jobs):
        known[made.digest] = made
    _remember_as(memory, salt, {digest: known[digest] for digest in wanted})
    return tuple(known[digest] for digest in wanted)


def _remembered_as(memory: Path, salt: str, kind: type[Kept]) -> dict[str, Kept]:
    pair: type[tuple[str, dict[str, Kept]]] = tuple[str, dict[str, kind]]  # type: ignore[valid-type]
    kept, found = recall(memory, pair) or ("", {})
    return found if kept == salt else {}


def _remember_as(memory: Path, salt: str, found: Mapping[str, object]) -> None:
    remember(memory, (salt, found))


@dataclass(frozen=True, slots=True)
class _RemovalTask:
    day: StoredDay
    redactions: RedactionRules


def _removals(task: _RemovalTask) -> Removals:
    return removals(
        read_day(task.day.file.path), task.redactions, task.day.file.channel
    )


def redacted_sources(
    sources: Sources, memory: Path, code: str, pool: Executor | None, jobs: int
) -> Sources:
    """Return the sources with redactions that know what they remove in all days.

    A repost on another day names a removed message by its id, and others copy its text,
    so each day is looked through first; what was found is kept by the day's digest.
    """
    rules = sources.redactions
    if not rules:
        return sources
    salt = key_of(code, rules.digest)
    known = _remembered_as(memory, salt, Removals)
    tasks = [
        _RemovalTask(day, rules) for day in sources.days if day.digest not in known
    ]
    found = run(_removals, tasks, pool if len(tasks) > jobs else None, jobs)
    for task, made in zip(tasks, found, strict=True):
        known[task.day.digest] = made
    wanted = {day.digest: known[day.digest] for day in sources.days}
    if tasks:
        _remember_as(memory, salt, wanted)
    return replace(sources, redactions=rules.with_removals(wanted.values()))


@dataclass(frozen=True, slots=True)
class Reference:
    """A message of another session or day that one replies to, quotes or reposts."""

    day: int  # index into the channel's days
    position: int  # in that day
    unit: int  # index into the channel's units: where it is published


@dataclass(frozen=True, slots=True)
class Chart:
    """One channel: its days, its sessions, and what is in each."""

    rules: ChannelRules
    days: tuple[StoredDay, ...]
    surveys: tuple[DaySurvey, ...]
    split: Split
    units: tuple[Session | Day, ...]  # published: sessions, then days
    references: tuple[tuple[Reference, ...], ...]  # of each unit, by position
    authors: tuple[tuple[tuple[str, str | None], ...], ...]  # of each unit, sorted
    mentions: tuple[frozenset[str], ...]  # names that may be mentioned in each unit
    hidden: int  # messages not published, with `outside: hide`

    def without_surveys(self) -> "Chart":
        """Return the chart with what is still asked once tasks are made from it."""
        return replace(self, surveys=(), references=(), authors=(), mentions=())

    def day_numbers(self, unit: Session | Day) -> tuple[int, ...]:
        """Return the indexes of the stored days that a unit has messages of."""
        numbers = {day.file.date: number for number, day in enumerate(self.days)}
        return tuple(dict.fromkeys(numbers[run.day] for run in unit.runs))


def chart_channels(sources: Sources, surveys: Sequence[DaySurvey]) -> tuple[Chart, ...]:
    """Return the charts of all channels, by name."""
    by_channel: dict[str, list[tuple[StoredDay, DaySurvey]]] = {
        rules.name: [] for rules in sources.config.channels
    }
    for day, made in zip(sources.days, surveys, strict=True):
        by_channel.setdefault(day.file.channel, []).append((day, made))
    for overlay in sources.overlays:
        by_channel.setdefault(overlay.channel, [])
    return tuple(
        _chart(sources, sources.config.rules_of(name), pairs)
        for name, pairs in sorted(by_channel.items())
    )


def _chart(
    sources: Sources,
    rules: ChannelRules,
    pairs: Sequence[tuple[StoredDay, DaySurvey]],
) -> Chart:
    days = tuple(day for day, _ in pairs)
    surveys = tuple(made for _, made in pairs)
    overlays = [o for o in sources.overlays if o.channel == rules.name]
    positions = Positions.of(surveys)
    starts = np.cumsum([0, *(made.count for made in surveys)], dtype=np.int64)
    found = split(
        rules,
        [from_bytes(d.file.date, s.outline) for d, s in pairs],
        overlays,
        _places(moved_ids(overlays), days, starts, positions),
    )
    hide = rules.outside == "hide"
    units: tuple[Session | Day, ...] = (*found.sessions, *(() if hide else found.days))
    numbers = {day.file.date: number for number, day in enumerate(days)}
    indexes = [_positions_of(unit, numbers, starts) for unit in units]
    owner = np.full(int(starts[-1]), -1, dtype=np.int64)
    for number, index in enumerate(indexes):
        owner[index] = number
    gone = _hidden_ids(overlays, positions)
    published = owner.copy()  # nothing of a hidden message is shown elsewhere
    published[gone[gone >= 0]] = -1
    return Chart(
        rules=rules,
        days=days,
        surveys=surveys,
        split=found,
        units=units,
        references=_references(surveys, starts, positions, published, indexes),
        authors=tuple(_authors(surveys, starts, index, gone) for index in indexes),
        mentions=tuple(
            frozenset(
                name
                for number in {numbers[run.day] for run in unit.runs}
                for name in surveys[number].mentions
            )
            for unit in units
        ),
        hidden=sum(day.count for day in found.days) if hide else 0,
    )


def _positions_of(
    unit: Session | Day, numbers: Mapping[date, int], starts: NDArray[np.int64]
) -> NDArray[np.int64]:
    ranges = [
        np.arange(run.start, run.stop, dtype=np.int64) + starts[numbers[run.day]]
        for run in unit.runs
    ]
    return np.concatenate(ranges) if ranges else np.zeros(0, np.int64)


def _places(
    wanted: Iterable[str],
    days: Sequence[StoredDay],
    starts: NDArray[np.int64],
    positions: Positions,
) -> dict[str, Place]:
    names = sorted(wanted)
    if not names:
        return {}
    at = positions.find(np.array([id_hash(name) for name in names], dtype=np.uint64))
    found = {}
    for name, position in zip(names, at.tolist(), strict=True):
        if position >= 0:
            number = int(np.searchsorted(starts, position, side="right")) - 1
            found[name] = (days[number].file.date, position - int(starts[number]))
    return found


def _hidden_ids(overlays: Iterable[object], positions: Positions) -> NDArray[np.int64]:
    ids = [c.id for o in overlays for c in getattr(o, "hide", ())]
    if not ids:
        return np.zeros(0, np.int64)
    return positions.find(np.array([id_hash(i) for i in ids], dtype=np.uint64))


def _references(
    surveys: Sequence[DaySurvey],
    starts: NDArray[np.int64],
    positions: Positions,
    owner: NDArray[np.int64],
    indexes: Sequence[NDArray[np.int64]],
) -> tuple[tuple[Reference, ...], ...]:
    replies = np.frombuffer(b"".join(s.replies for s in surveys), dtype="<u8")
    targets = np.full(len(replies), -1, dtype=np.int64)
    asked = np.flatnonzero(replies != NO_REPLY)
    targets[asked] = positions.find(replies[asked])
    found = []
    for number, index in enumerate(indexes):
        out = targets[index]
        out = np.unique(out[out >= 0])
        out = out[(owner[out] != number) & (owner[out] >= 0)]
        day_of = np.searchsorted(starts, out, side="right") - 1
        found.append(
            tuple(
                Reference(int(day), int(at - starts[day]), int(owner[at]))
                for at, day in zip(out.tolist(), day_of.tolist(), strict=True)
            )
        )
    return tuple(found)


def _authors(
    surveys: Sequence[DaySurvey],
    starts: NDArray[np.int64],
    index: NDArray[np.int64],
    gone: NDArray[np.int64],
) -> tuple[tuple[str, str | None], ...]:
    kept = np.setdiff1d(index, gone)
    days = np.searchsorted(starts, kept, side="right") - 1
    found: set[tuple[str, str | None]] = set()
    for number in np.unique(days).tolist():
        made = surveys[number]
        of = np.frombuffer(made.author_of, dtype="<u2")
        here = kept[days == number] - starts[number]
        found.update(made.authors[a] for a in np.unique(of[here]) if a != NOBODY)
    return tuple(sorted(found, key=repr))


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody who wrote something that is published."""

    slugs: frozenset[str]
    by_account: Mapping[str, str]  # the platform's id of an account to slug


def call_roll(charts: Iterable[Chart], people: People) -> Roll:
    """Return who has a page."""
    slugs: set[str] = set()
    accounts: dict[str, str] = {}
    known: dict[tuple[str, str | None], str] = {}
    for chart in charts:
        for authors in chart.authors:
            for author in authors:
                slug = known.get(author)
                if slug is None:
                    slug = known[author] = people.slug_of(*author)
                slugs.add(slug)
                if author[1] is not None:
                    accounts[author[1]] = slug
    unlisted = {p.slug for p in people.profiles if p.consent == "unlisted"}
    return Roll(frozenset(slugs - unlisted), accounts)
