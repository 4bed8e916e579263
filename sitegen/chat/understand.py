"""Understand one session: the one call that does all work on its messages.

    messages -> fates and folds -> items -> questions -> places -> readings, summary

Pure: the same messages, rules, overlay and people give the same value. Nothing of an
earlier session is needed, so sessions can be understood in any order and in parallel.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import msgspec

from sitegen.chat.candidates import hosts_of
from sitegen.chat.corrections import decided
from sitegen.chat.folding import Fate, Folding, first_places, folding
from sitegen.chat.markers import Marker, grammar, markers, marks_of
from sitegen.chat.overlay import Overlay
from sitegen.chat.people import People
from sitegen.chat.placing import Placed, place
from sitegen.chat.questions import find_questions
from sitegen.chat.readings import also_said, entries
from sitegen.chat.rules import ChannelRules, QuestionRules
from sitegen.chat.session import (
    Counts,
    Day,
    Finding,
    Fold,
    Item,
    Question,
    Session,
    Understanding,
)
from sitegen.chat.summary import summarize
from sitegen.chat.talk import Asked, Talk
from sitegen.chat.threads import parents
from sitegen.model import Message

_UNSURE = frozenset({"time", "reply"})


def understand(
    of: Session | Day,
    messages: Sequence[Message],
    rules: ChannelRules,
    overlay: Overlay | None = None,
    people: People | None = None,
    *,
    redacted: frozenset[str] = frozenset(),
) -> Understanding:
    """Find out all there is to know about one session or day.

    Args:
        of: The session or day.
        messages: Its stored messages in reading order, redactions applied.
        rules: The channel's rules.
        overlay: The session's overlay, if it has one.
        people: The profiles; None: there are none.
        redacted: Ids of messages that redactions removed. A message of the sequence
            with such an id is a tombstone, whatever text it still has.
    """
    people = people or People()
    persons = _persons(messages, people)
    asks = rules.questions if isinstance(of, Session) else None
    marks = marks_of((m.text for m in messages), asks) if asks else [()] * len(messages)
    folds = folding(messages, persons, marks, overlay, redacted)
    shown, item_of = _shown(messages, folds)
    kept = [
        messages[n]
        if folds.fates[n] == "shown"
        else msgspec.structs.replace(messages[n], text="")
        for n in shown
    ]
    links = parents(kept, _addresses(messages, item_of))
    talk = Talk(
        messages=kept,
        persons=[persons[n] for n in shown],
        seconds=[m.time.timestamp() for m in kept],
        parents=links,
        quoted=[_earlier(item_of, folds.repeats[n], i) for i, n in enumerate(shown)],
        quiet=[_is_quiet(messages[n], folds, n) for n in shown],
        marks=[_own_marks(n, marks, folds, asks) for n in shown],
        hosts=_slugs((*rules.hosts, *(overlay.hosts if overlay else ())), people),
    )
    findings = [*folds.findings, *_duplicates(of, messages)]
    asked: tuple[Asked, ...] = ()
    placed: list[Placed | None] = [None] * len(kept)
    if asks is not None:
        hosts = hosts_of(talk, asks)
        if talk.hosts:
            talk = replace(talk, hosts=hosts)
        asked = find_questions(talk, asks, overlay.questions if overlay else ())
        talk = replace(talk, hosts=hosts)
        asked, fixed, dead = decided(talk, asked, overlay)
        findings += dead
        if asked:
            placed = place(talk, asked, asks, fixed)
    guests = _slugs(overlay.guests if overlay else (), people)
    view = _View(of, overlay, talk, folds, shown, asked, placed, guests)
    items = _items(view, messages, persons)
    questions = _questions(view)
    counts = _counts(folds.fates)
    findings += [*_pins(view), *_unclear(view, questions)]
    return Understanding(
        of=of,
        overlay=overlay,
        items=items,
        questions=questions,
        also_said=also_said(talk, asked, placed) if asked else (),
        counts=counts,
        summary=summarize(
            of, items, questions, counts, rules=rules, overlay=overlay, people=people
        ),
        findings=tuple(findings),
        gone=tuple(
            (m.id, fate)
            for m, fate in zip(messages, folds.fates, strict=True)
            if fate not in {"shown", "folded"}
        ),
    )


@dataclass(frozen=True, slots=True)
class _View:
    """What the steps after placing share."""

    of: Session | Day
    overlay: Overlay | None
    talk: Talk
    folds: Folding
    shown: Sequence[int]  # item index to message index
    asked: tuple[Asked, ...]
    placed: Sequence[Placed | None]
    guests: frozenset[str]


def _persons(messages: Sequence[Message], people: People) -> list[str]:
    known: dict[tuple[str, str | None], str] = {}
    found = []
    for message in messages:
        name = (message.author, message.author_id)
        slug = known.get(name)
        if slug is None:
            slug = known[name] = people.slug_of(*name)
        found.append(slug)
    return found


def _slugs(names: Sequence[str], people: People) -> frozenset[str]:
    return frozenset(people.slug_of(name) for name in names)


def _shown(
    messages: Sequence[Message], folds: Folding
) -> tuple[list[int], list[int | None]]:
    """Return the messages that become items, and for each message its item.

    A tombstone becomes an item only if something shown replies to it or stands under
    it. A folded message has the item it is folded under.
    """
    fates = folds.fates
    needed = {m.reply_to for n, m in enumerate(messages) if fates[n] == "shown"}
    roots = {root for root in folds.into if root is not None}
    shown = [
        n
        for n, fate in enumerate(fates)
        if fate == "shown"
        or (fate in {"tombstone", "redacted"} and messages[n].id in needed)
        or n in roots
    ]
    item_of: list[int | None] = [None] * len(messages)
    for item, n in enumerate(shown):
        item_of[n] = item
    for n, root in enumerate(folds.into):
        if root is not None:
            item_of[n] = item_of[root]
    return shown, item_of


def _addresses(
    messages: Sequence[Message], item_of: Sequence[int | None]
) -> dict[str, int]:
    found = {}
    for identity, n in first_places(messages).items():
        item = item_of[n]
        if item is not None:
            found[identity] = item
    return found


def _earlier(
    item_of: Sequence[int | None], target: int | None, item: int
) -> int | None:
    """Return the item of a message that stands before another."""
    found = None if target is None else item_of[target]
    return found if found is not None and found < item else None


def _own_marks(
    n: int,
    marks: Sequence[tuple[Marker, ...]],
    folds: Folding,
    asks: QuestionRules | None,
) -> tuple[Marker, ...]:
    """Return the markers a message's author wrote: not those of what it quotes."""
    comment = folds.comments[n]
    if folds.fates[n] != "shown" or asks is None:
        return ()
    return marks[n] if comment is None else markers(comment, grammar(asks))


