"""A hashtag is a topic once three people used it in three sessions."""

import json
from pathlib import Path

from sitegen.build.pipeline import BuildOptions, build

SITE = """title: Orchard
channels:
  tea:
    sessions: {gap: 45m, at_least: 1}
"""


def write(site: Path, writers: tuple[str, str, str]) -> None:
    site.mkdir()
    (site / "site.yaml").write_text(SITE, "utf-8")
    for day, writer in enumerate(writers, 1):
        folder = site / "content" / "transcripts" / "tea" / "2026"
        folder.mkdir(parents=True, exist_ok=True)
        message = {
            "id": f"m{day}",
            "time": f"2026-03-0{day}T20:00:00Z",
            "author": writer,
            "text": "the #pears are ripe, says #tea",
        }
        path = folder / f"2026-03-0{day}.jsonl"
        path.write_text(json.dumps(message) + "\n", "utf-8")


def topics(site: Path) -> set[str]:
    build(site, site / "output", BuildOptions())
    folder = site / "output" / "topics"
    return (
        {path.name for path in folder.iterdir() if path.is_dir()}
        if folder.is_dir()
        else set()
    )


def test_three_people_in_three_sessions_make_a_topic(tmp_path: Path) -> None:
    write(tmp_path / "many", ("wren", "heron", "robin"))
    assert topics(tmp_path / "many") == {"pears"}


def test_one_person_in_three_sessions_does_not(tmp_path: Path) -> None:
    write(tmp_path / "one", ("wren", "wren", "wren"))
    assert topics(tmp_path / "one") == set()


def test_a_topics_page_names_its_own_feed(tmp_path: Path) -> None:
    write(tmp_path / "many", ("wren", "heron", "robin"))
    topics(tmp_path / "many")
    page = tmp_path / "many" / "output" / "topics" / "pears" / "index.html"
    assert 'href="../../topics/pears/feed.atom"' in page.read_text("utf-8")
