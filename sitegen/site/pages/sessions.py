"""Views of a session's and a day's pages: both readings, in parts.

facts, Sheet, fragments --session_views--> (path, view) of each page
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from sitegen.chat.session import Entry as PlacedEntry
from sitegen.site import urls
from sitegen.site.layout import Block, by_time, turns
from sitegen.site.sheet import QuestionSheet, Sheet
from sitegen.site.views import (
    Chrome,
    DataLink,
    DayView,
    Entry,
    Head,
    Link,
    Measure,
    Pace,
    PaceMark,
    Page,
    PartLink,
    QuestionLink,
    QuestionSection,
    SessionFacts,
    SessionTimeView,
    SessionView,
    TimeSlice,
    Turn,
)

SLICE = timedelta(minutes=10)  # of the by-time reading, where no question heads one


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSetting:
    """What a session's pages show of the archive around it. Small."""

    chrome: Chrome
    facts: SessionFacts
    measures: tuple[Measure, ...]
    data: tuple[DataLink, ...]
    per_minute: tuple[int, ...]
    description: str
    is_indexed: bool
    json_ld: str
    image: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySetting:
    """What a day's pages show of the archive around it. Small."""

    chrome: Chrome
    channel: Link
    channel_name: str
    day: date
    title: str
    description: str
    measures: tuple[Measure, ...]
    sessions: tuple[Link, ...]
    previous: Link | None
    next: Link | None
    is_indexed: bool


def session_views(
    setting: SessionSetting, sheet: Sheet, fragments: Sequence[str]
) -> Iterable[tuple[str, Page]]:
    """Yield each page of a session with its address from the root."""
    channel, key = _channel_and_key(setting.facts)
    made = _Maker(sheet, fragments)
    count = len(sheet.layout.parts)
    for number in range(1, count + 1):
        url = urls.session(channel, key, number)
        yield url, _by_question(setting, made, url, number)
    for number, indexes in enumerate(sheet.layout.time_parts, 1):
        url = urls.session_time(channel, key, number)
        yield url, _by_time(setting, made, url, number, indexes)


def day_views(
    setting: DaySetting, sheet: Sheet, fragments: Sequence[str]
) -> Iterable[tuple[str, Page]]:
    """Yield each page of a day outside sessions with its address."""
    made = _Maker(sheet, fragments)
    addresses = [
        urls.day(setting.channel_name, setting.day, number)
        for number in range(1, len(sheet.layout.parts) + 1)
    ]
    for number, (url, blocks) in enumerate(
        zip(addresses, sheet.layout.parts, strict=True), 1
    ):
        yield (
            url,
            DayView(
                chrome=setting.chrome,
                head=Head(
                    root=urls.root_of(urls.file_of(url)),
                    title=setting.title,
                    description=setting.description,
                    canonical=setting.chrome.base_url + url,
                    section="sessions",
                    is_indexed=setting.is_indexed,
                    crumbs=(setting.channel,),
                ),
                channel=setting.channel,
                day=setting.day,
                turns=tuple(
                    turn for block in blocks for turn in made.turns(block.entries)
                ),
                measures=setting.measures,
                sessions=setting.sessions,
                previous=setting.previous,
                next=setting.next,
                parts=_part_links(addresses, number, ()),
            ),
        )


class _Maker:
    """Places fragments of one session into turns."""

    def __init__(self, sheet: Sheet, fragments: Sequence[str]) -> None:
        self.sheet = sheet
        self.fragments = fragments
        self._written = tuple(zip(sheet.writers, sheet.times, strict=True))

    def turns(self, entries: Sequence[PlacedEntry]) -> tuple[Turn, ...]:
        """Group entries into turns, with their HTML."""
        return tuple(
            Turn(entries=tuple(self._entry(entry) for entry in turn))
            for turn in turns(entries, self._written)
        )

    def _entry(self, entry: PlacedEntry) -> Entry:
        return Entry(
            html=self.fragments[entry.item],
            key=self.sheet.writers[entry.item],
            time=self.sheet.times[entry.item],
            replies=tuple(self.fragments[reply] for reply in entry.replies),
        )


