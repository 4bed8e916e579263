"""Redaction: what is taken out, what stays, and how the file is read and added to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import SitegenError
from sitegen.model import Attachment, Entity, Message
from sitegen.store.redactions import (
    MASK,
    RedactionRules,
    Rule,
    add_rule,
    is_redacted,
    new_rule,
    read_redactions,
    redact,
    removals,
    stand_in,
)
from sitegen.store.replacing import replaced
from sitegen.store.transcripts import encode

NOON = datetime(2010, 12, 21, 12, tzinfo=UTC)
LONG = "The library should lend tools, seeds and bicycles to all"


def message(ident: str, text: str, author: str = "ben", **more: Any) -> Message:
    time = NOON + timedelta(minutes=int(ident) % 60)
    return Message(id=ident, time=time, author=author, text=text, **more)


TALK = (
    message(
        "100001",
        LONG,
        "ana",
        name="Ana Quist",
        author_id="77",
        url="https://example.org/ana/100001",
    ),
    message("100002", "@ana I agree with ana, not with banana", reply_to="100001"),
    message("100003", f"RT @ana: {LONG[:40]}…", "cleo", repost_of="100001"),
    message("100004", f"So true! RT @ana: {LONG}", "cleo"),
    message("100005", "see https://example.org/ana/100001 please", "dov"),
    message("100006", "Nothing to do with it", "dov"),
    message("100007", "As Ana Quist says, secret stuff is no Secret Stuffing", "eve"),
)


def shown(*rules: Rule, people: dict[str, list[str]] | None = None) -> list[Message]:
    whole = RedactionRules(rules).for_people(people or {})
    whole = whole.with_removals([removals(TALK, whole, "chat")])
    found = redact(TALK, whole, "chat")
    assert len(found) == len(TALK)
    return list(found)


def test_a_removed_message_leaves_a_tombstone_and_no_trace() -> None:
    """Its text, id and reposts are gone; replies follow it to the stand-in."""
    found = shown(Rule("message", "100001", "remove", date="2011-01-04"))
    assert [m.id for m in found if is_redacted(m)] == [
        stand_in("100001"),
        stand_in("100003"),
    ]
    assert found[0].deleted == datetime(2011, 1, 4, tzinfo=UTC)
    assert found[1].reply_to == stand_in("100001")
    assert found[3].text == f"So true! {MASK}"
    everything = b"\n".join(map(encode, found))
    assert b"100001" not in everything
    assert b"library" not in everything
    assert found[5] is TALK[5]


@pytest.mark.parametrize(
    "rule",
    [
        Rule("person", "Ana", "remove"),
        Rule("person", "ana", "mask"),
        Rule("person", "@ana", "pseudonym", "Reader 7"),
        Rule("person", "Ana Quist", "pseudonym", "Reader 7"),
        Rule("person", "quist", "mask"),
    ],
)
def test_a_person_is_gone_under_every_name(rule: Rule) -> None:
    """Aliases, display names, mentions, ids and permalinks of a person are gone."""
    found = shown(rule, people={"quist": ["ana", "77"], "ben": ["ben"]})
    everything = b"\n".join(map(encode, found)).decode().replace("banana", "")
    for trace in ("@ana", " ana", "Ana Quist", "/ana/", '"77"'):
        assert trace not in everything
    assert found[5] is TALK[5]
    assert found[1].text.endswith("not with banana")
    if rule.how == "pseudonym":
        assert (found[0].author, found[0].text) == ("Reader 7", LONG)
        assert found[1].text.startswith("@Reader 7 I agree with Reader 7,")
    if rule.how == "remove":
        assert is_redacted(found[0])


def test_a_term_is_masked_as_a_whole_word_in_any_case() -> None:
    """Terms match whole words, in any case, over any white space."""
    found = shown(Rule("term", "SECRET  stuff", "mask"))
    assert found[6].text == f"As Ana Quist says, {MASK} is no Secret Stuffing"
    (gone,) = [m for m in shown(Rule("term", "stuffing", "remove")) if is_redacted(m)]
    assert gone.time == TALK[6].time


def test_untouched_messages_are_the_same_objects() -> None:
    """No rules, no work; rules elsewhere leave a message as it is."""
    assert redact(TALK, RedactionRules(), "chat") == TALK
    rules = RedactionRules((Rule("term", "zebra", "mask"),)).for_people({})
    assert all(a is b for a, b in zip(redact(TALK, rules, "chat"), TALK, strict=True))


def test_entities_and_attachments_follow_the_text() -> None:
    """Entities keep their places; what a redacted one leads to is gone."""
    ping = message(
        "8",
        "hi @anastasia.q see this",
        entities=(
            Entity(start=0, end=2, kind="bold"),
            Entity(start=3, end=15, kind="mention", ref="77"),
            Entity(start=16, end=24, kind="italic"),
        ),
        attachments=(
            Attachment(url="https://example.org/ana/1.png", kind="image"),
            Attachment(url="https://example.org/2.png", kind="image", alt="ana!"),
        ),
    )
    rules = RedactionRules((Rule("person", "ana", "mask"),))
    (found,) = redact([ping], rules.for_people({"ana": ["77"]}), "chat")
    assert found.text == f"hi @{MASK} see this"
    assert [found.text[e.start : e.end] for e in found.entities] == [
        "hi",
        f"@{MASK}",
        "see this",
    ]
    assert found.entities[1].ref is None
    assert [a.alt for a in found.attachments] == [f"{MASK}!"]


spans = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 5), st.sampled_from(["", "x", MASK]))
)
stretches = st.lists(st.tuples(st.integers(0, 11), st.integers(1, 6)))


@given(spans, stretches)
def test_entities_stay_inside_the_text(
    cuts: list[tuple[int, int, str]], marks: list[tuple[int, int]]
) -> None:
    """Whatever is replaced, entities are in range and keep their order."""
    text = "abcdefghijkl"
    entities = [
        Entity(start=s, end=min(12, s + n), kind="bold") for s, n in sorted(marks)
    ]
    new, moved = replaced(
        text, entities, [(s, min(12, s + n), r) for s, n, r in cuts if s < 12]
    )
    assert all(0 <= e.start < e.end <= len(new) for e in moved)
    assert [e.start for e in moved] == sorted(e.start for e in moved)


def test_rules_are_told_apart_by_digest() -> None:
    """Equal rules have equal digests; a reason changes nothing that is shown."""
    one = RedactionRules((Rule("term", "a", "mask", reason="x"),))
    two = RedactionRules((Rule("term", "a", "mask", reason="y"),))
    assert (one, hash(one)) == (two, hash(two))
    assert one != RedactionRules((Rule("term", "b", "mask"),))


def test_a_rule_is_added_without_disturbing_the_file(tmp_path: Path) -> None:
    """Comments, order and spacing of the rest stay, byte for byte."""
    path = tmp_path / "redactions.yaml"
    before = '# ours\n\n  - message: "1"   # why\n    how: remove'
    path.write_text(before)
    rule = new_rule("term", "a: 'b' #c\u2028", None, reason="asked", date="2011-01-04")
    assert add_rule(tmp_path, rule)
    assert not add_rule(tmp_path, rule)
    assert path.read_text().startswith(before + "\n")
    assert read_redactions(tmp_path).rules[1] == rule


def test_the_first_rule_makes_the_file(tmp_path: Path) -> None:
    """A missing or empty file is filled."""
    rule = new_rule("person", "ana", "pseudonym")
    assert rule.stands_for.startswith("anon-")
    assert read_redactions(tmp_path) == RedactionRules()
    add_rule(tmp_path, rule)
    assert (tmp_path / "redactions.yaml").read_text() == (
        f"- person: ana\n  how: pseudonym\n  as: {rule.stands_for}\n"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- mesage: '1'\n", ":1: .*"),
        ("\n- message: '1'\n  hwo: mask\n", r":3: .*hwo.*how"),
        ("- message: '1'\n  how: hide\n", r":2: .*hide.*remove, mask, pseudonym"),
        ("- message: '1'\n  term: x\n", "one of message, person, term"),
        ("- term: x\n  as: y\n", r":2: .*pseudonym"),
        ("- term: x\n  date: soon\n", r":2: .*2011-01-04"),
        ("- &a {term: x}\n- *a\n", "aliases"),
        ("term: x\n", "list"),
    ],
)
def test_a_broken_redaction_is_named(tmp_path: Path, text: str, what: str) -> None:
    """A mistake in the file names its line; a redaction is never silently ignored."""
    (tmp_path / "redactions.yaml").write_text(text)
    with pytest.raises(SitegenError, match=what) as caught:
        read_redactions(tmp_path)
    assert "redactions.yaml" in str(caught.value)