def _is_quiet(message: Message, folds: Folding, n: int) -> bool:
    return (
        message.kind == "bot"
        or folds.fates[n] != "shown"
        or folds.reposts[n]
        or folds.comments[n] is not None
    )


def _items(
    view: _View, messages: Sequence[Message], persons: Sequence[str]
) -> tuple[Item, ...]:
    folds, talk = view.folds, view.talk
    asks = {i: a.label for a in view.asked for i in a.again}
    asks |= {a.ask: a.label for a in view.asked if a.ask is not None}
    pinned = {c.id for c in view.overlay.pin} if view.overlay else set()
    under: dict[int, list[int]] = {}
    for n, root in enumerate(folds.into):
        if root is not None:
            under.setdefault(root, []).append(n)
    start, end = _core(view.of)
    before: Literal["before"] = "before"
    after: Literal["after"] = "after"
    items = []
    for i, n in enumerate(view.shown):
        message, placed, fate = messages[n], view.placed[i], folds.fates[n]
        # A tombstone names nobody: who wrote it may be on no other page.
        person = talk.persons[i] if fate == "shown" else ""
        if fate == "redacted":
            message = msgspec.structs.replace(
                message, text="", author="", author_id=None, name=None, url=None,
                entities=(), attachments=(), reactions=(), quotes=None, repost_of=None,
            )  # fmt: skip
        target = folds.repeats[n]
        items.append(
            Item(
                message=message,
                person=person,
                host=person in talk.hosts,
                guest=person in view.guests,
                state="shown"
                if fate == "shown"
                else ("redacted" if fate == "redacted" else "deleted"),
                shoulder=before
                if message.time < start
                else (after if message.time >= end else None),
                parent=talk.parents[i],
                asks=asks.get(i),
                label=view.asked[placed.question].label if placed else None,
                also=tuple(view.asked[q].label for q in placed.also)
                if placed and placed.also
                else (),
                how=placed.how if placed else None,
                repeats=messages[target].id
                if target is not None
                else message.quotes or message.repost_of,
                comment=folds.comments[n],
                pinned=message.id in pinned,
                fold=_fold(under[n], messages, persons, folds) if n in under else None,
            )
        )
    return tuple(items)


