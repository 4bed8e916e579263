"""site.yaml: what it may say, what it means, and what is told about mistakes."""

from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sitegen.chat.rules import ChannelRules, Daily, DensityRule, GapRule, Schedule
from sitegen.config import (
    DEFAULT_SESSIONS,
    NoSite,
    UnreadableFile,
    parse_config,
    read_config,
)
from sitegen.errors import SitegenError

SLOT = "weekday: tuesday, start: '21:00'"


def _told(text: str) -> str:
    with pytest.raises(SitegenError) as caught:
        parse_config(text)
    return str(caught.value)


def _channel(text: str) -> ChannelRules:
    (rules,) = parse_config(f"channels: {{tea: {{{text}}}}}").channels
    return rules


def test_an_empty_file_is_a_site() -> None:
    config = parse_config("")
    assert (config.title, config.language, config.theme) == (
        "Chat archive",
        "en",
        "default",
    )
    assert config.zone == ZoneInfo("UTC")
    assert config.authority == "example.org,2026"
    assert config.channels == ()


def test_a_channel_that_the_file_does_not_name_has_default_rules() -> None:
    rules = parse_config("timezone: Asia/Tokyo").rules_of("den")
    assert (rules.name, rules.title, rules.zone.key) == ("den", "den", "Asia/Tokyo")
    assert rules.sessions == DEFAULT_SESSIONS
    assert parse_config("channels: {den: }").channels[0].sessions == DEFAULT_SESSIONS


def test_channels_keep_the_order_of_the_file() -> None:
    config = parse_config("channels: {zen: {}, art: {join: Knock}, mid: }")
    assert [rules.name for rules in config.channels] == ["zen", "art", "mid"]
    assert config.joins == (("art", "Knock"),)


def test_base_url_ends_with_a_slash() -> None:
    assert parse_config("base_url: https://a.org/b").base_url == "https://a.org/b/"


def test_the_authority_of_feeds_comes_from_base_url_if_not_given() -> None:
    assert parse_config("base_url: https://a.org:8080/b").authority == "a.org,2026"
    assert parse_config("authority: 'b.net,2024-02-03'").authority == "b.net,2024-02-03"


def test_contact_may_be_a_bare_mail_address() -> None:
    assert parse_config("contact: a@b.org").contact == "mailto:a@b.org"
    assert parse_config("contact: https://a.org/x").contact == "https://a.org/x"
    assert parse_config("").contact is None


def test_a_schedule_is_one_slot_or_a_list() -> None:
    one = _channel(f"schedule: {{{SLOT}, minutes: 45, before: 5, after: 10}}").sessions
    assert isinstance(one, Schedule)
    (slot,) = one.slots
    assert (slot.weekday, slot.start, slot.minutes) == (1, time(21), 45)
    assert (slot.before, slot.after, slot.nth, slot.zone) == (5, 10, None, None)
    two = _channel(
        f"schedule: [{{{SLOT}}}, {{weekday: Monday, start: '9:30', nth: last,"
        " zone: Asia/Tokyo, from: 2026-01-01, until: 2026-01-31}]"
    ).sessions
    assert isinstance(two, Schedule)
    assert (two.slots[1].nth, two.slots[1].zone) == (-1, ZoneInfo("Asia/Tokyo"))
    assert (two.slots[1].from_, two.slots[1].until) == (
        date(2026, 1, 1),
        date(2026, 1, 31),
    )


def test_sessions_are_found_by_gap_by_density_or_by_day() -> None:
    gap = _channel("sessions: {gap: 1h}")
    assert gap.sessions == GapRule(timedelta(hours=1), 10)
    density = _channel("sessions: {window: 20m, at_least: 5}")
    assert density.sessions == DensityRule(timedelta(minutes=20), 5)
    assert _channel("sessions: daily").sessions == Daily()


@pytest.mark.parametrize("word", ["off", "no", "false"])
def test_questions_can_be_switched_off(word: str) -> None:
    assert _channel(f"questions: {word}").questions is None


def test_questions_have_letters_and_words() -> None:
    found = _channel(
        "questions: {prefix: [F], words: {Warmup: Q0}, guess: no}"
    ).questions
    assert found is not None
    assert (found.prefixes, found.answers) == (("F",), ("A",))
    assert (found.words, found.guess) == ((("Warmup", "Q0"),), False)


