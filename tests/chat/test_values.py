"""The values that `chat` hands to other packages."""

import pickle
from datetime import time
from zoneinfo import ZoneInfo

from sitegen.chat.rules import TUESDAY, ChannelRules, Daily, Schedule, Slot
from sitegen.chat.session import Counts


def test_counts_of_two_sessions_add_up_field_by_field() -> None:
    one = Counts(stored=3, shown=2, folded=1)
    two = Counts(stored=2, hidden=1, redacted=1)
    assert one + two == Counts(stored=5, shown=2, folded=1, hidden=1, redacted=1)


def test_rules_survive_pickling() -> None:
    slot = Slot(weekday=TUESDAY, start=time(21))
    rules = ChannelRules(
        name="tea",
        title="#tea",
        zone=ZoneInfo("Europe/Vienna"),
        sessions=Schedule((slot,)),
    )
    assert pickle.loads(pickle.dumps(rules)) == rules
    assert (
        ChannelRules(name="tea", title="#tea", zone=ZoneInfo("UTC")).sessions == Daily()
    )
