"""Reposts, links, tags and people, case by case."""

import pytest

from sitegen.chat.links import canonical, detected, host_of, links_of
from sitegen.chat.people import People, Profile, slug_for, suspected_aliases
from sitegen.chat.reposts import is_repost, repeat_of
from sitegen.chat.session import Understanding
from sitegen.chat.stats import attendance, core_group, periods
from sitegen.chat.tags import hashtags, topics
from sitegen.chat.understand import understand
from sitegen.model import Entity, Message
from tests.chat.builders import START, msg, rules, session

LONG = "there is nothing like a brown pot of strong tea on a wet morning"


def understood(*messages: Message) -> Understanding:
    return understand(session(len(messages)), messages, rules())


@pytest.mark.parametrize(
    ("text", "who", "body", "comment"),
    [
        ("RT @bob: so it is", "bob", "so it is", ""),
        ("RT @bob so it is", "bob", "so it is", ""),
        ("True! RT @bob: so it is", "bob", "so it is", "True!"),
        ("MT @bob so it is", "bob", "so it is", ""),
        ("RT @ann: RT @bob: so it is", "bob", "so it is", ""),
        ("RT @bob: so it is << True!", "bob", "so it is", "True!"),
        ("Ha RT @bob: so it is <-- True!", "bob", "so it is", "Ha True!"),
        ("RT @bob: I <3 it << #tea", "bob", "I <3 it", ""),
        ("RT @ann: yes RT @bob: so it is", "bob", "so it is", "yes"),
        ('"@bob: so it is" indeed', "bob", "so it is", "indeed"),
        ("“@bob: so it is”", "bob", "so it is", ""),
        ("so it is (via @bob)", "bob", "so it is", ""),
        ("#tea RT @bob: so it is", "bob", "so it is", ""),
    ],
)
def test_old_style_reposts_are_read(
    text: str, who: str, body: str, comment: str
) -> None:
    found = repeat_of(text)
    assert found is not None
    assert (found.who, found.body, found.comment) == (who, body, comment)


@pytest.mark.parametrize(
    "text", ["@bob START @ann", "an email@RT @", "ART @bob", "hi @bob"]
)
def test_other_texts_repeat_nothing(text: str) -> None:
    assert repeat_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        f"RT @bob: {LONG}",
        f"RT @bob: {LONG[:40]}…",
        f"RT @Bob {LONG.upper()}",
        f"MT @bob: {LONG.replace('wet ', '')}",
        f"{LONG} via @bob",
        f"RT @eve: RT @bob: {LONG[:30]}...",
    ],
)
def test_an_old_style_repost_folds_under_its_original(text: str) -> None:
    known = understood(msg(1, "bob", LONG, id="b"), msg(2, "ann", text, id="a"))
    (item,) = known.items
    assert item.fold is not None
    assert item.fold.ids == ("a",)


def test_a_repost_of_what_is_not_stored_is_a_message() -> None:
    known = understood(
        msg(1, "ann", "RT @bob: gone for good", id="a"),
        msg(2, "eve", "native", id="e", repost_of="gone"),
    )
    assert [i.message.id for i in known.items] == ["a", "e"]
    assert is_repost(known.items[0].message)


def test_a_repost_of_a_repost_counts_at_the_original() -> None:
    known = understood(
        msg(1, "bob", LONG, id="b"),
        msg(2, "ann", f"RT @bob: {LONG}", id="a", repost_of="b"),
        msg(3, "eve", f"RT @bob: {LONG}", id="e", repost_of="a"),
    )
    (item,) = known.items
    assert item.fold is not None
    assert (item.fold.reposts, item.fold.by) == (2, ("ann", "eve"))


def test_the_same_long_text_by_the_same_person_is_one_message() -> None:
    known = understood(
        msg(1, "bob", LONG, id="b1"),
        msg(2, "bob", LONG + "!", id="b2"),
        msg(3, "eve", LONG, id="e"),
        msg(4, "bob", "yes", id="b3"),
        msg(5, "bob", "yes", id="b4"),
    )
    assert [i.message.id for i in known.items] == ["b1", "e", "b3", "b4"]
    assert known.items[0].fold is not None
    assert known.items[0].fold.copies == 1


def test_the_same_words_with_other_links_are_two_messages() -> None:
    known = understood(
        msg(1, "bob", LONG + " https://example.org/a", id="b1"),
        msg(2, "bob", LONG + " https://example.org/b", id="b2"),
    )
    assert len(known.items) == 2


def test_links_end_before_punctuation_and_keep_their_brackets() -> None:
    text = "(see https://example.org/a_(b)), or http://www.EXAMPLE.com/x?y=1#z."
    assert [url for _, url in detected(text)] == [
        "https://example.org/a_(b)",
        "http://www.EXAMPLE.com/x?y=1#z",
    ]
    assert host_of("http://www.EXAMPLE.com:80/x") == "example.com"


@pytest.mark.parametrize(
    "url", ["javascript:x", "ftp://a.b", "http://", "http://[", ""]
)
def test_what_is_no_web_address_has_no_host(url: str) -> None:
    assert host_of(url) == ""


def test_what_a_platform_expanded_goes_before_the_text() -> None:
    text = "look https://t.co/x and https://example.org/y"
    entity = Entity(start=5, end=19, kind="link", href="https://example.org/long")
    found = links_of(msg(1, "a", text, entities=(entity,)))
    assert found == ("https://example.org/long", "https://example.org/y")


