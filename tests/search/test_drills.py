"""The browser's reader when a host or a cache misbehaves."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sitegen.search.layout import Options
from tests.search.corpus import make_files, make_units
from tests.search.oracle import Oracle
from tests.search.test_parity import write

DRILLS = Path(__file__).with_name("drills.mjs")

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="needs Node")


@pytest.fixture(scope="module")
def word() -> str:
    oracle = Oracle.of(make_units(6, 200), "english")
    return next(w for w in sorted(oracle.stems) if 5 < oracle.counts[w] < 20)


@pytest.fixture(scope="module")
def expected(word: str) -> dict[str, int]:
    return {
        name: Oracle.of(make_units(6, size), "english").counts[word]
        for name, size in (("before", 200), ("after", 260))
    }


@pytest.fixture(scope="module")
def outcomes(word: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("sites")
    for name, size in (("before", 200), ("after", 260)):
        write(make_files(make_units(6, size), Options()), folder / name)
    done = subprocess.run(
        ["node", DRILLS, folder / "before", folder / "after", word],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    "drill",
    [
        "whole",
        "inflated by the server",
        "filling the cache",
        "offline with cache",
        "cached",
        "damaged cache",
    ],
)
def test_a_query_is_answered(
    drill: str, outcomes: dict[str, Any], expected: dict[str, int]
) -> None:
    assert outcomes[drill] == expected["before"]


@pytest.mark.parametrize(
    "drill",
    [
        "missing shard",
        "cut shard",
        "error page instead of a shard",
        "another shard under a shard's name",
        "no network",
    ],
)
def test_a_file_that_cannot_be_had_is_one_kind_of_error(
    drill: str, outcomes: dict[str, Any]
) -> None:
    assert outcomes[drill] == "IndexDamaged"


def test_an_open_page_follows_the_site(
    outcomes: dict[str, Any], expected: dict[str, int]
) -> None:
    assert outcomes["published again"] == expected["after"]


def test_only_the_pointer_is_fetched_when_all_is_cached(
    outcomes: dict[str, Any],
) -> None:
    assert outcomes["fetched when cached"] == 1
    assert outcomes["fetched while offline"] == 1


def test_a_cache_of_many_releases_is_dropped(outcomes: dict[str, Any]) -> None:
    assert outcomes["few files are kept"]
    assert not outcomes["many files are kept"]


def test_keys_sort_by_their_utf8_bytes(outcomes: dict[str, Any]) -> None:
    terms = ["\uffee", "𝒳𝒴", "😀", "__proto__", "é", "z"]
    assert outcomes["order of keys"] == sorted(terms, key=str.encode)
