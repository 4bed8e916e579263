"""A recap's front matter."""

from datetime import date

import pytest

from sitegen.recaps.recap import RecapError, recap_key, recap_of

PATH = "content/recaps/2020-W02.md"


def test_a_recap_has_its_week_as_name_and_defaults() -> None:
    recap = recap_of("2020-W02", PATH, {}, "Hello")
    assert (recap.key, recap.title) == ("2020-w02", "Week 2, 2020")
    assert recap.date == date(2020, 1, 6)
    assert recap.draft is False


def test_front_matter_becomes_values() -> None:
    front = {
        "title": "On tea",
        "date": date(2020, 1, 9),
        "sessions": ["tea/2020-01-07"],
        "tags": ["#Brewing"],
        "draft": True,
    }
    recap = recap_of("2020-W02", PATH, front, "")
    assert recap.sessions == (("tea", "2020-01-07"),)
    assert recap.tags == ("Brewing",)
    assert recap.date == date(2020, 1, 9)
    assert recap.draft


@pytest.mark.parametrize(
    ("name", "front", "what"),
    [
        ("hello", {}, "the name 'hello' is no week"),
        ("2020-W60", {}, "the name '2020-W60' is no week"),
        ("2020-W02", {"titel": "x"}, "unknown key 'titel'; did you mean 'title'?"),
        ("2020-W02", {"sessions": ["x"]}, "sessions has 'x'; expected channel/key"),
        ("2020-W02", {"draft": "yes"}, "draft has 'yes'; expected true or false"),
        ("2020-W02", {"date": "soon"}, "date has 'soon'; expected one such as"),
        ("2020-W02", {"tags": {"a": 1}}, "tags has '{'a': 1}'; expected a list"),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error(
    name: str, front: dict[str, object], what: str
) -> None:
    with pytest.raises(RecapError) as caught:
        recap_of(name, PATH, front, "")
    assert str(caught.value).startswith(f"{PATH}: {what}")


def test_a_day_belongs_to_its_iso_week() -> None:
    assert recap_key(date(2010, 12, 21)) == "2010-W51"
    assert recap_key(date(2021, 1, 1)) == "2020-W53"