def _by_question(
    setting: SessionSetting, made: _Maker, url: str, number: int
) -> SessionView:
    sheet, facts = made.sheet, setting.facts
    channel, key = _channel_and_key(facts)
    blocks = sheet.layout.parts[number - 1]
    addresses = [
        urls.session(channel, key, n) for n in range(1, len(sheet.layout.parts) + 1)
    ]
    first = number == 1
    return SessionView(
        chrome=setting.chrome,
        head=_head(setting, url, part=number if not first else 0),
        session=facts,
        measures=setting.measures if first else (),
        people=sheet.people if first else (),
        pace=_pace(setting, sheet) if first else None,
        nav=_nav(sheet, addresses, number),
        before=_of(made, blocks, "before"),
        sections=tuple(
            _section(made, block, sheet.questions[block.question])
            for block in blocks
            if block.question is not None
        ),
        turns=_of(made, blocks, "plain"),
        also=_of(made, blocks, "also"),
        early=_of(made, blocks, "early"),
        late=_of(made, blocks, "late"),
        parts=_part_links(addresses, number, _details(sheet)),
        time_href=urls.session_time(channel, key) if sheet.layout.time_parts else "",
        data=setting.data if first else (),
    )


def _by_time(
    setting: SessionSetting,
    made: _Maker,
    url: str,
    number: int,
    indexes: Sequence[int],
) -> SessionTimeView:
    sheet, facts = made.sheet, setting.facts
    channel, key = _channel_and_key(facts)
    count = len(sheet.layout.time_parts)
    addresses = [urls.session_time(channel, key, n) for n in range(1, count + 1)]
    base = setting.chrome.base_url
    head = _head(setting, url, part=number if number > 1 else 0)
    zone = facts.start.tzinfo
    return SessionTimeView(
        chrome=setting.chrome,
        head=msgspec.structs.replace(
            head, canonical=base + urls.session(channel, key), is_indexed=False
        ),
        session=facts,
        question_href=urls.session(channel, key),
        slices=tuple(
            msgspec.structs.replace(each, start=each.start.astimezone(zone))
            for each in _slices(made, indexes)
        ),
        measures=setting.measures if number == 1 else (),
        nav=_time_nav(sheet, addresses, number),
        parts=_part_links(addresses, number, ()),
    )


def _slices(made: _Maker, indexes: Sequence[int]) -> Iterable[TimeSlice]:
    """Cut the by-time reading where a question is asked, else every ten minutes."""
    sheet = made.sheet
    opens = {q.asks[0]: q for q in sheet.questions if q.asks}
    stretch: list[int] = []
    heading: QuestionSheet | None = None
    for index in indexes:
        question = opens.get(index)
        old = stretch and sheet.times[index] - sheet.times[stretch[0]] >= SLICE
        if stretch and (question is not None or old):
            yield _slice(made, stretch, heading)
            stretch, heading = [], None
        if question is not None:
            heading = question
        stretch.append(index)
    if stretch:
        yield _slice(made, stretch, heading)


def _slice(
    made: _Maker, stretch: Sequence[int], heading: QuestionSheet | None
) -> TimeSlice:
    start = made.sheet.times[stretch[0]]
    return TimeSlice(
        anchor=f"t{start:%Y%m%d-%H%M%S}-{stretch[0]}",
        start=start,
        turns=made.turns(by_time(stretch)),
        label=heading.label if heading else "",
        text=heading.text if heading else "",
    )


def _section(made: _Maker, block: Block, question: QuestionSheet) -> QuestionSection:
    asks = () if block.is_continued else question.asks
    return QuestionSection(
        anchor=question.anchor + ("-more" if block.is_continued else ""),
        label=question.label,
        text=question.text,
        by=question.by,
        time=question.time,
        message_html="".join(made.fragments[index] for index in asks),
        turns=made.turns(block.entries),
        answers=question.answers,
        guesses=question.guesses,
        is_continued=block.is_continued,
    )


