"""The build on one screen: content/ to output/.

    sources -> surveys -> charts -> studies -> archive -> plan -> pages -> release

Each arrow is a pure function over frozen values; only the ends touch files. What a
cache holds is taken from it, and a cache may be deleted at any time.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from sitegen.build.assembling import (
    archive_of,
    chrome_of,
    topics_of,
    upcoming_of,
)
from sitegen.build.cache import Cache, DamagedCache, key_of
from sitegen.build.cards import put_cards, site_card, studio
from sitegen.build.cleaning import cleaned
from sitegen.build.explaining import explain
from sitegen.build.files import put_files
from sitegen.build.findings import counts_of, findings_of, looked_for, notes
from sitegen.build.indexing import Indexer, begin_index, write_index
from sitegen.build.lock import build_lock
from sitegen.build.pages import Pages
from sitegen.build.places import refuse_sources
from sitegen.build.publishing import put_pages
from sitegen.build.recapping import MadeRecap, make_recaps, newest_quote
from sitegen.build.release import Outcome, Release
from sitegen.build.rendering import Workshop
from sitegen.build.sources import (
    Sources,
    program_digest,
    read_sources,
    theme_digest,
)
from sitegen.build.study import Setting, StudyTask, Twins, get_ready
from sitegen.build.studying import Lookup, study_all, study_tasks, unit_of
from sitegen.build.surveying import (
    Chart,
    Roll,
    call_roll,
    chart_channels,
    redacted_sources,
    survey_days,
)
from sitegen.build.themes import theme_of
from sitegen.build.unchanged import HOME, Standing, look_at, remember
from sitegen.build.workers import begin, rare_collections, workers
from sitegen.chat.session import Counts, Finding, Stats
from sitegen.chat.stats import summed
from sitegen.errors import SitegenError
from sitegen.recaps.resolve import wants
from sitegen.render.environment import Theme
from sitegen.render.fragments import TEMPLATE as MESSAGE_TEMPLATE
from sitegen.render.themes import theme_chain
from sitegen.search.fragments import fragment_size
from sitegen.search.layout import Options
from sitegen.search.stemming import language_for
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit
from sitegen.site.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How to build."""

    jobs: int = 1
    portable: bool = False
    strict: bool = False  # warnings fail the build
    wish: object = None  # what the user asked, if the build shall be known again by it
    publish: bool = True  # False: find out all there is to say, and stop there
    why: str | None = None  # a path of the site to explain
    pool: Executor | None = None  # a foreign one; else processes are started
    progress: Callable[[str, int, int], None] | None = None  # stage, done, all


class Warned(SitegenError):
    """A strict build met warnings."""

    def __init__(self, warnings: tuple[str, ...]) -> None:
        more = f" (and {len(warnings) - 1} more)" if len(warnings) > 1 else ""
        super().__init__(f"{warnings[0]}{more}; --strict publishes nothing")


