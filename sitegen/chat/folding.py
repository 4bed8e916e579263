"""Which messages of a session are shown, and what is folded under them.

Every stored message has exactly one fate:

    shown       a reader sees it
    folded      a repost or a copy, counted at the message it repeats
    hidden      by the overlay, with its reposts
    redacted    must not be published, with its reposts
    tombstone   deleted at the source
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sitegen.chat.links import links_of
from sitegen.chat.markers import Marker
from sitegen.chat.overlay import Overlay
from sitegen.chat.reposts import Originals, appended, copies, repeat_of
from sitegen.chat.session import Finding
from sitegen.model import Message

Fate = Literal["shown", "folded", "hidden", "redacted", "tombstone"]
_ROOTLESS: frozenset[str] = frozenset({"hidden", "redacted"})


@dataclass(frozen=True, slots=True)
class Folding:
    """The fate of each message; all sequences are parallel to the messages."""

    fates: Sequence[Fate]
    into: Sequence[int | None]  # the message a folded one stands under
    repeats: Sequence[int | None]  # what a comment repeats or quotes, if at hand
    comments: Sequence[str | None]  # the comment alone, in an old-style quote
    reposts: Sequence[bool]  # repeats something, stored or not, with no word added
    findings: tuple[Finding, ...]


def folding(
    messages: Sequence[Message],
    persons: Sequence[str],
    marks: Sequence[tuple[Marker, ...]],
    overlay: Overlay | None,
    redacted: frozenset[str],
) -> Folding:
    """Return the fate of each message of a session, in reading order."""
    index_of = first_places(messages)
    hidden, same, findings = _corrections(overlay, messages, index_of)
    fates: list[Fate] = [
        "redacted"
        if m.id in redacted
        else "tombstone"
        if m.deleted is not None
        else "hidden"
        if n in hidden
        else "shown"
        for n, m in enumerate(messages)
    ]
    into, repeats, comments, reposts = _repeats(messages, index_of, fates)
    free = (
        n
        for n, fate in enumerate(fates)
        if fate == "shown" and into[n] is None and not marks[n] and not reposts[n]
    )
    for copy, original in copies(messages, persons, free, links_of).items():
        into[copy] = original
    for copy, original in same.items():
        into[copy] = original
    _settle(fates, into)
    return Folding(fates, into, repeats, comments, reposts, findings)


def first_places(messages: Sequence[Message]) -> dict[str, int]:
    """Return where each id stands; of equal ids the first counts."""
    last = len(messages) - 1
    return {m.id: last - n for n, m in enumerate(reversed(messages))}


def _corrections(
    overlay: Overlay | None,
    messages: Sequence[Message],
    index_of: Mapping[str, int],
) -> tuple[set[int], dict[int, int], tuple[Finding, ...]]:
    """Return what the overlay hides and joins, and corrections that do not apply."""
    if overlay is None:
        return set(), {}, ()
    findings = []
    hidden: set[int] = set()
    same: dict[int, int] = {}

    def dead(line: int, what: str) -> None:
        findings.append(Finding("dead-correction", f"{overlay.path}:{line}", what))

    for item in overlay.hide:
        if item.id not in index_of:
            dead(item.line, f"hide names message '{item.id}', which is not in it")
        elif messages[index_of[item.id]].deleted is not None:
            dead(item.line, f"hide names message '{item.id}', which is deleted")
        else:
            hidden.add(index_of[item.id])
    for item in overlay.same_as:
        for named in (item.id, item.target):
            if named not in index_of:
                dead(item.line, f"same_as names message '{named}', which is not in it")
                break
        else:
            if item.id == item.target:
                dead(item.line, f"same_as names message '{item.id}' twice")
            else:
                same[index_of[item.id]] = index_of[item.target]
    return hidden, same, tuple(findings)


def _repeats(
    messages: Sequence[Message],
    index_of: Mapping[str, int],
    fates: Sequence[Fate],
) -> tuple[list[int | None], list[int | None], list[str | None], list[bool]]:
    size = len(messages)
    into: list[int | None] = [None] * size
    repeats: list[int | None] = [None] * size
    comments: list[str | None] = [None] * size
    reposts = [False] * size
    originals = Originals()
    for n, message in enumerate(messages):
        if fates[n] not in {"shown", "hidden"}:
            continue
        if message.repost_of is not None:
            reposts[n] = True
            into[n] = index_of.get(message.repost_of)
            continue
        if message.quotes is not None:
            repeats[n] = index_of.get(message.quotes)
        repeat = repeat_of(message.text) if "@" in message.text else None
        if repeat is not None:
            found = originals.find(repeat)
            comment = repeat.comment
            if not comment and found is not None:
                comment = appended(repeat.body, messages[found].text)
            if not comment:
                reposts[n] = message.text.lstrip()[:2].upper() in {"RT", "MT"}
                reposts[n] = reposts[n] or found is not None
                into[n] = found
            else:
                comments[n] = comment
                repeats[n] = found if repeats[n] is None else repeats[n]
        if not reposts[n]:
            originals.add(n, message.author, message.text)
    return into, repeats, comments, reposts


def _settle(fates: list[Fate], into: list[int | None]) -> None:
    """Fold each message under one that is not folded itself.

    What would fold under itself in a circle is shown. What repeats a hidden or redacted
    message shares its fate.
    """
    for index, fate in enumerate(fates):
        if fate != "shown":
            into[index] = None
    for index in range(len(into)):
        step, seen = index, set()
        while into[step] is not None and step not in seen:
            seen.add(step)
            following = into[step]
            assert following is not None  # noqa: S101  (for the type checker)
            step = following
        if step in seen:
            into[step] = None
    for index in range(len(into)):
        root = into[index]
        if root is None:
            continue
        while (above := into[root]) is not None:
            root = above
        into[index] = root
        if fates[root] in _ROOTLESS:
            fates[index], into[index] = fates[root], None
        else:
            fates[index] = "folded"
