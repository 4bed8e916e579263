"""Laws that hold for any messages whatever."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.chat.outline import outline
from sitegen.chat.overlay import Correction, Overlay
from sitegen.chat.rules import Daily, DensityRule, GapRule, Schedule, SessionRule, Slot
from sitegen.chat.schedule import windows
from sitegen.chat.session import Day, Session, Split, Understanding
from sitegen.chat.sessions import split
from sitegen.chat.threads import parents, roots
from sitegen.chat.understand import understand
from sitegen.model import Message, order_key
from tests.chat.builders import NEW_YORK, START, rules, session

IDS = st.sampled_from([str(n) for n in range(14)])
TEXTS = st.one_of(
    st.sampled_from(
        [
            "Q1: What is your favorite pot of tea?", "Q2 And with what cake, friends?",
            "A1: the brown one", "a2 - scones, A1 milk", "Q1: the green one of course",
            "2/2 and so on", "RT @mara: Q1: What is your favorite pot of tea?",
            "yes RT @ann: A1: the brown one", '"@ann: A1: the brown one" so true',
            "the brown one and the green one too", "A9 nothing", "Icebreaker: hello?",
            "see https://example.org/a?b=c#d #tea", "",
        ]
    ),
    st.text(max_size=40),
)  # fmt: skip


@st.composite
def chats(draw: st.DrawFn) -> list[Message]:
    count = draw(st.integers(0, 14))
    minutes = sorted(
        draw(st.lists(st.integers(-20, 80), min_size=count, max_size=count))
    )
    maybe = st.one_of(st.none(), st.none(), IDS)
    found = [
        Message(
            id=str(n),
            time=START + timedelta(minutes=minute),
            author=draw(st.sampled_from(["mara", "ann", "Ann", "bob", "Jo Ø"])),
            text=draw(TEXTS),
            reply_to=draw(maybe),
            repost_of=draw(maybe),
            quotes=draw(maybe),
            deleted=draw(st.sampled_from([None, None, None, START])),
            kind=draw(st.sampled_from([None, None, None, "bot"])),
        )
        for n, minute in enumerate(minutes)
    ]
    return sorted(found, key=order_key)


@st.composite
def overlays(draw: st.DrawFn) -> Overlay:
    targets = st.sampled_from(["Q1", "Q2", "Q7", "none"])
    return Overlay(
        channel="tea",
        key="2020-01-07",
        path="o.md",
        hide=tuple(Correction(i) for i in draw(st.sets(IDS, max_size=3))),
        pin=tuple(Correction(i) for i in draw(st.sets(IDS, max_size=2))),
        question=tuple(
            Correction(i, draw(targets)) for i in draw(st.sets(IDS, max_size=3))
        ),
        same_as=tuple(Correction(i, draw(IDS)) for i in draw(st.sets(IDS, max_size=3))),
    )


def by_question(known: Understanding) -> list[int]:
    found: list[int] = []
    for question in known.questions:
        found += [i for i in (question.ask, *question.again) if i is not None]
        for entry in question.answers:
            found += [entry.item, *entry.replies]
    for entry in known.also_said:
        found += [entry.item, *entry.replies]
    return sorted(found)


@given(chats(), st.one_of(st.none(), overlays()), st.sets(IDS, max_size=3))
@settings(max_examples=60, deadline=None)
def test_every_message_has_one_place_in_both_readings(
    messages: list[Message], overlay: Overlay | None, redacted: set[str]
) -> None:
    known = understand(
        session(), messages, rules(), overlay, redacted=frozenset(redacted)
    )
    shown = [i.message.id for i in known.items if i.state == "shown"]
    folded = [f for i in known.items if i.fold for f in i.fold.ids]
    gone = [identity for identity, _ in known.gone]
    assert sorted([*shown, *folded, *gone]) == sorted(m.id for m in messages)
    if known.questions:
        assert by_question(known) == list(range(len(known.items)))
    counts = known.counts
    assert counts.stored == len(messages)
    assert (counts.shown, counts.folded) == (len(shown), len(folded))
    assert counts.stored == (
        counts.shown
        + counts.folded
        + counts.hidden
        + counts.redacted
        + counts.tombstones
    )
    text = repr((known.items, known.summary))
    for message in messages:
        if (
            message.id in redacted
            and len(message.text) > 12
            and not any(
                message.text in m.text for m in messages if m.id not in redacted
            )
        ):
            assert message.text not in text


@given(chats())
@settings(max_examples=30, deadline=None)
def test_posts_of_people_add_up_to_what_is_shown_and_folded(
    messages: list[Message],
) -> None:
    known = understand(session(), messages, rules())
    parts = known.summary.parts
    assert sum(p.posts for p in parts) == known.counts.shown + known.counts.folded
    assert sum(p.shown for p in parts) == known.counts.shown


@given(st.lists(st.one_of(st.none(), IDS), max_size=14))
@settings(deadline=None)
def test_reply_links_always_end(targets: list[str | None]) -> None:
    messages = [
        Message(id=str(n), time=START, author="a", text="", reply_to=target)
        for n, target in enumerate(targets)
    ]
    links = parents(messages, {m.id: n for n, m in enumerate(messages)})
    for index in range(len(links)):
        steps, at = 0, index
        while (above := links[at]) is not None:
            at = above
            steps += 1
            assert steps <= len(links)
        assert roots(links)[index] == at


SLOTS = st.builds(
    Slot,
    weekday=st.integers(0, 6),
    start=st.times().map(lambda t: time(t.hour, t.minute)),
    minutes=st.integers(1, 300),
    before=st.integers(0, 120),
    after=st.integers(0, 120),
    nth=st.sampled_from([None, None, 1, 3, 5, -1]),
)
RULES = st.one_of(
    st.just(Daily()),
    st.builds(GapRule, st.integers(1, 600).map(lambda m: timedelta(minutes=m)), st.integers(0, 4)),
    st.builds(DensityRule, st.integers(1, 600).map(lambda m: timedelta(minutes=m)), st.integers(0, 4)),
    st.lists(SLOTS, min_size=1, max_size=3).map(lambda s: Schedule(tuple(s))),
)  # fmt: skip


def covered(found: Split, stored: dict[date, int]) -> None:
    seen: list[tuple[date, int]] = []
    parts: list[Session | Day] = [*found.sessions, *found.days]
    for part in parts:
        assert part.count == sum(r.stop - r.start for r in part.runs)
        for run in part.runs:
            seen += [(run.day, n) for n in range(run.start, run.stop)]
    assert sorted(seen) == [(d, n) for d in sorted(stored) for n in range(stored[d])]
    keys = [s.key for s in (*found.sessions, *found.upcoming)]
    assert len(set(keys)) == len(keys)
    assert len({d.key for d in found.days}) == len(found.days)


@given(
    RULES,
    st.lists(st.integers(0, 60 * 24 * 40), max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 60 * 24 * 42)), max_size=2),
)
@settings(max_examples=150, deadline=None)
def test_each_message_is_in_one_session_or_one_day(
    rule: SessionRule, minutes: list[int], pins: list[tuple[int, int]]
) -> None:
    """Across the clock changes of March, with pinned sessions, under every rule."""
    first = datetime(2020, 2, 20, tzinfo=UTC)
    days: dict[date, list[Message]] = {}
    for n, minute in enumerate(sorted(minutes)):
        moment = first + timedelta(minutes=minute)
        message = Message(id=str(n), time=moment, author="a", text="x")
        days.setdefault(moment.date(), []).append(message)
    pinned = {
        (date(2020, 2, 20) + timedelta(days=day)).isoformat(): Overlay(
            channel="tea",
            key=(date(2020, 2, 20) + timedelta(days=day)).isoformat(),
            start=first + timedelta(minutes=minute),
            minutes=30 if minute % 2 else None,
        )
        for day, minute in pins
    }
    given_ = [outline(day, listed) for day, listed in days.items()]
    zone = rules(sessions=rule, zone=NEW_YORK)
    found = split(zone, given_, list(pinned.values()))
    covered(found, {day: len(listed) for day, listed in days.items()})


@given(
    st.lists(SLOTS, min_size=1, max_size=3),
    st.dates(date(2010, 1, 1), date(2030, 1, 1)),
)
@settings(max_examples=60, deadline=None)
def test_windows_never_overlap(slots: list[Slot], day: date) -> None:
    dates = [day + timedelta(days=n) for n in range(30)]
    found = windows(Schedule(tuple(slots)), NEW_YORK, dates)
    for one, following in pairwise(found):
        assert one.lo <= one.start < one.end <= one.hi <= following.lo
    assert len({w.key for w in found}) == len(found)