@dataclass(slots=True)
class Clock:
    """Seconds spent in each stage, for `--timings`; never part of any output."""

    seconds: dict[str, float] = field(default_factory=dict)
    _stage: str = ""
    _since: float = 0.0

    def enter(self, stage: str) -> None:
        """Begin a stage; the one before ends."""
        now = time.perf_counter()
        if self._stage:
            spent = self.seconds.get(self._stage, 0.0)
            self.seconds[self._stage] = spent + now - self._since
        self._stage, self._since = stage, now


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did and found."""

    outcome: Outcome
    counts: Counts
    sessions: int
    people: int
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    seconds: dict[str, float]
    why: str = ""
    # Of a build that publishes nothing:
    recaps: tuple[MadeRecap, ...] = ()
    stats: Stats = field(default_factory=Stats)  # of all sessions


def build(site: Path, output: Path, options: BuildOptions) -> BuildReport:
    """Build a site.

    Raises:
        SitegenError: Something in the site is wrong; nothing was published.
    """
    refuse_sources(site, output)
    home = site / HOME
    with build_lock(home), rare_collections():
        started = time.time_ns()
        look = None if options.wish is None else look_at(site, options.wish)
        try:
            report = _build(site, output, options)
        except DamagedCache:
            # A blob was altered behind our back: do without the cache, once.
            Cache(home / "cache").prune(())
            report = _build(site, output, options)
        if look is not None:
            remember(home, output, look, started, _standing(report))
        return report


def _standing(report: BuildReport) -> Standing:
    outcome = report.outcome
    return Standing(
        files=outcome.unchanged + len(outcome.written),
        sessions=report.sessions,
        people=report.people,
        counts=asdict(report.counts),
        warnings=list(report.warnings),
    )


def _build(site: Path, output: Path, options: BuildOptions) -> BuildReport:
    clock = Clock()
    clock.enter("read")
    home = site / HOME
    sources = read_sources(site, home)
    config = sources.config
    cache = Cache(home / "cache")
    code = program_digest()
    state = key_of(code, theme_digest(theme_chain(config.theme, site).folders))
    theme = theme_of(config.theme, config.language, site, state, cache.folder)
    release = Release(output, home)
    jobs = options.jobs
    with workers(jobs if options.pool is None else 1) as own:
        pool = options.pool or own
        if pool is not None:
            begin(get_ready, range(jobs), pool)
        clock.enter("survey")
        sources = cleaned(
            redacted_sources(sources, home / "removals.msgpack", code, pool, jobs)
        )
        config = sources.config
        charts = chart_channels(
            sources,
            survey_days(sources, home / "surveys.msgpack", code, pool, jobs),
        )
        roll = call_roll(charts, sources.people)
        topics = topics_of(charts, sources)
        clock.enter("study")
        tasks = _tasks(sources, charts, (roll, topics[1]), (code, state), theme, cache)
        # Surveys and tasks are of no use any more, and a fifth of all there is.
        charts = tuple(chart.without_surveys() for chart in charts)
        units = _study(
            tasks, cache, release if options.publish else None, pool, options
        )
        del tasks
        clock.enter("plan")
        cards = studio(config, theme)
        chrome = chrome_of(
            config, theme, sources.pages, _sections(sources, units, topics[1]),
            image=cards.path(site_card(cards)), portable=options.portable,
        )  # fmt: skip
        upcoming = upcoming_of(charts, sources)
        archive = archive_of(sources, chrome, units, upcoming, topics, roll)
        recaps = make_recaps(archive, sources, theme, cache)
        warnings = tuple(str(w) for recap in recaps for w in recap.resolved.warnings)
        if options.strict and warnings:
            raise Warned(warnings)
        warnings = (*notes(theme), *warnings)
        if not options.publish:
            outcome = Outcome((), 0, (), "nothing")
            report = _report(archive, charts, outcome, warnings, clock)
            more = looked_for(archive, sources.people)
            findings = (*report.findings, *more)
            stats = summed([unit.record.summary for unit in archive.sessions])
            return replace(report, findings=findings, recaps=recaps, stats=stats)
        pages = Pages(
            sources=sources,
            archive=archive,
            theme=theme,
            code=code,
            recaps=recaps,
            quote=newest_quote(archive, cache),
            studio=cards,
        )
        planned = tuple(pages.plan_places())
        clock.enter("render")
        indexer = Indexer(
            cache,
            code,
            language_for(config.search_language),
            _fragment_size(sources),
            Options(),
        )
        index = begin_index(archive.units, indexer, release, pool)
        shop = Workshop(
            site, config.theme, config.language, state, cache.folder, options.portable
        )
        kept = put_pages(
            planned, pages.plan_views(), shop, release, pool, jobs, options.progress
        )
        clock.enter("index")
        used = write_index(index, release)
        clock.enter("publish")
        put_files(pages, release)
        put_cards(cards, pages.all_cards(), release, pool, jobs)
        outcome = release.finish()
        kept.remember()
        cache.prune((*(unit.key for unit in units), *used))
    report = _report(archive, charts, outcome, warnings, clock)
    if options.why is None:
        return report
    why = explain(options.why, kept.before, kept.now, set(outcome.written))
    return replace(report, why=why)


def _report(
    archive: Archive,
    charts: Sequence[Chart],
    outcome: Outcome,
    warnings: tuple[str, ...],
    clock: Clock,
) -> BuildReport:
    clock.enter("")
    return BuildReport(
        outcome=outcome,
        counts=counts_of(archive, charts),
        sessions=len(archive.sessions),
        people=len(archive.attendance),
        findings=findings_of(archive, charts),
        warnings=warnings,
        seconds=clock.seconds,
    )


def _fragment_size(sources: Sources) -> int:
    # Bytes stand for messages here (about 300 each as stored), so that the size is
    # known before anything is read.
    return fragment_size(sum(day.file.size for day in sources.days) // 300)


def _tasks(
    sources: Sources,
    charts: Sequence[Chart],
    known: tuple[Roll, dict[str, str]],
    digests: tuple[str, str],
    theme: Theme,
    cache: Cache,
) -> tuple[StudyTask, ...]:
    config, (roll, topics), (code, state) = sources.config, known, digests
    setting = Setting(
        site=sources.site,
        theme=config.theme,
        language=config.language,
        code=key_of(code, theme.closure(MESSAGE_TEMPLATE)),
        state=state,
        cache=cache.folder,
        search_language=language_for(config.search_language),
        fragment_size=_fragment_size(sources),
        zone=config.zone,
        base_url=config.base_url,
        redactions=sources.redactions,
    )
    lookup = Lookup(
        sources.people,
        roll,
        {tag: urls.topic(slug) for tag, slug in topics.items()},
        wants(sources.recaps),
        {file.path: file.source for file in sources.media},
    )
    return tuple(
        task
        for chart in charts
        for task in study_tasks(sources, chart, lookup, setting, code)
    )


def _study(
    tasks: Sequence[StudyTask],
    cache: Cache,
    release: Release | None,
    pool: Executor | None,
    options: BuildOptions,
) -> list[Unit]:
    """Study all sessions and days, and put their twins into the release."""
    units: list[Unit] = []
    lost: list[StudyTask] = []
    studied = study_all(tasks, cache, pool, options.jobs)
    for number, (task, record, twins) in enumerate(studied, 1):
        if options.progress:
            options.progress("study", number, len(tasks))
        units.append(unit_of(task, record))
        if release is None:
            continue
        if twins:
            _put_twins(task, twins, release)
        elif not _keep_twins(task, record, release):
            lost.append(task)
    for task, _, twins in study_all(
        lost, cache, pool, options.jobs, restudy=frozenset(t.key for t in lost)
    ):
        if release is not None:
            _put_twins(task, twins, release)
    return units


def _put_twins(task: StudyTask, twins: Twins, release: Release) -> None:
    for kind, content in twins:
        release.put(urls.twin(task.of.channel, task.of.key, kind), content)


def _keep_twins(task: StudyTask, record: Record, release: Release) -> bool:
    paths = {
        urls.twin(task.of.channel, task.of.key, twin.kind): twin.digest
        for twin in record.twins
    }
    if any(release.old.get(path) != digest for path, digest in paths.items()):
        return False
    for path in paths:
        release.keep(path)
    return True


def _sections(
    sources: Sources, units: Sequence[Unit], topics: dict[str, str]
) -> frozenset[str]:
    """Return the sections that have anything in them."""
    found = {"sessions", "people", "stats"}
    if sources.recaps:
        found.add("recaps")
    if topics:
        found.add("topics")
    if any(unit.record.summary.questions for unit in units):
        found.add("questions")
    if any(unit.record.summary.links for unit in units):
        found.add("links")
    return frozenset(found)
