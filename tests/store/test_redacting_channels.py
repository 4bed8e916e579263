"""Ids are unique in a channel only: a redaction takes nothing from another channel."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.commands.redacting import (
    NoSuchMessage,
    SeveralMessages,
    UnknownChannel,
    Wish,
    take_down,
)
from sitegen.errors import UsageError
from sitegen.model import Message
from sitegen.store.redactions import is_redacted, read_redactions, redact, removals
from sitegen.store.rules import RedactionRules, Rule
from sitegen.store.transcripts import day_path, write_day

NOON = datetime(2021, 3, 3, 12, tzinfo=UTC)


def said(ident: str, author: str, text: str, **more: str) -> Message:
    return Message(id=ident, time=NOON, author=author, text=text, **more)  # type: ignore[arg-type]


CHANNELS = {
    "tea": (
        said("17", "odo", "tea is fine"),
        said("18", "pell", "it is", reply_to="17"),
        said("19", "pell", "tea is fine", repost_of="17"),
        said("20", "mara quill", "but is it", reply_to="19"),
    ),
    "cake": (
        said("17", "mara quill", "cake is fine"),
        said("18", "pell", "so it is", reply_to="17"),
    ),
}


def shown(*rules: Rule) -> dict[str, tuple[Message, ...]]:
    whole = RedactionRules(rules).for_people({})
    whole = whole.with_removals(
        removals(talk, whole, name) for name, talk in CHANNELS.items()
    )
    return {name: redact(talk, whole, name) for name, talk in CHANNELS.items()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site of two channels that share ids."""
    (tmp_path / "site.yaml").write_text(
        "version: 1\ntitle: T\nbase_url: https://example.org/\nlanguage: en\n"
        "authority: example.org,2021\ntimezone: UTC\n"
    )
    for name, talk in CHANNELS.items():
        path = day_path(tmp_path / "content", name, NOON.date())
        path.parent.mkdir(parents=True)
        write_day(path, talk)
    return tmp_path


def test_a_rule_with_a_channel_takes_the_message_of_that_channel_only() -> None:
    found = shown(Rule("message", "17", "remove", channel="tea"))
    assert is_redacted(found["tea"][0])
    assert found["cake"] == CHANNELS["cake"]


def test_a_rule_without_a_channel_takes_every_message_of_that_id() -> None:
    found = shown(Rule("message", "17", "mask"))
    assert found["tea"][0].text == found["cake"][0].text == "█████"


def test_a_persons_short_ids_take_nothing_from_other_channels() -> None:
    """Message 17 of one channel is theirs, that of another is not."""
    found = shown(Rule("person", "odo", "remove"))
    assert is_redacted(found["tea"][0])
    assert found["cake"] == CHANNELS["cake"]


def test_replies_follow_a_repost_that_goes_with_its_original() -> None:
    """Each reply leads to a message that is there, if only to a tombstone."""
    tea = shown(Rule("message", "17", "remove", channel="tea"))["tea"]
    assert [is_redacted(m) for m in tea] == [True, False, True, False]
    assert [tea[1].reply_to, tea[3].reply_to] == [tea[0].id, tea[2].id]


def test_an_id_of_several_channels_needs_a_channel(site: Path) -> None:
    with pytest.raises(SeveralMessages, match=r"2 channels \(cake, tea\); .*--channel"):
        take_down(site, Wish(kind="message", what="17"))
    take_down(site, Wish(kind="message", what="17", channel="cake"))
    (rule,) = read_redactions(site / "content").rules
    assert (rule.what, rule.channel) == ("17", "cake")
    said_again, _ = take_down(site, Wish(kind="message", what="17", channel="cake"))
    assert "was there already" in said_again


@pytest.mark.parametrize(
    ("wish", "error", "told"),
    [
        (Wish(kind="message", what="21"), NoSuchMessage, "did you mean '20'"),
        (Wish(kind="message", what="m-20"), NoSuchMessage, "did you mean '20'"),
        (Wish(kind="message", what="zzz"), NoSuchMessage, "no such id is stored; a rule"),
        (Wish(kind="message", what="20", channel="cake"), NoSuchMessage, "is in tea"),
        (Wish(kind="message", what="20", channel="coke"), UnknownChannel, "'cake'"),
    ],
)  # fmt: skip
def test_a_message_that_is_not_stored_is_not_redacted(
    site: Path, wish: Wish, error: type[UsageError], told: str
) -> None:
    with pytest.raises(error, match=told):
        take_down(site, wish)
    assert not (site / "content/redactions.yaml").exists()


@pytest.mark.parametrize(
    ("kind", "what", "told"),
    [
        (
            "person",
            "Mara Quil",
            "nobody of that name is stored yet; did you mean 'mara",
        ),
        ("person", "zebulon", "nobody of that name is stored yet; the rule waits"),
        ("term", "coffee", "no message with it is stored yet; the rule waits"),
        ("person", "@MARA  QUILL", ""),
        ("term", "CAKE is", ""),
    ],
)
def test_a_person_or_term_that_is_not_stored_is_told(
    site: Path, kind: str, what: str, told: str
) -> None:
    """Who is not there yet is redacted when they come; the host is warned once."""
    _, warning = take_down(site, Wish(kind=kind, what=what))
    assert (told in warning) if told else not warning
    assert read_redactions(site / "content").rules[0].what == what
    assert take_down(site, Wish(kind=kind, what=what))[1] == ""
