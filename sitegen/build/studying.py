"""Study every session and day: what the cache holds is taken from there.

Chart, Roll --tasks--> StudyTask --study (cached)--> Unit
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np

from sitegen.build.cache import Cache, key_of
from sitegen.build.explaining import named
from sitegen.build.sources import Sources
from sitegen.build.study import (
    Elsewhere,
    Setting,
    StudyTask,
    Twins,
    study,
    title_of,
)
from sitegen.build.survey import id_hash
from sitegen.build.surveying import Chart, Roll
from sitegen.build.workers import run
from sitegen.chat.overlay import Overlay
from sitegen.chat.people import People, Profile, fold
from sitegen.chat.session import Day, Session
from sitegen.recaps.resolve import Wants
from sitegen.render.image_size import HEAD_BYTES, Size, image_size
from sitegen.site import urls
from sitegen.site.archive import Unit
from sitegen.site.record import Record, address_of
from sitegen.site.views import Names

KINDS = ("record", "sheet", "fragments", "run", "material")
_record = msgspec.msgpack.Decoder(Record)


@dataclass(frozen=True)
class Lookup:
    """What decides what words in messages lead to."""

    people: People
    roll: Roll
    topics: Mapping[str, str]  # tag in lower case to the address of its page
    wants: Wants
    media: Mapping[str, Path]  # local copies of attachments, by path on the site

    def sizes(self, paths: Iterable[str]) -> tuple[tuple[str, Size], ...]:
        """Return the sizes of some images, as far as they are known."""
        found = ((path, self._size(path)) for path in sorted(set(paths)))
        return tuple((path, size) for path, size in found if size is not None)

    def _size(self, path: str) -> Size | None:
        if path not in self.media:
            return None
        with self.media[path].open("rb") as file:
            return image_size(file.read(HEAD_BYTES))

    _slugs: dict[str, str | None] = field(default_factory=dict)

    def slug_of(self, name: str) -> str | None:
        """Return who a name in a text leads to; None if they have no page."""
        if name not in self._slugs:
            slug = self.roll.by_account.get(name) or self.people.slug_of(name)
            self._slugs[name] = slug if slug in self.roll.slugs else None
        return self._slugs[name]

    @cached_property
    def owners(self) -> Mapping[str, Profile]:
        """Return profiles by folded alias, slug and account id."""
        found: dict[str, Profile] = {}
        for profile in self.people.profiles:
            for name in (profile.slug, *profile.aliases):
                found.setdefault(fold(name), profile)
            for account in profile.ids:
                found.setdefault(account, profile)
        return found

    @cached_property
    def wanted(self) -> tuple[tuple[int, str], ...]:
        """Return the ids that recaps quote, each with its hash."""
        return tuple((id_hash(i), i) for i in sorted(self.wants.ids))


def study_tasks(
    sources: Sources, chart: Chart, lookup: Lookup, setting: Setting, code: str
) -> Iterator[StudyTask]:
    """Yield a task for each session and day of a channel."""
    overlays = {o.key: o for o in sources.overlays if o.channel == chart.rules.name}
    for number, unit in enumerate(chart.units):
        overlay = overlays.get(unit.key) if isinstance(unit, Session) else None
        yield _task(chart, number, overlay, lookup, setting, code)


def _task(
    chart: Chart,
    number: int,
    overlay: Overlay | None,
    lookup: Lookup,
    setting: Setting,
    code: str,
) -> StudyTask:
    unit = chart.units[number]
    days = chart.day_numbers(unit)
    references = chart.references[number]
    task = StudyTask(
        key="",
        parts=(),
        of=unit,
        files=tuple(
            (
                chart.days[day].file.date,
                str(chart.days[day].file.path),
                chart.days[day].digest,
            )
            for day in days
        ),
        rules=chart.rules,
        overlay=overlay,
        people=_people(chart, {*days, *(r.day for r in references)}, overlay, lookup),
        names=_names(chart.mentions[number], chart, days, lookup),
        mentions=_mentions(chart.mentions[number], lookup),
        elsewhere=tuple(
            Elsewhere(
                str(chart.days[r.day].file.path),
                chart.days[r.day].digest,
                r.position,
                address_of(chart.units[r.unit]),
            )
            for r in references
        ),
        sizes=lookup.sizes(path for day in days for path in chart.surveys[day].media),
        wants=_wants(chart, days, unit, lookup),
        setting=setting,
    )
    parts = _parts(task, code)
    return replace(task, key=key_of(parts), parts=parts)


def _parts(task: StudyTask, code: str) -> tuple[tuple[str, str], ...]:
    """Return digests of all that shapes a study; paths on this machine do not."""
    setting = task.setting
    return named(
        code=code,
        the_message_template=setting.code,
        bounds=task.of,
        stored_messages=[digest for _, _, digest in task.files],
        channel_settings=task.rules,
        overlay=task.overlay,
        people_files=task.people.profiles,
        where_mentions_and_topics_lead=(task.names, task.mentions),
        messages_replied_to_elsewhere=[
            (e.digest, e.position, e.href) for e in task.elsewhere
        ],
        images=task.sizes,
        what_recaps_quote=(sorted(task.wants.ids), sorted(task.wants.sessions)),
        settings=(
            setting.language,
            setting.search_language,
            setting.fragment_size,
            setting.zone,
            setting.base_url,
        ),
        redactions=setting.redactions.digest,
    )


def _people(
    chart: Chart, days: Iterable[int], overlay: Overlay | None, lookup: Lookup
) -> People:
    """Return the profiles of those who occur in some days, without their bios."""
    owners = lookup.owners
    if not owners:
        return People()
    found: dict[str, Profile] = {}
    names = [*chart.rules.hosts]
    if overlay is not None:
        names += [*overlay.hosts, *overlay.guests]
    for day in days:
        survey = chart.surveys[day]
        names += survey.mentions
        for author, account in survey.authors:
            names.append(author)
            if account is not None and account in owners:
                found[owners[account].slug] = owners[account]
    for name in names:
        profile = owners.get(fold(name))
        if profile is not None:
            found[profile.slug] = profile
    return People(
        tuple(
            replace(found[slug], bio="", links=(), roles=(), noindex=False, path="")
            for slug in sorted(found)
        )
    )


def _mentions(names: Iterable[str], lookup: Lookup) -> tuple[tuple[str, str], ...]:
    pairs = ((name, lookup.slug_of(name)) for name in sorted(names))
    return tuple((name, slug) for name, slug in pairs if slug is not None)


def _names(
    names: Iterable[str], chart: Chart, days: Sequence[int], lookup: Lookup
) -> Names:
    tags = {tag.casefold() for day in days for tag in chart.surveys[day].tags}
    return Names(
        mentions={name: urls.person(slug) for name, slug in _mentions(names, lookup)},
        topics={tag: lookup.topics[tag] for tag in sorted(tags & lookup.topics.keys())},
    )


def _wants(
    chart: Chart, days: Sequence[int], unit: Session | Day, lookup: Lookup
) -> Wants:
    name = (unit.channel, unit.key)
    sessions = frozenset({name} & lookup.wants.sessions)
    if not lookup.wanted:
        return Wants(frozenset(), sessions)
    here = np.concatenate(
        [np.frombuffer(chart.surveys[day].ids, dtype="<u8") for day in days]
        or [np.zeros(0, np.uint64)]
    )
    hashes = np.array([number for number, _ in lookup.wanted], dtype=np.uint64)
    found = np.isin(hashes, here)
    ids = (i for (_, i), is_here in zip(lookup.wanted, found, strict=True) if is_here)
    return Wants(frozenset(ids), sessions)


def study_all(
    tasks: Sequence[StudyTask],
    cache: Cache,
    pool: Executor | None,
    jobs: int,
    *,
    restudy: frozenset[str] = frozenset(),
) -> Iterator[tuple[StudyTask, Record, Twins]]:
    """Yield each task with its record, and its twins if it had to be studied.

    Args:
        tasks: What to study, in any order.
        cache: Where results are kept.
        pool: Where to work.
        jobs: How many workers it has.
        restudy: Keys that are studied even if the cache holds them.
    """
    known: dict[str, Record] = {}
    for task in tasks:
        record = None if task.key in restudy else _cached(cache, task.key)
        if record is not None:
            known[task.key] = record
    missing = [task for task in tasks if task.key not in known]
    fresh = run(_study_and_keep, missing, pool, jobs)
    for task in tasks:
        if task.key in known:
            yield task, known[task.key], ()
            continue
        encoded, twins = next(fresh)
        yield task, _record.decode(encoded), twins


def _study_and_keep(task: StudyTask) -> tuple[bytes, Twins]:
    """Study a session or day; all but its record and twins goes only to the cache."""
    made = study(task)
    cache = Cache(task.setting.cache)
    for kind in reversed(KINDS):  # the record last
        cache.write(made.key, kind, getattr(made, kind))
    return made.record, made.twins


def _cached(cache: Cache, key: str) -> Record | None:
    data = cache.read(key, "record")
    if data is None or not all(cache.has(key, kind) for kind in KINDS[1:]):
        return None
    try:
        return _record.decode(data)
    except msgspec.MsgspecError:
        return None


def unit_of(task: StudyTask, record: Record) -> Unit:
    """Return a studied session or day for the archive."""
    summary = record.summary
    return Unit(
        of=task.of,
        rules=task.rules,
        record=record,
        key=task.key,
        parts=task.parts,
        url=address_of(task.of),
        title=title_of(summary, task.rules),
        day=summary.start.astimezone(task.rules.zone).date(),
        overlay=task.overlay,
    )
