"""`sitegen build` and `sitegen serve`."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.build.lock import build_lock
from sitegen.build.unchanged import HOME, Standing, standing
from sitegen.commands.outputs import naming
from sitegen.errors import SitegenError
from sitegen.terminal import printable

if TYPE_CHECKING:
    from sitegen.build.pipeline import BuildReport

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the user asked of a build."""

    jobs: int = 0
    strict: bool = False
    portable: bool = False
    why: str | None = None
    timings: bool = False


def build_site(site: Path, output: Path, request: Request, say: Say) -> str:
    """Build a site; return the line that says what was done."""
    started = time.perf_counter()
    wish = (request.jobs, request.portable, request.strict)
    known = None if request.why or request.timings else _known(site, output, wish)
    if known is not None:
        for warning in known.warnings:
            say(printable(warning))
        return _unchanged(known, time.perf_counter() - started)

    # Loaded only when there is work: it takes longer than to see that there is none.
    from sitegen.build.pipeline import BuildOptions, build  # noqa: PLC0415
    from sitegen.build.workers import default_jobs  # noqa: PLC0415

    progress = _Progress(say)
    options = BuildOptions(
        jobs=request.jobs or default_jobs(),
        portable=request.portable,
        why=request.why,
        strict=request.strict,
        wish=wish,
        progress=progress if sys.stderr.isatty() else None,
    )
    with naming(output):
        report = build(site, output, options)
    progress.clear()
    for warning in report.warnings:
        say(printable(warning))
    lines = [summary(report)]
    if request.timings:
        lines += [f"{name:>8} {took:7.2f} s" for name, took in report.seconds.items()]
    if report.why:
        lines.append(report.why)
    return "\n".join(lines)


def _known(site: Path, output: Path, wish: object) -> Standing | None:
    home = site / HOME
    if not home.is_dir():
        return None
    with build_lock(home):
        return standing(site, home, output, wish)


def _unchanged(known: Standing, seconds: float) -> str:
    return (
        f"0 files written, {known.files:,} unchanged, 0 removed in {seconds:.2f} s\n"
        + _account(known.sessions, known.people, known.counts)
    )


def summary(report: "BuildReport") -> str:
    """Return in one line what a build did, and in a second where messages went."""
    outcome = report.outcome
    total = sum(report.seconds.values())
    how = {
        "in-place": "; published in place: this output can't be exchanged in one step",
    }.get(outcome.how, "")
    return (
        f"{len(outcome.written):,} files written, {outcome.unchanged:,} unchanged,"
        f" {len(outcome.removed):,} removed in {total:.2f} s{how}\n"
        + _account(report.sessions, report.people, asdict(report.counts))
    )


def _account(sessions: int, people: int, counts: Mapping[str, int]) -> str:
    words = {"folded": "folded", "hidden": "hidden", "redacted": "redacted"}
    words |= {"tombstones": "deleted", "outside": "outside"}
    return (
        f"{sessions:,} session{'' if sessions == 1 else 's'},"
        f" {people:,} {'person' if people == 1 else 'people'}; messages: "
        f"{counts['stored']:,} stored = {counts['shown']:,} shown"
        + "".join(f" + {counts[name]:,} {word}" for name, word in words.items())
    )


class _Progress:
    """A line on a terminal that grows while a long build runs."""

    _WIDTH = 30

    def __init__(self, say: Say) -> None:
        self._say = say
        self._shown = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        if total < 100:
            return
        filled = self._WIDTH * done // total
        bar = "#" * filled + "." * (self._WIDTH - filled)
        sys.stderr.write(f"\r{stage:>7} [{bar}] {done:,}/{total:,}")
        sys.stderr.flush()
        self._shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r" + " " * 70 + "\r")
            sys.stderr.flush()


def serve_site(site: Path, output: Path, port: int, jobs: int, say: Say) -> None:
    """Build, serve and rebuild until interrupted."""
    import threading  # noqa: PLC0415
    from urllib.parse import urlsplit  # noqa: PLC0415

    from sitegen.build.pipeline import BuildOptions, build  # noqa: PLC0415
    from sitegen.build.workers import default_jobs  # noqa: PLC0415
    from sitegen.config import read_config  # noqa: PLC0415
    from sitegen.serve import Rebuilds, open_server, watch  # noqa: PLC0415

    options = BuildOptions(jobs=jobs or default_jobs())
    with naming(output):
        say(summary(build(site, output, options)))
    base = urlsplit(read_config(site).base_url).path
    rebuilds, stop = Rebuilds(), threading.Event()
    server = open_server(output, base, port, rebuilds)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(f"http://127.0.0.1:{server.server_address[1]}{base} (stop with Ctrl-C)")

    def rebuild() -> None:
        try:
            with naming(output):
                report = build(site, output, BuildOptions(jobs=1))
            say(summary(report).split("\n")[0])
        except SitegenError as error:
            say(printable(str(error)))

    watched = (site / "site.yaml", site / "content", site / "themes")
    try:
        watch(watched, rebuild, rebuilds, stop)
    except KeyboardInterrupt:
        stop.set()
    finally:
        server.shutdown()
        server.server_close()
