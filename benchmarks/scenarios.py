"""What a host does with sitegen, and what each of it costs.

    import     an export of everything into an empty store
    session    one session added to a built site: its day, the days after, its overlay
    full       a clean build: no output, no cache
    unchanged  a build with nothing changed
    partial    one partial of a theme changed, which only statistics pages use

Every run of `session` adds another week, held back until then, so that no cache has
seen it. The weeks are all there after the last run; the clean build that follows must
then give the same bytes.
"""

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sitegen
from benchmarks.corpus import CHANNEL, SITE, Corpus, write_export, write_store
from benchmarks.measure import (
    Command,
    Cost,
    Work,
    median,
    run,
    snapshot,
    written,
)

_SITEGEN = (sys.executable, "-m", "sitegen")
_PARTIAL = "templates/partials/tops.html"
_PROGRAM = Path(sitegen.__file__).parent
_THEMES = Path(__file__).parents[1] / "themes"


class IncrementalDiffers(Exception):
    """A site built step by step is not what a clean build gives."""

    def __init__(self, path: str, count: int) -> None:
        super().__init__(f"{path} and {count - 1} more: not as in a clean build")


@dataclass(frozen=True, slots=True)
class Bench:
    """What to measure, where, and how often."""

    corpus: Corpus
    folder: Path  # ours alone
    runs: int

    @property
    def site(self) -> Path:
        """The site that all but the import work on."""
        return self.folder / "site"

    @property
    def output(self) -> Path:
        """The built site."""
        return self.site / "output"


def import_all(bench: Bench) -> Work:
    """Import everything into an empty store."""
    site, export = bench.folder / "import", bench.folder / "export.jsonl"
    bench.folder.mkdir(parents=True, exist_ok=True)
    write_export(export, bench.corpus)
    costs = []
    for _ in range(bench.runs):
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir()
        (site / "site.yaml").write_text(SITE, "utf-8")
        command: Command = [
            *_SITEGEN,
            "import",
            export,
            "--channel",
            CHANNEL,
            "--site",
            site,
        ]
        costs.append(run(command))
    changes = written({}, snapshot(site / "content"))
    shutil.rmtree(site)
    export.unlink()
    return Work("import", "import of one export", median(costs), changes)


def add_session(bench: Bench) -> Work:
    """Build all but the last weeks, then add one a run."""
    shutil.rmtree(bench.site, ignore_errors=True)
    weeks, first = bench.corpus.weeks, bench.corpus.weeks - bench.runs
    write_store(bench.site, bench.corpus, range(first))
    _build(bench)
    return _repeat(
        bench,
        "session",
        "one session added",
        lambda number: write_store(
            bench.site, bench.corpus, range(first + number, weeks)[:1]
        ),
    )


def build_all(bench: Bench) -> Work:
    """Build from nothing; what was built step by step before must be the same."""
    _store(bench)
    stepwise = _digests(bench.output)
    work = _repeat(bench, "full", "full build", lambda _: _clear(bench))
    clean = _digests(bench.output)
    pairs = stepwise.items() ^ clean.items() if stepwise else set()
    differing = sorted({path for path, _ in pairs})
    if differing:
        raise IncrementalDiffers(differing[0], len(differing))
    return work


def build_again(bench: Bench) -> Work:
    """Build with nothing changed."""
    _store(bench)
    _build(bench)
    return _repeat(bench, "unchanged", "nothing changed", lambda _: None)


def change_partial(bench: Bench) -> Work:
    """Change a partial in a theme of the site's own that extends the default one."""
    _store(bench)
    theme = bench.site / "themes/bench"
    partial = theme / _PARTIAL
    partial.parent.mkdir(parents=True, exist_ok=True)
    (theme / "theme.yaml").write_text("extends: default\n", "utf-8")
    text = (_THEMES / "default" / _PARTIAL).read_text("utf-8")
    partial.write_text(text, "utf-8")
    configuration = bench.site / "site.yaml"
    configuration.write_text(f"{SITE}theme: bench\n", "utf-8")
    _build(bench)
    work = _repeat(
        bench,
        "partial",
        "one partial changed",
        lambda number: partial.write_text(f"{text}<p>{number}</p>\n", "utf-8"),
    )
    shutil.rmtree(theme)
    configuration.write_text(SITE, "utf-8")
    return work


SCENARIOS: dict[str, Callable[[Bench], Work]] = {
    "import": import_all,
    "session": add_session,
    "full": build_all,
    "unchanged": build_again,
    "partial": change_partial,
}


def measure_sitegen(bench: Bench, names: frozenset[str]) -> Iterator[Work]:
    """Yield what each of the named scenarios costs, in their order."""
    # As pip does when it installs: no run should pay for compiling the program.
    run([sys.executable, "-m", "compileall", "-q", _PROGRAM])
    shutil.rmtree(bench.site, ignore_errors=True)  # of another run, of other code
    for name, scenario in SCENARIOS.items():
        if name in names:
            yield scenario(bench)


def _repeat(
    bench: Bench, name: str, title: str, prepare: Callable[[int], object]
) -> Work:
    """Build once a run, each after its preparation; return medians."""
    costs, changes = [], []
    for number in range(bench.runs):
        prepare(number)
        before = snapshot(bench.output)
        costs.append(_build(bench))
        changes.append(written(before, snapshot(bench.output)))
    changes.sort(key=lambda each: each.size_bytes)
    return Work(name, title, median(costs), changes[len(changes) // 2])


def _build(bench: Bench) -> Cost:
    return run([*_SITEGEN, "build", "--site", bench.site])


def _store(bench: Bench) -> None:
    """Write what is not stored yet of the whole corpus: all or nothing."""
    overlays = bench.site / "content/sessions" / CHANNEL
    if len(list(overlays.glob("*.md"))) < bench.corpus.weeks:
        shutil.rmtree(bench.site, ignore_errors=True)
        write_store(bench.site, bench.corpus)


def _clear(bench: Bench) -> None:
    shutil.rmtree(bench.output, ignore_errors=True)
    shutil.rmtree(bench.site / ".sitegen", ignore_errors=True)


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in folder.rglob("*")
        if path.is_file()
    }


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