def test_shares_of_one_page_count_together() -> None:
    assert canonical("https://Example.org/?utm_source=x") == "https://example.org"
    assert (
        canonical("https://example.org/a?b=1&utm_medium=y")
        == "https://example.org/a?b=1"
    )


def test_hashtags_are_words_not_numbers_or_fragments() -> None:
    text = "#Tea and #1, https://example.org/#top a#b &#39; #été"
    assert hashtags(text) == ("Tea", "été")


def test_a_topic_is_used_by_three_people_in_three_sessions() -> None:
    summaries = []
    for week in range(3):
        messages = [
            msg(1 + week, who, f"#{tag}", id=f"{who}{tag}")
            for who, tag in (
                ("ann", "Pots"),
                ("bob", "pots"),
                ("eve", "pots"),
                ("ann", "me"),
            )
        ]
        of = session().__class__(
            channel="tea", key=f"s{week}", start=START, end=START, scheduled=True
        )
        summaries.append(understand(of, messages, rules()).summary)
    assert [(t.tag, t.spelling, t.people) for t in topics(summaries)] == [
        ("pots", "pots", 3)
    ]
    assert topics(summaries, own=("#Pots",)) == ()
    given = topics(summaries[:1], given=[("Cups", (("tea", "s0"),))])
    assert [(t.tag, t.given) for t in given] == [("cups", True)]


def test_a_slug_is_the_alias_in_lower_case_where_it_can_be() -> None:
    assert slug_for("@Bob_K") == "bob_k"
    assert slug_for("CON").startswith("con-")
    assert slug_for("a" * 41)[:34] == "a" * 33 + "-"


def test_other_names_get_a_transliteration_and_digits_of_the_identity() -> None:
    assert slug_for("Jörg Øster").startswith("jorg-oster-")
    assert slug_for("Ольга").startswith("olga-")
    assert slug_for("太郎").startswith("someone-")
    assert slug_for("Jo K", "U1") != slug_for("Jo K", "U2")
    assert all(len(slug_for(n)) <= 40 for n in ("x y" * 40, "é" * 99))


def test_aliases_and_accounts_lead_to_their_profile_whatever_the_order() -> None:
    profiles = (
        Profile(slug="mara", aliases=("@Mara_K", "mk"), ids=("U7",)),
        Profile(slug="bob"),
    )
    for people in (People(profiles), People(profiles[::-1])):
        assert people.slug_of("mara_k") == "mara"
        assert people.slug_of("Someone Else", "U7") == "mara"
        assert people.slug_of("Bob") == "bob"
        assert people.slug_of("eve") == "eve"


def test_names_that_differ_only_in_signs_are_suspected() -> None:
    known = understood(
        msg(1, "bob_k", "hello"), msg(2, "BobK", "hi"), msg(3, "ann", "ho")
    )
    found = suspected_aliases([known.summary], People())
    assert [f.what for f in found] == ["'BobK' may be the same person as 'bob_k'"]


def test_newcomers_return_and_become_the_core_group() -> None:
    summaries = []
    for week, people in enumerate(["ab", "ac", "ab", "abd"]):
        of = session().__class__(
            channel="tea",
            key=f"2020-01-{week + 1:02d}",
            start=START.replace(day=week + 1),
            end=START.replace(day=week + 1, hour=22),
            scheduled=True,
        )
        messages = [msg(week, who, "hello #x", id=f"{who}") for who in people]
        summaries.append(understand(of, messages, rules()).summary)
    found = attendance(summaries[::-1]).values()
    assert [(a.newcomers, a.returning) for a in found] == [
        (("a", "b"), ()),
        (("c",), ("a",)),
        ((), ("a", "b")),
        (("d",), ("a", "b")),
    ]
    assert core_group(summaries) == ("a", "b")
    everything, year = periods(summaries, attendance(summaries))
    assert (year.name, year.newcomers, year.stats.participants) == ("2020", 4, 4)
    assert everything.top[0].originals == 4
    assert everything.top_share == 1.0


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("RT @bob: a pot stands warm on the tray. So true!", "So true!"),
        (f"RT @bob a pot stands warm on the tray // {'mine never does ' * 6}", "mine"),
        ("RT @bob: a pot stands warm on… > mine too", "mine too"),
        ("RT @bob: a pot stands warm on the tray #tea", None),
        ("RT @bob: a pot stands warm on the tray cc @eve", None),
        ("RT @bob: a pot stands warm on the tr…", None),
    ],
)
def test_what_stands_behind_a_reposted_text_is_a_comment(
    text: str, comment: str | None
) -> None:
    known = understand(
        session(2),
        (
            msg(1, "bob", "a pot stands warm on the tray #tea", id="b"),
            msg(2, "ann", text),
        ),
        rules(),
    )
    if comment is None:
        assert known.counts.folded == 1
    else:
        (item,) = known.items[1:]
        assert item.repeats == "b"
        assert item.comment is not None
        assert item.comment.startswith(comment)


def test_dots_inside_a_reposted_text_begin_no_comment() -> None:
    text = "I warm the pot first... then wait, and pour it slowly"
    known = understand(
        session(2),
        (msg(1, "bob", text, id="b"), msg(2, "ann", f"RT @bob: {text[:-6]}…")),
        rules(),
    )
    assert known.counts.folded == 1
