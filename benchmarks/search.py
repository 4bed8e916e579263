"""Measure search: writing, sizes, bytes of a query, time from the last key.

    python -m benchmarks.search write [standard|million|small]
    python -m benchmarks.search disk [standard|million|small]
    python -m benchmarks.search browser [standard|million|small] [--every N]
                                        [--site D] [--pagefind P]

`write` writes the index of a made-up corpus on one core. `disk` asks the fixed log of
queries in Node, each with nothing at hand but the root. `browser` makes a site in
folder D, or takes the one that is there, and asks each N-th query in Chromium, cold and
later, counting at the server; the terminal has to find the same messages. With P, the
Python of an environment that has `pagefind[bin]`, Pagefind is asked for the same.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchmarks.corpus import MILLION, SMALL, STANDARD, Corpus
from benchmarks.search_browser import ask_site, pagefind_costs, report
from benchmarks.search_log import query_log
from benchmarks.search_site import differences, make_site
from benchmarks.search_units import units
from sitegen.build.workers import rare_collections
from sitegen.search.documents import Unit
from sitegen.search.fragments import fragment_size
from sitegen.search.invert import invert
from sitegen.search.layout import POINTER, File
from sitegen.search.query import parse, to_json
from sitegen.search.run import Run
from sitegen.search.writer import write_index

HERE = Path(__file__).parent
CORPORA = {"standard": STANDARD, "million": MILLION, "small": SMALL}


def main() -> None:
    """Run one of the benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("write", "disk", "browser"))
    parser.add_argument("corpus", choices=CORPORA, nargs="?", default="standard")
    parser.add_argument("--site", type=Path)
    parser.add_argument("--pagefind", type=Path)
    parser.add_argument("--every", type=int, default=1, help="ask each so-manieth")
    chosen = parser.parse_args()
    corpus = CORPORA[chosen.corpus]
    print(corpus)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if chosen.what == "browser":
            site = chosen.site or folder / "site"
            in_browser(corpus, site, chosen.pagefind, folder, chosen.every)
        else:
            with rare_collections():  # as a build does
                write(corpus, folder)
            if chosen.what == "disk":
                on_disk(corpus, folder)


class Clock:
    """CPU and wall seconds of the work between `start` and `stop`."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def start(self) -> None:
        """Begin to count."""
        self.cpu -= time.process_time()
        self.wall -= time.perf_counter()

    def stop(self) -> None:
        """Cease to count."""
        self.cpu += time.process_time()
        self.wall += time.perf_counter()

    def __str__(self) -> str:
        return f"{self.cpu:.2f} s CPU ({self.wall:.2f} s wall)"


def write(corpus: Corpus, folder: Path) -> None:
    """Write the index into a folder and print what it took without putting files."""
    inverting, writing = Clock(), Clock()
    documents = text = 0

    def runs() -> Iterator[Run]:
        nonlocal documents, text
        writing.stop()  # making the corpus and inverting it are not writing
        for unit in units(corpus):
            documents += len(unit.documents)
            text += sum(len(each.text.encode()) for each in unit.documents)
            inverting.start()
            run = invert(unit, "english", fragment_size(corpus.messages))
            inverting.stop()
            writing.start()
            yield run
            writing.stop()
        writing.start()

    sizes: Counter[str] = Counter()
    files: Counter[str] = Counter()
    iterator = _timed(runs(), writing)
    for file in iterator:
        kind = "pointer" if file.path == POINTER else file.path.split("/")[2]
        sizes[kind] += len(file.data)
        files[kind] += 1
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{documents:,} searchable messages, {text / 1e6:.1f} MB of text")
    print(f"{_additions_seconds():.2f} s CPU for 20 million additions, to compare with")
    print(f"invert {inverting}, write {writing}")
    cpu, wall = inverting.cpu + writing.cpu, inverting.wall + writing.wall
    print(
        f"{documents / cpu:,.0f} messages per CPU second, {documents / wall:,.0f} per"
    )
    print(f"second on the clock; peak memory {peak:,.0f} MB")
    for kind, held in sorted(sizes.items()):
        print(f"  {kind:8} {files[kind]:6} files {held:10} bytes {held / text:7.2%}")
    index = sum(held for kind, held in sizes.items() if kind != "f")
    print(f"  index {index / text:.1%} of the text, with fragments", end=" ")
    print(f"{(index + sizes['f']) / text:.1%}; {sum(files.values()):,} files")


def _additions_seconds() -> float:
    """Return what a loop of 20 million additions takes here and now."""
    clock, total = time.process_time(), 0
    for number in range(20_000_000):
        total += number
    return time.process_time() - clock


def _timed(runs: Iterator[Run], clock: Clock) -> Iterator[File]:
    """Yield the files of the index, counting only the writer's own time."""
    iterator = write_index(runs, "english")
    while True:
        clock.start()
        file = next(iterator, None)
        clock.stop()
        if file is None:
            return
        yield file


