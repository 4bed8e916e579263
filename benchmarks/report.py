"""The tables of a run, in Markdown, and their place in docs/benchmarks.md.

Run(machine, works) --ratios, verdicts--> report --replace_section--> the page
"""

import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Work
from benchmarks.targets import Verdict
from sitegen import __version__


class MissingMarkers(Exception):
    """The page has no place for the report."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"docs/benchmarks.md: expected a line '{_marker(name)}' and a later"
            f" '{_marker(name, end=True)}'"
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run has to say."""

    corpus: str
    facts: tuple[tuple[str, str], ...]  # the machine and the versions
    works: tuple[Work, ...]
    ratios: tuple[tuple[str, float], ...]
    verdicts: tuple[Verdict, ...]
    failures: tuple[str, ...] = ()


def machine(peers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Describe where the run takes place; the load is that before it."""
    load = f"{os.getloadavg()[0]:.1f}"
    return (
        ("cores", str(os.cpu_count())),
        ("CPU", _field("/proc/cpuinfo", "model name") or platform.processor()),
        ("memory", _memory()),
        ("kernel", f"{platform.system()} {platform.release()}"),
        ("load before", load),
        ("Python", platform.python_version()),
        ("sitegen", __version__),
        *peers,
    )


def markdown(report: Report) -> str:
    """Return the report: what ran where, costs, ratios, targets."""
    facts = ", ".join(f"{name} {value}" for name, value in report.facts if value)
    parts = [f"{report.corpus}.\n{facts}."]
    parts.append(_costs(report.works))
    if report.ratios:
        rows = [(name, f"{value:.2f}") for name, value in report.ratios]
        parts.append(table(("full build of sitegen, wall time against", "ratio"), rows))
    if report.verdicts:
        heads = ("to reach", "at most", "measured", "reached")
        parts.append(table(heads, [_verdict(each) for each in report.verdicts]))
    parts += [f"Not measured: {failure}" for failure in report.failures]
    return "\n\n".join(parts) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table that is also readable as text: numbers to the right."""
    lines = [tuple(heads), *(tuple(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    aligned = [
        [line[0].ljust(widths[0])]
        + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        for line in lines
    ]
    aligned.insert(1, rule)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in aligned)


def replace_section(page: str, name: str, text: str) -> str:
    """Put a text between the markers of a section; the rest stays as it is.

    Raises:
        MissingMarkers: If they are not there, in order.
    """
    head, start, rest = page.partition(_marker(name))
    _, end, tail = rest.partition(_marker(name, end=True))
    if not end:
        raise MissingMarkers(name)
    return f"{head}{start}\n\n{text.strip()}\n\n{end}{tail}"


def _marker(name: str, *, end: bool = False) -> str:
    return f"<!-- {'end' if end else 'begin'} of run: {name} -->"


def _costs(works: Sequence[Work]) -> str:
    heads = ("work", "wall s", "CPU s", "peak MB", "files written", "MB written", "of")
    return table(heads, [_cost(work) for work in works])


def _cost(work: Work) -> tuple[str, ...]:
    cost, written = work.cost, work.written
    return (
        work.title,
        f"{cost.wall_seconds:.2f}",
        f"{cost.cpu_seconds:.2f}",
        "-" if cost.peak_bytes is None else f"{cost.peak_bytes / 1e6:,.0f}",
        f"{written.files:,}",
        f"{written.size_bytes / 1e6:,.1f}",
        f"{written.all_bytes / 1e6:,.1f}",
    )


def _verdict(verdict: Verdict) -> tuple[str, ...]:
    reached = "yes" if verdict.is_reached else "no"
    return (verdict.what, verdict.limit_text, verdict.measured_text, reached)


def _memory() -> str:
    kilobytes = _field("/proc/meminfo", "MemTotal").removesuffix(" kB")
    return f"{int(kilobytes) * 1024 / 1e9:.0f} GB" if kilobytes else ""


def _field(path: str, name: str) -> str:
    """Return the value of a line `name: value` of a file of the kernel."""
    if sys.platform != "linux":
        return ""
    for line in Path(path).read_text("utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""
