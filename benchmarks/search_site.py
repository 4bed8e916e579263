"""The site that Chromium is asked to search, and what the terminal says of the same.

    corpus --write_store, build--> site                         up to 200,000 messages
    small corpus --build--> site;  corpus --write_index--> its search/data       above

What a search downloads depends on the index, the search page, its style and code; the
pages of a million messages would take minutes and change none of these.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import SMALL, Corpus, write_store
from benchmarks.search_units import units
from sitegen.build.workers import rare_collections
from sitegen.search.fragments import fragment_size
from sitegen.search.invert import invert
from sitegen.search.layout import FOLDER
from sitegen.search.run import Run
from sitegen.search.terminal import open_index, search
from sitegen.search.writer import write_index

BUILT = 200_000  # messages up to which the pages of all sessions are built
LANGUAGE = "english"
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found."""

    count: int
    ids: tuple[str, ...]  # of the first ten messages


def make_site(corpus: Corpus, site: Path) -> None:
    """Make a site whose index holds the corpus, unless the folder has one."""
    if (site / "output/search/index.html").exists():
        return
    is_built = corpus.messages <= BUILT
    write_store(site, corpus if is_built else SMALL)
    command = [sys.executable, "-m", "sitegen", "build", "--site", str(site)]
    subprocess.run(command, check=True)
    if not is_built:
        shutil.rmtree(site / "output" / FOLDER)
        with rare_collections():  # as a build does
            for file in write_index(_runs(corpus), LANGUAGE):
                path = site / "output" / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.data)


def _runs(corpus: Corpus) -> Iterator[Run]:
    size = fragment_size(corpus.messages)
    for unit in units(corpus):
        yield invert(unit, LANGUAGE, size)


def differences(
    output: Path, log: Sequence[tuple[str, str]], answers: Sequence[Answer]
) -> list[str]:
    """Return a line for each query that the terminal answers in another way."""
    index = open_index(output)
    found = []
    for (_, text), answer in zip(log, answers, strict=True):
        results = search(index, text, SHOWN)
        other = Answer(results.count, tuple(hit.id for hit in results.hits))
        if answer != other:
            found.append(f"{text}: the browser says {answer}, the terminal {other}")
    return found
