"""What a build has to tell the host: counts, findings, and notes on the site.

Archive, charts --> Counts, Finding
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from sitegen.build.surveying import Chart
from sitegen.chat.people import People, suspected_aliases
from sitegen.chat.session import Counts, Finding
from sitegen.render.environment import Theme
from sitegen.site.archive import Archive


def notes(theme: Theme) -> Iterator[str]:
    """Yield what the host should know but can do little about."""
    language = theme.language
    if language.words != language.code.partition("-")[0]:
        yield (
            f"site.yaml: language: no catalog for '{language.code}'; the words around"
            f" the chat are English until a theme brings languages/{language.code}.toml"
        )


def counts_of(archive: Archive, charts: Sequence[Chart]) -> Counts:
    """Return where all stored messages went."""
    total = Counts()
    for unit in archive.units:
        total += unit.record.summary.counts
    outside = sum(chart.hidden for chart in charts)
    return total + Counts(stored=outside, outside=outside)


def looked_for(archive: Archive, people: People) -> tuple[Finding, ...]:
    """Return what is only looked for when the host asks: it costs a while."""
    summaries = [unit.record.summary for unit in archive.units]
    outside: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for unit in archive.days:
        outside[unit.rules.name] += unit.record.summary.counts.stored
        days[unit.rules.name] += 1
    return (
        *suspected_aliases(summaries, people),
        *(
            Finding(
                "outside",
                channel,
                f"{_counted(outside[channel], 'message')} on"
                f" {_counted(days[channel], 'day')}",
            )
            for channel in sorted(outside)
        ),
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def findings_of(archive: Archive, charts: Sequence[Chart]) -> tuple[Finding, ...]:
    """Return what charts and studies found on the way."""
    split = (finding for chart in charts for finding in chart.split.findings)
    units = (finding for unit in archive.units for finding in unit.record.findings)
    return (*split, *units)