def _of(made: _Maker, blocks: Sequence[Block], where: str) -> tuple[Turn, ...]:
    return tuple(
        turn
        for block in blocks
        if block.where == where
        for turn in made.turns(block.entries)
    )


def _nav(
    sheet: Sheet, addresses: Sequence[str], number: int
) -> tuple[QuestionLink, ...]:
    return tuple(
        QuestionLink(
            label=question.label,
            text=question.text,
            anchor=question.anchor,
            answers=question.answers,
            href=f"{addresses[question.part - 1]}#{question.anchor}"
            if question.part != number
            else "",
        )
        for question in sheet.questions
    )


def _time_nav(
    sheet: Sheet, addresses: Sequence[str], number: int
) -> tuple[QuestionLink, ...]:
    """Return the questions that were asked, at their places in the by-time reading."""
    part_of = {
        index: part
        for part, indexes in enumerate(sheet.layout.time_parts, 1)
        for index in indexes
    }
    found = []
    for question in sheet.questions:
        if question.asks:
            anchor = _time_anchor(sheet, question)
            part = part_of[question.asks[0]]
            found.append(
                QuestionLink(
                    label=question.label,
                    text=question.text,
                    anchor=anchor,
                    answers=question.answers,
                    href="" if part == number else f"{addresses[part - 1]}#{anchor}",
                )
            )
    return tuple(found)


def _time_anchor(sheet: Sheet, question: QuestionSheet) -> str:
    start = sheet.times[question.asks[0]]
    return f"t{start:%Y%m%d-%H%M%S}-{question.asks[0]}"


def _details(sheet: Sheet) -> tuple[str, ...]:
    """Return what each part holds, such as `Q1-Q4`."""
    found = []
    for blocks in sheet.layout.parts:
        labels = [
            sheet.questions[b.question].label for b in blocks if b.question is not None
        ]
        found.append(
            ""
            if not labels
            else labels[0]
            if len(labels) == 1
            else f"{labels[0]}\u2013{labels[-1]}"
        )
    return tuple(found)


def _part_links(
    addresses: Sequence[str], current: int, details: Sequence[str]
) -> tuple[PartLink, ...]:
    if len(addresses) < 2:
        return ()
    return tuple(
        PartLink(
            href=url,
            label=str(number),
            is_current=number == current,
            detail=details[number - 1] if details else "",
        )
        for number, url in enumerate(addresses, 1)
    )


def _pace(setting: SessionSetting, sheet: Sheet) -> Pace | None:
    if not setting.per_minute:
        return None
    start = setting.facts.start
    return Pace(
        start=start,
        counts=setting.per_minute,
        marks=tuple(
            PaceMark(
                minute=_minute(question.time, start),
                label=question.label,
                anchor=question.anchor,
                text=question.text,
            )
            for question in sheet.questions
            if question.time is not None
            and 0 <= _minute(question.time, start) < len(setting.per_minute)
        ),
    )


def _minute(moment: datetime, start: datetime) -> int:
    return int((moment - start).total_seconds() // 60)


def _head(setting: SessionSetting, url: str, *, part: int) -> Head:
    facts = setting.facts
    return Head(
        root=urls.root_of(urls.file_of(url)),
        title=f"{facts.title} ({part})" if part else facts.title,
        description=setting.description,
        canonical=setting.chrome.base_url + url,
        kind="article",
        image=setting.image,
        image_alt=facts.title if setting.image else "",
        section="sessions",
        is_indexed=setting.is_indexed,
        crumbs=(facts.channel,),
        json_ld="" if part else setting.json_ld,
    )


def _channel_and_key(facts: SessionFacts) -> tuple[str, str]:
    _, channel, key, _ = facts.href.split("/", 3)
    return channel, key
