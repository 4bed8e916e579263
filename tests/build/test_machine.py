"""An incremental build equals a clean build, whatever happened before."""

from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.build.machine import run_machine


def test_any_edits_then_a_build_equal_a_clean_build(tmp_path: Path) -> None:
    run_machine(
        tmp_path / "sites",
        run_state_machine_as_test,
        max_examples=10,
        stateful_step_count=12,
        derandomize=True,
    )


@pytest.mark.long
def test_many_edits_then_a_build_equal_a_clean_build(tmp_path: Path) -> None:
    run_machine(
        tmp_path / "sites",
        run_state_machine_as_test,
        max_examples=300,
        stateful_step_count=30,
    )
