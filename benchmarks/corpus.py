"""Made-up chats of any size: the same corpus gives the same bytes, week by week.

    Corpus --week(i)--> Gathering[]   a scheduled session, then days of talk around it
           --write_store--> site.yaml, content/transcripts/..., overlays
           --write_export--> one native .jsonl

Every week is made from the seed and its number alone, so that a million messages need
the memory of one week, and the last week can be held back and added later. All words
and people are made up; links lead to example.org.
"""

import random
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from benchmarks.compose import Line, Writer, compose
from benchmarks.words import display_name, handle, vocabulary
from sitegen.model import Message
from sitegen.store.transcripts import day_path, encode_day

CHANNEL = "supportchat"
ZONE = ZoneInfo("America/New_York")
FIRST = date(2011, 1, 4)  # a Tuesday
_START_HOUR = 21
_QUESTIONS = 6
_OUTSIDE_DAYS = (2, 3, 5)  # days after a session on which people talk on

SITE = f"""\
version: 1
title: The Tuesday Support Chat
base_url: https://example.org/chat/
language: en
timezone: {ZONE.key}
channels:
  {CHANNEL}:
    title: "#{CHANNEL}"
    schedule:
      - weekday: tuesday
        start: "{_START_HOUR}:00"
        minutes: 60
        before: 10
        after: 20
    hosts: [{handle(0)}]
    questions: {{prefix: [Q, T], answers: [A]}}
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a corpus is made from."""

    messages: int
    participants: int
    weeks: int
    seed: int = 5
    outside: float = 0.1  # share of messages on days around the sessions

    def __str__(self) -> str:
        return (
            f"{self.messages:,} messages, {self.participants:,} participants,"
            f" {self.weeks:,} sessions"
        )


@dataclass(frozen=True, slots=True)
class Gathering:
    """The messages of one session, or of one day around it, in reading order."""

    kind: Literal["session", "day"]
    key: str  # the local date, which is its key in URLs
    messages: tuple[Message, ...]


STANDARD = Corpus(78_000, 12_800, 107)
MILLION = Corpus(1_000_000, 100_000, 760)
SMALL = Corpus(8_000, 1_300, 11)  # to try the benchmarks themselves


