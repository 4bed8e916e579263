"""YAML is read as written, key by key, and every complaint names its line."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.errors import SitegenError
from sitegen.strict_yaml import (
    LIMIT_BYTES,
    LIMIT_DEPTH,
    BadValue,
    BadYaml,
    MissingKey,
    UnknownKey,
    load,
    load_list,
    split_front_matter,
)


def _error(text: str) -> str:
    with pytest.raises(SitegenError) as caught:
        load(text, "f.yaml")
    return str(caught.value)


def test_scalars_are_what_is_written() -> None:
    fields = load("a: 2010-12-21\nb: 21:00\nc: 010\nd: yes\ne: '~'\nf: 1e3", "f")
    found = [fields.required(key) for key in "abcdef"]
    assert found == ["2010-12-21", "21:00", "010", "yes", "~", "1e3"]


@pytest.mark.parametrize("empty", ["", " ~", " null", " # a comment"])
def test_a_key_without_a_value_counts_as_left_out(empty: str) -> None:
    fields = load(f"a:{empty}\n", "f")
    assert not fields.has("a")
    assert fields.optional("a") is None
    assert fields.texts("a") == ()
    assert fields.mapping("a") is None
    fields.done()


def test_an_empty_text_in_quotes_is_a_value() -> None:
    assert load("a: ''", "f").optional("a") == ""


def test_nothing_is_an_empty_mapping() -> None:
    load("", "f").done()
    load("# only a comment\n", "f").done()


def test_an_unknown_key_is_told_with_line_and_nearest_key() -> None:
    fields = load("title: x\n\nthem: y", "f.yaml")
    fields.text("title", "")
    fields.text("theme", "")
    with pytest.raises(UnknownKey) as caught:
        fields.done()
    assert str(caught.value) == ("f.yaml:3: unknown key 'them'; did you mean 'theme'?")


def test_a_nested_key_is_told_with_its_path() -> None:
    inner = load("a:\n  b:\n    c: x", "f").mapping("a")
    assert inner is not None
    deepest = inner.mapping("b")
    assert deepest is not None
    with pytest.raises(UnknownKey, match=r"f:3: unknown key 'a\.b\.c'"):
        deepest.done()


def test_lines_count_from_where_the_text_stands_in_its_file() -> None:
    with pytest.raises(MissingKey, match="f:7: key 'b' is missing"):
        load("a: x", "f", first_line=7).required("b")
    with pytest.raises(BadYaml, match=r"f:8: "):
        load("a: x\n]", "f", first_line=7)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a", "f.yaml:1: expected 'key: value' lines"),
        ("words", "f.yaml:1: expected 'key: value' lines"),
        ("a: 1\nb: 2\na: 3", "f.yaml:3: key 'a' stands twice"),
        ("? [a, b]\n: c", "f.yaml:1: a key must be a single value"),
        ("a: &x [1]\nb: *x", "f.yaml:2: aliases (&name, *name) are not accepted"),
        ("a: x\n---\nb: y", "f.yaml:2: "),
        ("a: [1", "f.yaml:"),
        ("a: \x00", "f.yaml: not YAML"),
        ("%YAML 9.9\n---\na: b", "f.yaml:1: "),
    ],
)
def test_what_is_no_plain_mapping_is_refused(text: str, told: str) -> None:
    assert _error(text).startswith(told)


def test_a_mapping_of_aliases_does_not_grow() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n"
        for n in range(20)
    )
    assert "aliases" in _error(bomb)


@pytest.mark.parametrize("depth", [LIMIT_DEPTH + 1, 50_000])
def test_deep_nesting_is_an_error_and_no_crash(depth: int) -> None:
    assert "nested deeper than" in _error("a: " + "[" * depth + "]" * depth)


def test_a_large_file_is_refused_before_it_is_parsed() -> None:
    assert "larger than" in _error("a: " + "x" * LIMIT_BYTES)


def test_tags_build_no_objects() -> None:
    fields = load("a: !!python/object/apply:os.system [echo]", "f")
    assert fields.texts("a") == ("echo",)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="a:-[]{}&*!|>'\"#%@,? \n\t\\é\x85", max_size=60))
def test_any_text_is_a_mapping_or_one_error(text: str) -> None:
    try:
        told = load(text, "f").file
    except SitegenError as error:
        told = str(error)
    assert told.startswith("f")


@pytest.mark.parametrize("word", ["yes", "True", "on"])
def test_yes_has_three_spellings_in_any_case(word: str) -> None:
    assert load(f"a: {word}", "f").flag("a", default=False)


@pytest.mark.parametrize("word", ["no", "False", "OFF"])
def test_no_has_three_spellings_in_any_case(word: str) -> None:
    assert not load(f"a: {word}", "f").flag("a", default=True)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("45m", 45), ("45", 45), ("1h30m", 90), ("1h 30m", 90), ("90s", 1.5), ("2h", 120)],
)
def test_a_length_of_time_has_units_and_a_bare_number_is_minutes(
    written: str, minutes: float
) -> None:
    found = load(f"a: {written}", "f").duration("a", timedelta())
    assert found == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "written", ["soon", "", "-5", "5d", "m", "9999999h", "٣m", "1m1h", "1.5h"]
)
def test_other_lengths_of_time_are_errors(written: str) -> None:
    with pytest.raises(BadValue, match="expected a length of time"):
        load(f"a: '{written}'", "f").duration("a", timedelta())


@pytest.mark.parametrize("written", ["x", "-1", "1.0", "١", "9999999999", "4", "11"])
def test_whole_numbers_keep_to_their_range(written: str) -> None:
    with pytest.raises(
        BadValue, match=r"f:1: a is '.*'; expected a whole number of at"
    ):
        load(f"a: {written}", "f").integer("a", 7, at_least=5, at_most=10)


def test_a_choice_suggests_the_nearest_word() -> None:
    with pytest.raises(BadValue, match=r"one of days, hide; did you mean 'hide'\?"):
        load("a: hied", "f").choice("a", ("days", "hide"), "days")


def test_a_single_value_counts_as_a_list_of_one() -> None:
    assert load("a: x", "f").texts("a") == ("x",)
    assert [item.line for item in load("a:\n- x\n- ~\n- y", "f").items("a")] == [2, 4]
    assert len(load("a: {b: c}", "f").mappings("a")) == 1


@pytest.mark.parametrize("text", ["a: [[x]]", "a: [{b: c}]", "a: {b: c}"])
def test_lists_hold_single_values(text: str) -> None:
    with pytest.raises(BadValue, match="expected a single value"):
        load(text, "f").items("a")


def test_free_mappings_keep_their_order_and_lines() -> None:
    pairs = load("a:\n  z: 1\n  b: 2", "f").pairs("a")
    assert [(p.key, p.value, p.line) for p in pairs] == [("z", "1", 2), ("b", "2", 3)]


def test_a_list_of_mappings_names_the_item_that_is_none() -> None:
    assert load_list("", "f") == ()
    assert [f.required("a") for f in load_list("- a: 1\n- a: 2", "f")] == ["1", "2"]
    with pytest.raises(BadYaml, match="f:2: item 2: expected 'key: value' lines"):
        load_list("- a: 1\n- b", "f")
    with pytest.raises(BadYaml, match=r"f:1: expected a list"):
        load_list("a: 1", "f")


def test_front_matter_stands_between_two_lines_at_the_top() -> None:
    assert split_front_matter("---\na: 1\n---\nbody\n", "f") == ("a: 1", "body\n", 4)
    assert split_front_matter("\ufeff---\n---\nbody", "f") == ("", "body", 3)
    assert split_front_matter("body\n---\n", "f") == ("", "body\n---\n", 1)


def test_later_lines_of_dashes_belong_to_the_body() -> None:
    head, body, line = split_front_matter("---\na: 1\n---\nx\n---\ny", "f")
    assert (head, body, line) == ("a: 1", "x\n---\ny", 4)


def test_front_matter_that_never_ends_is_no_body() -> None:
    with pytest.raises(BadYaml, match="f:1: front matter begins here and no second"):
        split_front_matter("---\ntitle: secret plan\n", "f")
