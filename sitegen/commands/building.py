"""`sitegen build` and `sitegen serve`."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sitegen.build.pipeline import BuildOptions, BuildReport, build
from sitegen.build.workers import default_jobs
from sitegen.config import read_config
from sitegen.errors import SitegenError
from sitegen.terminal import printable

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
    progress = _Progress(say)
    options = BuildOptions(
        jobs=request.jobs or default_jobs(),
        portable=request.portable,
        why=request.why,
        strict=request.strict,
        progress=progress if sys.stderr.isatty() else None,
    )
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


def summary(report: BuildReport) -> str:
    """Return in one line what a build did, and in a second where messages went."""
    outcome, counts = report.outcome, report.counts
    total = sum(report.seconds.values())
    how = {
        "in-place": "; published in place: this output can't be exchanged in one step",
    }.get(outcome.how, "")
    parts = [
        f"{counts.stored:,} stored = {counts.shown:,} shown",
        f"{counts.folded:,} folded",
        f"{counts.hidden:,} hidden",
        f"{counts.redacted:,} redacted",
        f"{counts.tombstones:,} deleted",
        f"{counts.outside:,} outside",
    ]
    return (
        f"{len(outcome.written):,} files written, {outcome.unchanged:,} unchanged,"
        f" {len(outcome.removed):,} removed in {total:.2f} s{how}\n"
        f"{report.sessions:,} session{'' if report.sessions == 1 else 's'},"
        f" {report.people:,} {'person' if report.people == 1 else 'people'}; messages: "
        + " + ".join(parts)
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
    from sitegen.serve import Rebuilds, open_server, watch  # noqa: PLC0415

    options = BuildOptions(jobs=jobs or default_jobs())
    say(summary(build(site, output, options)))
    base = urlsplit(read_config(site).base_url).path
    rebuilds, stop = Rebuilds(), threading.Event()
    server = open_server(output, base, port, rebuilds)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(f"http://127.0.0.1:{server.server_address[1]}{base} (stop with Ctrl-C)")

    def rebuild() -> None:
        try:
            say(summary(build(site, output, BuildOptions(jobs=1))).split("\n")[0])
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
