"""Measure sitegen beside Hugo, Pagefind and tg-archive, on the same messages.

    python -m benchmarks [--size small|standard|million] [--runs N] [--only NAME ...]
                         [--skip-peers] [--work DIR] [--write [--date DATE]]

Prints the costs (medians of the runs; the highest peak), the ratios, and each target
with whether it was reached. The peers run once, in an environment of their own that is
kept in DIR, and not at a million messages, which Hugo does not hold in common memory;
there a standard full build runs first, to compare with.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import MILLION, SMALL, STANDARD, Corpus
from benchmarks.measure import CommandFailed, Work
from benchmarks.page_weight import session_page, weigh
from benchmarks.peers import (
    Peers,
    install,
    measure_hugo,
    measure_pagefind,
    measure_tg_archive,
    write_hugo,
    write_tg_archive,
)
from benchmarks.report import MissingMarkers, Report, machine, markdown, replace_section
from benchmarks.scenarios import SCENARIOS, Bench, IncrementalDiffers, measure_sitegen
from benchmarks.targets import (
    million_verdicts,
    page_verdicts,
    partial_verdicts,
    ratios,
    standard_verdicts,
)

_SIZES = {"small": SMALL, "standard": STANDARD, "million": MILLION}
_PEERS = ("hugo", "pagefind", "tg-archive")
_PAGE = Path(__file__).parents[1] / "docs/benchmarks.md"


def main() -> None:
    """Run what was asked for and print it."""
    chosen = _arguments()
    if chosen.write:
        _written(chosen.size, "")  # is refused now rather than after an hour
    folder = chosen.work / chosen.size
    names = frozenset(chosen.only or (*SCENARIOS, *_PEERS))
    corpus, failures = _SIZES[chosen.size], list[str]()
    peers = _peers(chosen, names, failures)
    facts = machine(peers.versions if peers else ())
    smaller: dict[str, Work] = {}
    if chosen.size == "million" and "full" in names:
        bench = Bench(STANDARD, chosen.work / "standard", chosen.runs)
        smaller = _shown(measure_sitegen(bench, frozenset({"full"})))
    bench = Bench(corpus, folder, chosen.runs)
    works = _shown(measure_sitegen(bench, names))
    if peers:
        works |= _shown(_measure_peers(peers, folder, corpus, names, failures))
    if chosen.size == "million":
        growth = MILLION.messages / STANDARD.messages
        verdicts = list(million_verdicts(works, smaller, growth))
    else:
        verdicts = list(standard_verdicts(works))
    if "partial" in works:
        pages = len(list((bench.output / "stats").rglob("index.html")))
        verdicts += partial_verdicts(works["partial"], pages)
    if "full" in works:
        verdicts += page_verdicts(weigh(session_page(bench.output)))
    report = Report(
        corpus=f"{chosen.date}: {corpus}" if chosen.date else str(corpus),
        facts=facts,
        works=tuple(works.values()),
        ratios=tuple(ratios(works)),
        verdicts=tuple(verdicts),
        failures=tuple(failures),
    )
    text = markdown(report)
    print(text)
    if chosen.write:
        _PAGE.write_text(_written(chosen.size, text), "utf-8")


def _written(size: str, text: str) -> str:
    """Return the page with the report in its place."""
    return replace_section(_PAGE.read_text("utf-8"), size, text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--size", choices=_SIZES, default="standard")
    parser.add_argument("--runs", type=_positive, default=3, help="of each scenario")
    parser.add_argument("--only", nargs="+", choices=(*SCENARIOS, *_PEERS))
    parser.add_argument("--skip-peers", action="store_true")
    default = Path(tempfile.gettempdir()) / "sitegen-benchmarks"
    parser.add_argument("--work", type=Path, default=default, metavar="DIR")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--date", help="of the run, as it should read")
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number < SMALL.weeks:  # each run adds a week
        raise argparse.ArgumentTypeError(f"expected 1 to {SMALL.weeks - 1}")
    return number


def _peers(
    chosen: argparse.Namespace, names: frozenset[str], failures: list[str]
) -> Peers | None:
    """Return the peers, installed, if any of them is to run."""
    if chosen.skip_peers or chosen.size == "million" or not names & set(_PEERS):
        return None
    try:
        return install(chosen.work / "peers")
    except CommandFailed as error:
        failures.append(str(error))
        return None


def _measure_peers(
    peers: Peers,
    folder: Path,
    corpus: Corpus,
    names: frozenset[str],
    failures: list[str],
) -> Iterator[Work]:
    """Yield what the peers cost; one that fails here is named among the failures."""
    pages = folder / "hugo-pages"
    try:
        if names & {"hugo", "pagefind"}:
            write_hugo(folder / "hugo", corpus)
            yield measure_hugo(peers, folder / "hugo", pages)
        if "pagefind" in names:
            yield from measure_pagefind(peers, pages)
    except CommandFailed as error:
        failures.append(str(error))
    try:
        if "tg-archive" in names:
            write_tg_archive(peers, folder / "tg-archive", corpus)
            yield measure_tg_archive(peers, folder / "tg-archive")
    except CommandFailed as error:
        failures.append(str(error))


def _shown(works: Iterator[Work]) -> dict[str, Work]:
    """Return works by name, each said as it is done."""
    found = {}
    for work in works:
        print(f"{work.title}: {work.cost.wall_seconds:.2f} s", file=sys.stderr)
        found[work.name] = work
    return found


if __name__ == "__main__":
    try:
        main()
    except (CommandFailed, IncrementalDiffers, MissingMarkers) as error:
        sys.exit(str(error))
