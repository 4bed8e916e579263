"""Short ways to write messages and sessions in tests."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sitegen.chat.outline import Outline, outline
from sitegen.chat.rules import ChannelRules
from sitegen.chat.session import Session
from sitegen.model import Message, order_key

START = datetime(2020, 1, 7, 21, tzinfo=UTC)  # a Tuesday
NEW_YORK = ZoneInfo("America/New_York")


def at(minutes: float, start: datetime = START) -> datetime:
    return start + timedelta(minutes=minutes)


def msg(minutes: float, author: str, text: str, **more: Any) -> Message:
    """Return a message so many minutes into the session; its id is its time."""
    identity = more.pop("id", f"{minutes:g}-{author}")
    start = more.pop("start", START)
    return Message(
        id=identity, time=at(minutes, start), author=author, text=text, **more
    )


def rules(**more: Any) -> ChannelRules:
    defaults: dict[str, Any] = {
        "name": "tea",
        "title": "#teachat",
        "zone": ZoneInfo("UTC"),
        "hosts": ("mara",),
    }
    return ChannelRules(**{**defaults, **more})


def session(count: int = 0, minutes: int = 60, start: datetime = START) -> Session:
    return Session(
        channel="tea",
        key=start.date().isoformat(),
        start=start,
        end=start + timedelta(minutes=minutes),
        scheduled=True,
        count=count,
        number=1,
    )


def outlines(messages: list[Message]) -> tuple[Outline, ...]:
    """Return the outlines of the UTC days of some messages."""
    days: dict[Any, list[Message]] = {}
    for message in sorted(messages, key=order_key):
        days.setdefault(message.time.date(), []).append(message)
    return tuple(outline(day, listed) for day, listed in sorted(days.items()))
