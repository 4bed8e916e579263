"""What to reach, and whether it was: the figures for speed, size and memory.

works by name --ratios--> (against whom, ratio)
              --verdicts--> Verdict[]    only those whose works were measured
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.measure import Work
from benchmarks.page_weight import PageWeight

Works = Mapping[str, Work]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target beside its figure."""

    what: str
    limit: float
    measured: float
    unit: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether the figure is within its limit."""
        return self.measured <= self.limit

    @property
    def limit_text(self) -> str:
        """The limit with its unit."""
        return self._text(self.limit)

    @property
    def measured_text(self) -> str:
        """The figure with its unit."""
        return self._text(self.measured)

    def _text(self, value: float) -> str:
        number = (
            f"{value:,.0f}" if self.unit in {"files", "KB", "MB"} else f"{value:.2f}"
        )
        return f"{number} {self.unit}".strip()


def ratios(works: Works) -> Iterator[tuple[str, float]]:
    """Yield the full build's wall time against that of each peer."""
    if "full" not in works:
        return
    full = _wall(works, "full")
    for title, names in (
        ("Hugo", ("hugo",)),
        ("Hugo + Pagefind, all pages (its default)", ("hugo", "pagefind")),
        (
            "Hugo + Pagefind, session and day pages only",
            ("hugo", "pagefind-sessions"),
        ),
        ("tg-archive", ("tg-archive",)),
    ):
        if all(name in works for name in names):
            yield title, full / sum(_wall(works, name) for name in names)


def standard_verdicts(works: Works) -> Iterator[Verdict]:
    """Yield the targets of a site of 78,000 messages."""
    found = dict(ratios(works))
    for title, limit in (
        ("Hugo", 1.5),
        ("Hugo + Pagefind, all pages (its default)", 1 / 6),
        ("tg-archive", 1 / 2),
    ):
        if title in found:
            yield Verdict(f"full build against {title}", limit, found[title])
    if "unchanged" in works:
        yield Verdict("nothing changed", 0.4, _wall(works, "unchanged"), "s")
        touched = works["unchanged"].written
        yield Verdict(
            "nothing changed: files touched",
            0,
            touched.files + touched.removed,
            "files",
        )
    if "session" in works:
        yield Verdict("one session added", 1.0, _wall(works, "session"), "s")
        written = works["session"].written
        yield Verdict(
            "one session added: share of bytes rewritten",
            12,
            100 * written.size_bytes / written.all_bytes,
            "%",
        )
    if "session" in works and "full" in works:
        share = _wall(works, "session") / _wall(works, "full")
        yield Verdict("one session added against a full build", 1 / 3, share)


def million_verdicts(works: Works, smaller: Works, growth: float) -> Iterator[Verdict]:
    """Yield the targets of a site of a million messages.

    Args:
        works: Of the large corpus.
        smaller: Of the standard corpus, in the same run.
        growth: How many times more messages the large one has.
    """
    if "full" in works and "full" in smaller:
        times = _wall(works, "full") / _wall(smaller, "full") / growth
        yield Verdict("full build against linear from 78,000", 1.2, times)
    for name in ("import", "full", "session"):
        peak = works[name].cost.peak_bytes if name in works else None
        if peak is not None:
            title = f"{works[name].title}: memory of all processes"
            yield Verdict(title, 1_500, peak / 1e6, "MB")
    if "session" in works:
        yield Verdict("one session added", 5.0, _wall(works, "session"), "s")


def partial_verdicts(work: Work, pages: int) -> Iterator[Verdict]:
    """Yield the target of a changed partial, given how many pages use it."""
    limit = pages + 1  # the list of what the program owns
    title = "one partial changed: its pages and .manifest"
    yield Verdict(title, limit, work.written.files, "files")


def page_verdicts(weight: PageWeight) -> Iterator[Verdict]:
    """Yield the targets of a session's page."""
    title = f"session page of {weight.messages} messages"
    yield Verdict(f"{title}, gzipped", 100, weight.gzipped_bytes / 1e3, "KB")
    yield Verdict(f"{title}: style sheets", 1, weight.style_sheets, "files")
    yield Verdict(f"{title}: blocking scripts", 0, weight.blocking_scripts, "files")


def _wall(works: Works, name: str) -> float:
    return works[name].cost.wall_seconds
