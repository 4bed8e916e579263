"""The host's Markdown files: what they may say, and what is told about mistakes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sitegen.chat.overlay import Correction, Overlay, SuppliedQuestion
from sitegen.config import parse_config
from sitegen.errors import SitegenError
from sitegen.store.overlays import parse_overlay, read_overlays
from sitegen.store.pages import parse_page, read_pages
from sitegen.store.people import parse_profile, read_people
from sitegen.store.recaps import parse_recap, read_recaps

ZONE = ZoneInfo("America/New_York")


def _overlay(head: str) -> Overlay:
    return parse_overlay(f"---\n{head}\n---\nHello", "o.md", "tea", "2026-01-08", ZONE)


def _told(read: Callable[[], object]) -> str:
    with pytest.raises(SitegenError) as caught:
        read()
    return str(caught.value)


def _content(tmp_path: Path, **files: str) -> Path:
    content = tmp_path / "content"
    for name, text in files.items():
        path = content / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(path.name + ".md").write_text(text)
    return content


def test_an_overlay_without_front_matter_is_an_introduction() -> None:
    found = parse_overlay("Hello *all*\n", "o.md", "tea", "2026-01-08", ZONE)
    assert (found.title, found.body) == (None, "Hello *all*")


def test_corrections_know_their_lines() -> None:
    found = _overlay(
        "hide: [5]\npin:\n- a\n- b\nmove:\n  c: outside\nquestion: {d: Q3}\nsame_as: {e: f}"
    )
    assert found.hide == (Correction("5", "", 2),)
    assert found.pin == (Correction("a", "", 4), Correction("b", "", 5))
    assert found.move == (Correction("c", "outside", 7),)
    assert found.question == (Correction("d", "Q3", 8),)
    assert found.same_as == (Correction("e", "f", 9),)


def test_questions_take_their_number_from_the_text_else_from_their_place() -> None:
    found = _overlay("questions: [first, 'Q7: b', 'Icebreaker: c', 'A note: d']")
    assert [(q.label, q.text) for q in found.questions] == [
        ("Q1", "first"),
        ("Q7", "b"),
        ("Q0", "c"),
        ("Q4", "A note: d"),
    ]


def test_questions_may_be_a_mapping() -> None:
    found = _overlay("questions:\n  Q1: Why?\n  q2: How?")
    assert found.questions == (
        SuppliedQuestion("Q1", "Why?", 3),
        SuppliedQuestion("Q2", "How?", 4),
    )


def test_a_start_without_offset_is_in_the_channels_zone() -> None:
    found = _overlay("start: 2026-01-08 20:00")
    assert found.start == datetime(2026, 1, 9, 1, tzinfo=UTC)
    assert found.start_line == 2
    exact = _overlay("start: 2026-01-08T20:00:00+09:00").start
    assert exact == datetime(2026, 1, 8, 11, tzinfo=UTC)


def test_tags_lose_their_sign() -> None:
    assert _overlay("tags: ['#Tea', two words, '#', '']").tags == ("Tea", "two words")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("titel: x", "o.md:2: unknown key 'titel'; did you mean 'title'?"),
        ("start: 2026-01-08", "o.md:2: start is '2026-01-08'; expected a time such as"),
        ("start: 0001-01-01 00:00", "expected a time such as"),
        ("start: 2026-01-08T20:00+99:00", "expected a time such as"),
        ("minutes: 0", "a whole number of at least 1"),
        ("minutes: 100000", "a whole number of at most 1440"),
        ("hide: {a: b}", "o.md:2: hide is 'a mapping'; expected a single value"),
        ("move: [a]", "o.md:2: move is 'no mapping'; expected message ids with"),
        ("move:\n  a: x\n  b:", "o.md:4: move.b is ''; expected message ids with"),
        ("question: [Why?]", "did you mean 'questions'?"),
        ("questions: ['Q1: a', 'Q1: b']", "each number once"),
        ("questions: ['']", "text after each number"),
    ],
)
def test_a_mistake_in_an_overlay_is_told_with_its_line(head: str, told: str) -> None:
    assert told in _told(lambda: _overlay(head))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("sessions__2026-01-08", "expected content/sessions/<channel>/<key>.md"),
        ("sessions__a__b__2026-01-08", "expected content/sessions/<channel>/<key>.md"),
        ("sessions__Tea__2026-01-08", "expected content/sessions/<channel>/<key>.md"),
        ("sessions__tea__january", "named for its date, such as 2010-12-21.md"),
        ("sessions__tea__2026-02-30", "named for its date, such as 2010-12-21.md"),
    ],
)
def test_an_overlay_lies_in_its_channel_and_is_named_for_its_date(
    tmp_path: Path, name: str, told: str
) -> None:
    content = _content(tmp_path, **{name: ""})
    assert told in _told(lambda: read_overlays(content, parse_config("")))


def test_overlays_are_sorted_and_named_from_the_site(tmp_path: Path) -> None:
    content = _content(
        tmp_path,
        **{
            "sessions__tea__2026-01-08-2100": "",
            "sessions__tea__2026-01-08": "",
            "sessions__ale__2026-05-01": "",
            "sessions__tea__.draft": "---\nnonsense",
        },
    )
    found = read_overlays(content, parse_config(""))
    assert [(o.channel, o.key) for o in found] == [
        ("ale", "2026-05-01"),
        ("tea", "2026-01-08"),
        ("tea", "2026-01-08-2100"),
    ]
    assert found[0].path == "content/sessions/ale/2026-05-01.md"


def test_without_files_there_is_nothing(tmp_path: Path) -> None:
    assert read_overlays(tmp_path, parse_config("")) == ()
    assert read_people(tmp_path) == ((), frozenset())
    assert read_pages(tmp_path) == ()
    assert read_recaps(tmp_path) == ()


def test_a_profile_says_who_somebody_is() -> None:
    text = (
        "---\nname: Mara\naliases: ['@Mara_T', m7]\nids: [123]\nroles: host\n"
        "links:\n- {title: Home, url: 'https://example.org'}\n"
        "- url: mailto:m@example.org\nconsent: unlisted\n---\n\nLikes *tea*.\n"
    )
    found, is_out = parse_profile(text, "p.md", "mara")
    assert (found.name, found.aliases, found.ids) == (
        "Mara",
        ("@Mara_T", "m7"),
        ("123",),
    )
    assert found.links == (
        ("Home", "https://example.org"),
        ("mailto:m@example.org", "mailto:m@example.org"),
    )
    assert (found.consent, found.roles, found.bio) == (
        "unlisted",
        ("host",),
        "Likes *tea*.",
    )
    assert not is_out


def test_consent_none_opts_out(tmp_path: Path) -> None:
    content = _content(tmp_path, people__mara="---\nconsent: none\n---", people__ben="")
    profiles, opted_out = read_people(content)
    assert [p.slug for p in profiles] == ["ben", "mara"]
    assert opted_out == {"mara"}


@pytest.mark.parametrize(
    "slug", ["Mara", "ma ra", "", "con", "index", "a" * 41, "mära"]
)
def test_a_profile_is_named_for_its_address(slug: str) -> None:
    assert "is named for its address" in _told(lambda: parse_profile("", "p.md", slug))


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("consent: perhaps", "one of full, unlisted, none"),
        (
            "links: {url: 'javascript:x'}",
            "links.url is 'javascript:x'; expected an add",
        ),
        ("links: {title: x}", "p.md:2: key 'links.url' is missing"),
        ("aliases: ['@']", "aliases is ''; expected names people wrote under"),
        ("rolls: host", "p.md:2: unknown key 'rolls'; did you mean 'roles'?"),
    ],
)
def test_a_mistake_in_a_profile_is_told_with_its_line(head: str, told: str) -> None:
    assert told in _told(lambda: parse_profile(f"---\n{head}\n---", "p.md", "mara"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("aliases: ['@Bo']", "aliases: [bO]"),
        ("aliases: [cleo]", ""),
        ("ids: ['7']", "ids: [7]"),
    ],
)
def test_no_two_profiles_claim_one_name_or_account(
    tmp_path: Path, first: str, second: str
) -> None:
    content = _content(
        tmp_path,
        people__anna=f"---\n{first}\n---",
        people__cleo=f"---\n{second}\n---",
    )
    assert "also names content/people/" in _told(lambda: read_people(content))


def test_a_profile_may_list_its_own_slug_twice(tmp_path: Path) -> None:
    content = _content(
        tmp_path, people__anna="---\naliases: [anna, Anna, '@anna']\n---"
    )
    assert len(read_people(content)[0]) == 1


def test_pages_come_in_menu_order(tmp_path: Path) -> None:
    content = _content(
        tmp_path,
        pages__b="---\norder: 1\n---",
        pages__rules="---\ntitle: Be kind\nmenu: no\n---\nx",
        pages__how_to_join="",
    )
    found = read_pages(content)
    assert [p.slug for p in found] == ["rules", "how_to_join", "b"]
    assert [p.title for p in found] == ["Be kind", "How_to_join", "B"]
    assert (found[0].menu, found[0].body_line) == (False, 5)


@pytest.mark.parametrize("slug", ["people", "assets", "con", "A", "a b", ""])
def test_a_page_is_named_for_its_address(slug: str) -> None:
    assert "is named for its address" in _told(lambda: parse_page("", "g.md", slug))


def test_a_recap_is_named_for_its_week() -> None:
    found = parse_recap("Text", "r.md", "2026-W10")
    assert (found.key, found.title) == ("2026-w10", "Week 10, 2026")
    assert found.date == date(2026, 3, 2)
    assert "is no week" in _told(lambda: parse_recap("", "r.md", "2026-W54"))


def test_drafts_stay_out_and_the_rest_is_oldest_first(tmp_path: Path) -> None:
    content = _content(
        tmp_path,
        **{
            "recaps__2026-W10": "---\nsessions: tea/2026-03-05\n---",
            "recaps__2025-W52": "",
            "recaps__2026-W11": "---\ndraft: yes\n---",
        },
    )
    found = read_recaps(content)
    assert [recap.key for recap in found] == ["2025-w52", "2026-w10"]
    assert found[1].sessions == (("tea", "2026-03-05"),)


def test_a_week_has_one_recap(tmp_path: Path) -> None:
    content = _content(tmp_path, **{"recaps__2026-W10": "a", "recaps__2026-w10": "b"})
    if len(list((content / "recaps").iterdir())) < 2:
        pytest.skip("this file system takes the two names for one")
    assert "is of the same week; keep one" in _told(lambda: read_recaps(content))


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("date: 2026-13-01", "r.md:2: date is '2026-13-01'; expected a date such as"),
        ("sessions: [2026-03-05]", "r.md:2: sessions is '2026-03-05'; expected chan"),
        ("sessions: [tea/../x]", "expected channel/key"),
        ("draft: maybe", "expected yes or no"),
        ("tilte: x", "r.md:2: unknown key 'tilte'; did you mean 'title'?"),
    ],
)
def test_a_mistake_in_a_recap_is_told_with_its_line(head: str, told: str) -> None:
    assert told in _told(lambda: parse_recap(f"---\n{head}\n---", "r.md", "2026-W10"))


def test_a_file_that_is_no_text_is_told_with_its_line(tmp_path: Path) -> None:
    content = _content(tmp_path, pages__about="")
    (content / "pages/about.md").write_bytes(b"---\ntitle: \xff\n---\n")
    told = _told(lambda: read_pages(content))
    assert told == "content/pages/about.md:2: not UTF-8 text; save the file as UTF-8"
