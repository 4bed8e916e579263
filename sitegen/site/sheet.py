"""What a session's pages need besides its fragments: a value the build may keep.

    Understanding, Layout --sheet--> Sheet --session_pages--> views

A sheet names messages by index and holds no message text.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from sitegen.chat.parts import Part
from sitegen.chat.session import Question, Understanding
from sitegen.site.cast import Cast
from sitegen.site.layout import Layout
from sitegen.site.messages import person_of
from sitegen.site.views import Person
from sitegen.site.views.page import Role


class QuestionSheet(msgspec.Struct, frozen=True, array_like=True):
    """One question's section."""

    label: str
    text: str
    anchor: str
    by: Person | None
    time: datetime | None
    asks: tuple[int, ...]  # the asking message, and those that ask again
    answers: int
    guesses: int
    part: int  # 1-based part of the page on which the section begins


class Sheet(msgspec.Struct, frozen=True, array_like=True):
    """The shape of a session's pages."""

    layout: Layout
    writers: tuple[str, ...]  # slug of each item
    times: tuple[datetime, ...]  # of each item, in the site's zone
    questions: tuple[QuestionSheet, ...]
    people: tuple[Person, ...]  # by number of messages, then name
    hosts: tuple[Person, ...]
    guests: tuple[Person, ...]


def sheet(
    understanding: Understanding, layout: Layout, cast: Cast, zone: ZoneInfo
) -> Sheet:
    """Return the shape of a session's pages."""
    items = understanding.items
    shown = {item.person: person_of(item, cast) for item in items}
    parts = [p for p in understanding.summary.parts if p.slug in shown]
    ranked = sorted(parts, key=lambda p: (-p.shown, p.name.casefold(), p.slug))
    return Sheet(
        layout=layout,
        writers=tuple(item.person for item in items),
        times=tuple(item.message.time.astimezone(zone) for item in items),
        questions=tuple(
            _question(understanding, layout, number, shown, zone)
            for number in range(len(understanding.questions))
        ),
        people=tuple(shown[p.slug] for p in ranked),
        hosts=tuple(_named(p, cast) for p in ranked if p.host),
        guests=tuple(_named(p, cast) for p in ranked if p.guest),
    )


def question_anchor(label: str) -> str:
    """Return the id of a question's section, such as `q1`."""
    return "".join(c for c in label.lower() if c.isascii() and c.isalnum()) or "q"


def _named(part: Part, cast: Cast) -> Person:
    alias = part.aliases[0] if part.aliases else part.slug
    role: Role | None = "host" if part.host else "guest" if part.guest else None
    return cast.person(part.slug, alias, part.name, role)


def _question(
    understanding: Understanding,
    layout: Layout,
    number: int,
    shown: dict[str, Person],
    zone: ZoneInfo,
) -> QuestionSheet:
    question, items = understanding.questions[number], understanding.items
    asked = items[question.ask] if question.ask is not None else None
    return QuestionSheet(
        label=question.label,
        text=question.text,
        anchor=question_anchor(question.label),
        by=shown[asked.person] if asked else None,
        time=asked.message.time.astimezone(zone) if asked else None,
        asks=(() if question.ask is None else (question.ask,)) + question.again,
        answers=len(question.answers),
        guesses=sum(items[entry.item].how == "time" for entry in question.answers),
        part=_part(layout, number, question),
    )


def _part(layout: Layout, number: int, question: Question) -> int:
    if question.ask is not None:
        return layout.part_of[question.ask]
    for part, blocks in enumerate(layout.parts, 1):
        if any(block.question == number for block in blocks):
            return part
    return 1
