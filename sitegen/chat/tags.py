"""Hashtags of messages, and the topics of an archive (rule 11 of the design)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sitegen.chat.session import SessionSummary

_HASHTAG = re.compile(r"(?<![\w/&#=?@])[#\uff03](\w{1,100})")
_SESSIONS, _PEOPLE = 3, 3


def hashtags(text: str) -> tuple[str, ...]:
    """Return the hashtags of a text as written, without #; numbers are none."""
    start = 0 if "\uff03" in text else text.find("#")
    if start < 0:
        return ()
    return tuple(t for t in _HASHTAG.findall(text, start) if not t.isdigit())


@dataclass(frozen=True, slots=True)
class Topic:
    """What sessions are about: a host's tag, or a hashtag used widely."""

    tag: str  # lower case
    spelling: str  # as the host or most people write it
    sessions: tuple[tuple[str, str], ...]  # (channel, key) of its sessions, by start
    people: int  # who used the hashtag
    given: bool  # a host gave it, in an overlay or a recap


def topics(
    summaries: Iterable[SessionSummary],
    own: Sequence[str] = (),
    given: Iterable[tuple[str, tuple[tuple[str, str], ...]]] = (),
) -> tuple[Topic, ...]:
    """Return the topics of an archive, by tag.

    A topic is a tag of an overlay or a recap, or a hashtag that three people used and
    that occurs in three sessions; never one of the channels' own.

    Args:
        summaries: Summaries of all sessions and days.
        own: The channels' own hashtags, without #.
        given: Tags of recaps, each with the (channel, key) of the recap's sessions.
    """
    excluded = {t.lstrip("#").lower() for t in own}
    places: dict[str, dict[tuple[str, str], None]] = {}
    people: dict[str, set[str]] = {}
    spellings: dict[str, Counter[str]] = {}
    by_host: dict[str, str] = {}
    for summary in sorted(summaries, key=lambda s: (s.start, s.channel, s.key)):
        if summary.kind != "session":
            continue
        for use in summary.tags:
            places.setdefault(use.tag, {})[summary.channel, summary.key] = None
            people.setdefault(use.tag, set()).update(use.people)
            spellings.setdefault(use.tag, Counter())[use.spelling] += use.count
            if use.given:
                by_host.setdefault(use.tag, use.spelling)
    for spelling, sessions in given:
        tag = spelling.lstrip("#").lower()
        by_host.setdefault(tag, spelling.lstrip("#"))
        places.setdefault(tag, {}).update(dict.fromkeys(sessions))
    found = []
    for tag, sessions_of in sorted(places.items()):
        users = people.get(tag, set())
        wide = len(sessions_of) >= _SESSIONS and len(users) >= _PEOPLE
        if tag not in excluded and (wide or tag in by_host):
            spelling = by_host.get(tag) or _commonest(spellings[tag])
            found.append(
                Topic(tag, spelling, tuple(sessions_of), len(users), tag in by_host)
            )
    return tuple(found)


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda s: (-counts[s], s))
