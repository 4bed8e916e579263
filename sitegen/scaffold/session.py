"""The overlay of the next session: its date from the schedule, its keys explained."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sitegen.chat.instants import MINUTE, micros, moment
from sitegen.chat.overlay import Overlay
from sitegen.chat.rules import WEEKDAYS, ChannelRules, Schedule
from sitegen.chat.schedule import Window, next_window
from sitegen.config import FILE, Config, read_config
from sitegen.errors import UsageError, nearest
from sitegen.store.overlays import FOLDER, read_overlays

_TEMPLATE = """\
---
# The session of {when}.
# Every key may be left out; a key without a value counts as left out.
title:
topic: # one sentence: what it is about
# guests: [alias]            # who comes along, by alias or by file in content/people/
# hosts: [alias]             # besides the hosts that {site_yaml} names
# tags: [word, two words]    # its topics
# related: ["2026-01-31"]    # earlier sessions, or channel/key
# questions:                 # shown before the chat, and sought in it afterwards
#   - "Q1: The first question?"
#   - "Q2: The second?"
# start: {start}   # only to move the session to another time
# minutes: {minutes}                # only if it is longer or shorter than usual
---
"""


class NoSuchChannel(UsageError):
    """A channel was named that the site does not have."""

    def __init__(self, channel: str, known: Sequence[str]) -> None:
        super().__init__(
            f"channel '{channel}': not in {FILE}; it has"
            f" {', '.join(known) or 'none'}{nearest(channel, known)}"
        )


class WhichChannel(UsageError):
    """No channel was named, and it is not plain which one is meant."""

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(
            f"{FILE}: channels with a schedule are {', '.join(known)}; say which"
            if known
            else f"{FILE}: no channel has a schedule, so the next date is not known;"
            f" write content/{FOLDER}/CHANNEL/YYYY-MM-DD.md with 'start:' by hand"
        )


class NoNextSession(UsageError):
    """A channel's schedule gives no further date."""

    def __init__(self, channel: str, *, ended: bool) -> None:
        why = "its schedule has ended" if ended else "it has no schedule"
        super().__init__(
            f"channel '{channel}': {why}, so the next date is not known; write"
            f" content/{FOLDER}/{channel}/YYYY-MM-DD.md with 'start:' by hand"
        )


class AlreadyThere(UsageError):
    """The file came into being while it was about to be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: is there already; it was left as it is")


def session_new(site: Path, channel: str | None, now: datetime) -> Path:
    """Write the overlay of the next session that has none; overwrite nothing.

    Args:
        site: The site's folder.
        channel: Whose session; None for the only channel with a schedule.
        now: An aware time; the session starts later.

    Returns:
        The file written.

    Raises:
        SitegenError: No date is known, or something of the site can't be read.
    """
    config = read_config(site)
    rules = _rules(config, channel)
    overlays = [
        o for o in read_overlays(site / "content", config) if o.channel == rules.name
    ]
    window = next_free(rules, overlays, now)
    path = site / "content" / FOLDER / rules.name / f"{window.key}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(overlay_text(rules, window))
    except FileExistsError as error:
        raise AlreadyThere(path) from error
    return path


def next_free(
    rules: ChannelRules, overlays: Sequence[Overlay], now: datetime
) -> Window:
    """Return the first scheduled window after a time that no overlay is for.

    Raises:
        NoNextSession: The channel has no schedule, or its schedule has ended.
    """
    keys = {overlay.key for overlay in overlays}
    starts = {micros(overlay.start) for overlay in overlays if overlay.start}
    after = now
    while True:
        window = next_window(rules.sessions, rules.zone, after)
        if window is None:
            ended = isinstance(rules.sessions, Schedule)
            raise NoNextSession(rules.name, ended=ended)
        if window.key not in keys and window.start not in starts:
            return window
        after = moment(window.start)


def overlay_text(rules: ChannelRules, window: Window) -> str:
    """Return the text of a new overlay."""
    start = moment(window.start).astimezone(rules.zone)
    day = WEEKDAYS[start.weekday()].capitalize()
    return _TEMPLATE.format(
        when=f"{day} {start:%Y-%m-%d} at {start:%H:%M}, {rules.zone.key}",
        start=f"{start:%Y-%m-%d %H:%M}",
        minutes=(window.end - window.start) // MINUTE,
        site_yaml=FILE,
    )


def _rules(config: Config, channel: str | None) -> ChannelRules:
    if channel is not None:
        names = [rules.name for rules in config.channels]
        if channel not in names:
            raise NoSuchChannel(channel, names)
        return config.rules_of(channel)
    scheduled = [r for r in config.channels if isinstance(r.sessions, Schedule)]
    if len(scheduled) != 1:
        raise WhichChannel([rules.name for rules in scheduled])
    return scheduled[0]
