"""Facts about real exports, where they are at hand; nothing of them is repeated here."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from sitegen.importers.base import ReadOptions, Row, Skip
from sitegen.importers.catalog import IMPORTERS
from sitegen.importers.export import open_export
from sitegen.importers.tweets import id_time
from tests.importers.samples import sample
from tests.importers.test_cases import assert_sound


@dataclass(frozen=True)
class Fact:
    """How many rows and skips of which importer a file has."""

    path: str
    importer: str
    rows: int
    problems: int = 0
    reposts: int | None = None


FACTS = (
    Fact("tweets-tags/tweet-data.csv", "tags", 233, reposts=0),
    Fact("tweets-sheets-archiver/pstweetchat.csv", "twitter_archiver", 2473),
    Fact("tweets-twarc1/10-sample.jsonl", "twarc1", 10, reposts=4),
    Fact("tweets-twarc1/100-sample.jsonl", "twarc1", 100, reposts=47),
    Fact("tweets-twarc1/10-v2-sample.jsonl", "twarc2", 10, reposts=8),
    Fact("tweets-twarc2/brexit.jsonl", "twarc2", 100),
    Fact("tweets-twarc2/kpop.jsonl", "twarc2", 100),
    Fact("tweets-twarc2/noflat.jsonl", "twarc2", 100),
    Fact("tweets-twarc2/geo_tweets.jsonl", "twarc2", 2),
    Fact("tweets-twarc2/media_tweet.jsonl", "twarc2", 1),
    Fact("tweets-twarc2/streaming_output_with_error.jsonl", "twarc2", 7, problems=1),
)
NO_TWEETS = ("counts.jsonl", "lists.jsonl", "empty.json", "tweets_compliance.jsonl")


def items_of(path: Path) -> list[tuple[str, Row | Skip]]:
    export = open_export(path)
    return [
        (importer.name, item)
        for importer in IMPORTERS
        for claim in importer.claim(export)
        for item in importer.read(export, claim, ReadOptions())
    ]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.path)
def test_a_real_export_is_read_whole(fact: Fact) -> None:
    items = items_of(sample(fact.path))
    rows = [item for _, item in items if isinstance(item, Row)]
    problems = [i for _, i in items if isinstance(i, Skip) and i.problem]
    assert {name for name, _ in items} == {fact.importer}
    assert (len(rows), len(problems)) == (fact.rows, fact.problems)
    if fact.reposts is not None:
        assert sum(row.message.repost_of is not None for row in rows) == fact.reposts


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.path)
def test_times_are_those_of_the_ids(fact: Fact) -> None:
    for _, item in items_of(sample(fact.path)):
        if isinstance(item, Row):
            assert_sound(item.message)
            assert item.message.time == id_time(item.message.id)


@pytest.mark.parametrize("name", NO_TWEETS)
def test_files_without_tweets_give_no_rows(name: str) -> None:
    items = items_of(sample(f"tweets-twarc2/{name}"))
    assert Counter(type(item) for _, item in items)[Row] == 0


def test_versions_of_an_edited_tweet_have_one_id() -> None:
    names = ("edited.jsonl", "edited_after.jsonl", "edited_before.jsonl")
    items = [i for n in names for _, i in items_of(sample(f"tweets-twarc2/{n}"))]
    messages = [item.message for item in items if isinstance(item, Row)]
    assert len({message.id for message in messages}) == 1
    assert [message.edited is not None for message in messages] == [True, True, False]


def test_the_sheet_of_the_archiver_add_on_is_in_eastern_time() -> None:
    from sitegen.importers.tables import find_table
    from sitegen.importers.twitter_archiver import REQUIRED, sheet_zone

    export = open_export(sample("tweets-sheets-archiver"))
    table = find_table(export, "pstweetchat.csv", REQUIRED)
    assert table is not None
    assert str(sheet_zone(export, "pstweetchat.csv", table)) == "America/New_York"
