"""An incremental build equals a clean build, whatever happened before."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sitegen.build import planning, studying, surveying
from sitegen.build.cache import key_of
from sitegen.build.explaining import Parts, named, parts_of
from sitegen.build.study import StudyTask
from sitegen.render.environment import Theme
from sitegen.site.pages.sessions import SessionSetting
from tests.build.machine import Edits, Sites, run_machine


def test_any_edits_then_a_build_equal_a_clean_build(tmp_path: Path) -> None:
    run_machine(
        tmp_path, Sites, max_examples=8, stateful_step_count=12, derandomize=True
    )


@pytest.mark.long
def test_many_edits_then_a_build_equal_a_clean_build(tmp_path: Path) -> None:
    run_machine(tmp_path, Sites, max_examples=400, stateful_step_count=30)


Fault = Callable[[pytest.MonkeyPatch], None]


def study_without_overlay(patch: pytest.MonkeyPatch) -> None:
    whole = studying._parts

    def parts(task: StudyTask, code: str) -> Parts:
        return whole(replace(task, overlay=None), code)

    patch.setattr(studying, "_parts", parts)


def study_without_mentions(patch: pytest.MonkeyPatch) -> None:
    whole = studying._parts

    def parts(task: StudyTask, code: str) -> Parts:
        names = type(task.names)(mentions={}, topics={})
        return whole(replace(task, names=names, mentions=()), code)

    patch.setattr(studying, "_parts", parts)


def session_page_without_neighbors(patch: pytest.MonkeyPatch) -> None:
    def parts(setting: Any) -> Parts:
        found = parts_of(setting)
        if not isinstance(setting, SessionSetting):
            return found
        facts = msgspec.structs.replace(setting.facts, previous=None, next=None)
        return (*(p for p in found if p[0] != "facts"), *named(facts=facts))

    patch.setattr(planning, "parts_of", parts)


def closure_without_includes(patch: pytest.MonkeyPatch) -> None:
    def closure(theme: Theme, name: str) -> str:
        return hashlib.sha256(theme._source(name, name).encode()).hexdigest()

    patch.setattr(Theme, "closure", closure)


def people_without_profiles(patch: pytest.MonkeyPatch) -> None:
    def digest(archive: Any, slug: str) -> str:
        return key_of(slug, [unit.key for unit, _ in archive.attendance[slug]])

    patch.setattr(planning, "dossier_digest", digest)


def surveys_without_redactions(patch: pytest.MonkeyPatch) -> None:
    def key(*parts: Any) -> str:
        return key_of(*parts[:1], *parts[2:]) if len(parts) == 2 else key_of(*parts)

    patch.setattr(surveying, "key_of", key)


FAULTS: list[Fault] = [  # the first is looked for in every run of the tests
    closure_without_includes,
    study_without_mentions,
    study_without_overlay,
    session_page_without_neighbors,
    people_without_profiles,
    surveys_without_redactions,
]


def is_caught(root: Path, examples: int) -> bool:
    """Return whether the machine finds that builds differ."""
    try:
        run_machine(
            root,
            Edits,
            max_examples=examples,
            stateful_step_count=20,
            derandomize=True,
            report_multiple_bugs=False,
            phases=("generate",),
        )
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("fault", FAULTS[:1])
def test_a_planted_fault_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    fault(monkeypatch)
    assert is_caught(tmp_path, examples=60)


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS[1:])
def test_a_rarer_planted_fault_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    fault(monkeypatch)
    assert is_caught(tmp_path, examples=400)
