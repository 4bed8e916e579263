"""A new session's file is for the next date that has none, and replaces nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.config import read_config
from sitegen.scaffold.session import (
    NoNextSession,
    NoSuchChannel,
    WhichChannel,
    session_new,
)
from sitegen.store.overlays import read_overlays

# A Thursday evening in summer: 19:00 in London is 18:00 in UTC.
BEFORE = datetime(2026, 7, 2, 17, 59, tzinfo=UTC)
DURING = datetime(2026, 7, 2, 18, 0, tzinfo=UTC)

SITE = """\
timezone: Europe/London
channels:
  tea:
    schedule: {weekday: thursday, start: "19:00", minutes: 45}
  den:
    sessions: daily
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site.yaml").write_text(SITE)
    return tmp_path


def _configured(site: Path, text: str) -> Path:
    (site / "site.yaml").write_text(text)
    return site


def test_the_next_session_is_today_until_it_starts(site: Path) -> None:
    path = session_new(site, None, BEFORE)
    assert path == site / "content/sessions/tea/2026-07-02.md"


def test_from_its_start_on_the_next_session_is_a_week_later(site: Path) -> None:
    assert session_new(site, "tea", DURING).stem == "2026-07-09"


def test_a_second_call_goes_on_to_the_next_date_and_leaves_the_first(
    site: Path,
) -> None:
    first = session_new(site, None, BEFORE)
    first.write_text("---\ntitle: Mine\n---\n")
    assert session_new(site, None, BEFORE).stem == "2026-07-09"
    assert session_new(site, None, BEFORE).stem == "2026-07-16"
    assert first.read_text() == "---\ntitle: Mine\n---\n"


def test_a_session_that_was_moved_is_not_begun_twice(site: Path) -> None:
    folder = site / "content/sessions/tea"
    folder.mkdir(parents=True)
    (folder / "2026-07-02.md").write_text("---\nstart: 2026-07-03 19:00\n---\n")
    (folder / "2026-07-10.md").write_text("---\nstart: 2026-07-09 19:00\n---\n")
    assert session_new(site, None, BEFORE).stem == "2026-07-16"


def test_the_file_is_an_overlay_that_says_nothing_yet(site: Path) -> None:
    path = session_new(site, None, BEFORE)
    (overlay,) = read_overlays(site / "content", read_config(site))
    assert (overlay.title, overlay.topic, overlay.start) == (None, None, None)
    assert overlay.body == ""
    assert "Thursday 2026-07-02 at 19:00, Europe/London" in path.read_text()


def test_the_file_is_an_overlay_with_every_comment_taken_away_too(site: Path) -> None:
    path = session_new(site, None, BEFORE)
    lines = path.read_text().replace("# ", "", 1).splitlines()
    keys = [line.removeprefix("# ") for line in lines if ":" in line]
    keys = [line for line in keys if line[:1].islower() or line[:1] == " "]
    path.write_text("---\n" + "\n".join(keys) + "\n---\n")
    (overlay,) = read_overlays(site / "content", read_config(site))
    assert [q.label for q in overlay.questions] == ["Q1", "Q2"]
    assert overlay.minutes == 45
    assert overlay.start == datetime(2026, 7, 2, 18, tzinfo=UTC)
    assert overlay.tags == ("word", "two words")


def test_the_second_session_of_a_day_has_its_time_in_its_name(site: Path) -> None:
    _configured(
        site,
        "channels: {tea: {schedule: ["
        "{weekday: thursday, start: '09:00'}, {weekday: thursday, start: '21:00'}]}}",
    )
    names = [session_new(site, None, BEFORE).stem for _ in range(3)]
    assert names == ["2026-07-02-2100", "2026-07-09", "2026-07-09-2100"]


def test_one_of_several_scheduled_channels_has_to_be_named(site: Path) -> None:
    slot = "{schedule: {weekday: monday, start: '9:00'}}"
    _configured(site, f"channels: {{tea: {slot}, ale: {slot}}}")
    with pytest.raises(WhichChannel, match="schedule are tea, ale; say which"):
        session_new(site, None, BEFORE)
    assert session_new(site, "ale", BEFORE).parent.name == "ale"


def test_without_a_schedule_the_host_is_told_what_to_write(site: Path) -> None:
    with pytest.raises(NoNextSession, match="'den': it has no schedule, so the next"):
        session_new(site, "den", BEFORE)
    _configured(site, "channels: {den: {sessions: daily}}")
    with pytest.raises(WhichChannel, match="no channel has a schedule"):
        session_new(site, None, BEFORE)


def test_a_schedule_that_has_ended_gives_no_date(site: Path) -> None:
    _configured(
        site,
        "channels: {tea: {schedule:"
        " {weekday: thursday, start: '19:00', until: 2026-07-02}}}",
    )
    assert session_new(site, "tea", BEFORE).stem == "2026-07-02"
    with pytest.raises(NoNextSession, match="its schedule has ended"):
        session_new(site, "tea", BEFORE)


def test_an_unknown_channel_is_told_the_nearest(site: Path) -> None:
    with pytest.raises(NoSuchChannel, match="it has tea, den; did you mean 'tea'"):
        session_new(site, "teas", BEFORE)