def on_disk(corpus: Corpus, folder: Path) -> None:
    """Ask the log in Node and print bytes and files for each class of queries."""
    asked = [
        {**to_json(parse(text)), "class": kind, "text": text}
        for kind, text in query_log(list(units(corpus, _weeks_asked(corpus))))
    ]
    file = folder / "queries.json"
    file.write_text(json.dumps(asked), "utf-8")
    subprocess.run(["node", HERE / "search_bytes.mjs", folder, file], check=True)


def _weeks_asked(corpus: Corpus) -> range:
    """Return the weeks whose messages the log is drawn from: of many, a part."""
    return range(0, corpus.weeks, max(1, corpus.messages // 100_000))


def in_browser(
    corpus: Corpus, site: Path, pagefind: Path | None, folder: Path, every: int
) -> None:
    """Ask the log in Chromium; then Pagefind, if there is one.

    Exits with 1 if the terminal finds anything else.
    """
    make_site(corpus, site)
    log = query_log(list(units(corpus, _weeks_asked(corpus))))[::every]
    asked = ask_site(site / "output", log)
    report(asked.costs)
    times = asked.times
    print(f"last key to results: median {times[len(times) // 2]:.0f} ms,", end=" ")
    print(f"p90 {times[len(times) * 9 // 10]:.0f} ms")
    if pagefind:
        output = folder / "pagefind-site"
        _write_pagefind(list(units(corpus)), pagefind, folder / "pages", output)
        report(pagefind_costs(output, log))
    differing = differences(site / "output", log, asked.answers)
    print(f"{len(log) - len(differing)} of {len(log)} queries are answered as in the")
    print("terminal", *differing, sep="\n")
    if differing:
        sys.exit(1)


def _write_pagefind(made: list[Unit], python: Path, pages: Path, output: Path) -> None:
    """Index a page for each message with Pagefind and print what it took."""
    pages.mkdir()
    for number, page in enumerate(_pages(made)):
        (pages / f"{number}.html").write_text(page, "utf-8")
    output.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = time.perf_counter()
    command = [str(python), "-m", "pagefind", "--site", str(pages)]
    command += ["--output-path", str(output / "pagefind"), "--quiet"]
    subprocess.run(command, check=True)
    wall = time.perf_counter() - clock
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    files = [f.stat().st_size for f in output.rglob("*") if f.is_file()]
    print(f"Pagefind: {wall:.1f} s wall, {cpu:.1f} s CPU,", end=" ")
    print(f"{sum(files):,} bytes in {len(files):,} files")


def _pages(made: list[Unit]) -> Iterator[str]:
    """Yield a page for each message.

    A record for each, through Pagefind's Python API, would be the same to its readers;
    but that reads one answer every tenth of a second.
    """
    for unit in made:
        for each in unit.documents:
            yield (
                f'<!doctype html><html lang="en"><title>{escape(unit.title)}</title>'
                f'<main data-pagefind-body><p data-pagefind-filter="author"'
                f" data-pagefind-ignore>{escape(each.author)}</p>"
                f'<p data-pagefind-meta="author"'
                f" data-pagefind-ignore>{escape(each.name)}</p>"
                f'<p data-pagefind-sort="date" data-pagefind-ignore>{each.day}</p>'
                f"<p>{escape(each.text)}</p></main></html>"
            )


if __name__ == "__main__":
    main()
