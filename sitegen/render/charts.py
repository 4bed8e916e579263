"""Charts as inline SVG: no script, no style attribute, colors from the style sheet.

Each chart is an image with a title and a description; the template puts the table with
the same numbers behind it. Small charts beside their own numbers are hidden from
screen readers. Lengths along the time axis are percentages, so that charts fill any
width while their letters keep their size. Time runs from left to right in every
language.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from sitegen.render.language import Language
from sitegen.render.text import plain
from sitegen.site.views import MonthCounts, Pace, PaceMark, Week, YearWeeks

_SPARK_HEIGHT = 20
_PACE_HEIGHT = 100
_LABEL_ROOM = 4.5  # percent of the width that a question's label needs
_WEEKS = 53  # of a year at most, the first and last shared with its neighbors
_LEVELS = 5  # of a heat map, 0 for nothing


# All weeks of a year without messages, as the dashes of one line: most weeks of most
# participants are such, and a rectangle for each made a third of their pages.
_EMPTY = (
    f'<path class="l0" d="M0 5h{_WEEKS * 12 - 2}" stroke-width="10"'
    ' stroke-dasharray="10 2"/>'
)


def _cell(n: int, level: int) -> str:
    return f'<rect class="l{level}" x="{n * 12}" width="10" height="10"/>'


@dataclass(frozen=True, slots=True)
class Charts:
    """All charts of the theme, in one language."""

    language: Language
    text: Callable[..., Markup]  # `language.text`, or what keeps its results

    def spark(self, counts: Sequence[int]) -> Markup:
        """Return a small histogram for beside numbers; empty without counts."""
        if not any(counts):
            return Markup()
        return _markup(
            f'<svg class="spark" viewBox="0 0 {len(counts) * 3} {_SPARK_HEIGHT}"'
            ' preserveAspectRatio="none" aria-hidden="true" focusable="false">'
            f'<path d="{_bars(counts, _SPARK_HEIGHT, width=2, step=3)}"/></svg>'
        )

    def pace(self, pace: Pace, identity: str) -> Markup:
        """Return messages per minute with the questions marked.

        Args:
            pace: The counts; a minute each.
            identity: Unique on the page; for the ids of title and description.
        """
        counts, text = pace.counts, self.language.text
        if not any(counts):
            return Markup()
        peak = max(counts)
        minute = counts.index(peak)
        desc = text("chart.pace_desc", minutes=len(counts), peak=peak, minute=minute)
        bars = (
            f'<svg class="bars" y="22" width="100%" height="{_PACE_HEIGHT}"'
            f' viewBox="0 0 {len(counts) * 4} {_PACE_HEIGHT}"'
            ' preserveAspectRatio="none">'
            f'<path d="{_bars(counts, _PACE_HEIGHT, width=3, step=4)}"/></svg>'
        )
        body = [bars, *_marks(pace.marks, len(counts))]
        names = (identity, text("chart.pace"), desc)
        return _figure("pace", names, body, 22 + 100)

    def months(self, months: MonthCounts, identity: str) -> Markup:
        """Return messages by month of a year."""
        text = self.text
        counts = months.counts
        if not any(counts):
            return Markup()
        peak = max(counts)
        name = self.language.months[counts.index(peak)]
        desc = text("chart.months_desc", month=name, peak=peak)
        labels = [
            f'<text x="{(n + 0.5) * 100 / 12:.2f}%" y="138" text-anchor="middle">'
            f"{escape(short)}</text>"
            for n, short in enumerate(self.language.months)
        ]
        bars = (
            '<svg class="bars" width="100%" height="120" viewBox="0 0 144 120"'
            ' preserveAspectRatio="none">'
            f'<path transform="translate(1.5)" d="{_bars(counts, 120, 9, 12)}"/></svg>'
        )
        body = [bars, *labels]
        title = text("chart.months", year=str(months.year))
        return _figure("months", (identity, title, desc), body, 144)

    def most(self, years: Sequence[YearWeeks]) -> int:
        """Return the largest count of a week."""
        return max((week.count for year in years for week in year.weeks), default=0)

    def heat(
        self, weeks: Sequence[Week], year: int, most: int, identity: str
    ) -> Markup:
        """Return a year as a row of weeks, darker for more messages.

        Args:
            weeks: In any order; those without messages may be left out.
            year: What to call it.
            most: The largest count of all rows that are shown together.
            identity: Unique on the page.
        """
        text = self.text
        busy = [week for week in weeks if week.count > 0]
        desc = text("chart.heat_desc", count=len(busy))
        if busy:
            best = max(busy, key=lambda week: week.count)
            peak = self.language.date(best.monday)
            desc += " " + text("chart.heat_peak", date=peak, count=best.count)
        first = date(year, 1, 1)
        first -= timedelta(days=first.weekday())
        cells = [_EMPTY]
        for week in busy:
            n = (week.monday - first).days // 7
            if 0 <= n < _WEEKS:
                cells.append(_cell(n, _level(week.count, most)))
        title = text("chart.heat", year=str(year))
        ids = f"{identity}-t {identity}-d"
        return _markup(
            f'<svg class="heat" role="img" aria-labelledby="{ids}"'
            f' viewBox="0 0 {_WEEKS * 12 - 2} 10" preserveAspectRatio="none">'
            f'<title id="{identity}-t">{title}</title>'
            f'<desc id="{identity}-d">{desc}</desc>{"".join(cells)}</svg>'
        )


def _figure(
    kind: str, names: tuple[str, str, str], body: Sequence[str], height: int
) -> Markup:
    identity, title, desc = names
    return _markup(
        f'<svg class="{kind}" role="img" width="100%" height="{height}" direction="ltr"'
        f' aria-labelledby="{identity}-t {identity}-d"><title id="{identity}-t">'
        f'{title}</title><desc id="{identity}-d">{desc}</desc>{"".join(body)}</svg>'
    )


def _bars(counts: Sequence[int], height: int, width: int, step: int) -> str:
    """Return the path of one bar for each count, scaled to the largest."""
    most = max(counts)
    path = []
    for n, count in enumerate(counts):
        if count:
            tall = max(1, round(count * height / most))
            path.append(f"M{n * step} {height}v-{tall}h{width}v{tall}z")
    return "".join(path)


def _marks(marks: Sequence[PaceMark], minutes: int) -> list[str]:
    """Return a line and a label for each question, labels in two rows if crowded."""
    lines = []
    last, low = -100.0, False
    for mark in marks:
        at = (mark.minute + 0.5) * 100 / minutes
        low = not low if at - last < _LABEL_ROOM else False
        last = at
        lines.append(
            f'<line x1="{at:.2f}%" x2="{at:.2f}%" y1="22" y2="122"/>'
            f'<text x="{at:.2f}%" y="{20 if low else 10}" text-anchor="middle">'
            f"{escape(plain(mark.label))}</text>"
        )
    return lines


def _level(count: int, most: int) -> int:
    """Return 1..4 by share of the largest count."""
    return min(_LEVELS - 1, 1 + count * (_LEVELS - 1) // (most + 1))


def _markup(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - numbers and escaped text only