def test_a_channels_own_tags_are_its_name_its_title_and_what_it_says() -> None:
    assert _channel('title: "#TeaChat", tags: ["#Brew"]').tags == (
        "brew",
        "tea",
        "teachat",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: x\nthem: y", "site.yaml:2: unknown key 'them'; did you mean 'theme'?"),
        ("version: 2", "site.yaml:1: version is '2'; expected 1, the only version"),
        ("language: english", "language is 'english'; expected a language code such"),
        ("search_language: klingon", "search_language is 'klingon'; expected a lang"),
        ("search_language: englsh", "or none; did you mean 'english'?"),
        ("timezone: Europe/Parris", "did you mean 'Europe/Paris'?"),
        ("timezone: ../../etc/passwd", "expected an IANA time zone"),
        ("timezone: localtime", "timezone is 'localtime'; expected an IANA time zone"),
        ("timezone: right/Europe/Paris", "expected an IANA time zone"),
        ("zones: [UTC, Mars/Base]", "zones is 'Mars/Base'; expected an IANA time zone"),
        ("base_url: example.org", "expected an address such as https://example.org/c"),
        ("base_url: 'https://a.org/?q'", "expected an address such as"),
        ("authority: a.org", "authority is 'a.org'; expected a domain and a year"),
        (
            "contact: 'javascript:alert(1)'",
            "contact is 'javascript:alert(1)'; expected",
        ),
        ("contact: 'mailto:a b'", "contact is 'mailto:a b'; expected"),
        ("link_schemes: [irc, data]", "link_schemes is 'data'; expected schemes of"),
        ("noindex: perhaps", "noindex is 'perhaps'; expected yes or no"),
        ("channels: [tea]", "channels is 'a list'; expected a mapping"),
        ("channels: {Tea: {}}", "channels.Tea is 'Tea'; expected a channel name"),
        (
            "channels: {tea: {titel: x}}",
            "unknown key 'channels.tea.titel'; did you mean",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_what_was_expected(
    text: str, told: str
) -> None:
    assert _told(text).startswith("site.yaml:")
    assert told in _told(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("outside: show", "one of days, hide"),
        ("schedule: {start: '9:00'}", "key 'channels.tea.schedule.weekday' is missing"),
        ("schedule: {weekday: tuseday, start: '9:00'}", "did you mean 'tuesday'?"),
        ("schedule: {weekday: monday, start: '25:00'}", 'a local time such as "21:00"'),
        (f"schedule: {{{SLOT}, minutes: 0}}", "at least 1"),
        (f"schedule: {{{SLOT}, after: 99999}}", "at most 1440"),
        (f"schedule: {{{SLOT}, nth: sixth}}", "one of first, second"),
        (f"schedule: {{{SLOT}, from: 2026-13-01}}", "a date such as 2026-03-31"),
        (
            f"schedule: {{{SLOT}, from: 2026-02-01, until: 2026-01-01}}",
            "a date not before from, 2026-02-01",
        ),
        (f"schedule: [{{{SLOT}}}, {{{SLOT}, zone: X}}]", "schedule[2].zone is 'X'"),
        (f"schedule: {{{SLOT}}}, sessions: daily", "either schedule or sessions"),
        ("sessions: weekly", "expected daily, {gap: 45m"),
        ("sessions: {gap: 45m, window: 30m}", "either gap or window, not both"),
        ("sessions: {gap: 0m}", "between one minute and a week"),
        ("sessions: {gap: 9d}", "a length of time such as 45m"),
        ("questions: maybe", "one of off, no, false"),
        ("questions: {prefix: ['']}", "letters before a number, such as Q"),
        ("questions: {answers: ['(a|b)*']}", "letters before a number, such as Q"),
    ],
)
def test_a_mistake_in_a_channel_is_told_with_its_path(text: str, told: str) -> None:
    found = _told(f"channels: {{tea: {{{text}}}}}")
    assert found.startswith("site.yaml:1: ")
    assert told in found


def test_a_folder_without_the_file_is_told_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(
        NoSite, match=r"site.yaml: not found; make a site with"
    ) as error:
        read_config(tmp_path)
    assert error.value.exit_code == 2


def test_a_file_that_is_no_text_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_bytes(b"title: \xff")
    with pytest.raises(UnreadableFile, match=r"site.yaml: not readable as UTF-8"):
        read_config(tmp_path)


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_bytes(b"\xef\xbb\xbftitle: x\r\nlanguage: de\r\n")
    config = read_config(tmp_path)
    assert (config.title, config.language) == ("x", "de")
