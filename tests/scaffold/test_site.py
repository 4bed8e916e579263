"""A new site works as it is, and nothing of the host's is ever in its way."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from sitegen.build.sources import read_sources
from sitegen.commands.building import Request, build_site
from sitegen.config import read_config
from sitegen.model import Message, order_key
from sitegen.scaffold.site import FolderInUse, NoFolder, new_site
from sitegen.store.export_files import export
from sitegen.store.exporting import Archive
from sitegen.store.overlays import read_overlays
from sitegen.store.pages import read_pages
from sitegen.store.people import read_people
from sitegen.store.redactions import read_redactions
from sitegen.store.transcripts import day_files, encode_day, read_day

TODAY = date(2026, 4, 1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "deep" / "site"
    new_site(folder, TODAY)
    return folder


def _messages(site: Path) -> list[Message]:
    return [m for file in day_files(site / "content") for m in read_day(file.path)]


def test_everything_written_is_told(tmp_path: Path) -> None:
    told = new_site(tmp_path / "site", TODAY)
    found = (path for path in (tmp_path / "site").rglob("*") if path.is_file())
    assert sorted(told) == sorted(found)


def test_the_same_day_gives_the_same_bytes(tmp_path: Path) -> None:
    first = new_site(tmp_path / "a", TODAY)
    second = new_site(tmp_path / "b", TODAY)
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_dot_files_have_their_dots(site: Path) -> None:
    assert "/output/" in (site / ".gitignore").read_text()
    assert "/.sitegen/" in (site / ".gitignore").read_text()
    assert not list(site.rglob("dot-*"))


def test_the_authority_of_feeds_names_the_day_the_site_was_made(site: Path) -> None:
    assert read_config(site).authority == "example.org,2026-04-01"


def test_no_placeholder_is_left(site: Path) -> None:
    assert not [
        p for p in site.rglob("*") if p.is_file() and b"@date" in p.read_bytes()
    ]


def test_all_content_is_read_without_complaint(site: Path) -> None:
    content = site / "content"
    config = read_config(site)
    assert [o.key for o in read_overlays(content, config)] == ["2026-03-05"]
    assert [p.slug for p in read_pages(content)] == ["about"]
    profiles, opted_out = read_people(content)
    assert ([p.slug for p in profiles], opted_out) == (["hattie_sill"], frozenset())
    assert not read_redactions(content)


def test_the_example_is_a_session_of_the_schedule_with_canonical_lines(
    site: Path,
) -> None:
    (file,) = day_files(site / "content")
    messages = read_day(file.path)
    assert file.path.read_bytes() == encode_day(messages)
    assert list(messages) == sorted(messages, key=order_key)
    assert 20 <= len(messages) <= 30
    assert [m.id for m in messages if m.text.startswith("Q")] == [
        "w008",
        "w014",
        "w020",
    ]


def test_replies_of_the_example_lead_to_earlier_messages(site: Path) -> None:
    times = {m.id: m.time for m in _messages(site)}
    for message in _messages(site):
        assert not message.reply_to or times[message.reply_to] < message.time


def test_ids_named_in_texts_are_stored(site: Path) -> None:
    ids = {m.id for m in _messages(site)}
    (overlay,) = read_overlays(site / "content", read_config(site))
    assert {pin.id for pin in overlay.pin} <= ids
    recap = (site / "content/recaps/2026-W10.md").read_text()
    assert 'quote("w015")' in recap


def test_the_workflow_is_yaml_that_keeps_the_cache_and_verifies(site: Path) -> None:
    text = (site / ".github/workflows/publish.yml").read_text()
    (job,) = yaml.safe_load(text)["jobs"].values()
    runs = [step.get("run", "") for step in job["steps"]]
    uses = [step.get("uses", "") for step in job["steps"]]
    assert "sitegen build --strict" in runs
    assert runs.index("sitegen build --strict") < runs.index("sitegen verify")
    assert any(name.startswith("actions/cache@") for name in uses)


def test_no_recipe_installs_by_name_from_an_index(site: Path) -> None:
    """On PyPI the name belongs to another program."""
    for path in site.rglob("*"):
        if path.is_file():
            assert b"install sitegen" not in path.read_bytes()


def test_a_folder_that_holds_something_is_refused_and_left_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FolderInUse, match=r"holds 'notes.txt'; name a folder that is"):
        new_site(tmp_path, TODAY)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NoFolder, match="file: is a file"):
        new_site(tmp_path / "file", TODAY)
    with pytest.raises(NoFolder, match="can't be made"):
        new_site(tmp_path / "file" / "below", TODAY)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert new_site(tmp_path, TODAY)


def test_the_new_site_builds_without_a_warning_and_exports_what_it_shows(
    tmp_path: Path,
) -> None:
    site, told = tmp_path / "site", list[str]()
    new_site(site, TODAY)
    build_site(site, site / "output", Request(jobs=1, strict=True), told.append)
    assert told == []
    page = site / "output/sessions/windowsill/2026-03-05"
    twin = json.loads((page / "transcript.json").read_bytes())
    sources = read_sources(site, site / ".sitegen")
    archive = Archive(
        content=site / "content",
        config=sources.config,
        people=sources.people,
        overlays=sources.overlays,
        redactions=sources.redactions,
    )
    out = io.BytesIO()
    assert export(archive, "json", None, out) == 26
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    columns = ("id", "author", "question", "reply_to", "text")
    assert [[row.get(c, "") for c in columns] for row in rows] == [
        [line.get(c, "") for c in columns] for line in twin["messages"]
    ]
    html = (page / "index.html").read_text("utf-8")
    assert all(f'id="m-{row["id"]}"' in html for row in rows)
