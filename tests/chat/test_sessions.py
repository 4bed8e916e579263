"""Messages divided into sessions and days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sitegen.chat.instants import moment
from sitegen.chat.outline import from_bytes, outline
from sitegen.chat.overlay import Correction, Overlay
from sitegen.chat.rules import (
    TUESDAY,
    Daily,
    DensityRule,
    GapRule,
    Schedule,
    SessionRule,
    Slot,
)
from sitegen.chat.schedule import next_window
from sitegen.chat.sessions import Place, locate, moved_ids, split
from tests.chat.builders import NEW_YORK, START, msg, outlines, rules

WEEKLY = Schedule((Slot(weekday=TUESDAY, start=time(21), before=10, after=20),))


def talk(*minutes: float) -> list:  # type: ignore[type-arg]
    return [msg(m, "bob", "hello") for m in minutes]


def test_a_session_holds_its_window_with_shoulders() -> None:
    given = outlines(talk(-10.5, -10, 0, 59, 79, 80))
    found = split(rules(sessions=WEEKLY), given)
    assert [(s.key, s.count, s.start) for s in found.sessions] == [
        ("2020-01-07", 4, START)
    ]
    assert [(d.key, d.count) for d in found.days] == [("2020-01-07", 2)]


def test_a_window_in_which_nobody_met_is_no_session() -> None:
    given = outlines(talk(-5, 70))
    found = split(rules(sessions=WEEKLY), given)
    assert found.sessions == ()
    assert sum(d.count for d in found.days) == 2


def test_a_weekly_chat_keeps_its_local_hour_across_clock_changes() -> None:
    rule = rules(sessions=WEEKLY, zone=NEW_YORK)
    starts = [
        datetime(2020, 3, 4, 2, tzinfo=UTC),  # 21:00 EST on 3 March
        datetime(2020, 3, 11, 1, tzinfo=UTC),  # 21:00 EDT on 10 March
        datetime(2020, 11, 4, 2, tzinfo=UTC),
    ]
    given = outlines([msg(5, "bob", "hi", start=s, id=str(s)) for s in starts])
    found = split(rule, given)
    assert [s.start for s in found.sessions] == starts
    assert [s.key for s in found.sessions] == ["2020-03-03", "2020-03-10", "2020-11-03"]


def test_the_second_slot_of_a_day_has_its_time_in_the_key() -> None:
    slots = (
        Slot(weekday=TUESDAY, start=time(12)),
        Slot(weekday=TUESDAY, start=time(21)),
    )
    found = split(rules(sessions=Schedule(slots)), outlines(talk(-540, 0)))
    assert [s.key for s in found.sessions] == ["2020-01-07", "2020-01-07-2100"]


def test_messages_exactly_at_the_gap_stay_together() -> None:
    rule = rules(sessions=GapRule(timedelta(minutes=30)))
    found = split(rule, outlines(talk(0, 30, 60, 90.01)))
    assert [s.count for s in found.sessions] == [3, 1]


def test_reposts_bots_and_tombstones_do_not_make_a_session() -> None:
    rule = rules(sessions=GapRule(timedelta(minutes=30), at_least=3))
    few = [
        *talk(0, 1),
        msg(2, "ann", "RT @bob: hello"),
        msg(3, "robot", "tick", kind="bot"),
        msg(4, "eve", "", deleted=START),
    ]
    assert split(rule, outlines(few)).sessions == ()
    assert [s.count for s in split(rule, outlines([*few, *talk(5)])).sessions] == [6]


def test_dense_windows_are_merged() -> None:
    rule = rules(sessions=DensityRule(timedelta(minutes=10), 5))
    busy = [float(m) for m in range(30)]
    found = split(rule, outlines(talk(-200, *busy, 100, 200)))
    assert [s.count for s in found.sessions] == [30]
    assert sum(d.count for d in found.days) == 3


def test_daily_sessions_are_local_days() -> None:
    rule = rules(sessions=Daily(), zone=NEW_YORK)
    found = split(rule, outlines(talk(0, 60 * 8 - 1, 60 * 8)))
    assert [(s.key, s.count) for s in found.sessions] == [
        ("2020-01-07", 2),
        ("2020-01-08", 1),
    ]


def test_an_overlay_pins_its_key_to_a_start() -> None:
    overlay = Overlay(
        channel="tea", key="kickoff", title="Kick-off", start=START, path="k.md"
    )
    found = split(rules(sessions=WEEKLY), outlines(talk(1, 2)), [overlay])
    assert [(s.key, s.title) for s in found.sessions] == [("kickoff", "Kick-off")]
    earlier = Overlay(
        channel="tea", key="2020-01-07", start=START - timedelta(hours=2), path="k.md"
    )
    found = split(rules(sessions=WEEKLY), outlines(talk(-119, 1)), [earlier])
    assert [(s.key, s.count) for s in found.sessions] == [("2020-01-07", 1)]


def test_messages_are_moved_between_sessions_and_out() -> None:
    given = [*talk(0, 1, 2, 300)]
    overlay = Overlay(
        channel="tea",
        key="2020-01-07",
        path="k.md",
        move=(
            Correction("1-bob", "outside", 3),
            Correction("300-bob", "2020-01-07", 4),
            Correction("never", "outside", 5),
        ),
    )
    places: dict[str, Place] = {}
    for one in {m.time.date() for m in given}:
        listed = [m for m in given if m.time.date() == one]
        places |= locate(one, listed, moved_ids([overlay]))
    found = split(rules(sessions=WEEKLY), outlines(given), [overlay], places)
    assert [s.count for s in found.sessions] == [3]
    assert [d.count for d in found.days] == [1]
    assert [f.place for f in found.findings if f.kind == "dead-correction"] == [
        "k.md:5"
    ]


def test_an_overlay_ahead_of_the_messages_is_a_session_to_come() -> None:
    ahead = Overlay(channel="tea", key="2020-01-14", title="Soon")
    past = Overlay(channel="tea", key="2019-12-31", start_line=3, path="p.md")
    found = split(rules(sessions=WEEKLY), outlines(talk(0)), [ahead, past])
    assert [(s.key, s.start, s.number) for s in found.upcoming] == [
        ("2020-01-14", START + timedelta(days=7), 2)
    ]
    assert [f.place for f in found.findings if f.kind == "dead-overlay"] == ["p.md:3"]


def _next_start(rule: SessionRule, zone: ZoneInfo, after: datetime) -> datetime | None:
    window = next_window(rule, zone, after)
    return None if window is None else moment(window.start)


def test_the_next_start_follows_the_schedule() -> None:
    monthly = Schedule((Slot(weekday=TUESDAY, start=time(9), nth=1),))
    zone = ZoneInfo("UTC")
    assert _next_start(monthly, zone, START) == datetime(2020, 2, 4, 9, tzinfo=UTC)
    last = Schedule((Slot(weekday=TUESDAY, start=time(9), nth=-1),))
    assert _next_start(last, zone, START) == datetime(2020, 1, 28, 9, tzinfo=UTC)
    ended = Schedule((Slot(weekday=TUESDAY, start=time(9), until=date(2020, 1, 1)),))
    assert _next_start(ended, zone, START) is None
    assert _next_start(Daily(), zone, START) is None


def test_an_outline_survives_being_stored() -> None:
    given = outline(START.date(), talk(0, 1, 2))
    again = from_bytes(START.date(), given.to_bytes())
    assert again.times.tolist() == given.times.tolist()
    assert again.flags.tolist() == given.flags.tolist()
