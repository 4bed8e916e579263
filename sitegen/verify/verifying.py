"""Verify a built site: read every file once, in workers, then judge what was found."""

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.build.manifest import MANIFEST, digest_of, read_manifest
from sitegen.build.sources import Sources, read_sources
from sitegen.build.unchanged import HOME
from sitegen.build.workers import default_jobs, run, workers
from sitegen.search.layout import IndexDamaged
from sitegen.store.rules import RedactionRules
from sitegen.verify.documents import Document, check_document
from sitegen.verify.forms import Opened, opened
from sitegen.verify.gathering import gather, published
from sitegen.verify.links import Target, broken, page_links
from sitegen.verify.needles import Needles, needles
from sitegen.verify.traces import PurgedRuns, Trace, ids_in, traces

_TASKS_PER_JOB = 4
_ENOUGH_BYTES = 1 << 18  # of files, to be searched in one go


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a verification looked at and found."""

    files: int
    bytes: int
    links: int  # different ones
    needles: int  # redacted ids, names, words and texts that were looked for
    problems: tuple[str, ...]  # `file: what`, sorted

    @property
    def is_clean(self) -> bool:
        """Return whether nothing was found."""
        return not self.problems

    def __str__(self) -> str:
        seen = (
            f"{self.files:,} files, {self.bytes:,} bytes, {self.links:,} links,"
            f" {self.needles:,} redacted things: "
        )
        if not self.problems:
            return f"{seen}nothing found"
        return "\n".join((*self.problems, f"{seen}{len(self.problems):,} problems"))


@dataclass(frozen=True, slots=True)
class _Task:
    output: Path
    paths: tuple[str, ...]
    base_url: str
    needles: Needles


@dataclass(slots=True)
class _Inspected:
    """What was found in some files; sent back from a worker."""

    size: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    targets: dict[Target, str] = field(default_factory=dict)  # to a page that has it
    ids: dict[str, frozenset[str]] = field(default_factory=dict)  # of each page


def verify(site: Path, output: Path, jobs: int = 0) -> VerifyReport:
    """Look at every byte of a built site for what must not be there.

    Args:
        site: The site's folder, for its redactions and messages.
        output: The built site.
        jobs: Worker processes; 0: one a core.

    Raises:
        SitegenError: The site's sources or the manifest have a mistake.
    """
    count = jobs or default_jobs()
    sources = read_sources(site, site / HOME)
    owned = read_manifest(output)
    files = sorted(_files(output))
    with workers(count) as pool:
        wanted, rules = gather(sources, pool, count)
        sought = needles(wanted)
        found = _Inspected()
        tasks = _tasks(output, files, sources.config.base_url, sought, count)
        for part in run(_inspect, tasks, pool, count):
            _add(found, part)
        leaks = _judged(found.traces, sources, rules, pool, count)
    problems = [*found.problems, *map(str, leaks)]
    problems += _against_manifest(owned, found.digests)
    problems += (
        f"{page}: {what}"
        for page, what in broken(found.targets, frozenset(found.digests), found.ids)
    )
    return VerifyReport(
        files=len(files),
        bytes=found.size,
        links=len(found.targets),
        needles=sought.count,
        problems=tuple(sorted(set(problems))),
    )


def _files(output: Path) -> Iterator[str]:
    """Yield the files of a site, but not what lies in the host's dot-folders."""
    for folder, folders, names in os.walk(output):
        inner = os.path.relpath(folder, output).replace(os.sep, "/")
        prefix = "" if inner == "." else inner + "/"
        if not prefix:
            folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (prefix + name for name in names if prefix + name != MANIFEST)


def _tasks(
    output: Path, files: list[str], base_url: str, sought: Needles, jobs: int
) -> Iterator[_Task]:
    """Deal the files out, so that large ones lie in different tasks."""
    count = max(1, min(jobs * _TASKS_PER_JOB, len(files) // 50))
    for first in range(count):
        yield _Task(output, tuple(files[first::count]), base_url, sought)


def _inspect(task: _Task) -> _Inspected:
    found, purged = _Inspected(), PurgedRuns(task.needles.purged)
    held: list[tuple[str, Opened]] = []
    held_bytes = 0
    for path in task.paths:
        try:
            data = (task.output / path).read_bytes()
        except OSError as error:
            found.problems.append(f"{path}: can't be read: {error.strerror}")
            continue
        found.size += len(data)
        found.digests[path] = digest_of(data)
        document = Document(path, task.base_url)
        check_document(document, data)
        found.problems += (f"{path}: {what}" for what in document.wrong)
        found.targets.update(dict.fromkeys(document.targets, path))
        _links(found, path, data, task.base_url)
        if not task.needles:
            continue
        content = _opened(found, path, data)
        found.traces += ids_in(path, data, content, task.needles)
        found.traces += purged.found(path, data, content)
        held.append((path, content))
        held_bytes += sum(map(len, content.parts))
        if held_bytes >= _ENOUGH_BYTES:
            found.traces += traces(held, task.needles)
            held, held_bytes = [], 0
    found.traces += traces(held, task.needles)
    return found


def _opened(found: _Inspected, path: str, data: bytes) -> Opened:
    try:
        return opened(path, data)
    except (IndexDamaged, ValueError, LookupError) as error:
        found.problems.append(f"{path}: can't be opened: {error}")
        return Opened((data,))


def _links(found: _Inspected, path: str, data: bytes, base_url: str) -> None:
    if not path.endswith(".html"):
        return
    page = page_links(path, data, base_url)
    for target in page.targets:
        if target[0] == path and not target[2]:
            if target[1] and target[1] not in page.ids:
                what = f"{path}: links to '#{target[1]}', which is not there"
                found.problems.append(what)
        else:
            found.targets.setdefault(target, path)
    found.ids[path] = page.ids
    found.problems += (f"{path}: has the id '{twin}' twice" for twin in page.twins)


def _add(whole: _Inspected, part: _Inspected) -> None:
    whole.size += part.size
    whole.digests.update(part.digests)
    whole.problems += part.problems
    whole.traces += part.traces
    whole.ids.update(part.ids)
    for target, page in part.targets.items():
        whole.targets.setdefault(target, page)


def _judged(
    found: Iterable[Trace],
    sources: Sources,
    rules: RedactionRules,
    pool: Executor | None,
    jobs: int,
) -> list[Trace]:
    """Return the traces that no published message explains."""
    traced = list(found)
    if not any(trace.kind in {"id", "text", "run", "key", "slug"} for trace in traced):
        return traced
    keys = frozenset(trace.what for trace in traced if trace.kind == "key")
    known = published(sources, rules, keys, pool, jobs)
    explained: dict[tuple[str, str], bool] = {}
    for trace in traced:
        place = (trace.kind, trace.what)
        if place in explained:
            continue
        match trace.kind:
            case "id":
                explained[place] = trace.what in known.ids
            case "slug":
                explained[place] = trace.what in known.slugs
            case "key":
                explained[place] = trace.what in known.keys
            case "text" | "run":
                explained[place] = f" {trace.what} " in known.words
            case _:
                explained[place] = False
    return [trace for trace in traced if not explained[trace.kind, trace.what]]


def _against_manifest(
    owned: Mapping[str, str], digests: Mapping[str, str]
) -> Iterator[str]:
    """Yield what of the release is gone or altered; other files are the host's."""
    if not owned:
        yield f"{MANIFEST}: missing or empty; build the site first"
    for path, digest in owned.items():
        if path not in digests:
            yield f"{path}: in the manifest, but not there"
        elif digests[path] != digest:
            yield f"{path}: not as it was published"
