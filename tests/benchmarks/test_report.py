"""The report reads well, is honest, and leaves others' text alone."""

import pytest

from benchmarks.measure import Cost, Work, Written
from benchmarks.report import (
    MissingMarkers,
    Report,
    markdown,
    replace_section,
    table,
)
from benchmarks.targets import (
    Verdict,
    million_verdicts,
    partial_verdicts,
    ratios,
    standard_verdicts,
)


def work(name: str, wall: float, size: int = 100, files: int = 1) -> Work:
    changes = Written(files, size, 0, 1_000, 1_000)
    return Work(name, f"the {name}", Cost(wall, wall * 2, 250_000_000), changes)


def test_a_table_puts_numbers_to_the_right() -> None:
    lines = table(("work", "s"), [("all of it", "1.50"), ("none", "12.00")])
    assert lines.splitlines() == [
        "| work      |     s |",
        "| --------- | ----: |",
        "| all of it |  1.50 |",
        "| none      | 12.00 |",
    ]


def test_a_ratio_needs_all_its_works() -> None:
    works = {each.name: each for each in (work("full", 3.0), work("hugo", 2.0))}
    assert list(ratios(works)) == [("Hugo", 1.5)]
    assert not list(ratios({"hugo": work("hugo", 2.0)}))


def test_hugo_and_pagefind_count_together() -> None:
    names = {"full": 2.0, "hugo": 3.0, "pagefind": 17.0, "pagefind-sessions": 1.0}
    found = dict(ratios({name: work(name, wall) for name, wall in names.items()}))
    assert found["Hugo + Pagefind, all pages (its default)"] == pytest.approx(0.1)
    assert found["Hugo + Pagefind, session and day pages only"] == pytest.approx(0.5)


def test_a_target_is_reached_at_its_limit_and_not_beyond() -> None:
    assert Verdict("x", 0.4, 0.4, "s").is_reached
    assert not Verdict("x", 0.4, 0.41, "s").is_reached


def test_a_file_touched_by_an_idle_build_is_a_miss() -> None:
    verdicts = list(standard_verdicts({"unchanged": work("unchanged", 0.3)}))
    assert [each.is_reached for each in verdicts] == [True, False]


def test_a_partial_may_change_its_pages_and_the_manifest() -> None:
    for files, is_reached in ((4, True), (5, False)):
        verdict = next(partial_verdicts(work("partial", 1.0, files=files), 3))
        assert verdict.is_reached is is_reached


def test_growth_is_against_linear() -> None:
    large, small = {"full": work("full", 24.0)}, {"full": work("full", 2.0)}
    verdicts = {each.what: each for each in million_verdicts(large, small, 10.0)}
    assert verdicts["full build against linear from 78,000"].measured == 1.2


def test_the_report_shows_machine_costs_ratios_targets_and_failures() -> None:
    text = markdown(
        Report(
            corpus="9 messages",
            facts=(("cores", "2"), ("CPU", ""), ("hugo", "0.168.0")),
            works=(work("full", 1.234, size=1_500_000),),
            ratios=(("Hugo", 0.5),),
            verdicts=(Verdict("one session added", 1.0, 2.0, "s"),),
            failures=("tg-archive: status 1",),
        )
    )
    assert text.startswith("9 messages.\ncores 2, hugo 0.168.0.\n")
    assert (
        "| the full |   1.23 |  2.47 |     250 |             1 |        1.5 |" in text
    )
    assert "| one session added |  1.00 s |   2.00 s |      no |" in text
    assert text.endswith("Not measured: tg-archive: status 1\n")


def test_only_the_section_of_the_run_is_replaced() -> None:
    """Text of others around it, and other runs, stay as they are."""
    page = (
        "# Page\n\n<!-- begin of run: small -->\nold\n<!-- end of run: small -->\n\n"
        "## Search\n\nkept\n"
    )
    new = replace_section(page, "small", "figures\n")
    assert "old" not in new
    assert new == replace_section(new, "small", "figures\n")
    assert new.endswith("figures\n\n<!-- end of run: small -->\n\n## Search\n\nkept\n")


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(MissingMarkers, match="begin of run: small"):
        replace_section("# Page\n", "small", "figures")