def week(corpus: Corpus, index: int) -> tuple[Gathering, ...]:
    """Return what was written in one week: the session first."""
    rng = random.Random(f"week {corpus.seed} {index}")
    ends = _message_ends(corpus)
    count = ends[index] - (ends[index - 1] if index else 0)
    talk = int(count * corpus.outside)
    asked = min(_QUESTIONS, (count - talk) // 4)
    writers = _writers(rng, corpus, index, count - asked)
    tuesday = FIRST + timedelta(weeks=index)
    start = datetime(
        tuesday.year, tuesday.month, tuesday.day, _START_HOUR, tzinfo=ZONE
    ).astimezone(UTC)
    words = vocabulary()
    lines = _session_lines(rng, start, writers[talk:], asked)
    found = [Gathering("session", tuesday.isoformat(), compose(rng, words, lines))]
    for place, after in enumerate(_OUTSIDE_DAYS):
        part = writers[talk * place // 3 : talk * (place + 1) // 3]
        noon = start.replace(hour=15) + timedelta(days=after)
        if part:
            lines = _day_lines(rng, noon, part)
            key = noon.astimezone(ZONE).date().isoformat()
            found.append(Gathering("day", key, compose(rng, words, lines)))
    return tuple(found)


def gatherings(
    corpus: Corpus, weeks: Iterable[int] | None = None
) -> Iterator[Gathering]:
    """Yield all sessions and days, oldest first."""
    for index in range(corpus.weeks) if weeks is None else weeks:
        yield from week(corpus, index)


def write_store(site: Path, corpus: Corpus, weeks: Iterable[int] | None = None) -> int:
    """Write a site's configuration and content; return the bytes of transcripts.

    Weeks can be written later: `write_store(site, corpus, range(106, 107))`.
    """
    site.mkdir(parents=True, exist_ok=True)
    (site / "site.yaml").write_text(SITE, "utf-8")
    overlays = site / "content/sessions" / CHANNEL
    overlays.mkdir(parents=True, exist_ok=True)
    total = 0
    for gathering in gatherings(corpus, weeks):
        path = day_path(site / "content", CHANNEL, gathering.messages[0].time.date())
        path.parent.mkdir(parents=True, exist_ok=True)
        total += path.write_bytes(encode_day(gathering.messages))
        if gathering.kind == "session":
            overlay = overlays / f"{gathering.key}.md"
            overlay.write_text(_overlay(corpus, gathering.key), "utf-8")
    return total


def write_export(path: Path, corpus: Corpus) -> int:
    """Write all messages as one native export; return its bytes."""
    total = 0
    with path.open("wb") as file:
        for gathering in gatherings(corpus):
            total += file.write(encode_day(gathering.messages))
    return total


def _overlay(corpus: Corpus, key: str) -> str:
    rng = random.Random(f"overlay {corpus.seed} {key}")
    title = " ".join(vocabulary().draw(rng, 4))
    topic = " ".join(vocabulary().draw(rng, 12))
    return f'---\ntitle: "{title.capitalize()}"\ntopic: "{topic}"\n---\n'


@lru_cache(maxsize=4)
def _message_ends(corpus: Corpus) -> tuple[int, ...]:
    """Return how many messages there are by the end of each week."""
    rng = random.Random(f"sizes {corpus.seed}")
    sizes = [0.6 + 0.8 * rng.random() for _ in range(corpus.weeks)]
    whole, run, ends = sum(sizes), 0.0, []
    for size in sizes:
        run += size
        ends.append(round(corpus.messages * run / whole))
    return tuple(ends)


def _writers(
    rng: random.Random, corpus: Corpus, index: int, count: int
) -> list[Writer]:
    """Return who writes each of a week's messages: newcomers at least once."""
    known = corpus.participants * index // corpus.weeks
    newcomers = range(known, corpus.participants * (index + 1) // corpus.weeks)
    returning = {0}
    if known:
        while len(returning) < min(max(8, count // 7), known // 2 + 1):
            # Some write every week, most hardly ever again.
            returning.add(int(20 * ((1 + known / 20) ** rng.random() - 1)))
    regulars = sorted(returning)
    rest = max(0, count - len(newcomers))
    numbers = list(newcomers)[:count]
    for _ in range(rest):
        if numbers and rng.random() < 0.15:
            numbers.append(newcomers[int(rng.random() * len(newcomers))])
        else:
            place = 15 * ((1 + len(regulars) / 15) ** rng.random() - 1)
            numbers.append(regulars[int(place)])
    rng.shuffle(numbers)
    return [Writer(n, handle(n), display_name(n)) for n in numbers]


def _session_lines(
    rng: random.Random, start: datetime, writers: list[Writer], asked: int
) -> list[Line]:
    """Return when who writes in a session, and when the host asks."""
    offsets = sorted(_offset(rng) for _ in writers)
    lines = [
        Line(start + timedelta(seconds=offset), writer)
        for offset, writer in zip(offsets, writers, strict=True)
    ]
    host = Writer(0, handle(0), display_name(0))
    for number in range(asked):
        moment = start + timedelta(seconds=240 + 540 * number)
        place = bisect_left(lines, moment, key=lambda line: line.time)
        lines.insert(place, Line(moment, host, asks=number + 1))
    return lines


def _day_lines(rng: random.Random, noon: datetime, writers: list[Writer]) -> list[Line]:
    offsets = sorted(int(rng.random() * 25_000) for _ in writers)
    return [
        Line(noon + timedelta(seconds=offset), writer)
        for offset, writer in zip(offsets, writers, strict=True)
    ]


def _offset(rng: random.Random) -> int:
    """Return seconds after a session's start: few come early, some stay on."""
    share = rng.random()
    if share < 0.03:
        return -int(rng.random() * 590)
    if share < 0.90:
        return int(rng.random() * 3_600)
    return 3_600 + int(rng.random() * 1_190)
