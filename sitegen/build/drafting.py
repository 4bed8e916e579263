"""One session, understood outside a build: for drafts of recaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sitegen.build.days import published_day
from sitegen.build.sources import Sources, program_digest, read_sources
from sitegen.build.surveying import (
    Chart,
    chart_channels,
    redacted_sources,
    survey_days,
)
from sitegen.chat.session import Session, Understanding
from sitegen.chat.understand import understand
from sitegen.errors import UsageError, nearest
from sitegen.model import Message
from sitegen.store.redactions import is_redacted


class NoSuchSession(UsageError):
    """A session was named that is not in the archive."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        hint = nearest(name, known) or (
            f"; the newest is '{known[-1]}'" if known else "; import a transcript first"
        )
        super().__init__(f"session '{name}': there is none of that name{hint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A session and what a recap's draft says about its people."""

    understanding: Understanding
    day: date  # local
    newcomers: tuple[str, ...]  # slugs, sorted
    names: dict[str, str]  # slug to the name in their profile


def understood(site: Path, name: str) -> Understood:
    """Return a session by KEY or CHANNEL/KEY.

    Raises:
        NoSuchSession: There is none.
        SitegenError: Something in the site is wrong.
    """
    home = site / ".sitegen"
    code = program_digest()
    sources = read_sources(site, home)
    sources = redacted_sources(sources, home / "removals.msgpack", code, None, 1)
    surveys = survey_days(sources, home / "surveys.msgpack", code, None, 1)
    charts = chart_channels(sources, surveys)
    chart, session = _find(charts, name)
    overlay = next(
        (
            o
            for o in sources.overlays
            if (o.channel, o.key) == (session.channel, session.key)
        ),
        None,
    )
    messages = _messages(chart, session, sources)
    known = understand(
        session,
        messages,
        chart.rules,
        overlay,
        sources.people,
        redacted=frozenset(m.id for m in messages if is_redacted(m)),
    )
    return Understood(
        understanding=known,
        day=session.start.astimezone(chart.rules.zone).date(),
        newcomers=_newcomers(charts, session, sources),
        names={p.slug: p.name for p in sources.people.profiles if p.name},
    )


def _find(charts: Sequence[Chart], name: str) -> tuple[Chart, Session]:
    sessions = [(c, s) for c in charts for s in c.split.sessions]
    sessions.sort(key=lambda pair: pair[1].start)
    found = [(c, s) for c, s in sessions if name in (s.key, f"{s.channel}/{s.key}")]
    if len(found) != 1:
        raise NoSuchSession(name, [f"{s.channel}/{s.key}" for _, s in sessions])
    return found[0]


def _messages(chart: Chart, session: Session, sources: Sources) -> tuple[Message, ...]:
    days = {day.file.date: day for day in chart.days}
    found: list[Message] = []
    for run in session.runs:
        day = days[run.day]
        stored = published_day(str(day.file.path), day.digest, sources.redactions)
        found += stored[run.start : run.stop]
    return tuple(found)


def _newcomers(
    charts: Sequence[Chart], session: Session, sources: Sources
) -> tuple[str, ...]:
    here: set[str] = set()
    before: set[str] = set()
    for chart in charts:
        for unit, authors in zip(chart.units, chart.authors, strict=True):
            if not isinstance(unit, Session) or unit.start > session.start:
                continue
            slugs = {sources.people.slug_of(*author) for author in authors}
            if unit == session:
                here = slugs
            else:
                before |= slugs
    return tuple(sorted(here - before))
