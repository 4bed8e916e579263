"""The law of the build: any edits, then an incremental build equals a clean one.

A Hypothesis state machine edits a small site in every way a host can, damages what
builds remember, kills builds, and compares each result with a clean build elsewhere.
"""

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from sitegen.build.pipeline import BuildOptions, build
from sitegen.errors import SitegenError
from tests.build import small_site
from tests.build.dying import dies_at
from tests.build.trees import tree

DAMAGES = [
    *("delete", "cut", "alter", "empty") * 3,
    *("delete cache", "delete mirror", "delete memory", "delete output"),
]
EDITS = st.one_of(
    small_site.transcripts(),
    small_site.overlays(),
    small_site.recaps(),
    small_site.people(),
    small_site.bios(),
    small_site.redactions(),
    small_site.pages_and_statics(),
    small_site.themes(),
    small_site.configurations(),
)
Built = dict[str, bytes] | str  # the output, or why there is none


class Edits(RuleBasedStateMachine):
    """One site that lives on, and one that is built anew each time.

    One small edit at a time, each followed by a build: what shows best what a key
    leaves out.
    """

    root: Path  # set by each test; the same for all runs, so that themes stay loaded

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.root, ignore_errors=True)
        self.site, self.clean = self.root / "site", self.root / "clean"
        self.output = self.root / "output"
        for folder in (self.site, self.clean):
            folder.mkdir(parents=True)
        self.files: small_site.Files = {}
        self.on_disk: small_site.Files = {}
        self.is_portable = False

    @initialize()
    def begin(self) -> None:
        self.files = small_site.first_files()
        self.compare(jobs=1)

    @rule(edit=EDITS)
    def edit_and_compare(self, edit: tuple[str, str]) -> None:
        self.files |= dict([edit])
        self.compare(jobs=1)

    def compare(self, jobs: int) -> None:
        self._write(self.site)
        with ThreadPoolExecutor(jobs) as pool:
            options = BuildOptions(
                jobs=jobs, pool=pool if jobs > 1 else None, portable=self.is_portable
            )
            found = built(self.site, self.output, options)
        expected = self._clean_build()
        assert differing(found, expected) == []

    def _clean_build(self) -> Built:
        shutil.rmtree(self.clean / ".sitegen", ignore_errors=True)
        output = self.root / "clean-output"
        shutil.rmtree(output, ignore_errors=True)
        return built(self.clean, output, BuildOptions(portable=self.is_portable))

    def _write(self, folder: Path) -> None:
        small_site.write_files(folder, self.on_disk, self.files)
        small_site.write_files(self.clean, self.on_disk, self.files)
        self.on_disk = dict(self.files)


class Sites(Edits):
    """Everything else that can happen to a site, between builds and in them."""

    @rule(edits=st.lists(EDITS, min_size=1, max_size=3))
    def edit(self, edits: list[tuple[str, str]]) -> None:
        self.files |= dict(edits)

    @rule(day=small_site.transcripts())
    def import_and_compare(self, day: tuple[str, str]) -> None:
        self.files |= dict([day])
        self.compare(jobs=1)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        self._pop(data)

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Undo an edit that is not built yet."""
        changed = sorted(
            p for p in self.on_disk if self.files.get(p) != self.on_disk[p]
        )
        if changed:
            path = data.draw(st.sampled_from(changed))
            self.files[path] = self.on_disk[path]

    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        text = self._pop(data)
        if text is not None:
            path, _ = data.draw(
                st.one_of(
                    small_site.transcripts()
                    if '"id"' in text
                    else small_site.overlays()
                )
            )
            self.files[path] = text

    def _pop(self, data: st.DataObject) -> str | None:
        paths = sorted(self.files.keys() - {"site.yaml"})
        return self.files.pop(data.draw(st.sampled_from(paths))) if paths else None

    @rule(which=st.integers(0, 999), how=st.sampled_from(DAMAGES))
    def damage_memory_or_output(self, which: int, how: str) -> None:
        home = self.site / ".sitegen"
        folder = self.output if how == "delete output" or which % 3 == 0 else home
        folders = {
            "delete cache": [home / "cache"],
            "delete mirror": list(home.glob("output-*/staging")),
            "delete memory": [home],
            "delete output": [self.output],
        }
        if how in folders:
            for gone in folders[how]:
                shutil.rmtree(gone, ignore_errors=True)
            return
        files = sorted(
            path
            for path in folder.rglob("*")
            if path.is_file() and path.name not in {"lock", ".manifest"}
        )
        # Files of the mirror are files of the output: altered there, altered here.
        files = [p for p in files if "staging" not in p.parts or how == "delete"]
        if files:
            damage(files[which % len(files)], how)

    @rule(step=st.integers(1, 400))
    def build_and_die(self, step: int) -> None:
        self._write(self.site)
        options = BuildOptions(portable=self.is_portable)
        dies_at(step, lambda: built(self.site, self.output, options))

    @rule(jobs=st.sampled_from([1, 1, 1, 1, 2, 3]), other_links=st.integers(0, 9))
    def build_and_compare(self, jobs: int, other_links: int = 1) -> None:
        self.is_portable ^= other_links == 0
        self.compare(jobs)

    def teardown(self) -> None:
        if self.files:
            self.compare(jobs=1)


def built(site: Path, output: Path, options: BuildOptions) -> Built:
    """Build a site; return what it became, or the error without the site's place."""
    try:
        build(site, output, options)
    except SitegenError as error:
        return str(error).replace(str(site), "SITE")
    return tree(output)


def differing(found: Built, expected: Built) -> list[str]:
    """Return the paths that differ, or both errors."""
    if isinstance(found, str) or isinstance(expected, str):
        return [] if found == expected else [str(found)[:300], str(expected)[:300]]
    return sorted(
        path
        for path in found.keys() | expected.keys()
        if found.get(path) != expected.get(path)
    )


def damage(path: Path, how: str) -> None:
    """Delete, cut, alter or empty a file."""
    data = path.read_bytes()
    if how == "delete":
        path.unlink()
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "alter":
        middle = len(data) // 2
        path.write_bytes(data[:middle] + b"\0" + data[middle + 1 :])
    else:
        path.write_bytes(b"")


def run_machine(
    root: Path, machine: type[Edits], phases: Sequence[str] = (), **chosen: Any
) -> None:
    """Run a machine with its folders below a root.

    Args:
        root: An empty folder.
        machine: Which one.
        phases: Names of Hypothesis' phases; none for all.
        chosen: Hypothesis' settings.
    """
    if phases:
        chosen["phases"] = [Phase[name] for name in phases]
    kind = type("MachineHere", (machine,), {"root": root / "sites"})
    run_state_machine_as_test(
        kind,
        settings=settings(
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **chosen,
        ),
    )