def _core(of: Session | Day) -> tuple[datetime, datetime]:
    """Return when the session proper begins and ends; all time, if it has none."""
    if isinstance(of, Session) and of.scheduled:
        return of.start, of.end
    return datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _fold(
    under: Sequence[int],
    messages: Sequence[Message],
    persons: Sequence[str],
    folds: Folding,
) -> Fold:
    reposts = [n for n in under if folds.reposts[n]]
    copied = [n for n in under if not folds.reposts[n]]
    ordered = [*reposts, *copied]
    return Fold(
        reposts=len(reposts),
        copies=len(copied),
        by=tuple(dict.fromkeys(persons[n] for n in reposts)),
        ids=tuple(messages[n].id for n in ordered),
        messages=tuple(messages[n] for n in ordered),
    )


def _questions(view: _View) -> tuple[Question, ...]:
    answers = entries(view.talk, view.asked, view.placed)
    elsewhere: dict[int, list[int]] = {}
    for index, placed in enumerate(view.placed):
        if placed is not None:
            for number in placed.also:
                elsewhere.setdefault(number, []).append(index)
    return tuple(
        Question(
            label=a.label,
            text=a.text,
            ask=a.ask,
            again=a.again,
            answers=answers[n],
            supplied=a.supplied,
            elsewhere=tuple(elsewhere.get(n, ())),
        )
        for n, a in enumerate(view.asked)
    )


def _counts(fates: Sequence[Fate]) -> Counts:
    return Counts(
        stored=len(fates),
        shown=fates.count("shown"),
        folded=fates.count("folded"),
        hidden=fates.count("hidden"),
        redacted=fates.count("redacted"),
        tombstones=fates.count("tombstone"),
    )


def _pins(view: _View) -> list[Finding]:
    if view.overlay is None:
        return []
    shown = {m.id for m in view.talk.messages}
    return [
        Finding(
            "dead-correction",
            f"{view.overlay.path}:{item.line}",
            f"pin names message '{item.id}', which is not shown in it",
        )
        for item in view.overlay.pin
        if item.id not in shown
    ]


def _duplicates(of: Session | Day, messages: Sequence[Message]) -> list[Finding]:
    seen: dict[str, int] = {}
    for message in messages:
        seen[message.id] = seen.get(message.id, 0) + 1
    if len(seen) == len(messages):
        return []
    return [
        Finding("duplicate-id", f"{of.channel}/{of.key}", f"id '{i}' occurs {n} times")
        for i, n in seen.items()
        if n > 1
    ]


def _unclear(view: _View, questions: Sequence[Question]) -> list[Finding]:
    """Return what the host may want to look at: answers, questions, numbers."""
    where = f"{view.of.channel}/{view.of.key}"
    found = []
    for asked, question in zip(view.asked, questions, strict=True):
        if asked.mistyped is not None:
            what = f"'{asked.mistyped}' was taken for {asked.label}"
            found.append(Finding("mistyped-number", where, what))
        if not question.answers and not question.elsewhere:
            what = f"{asked.label} has no answer"
            found.append(Finding("unanswered-question", where, what))
    asks = {i for a in view.asked for i in (a.ask, *a.again)}
    for index, marks in enumerate(view.talk.marks):
        placed = view.placed[index]
        numbered = (
            index not in asks and marks and marks[0].kind == "a" and marks[0].leading
        )
        if numbered and questions and (placed is None or placed.how in _UNSURE):
            message = view.talk.messages[index]
            written = f"{marks[0].prefix}{marks[0].key.number}"
            what = f"'{written}' of message '{message.id}' is no question's number"
            found.append(Finding("unplaced-answer", where, what))
    return found
