"""Pages into the release: kept where their key is what it was, else rendered.

Planned --(key unchanged: kept | else: rendered)--> Release
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from sitegen.build.explaining import Parts, State, key_of_parts, short
from sitegen.build.memory import recall, remember
from sitegen.build.planning import Planned
from sitegen.build.release import Release
from sitegen.build.rendering import Batch, Files, Recipe, Workshop, render
from sitegen.build.workers import run
from sitegen.errors import SitegenError
from sitegen.site import urls

_PEOPLE_A_BATCH = 25
_VIEWS_A_BATCH = 4
_STATE = "pages.msgpack"
Progress = Callable[[str, int, int], None]


class PageClash(SitegenError):
    """Two pages want one address."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(
            f"'{one}' and '{other}': two pages at one address, or at two that some"
            " systems can't tell apart; rename what one of them is made from"
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of all pages: by the last build, and by this one."""

    memory: Path
    before: dict[str, State]
    now: dict[str, State]

    def remember(self) -> None:
        """Keep it for the next build. Only what was published counts."""
        if self.now != self.before:
            remember(self.memory, self.now)


def put_pages(
    planned: Sequence[Planned],
    later: Iterable[Planned],
    shop: Workshop,
    release: Release,
    pool: Executor | None,
    jobs: int,
    progress: Progress | None = None,
) -> Kept:
    """Put every page into the release; only what changed is rendered.

    Args:
        planned: Pages.
        later: More pages, planned while the first ones are rendered.
        shop: What every worker needs.
        release: Where the pages go.
        pool: Where to work.
        jobs: How many workers it has.
        progress: Told how many pages were rendered, and of how many.

    Raises:
        PageClash: Two pages want one address.
    """
    desk = _Desk(release, recall(release.memory / _STATE, dict[str, State]) or {})
    stale = list(desk.stale(planned))
    known = len(stale)
    waiting = chain(stale, desk.stale(later))
    first = tuple(islice(waiting, 2))
    many = pool if len(first) > 1 else None
    done = 0
    for batch in run(render, _batches(chain(first, waiting), shop), many, jobs):
        for name, files in batch:
            desk.put(name, files)
            done += 1
        if progress:
            progress("render", done, max(known, done))
    return Kept(release.memory / _STATE, desk.known, desk.state)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where pages are compared with the last release, and put into the new one."""

    release: Release
    known: dict[str, State]  # by the last build, by name
    state: dict[str, State] = field(default_factory=dict)
    _stale: dict[str, tuple[str, Parts]] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)  # by case-folded name

    def stale(self, planned: Iterable[Planned]) -> Iterator[Planned]:
        """Keep the pages that are as they were, and yield the others.

        Raises:
            PageClash: Two pages want one address, or differ in their case only.
        """
        for plan in planned:
            folded = plan.name.casefold()
            if folded in self._owners:
                raise PageClash(self._owners[folded], plan.name)
            self._owners[folded] = plan.name
            key = key_of_parts(plan.name, plan.parts)
            before = self.known.get(plan.name)
            if before is not None and before.key == key and self._has(before):
                for path, _ in before.files:
                    self.release.keep(path)
                self.state[plan.name] = before
            else:
                self._stale[plan.name] = (key, plan.parts)
                yield plan

    def _has(self, state: State) -> bool:
        old = self.release.old
        return all(old.get(path) == digest for path, digest in state.files)

    def put(self, name: str, files: Files) -> None:
        """Put a rendered page into the release."""
        key, parts = self._stale.pop(name)
        made = tuple((path, self.release.put(path, data)) for path, data in files)
        self.state[name] = State(key, made, short(parts))


def _batches(stale: Iterable[Planned], shop: Workshop) -> Iterator[Batch]:
    """Yield recipes in batches of about equal work."""
    batch: list[tuple[str, Recipe]] = []
    limit = 0
    for plan in stale:
        size = (
            _PEOPLE_A_BATCH
            if plan.name.startswith(urls.PEOPLE)
            else 1
            if plan.name.startswith((urls.SESSIONS, "days/"))
            else _VIEWS_A_BATCH
        )
        if batch and size != limit:
            yield Batch(shop, tuple(batch))
            batch = []
        limit = size
        batch.append((plan.name, plan.make()))
        if len(batch) >= limit:
            yield Batch(shop, tuple(batch))
            batch = []
    if batch:
        yield Batch(shop, tuple(batch))
