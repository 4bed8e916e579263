"""The four functions of a recap's text."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.recaps.calls import code_ranges, find_calls
from sitegen.recaps.recap import RecapError

PATH = "content/recaps/2020-W02.md"


def test_calls_are_found_with_their_arguments_and_line() -> None:
    body = 'Hello\n\n{{ quote("17") }} and {{answers("Q3", top=5, session="tea/x")}}\n'
    first, second = find_calls(body, PATH, 8)
    assert (first.name, first.arguments, first.line) == ("quote", {"id": "17"}, 10)
    assert body[first.start : first.end] == '{{ quote("17") }}'
    assert second.arguments == {"question": "Q3", "top": 5, "session": "tea/x"}


def test_text_may_have_either_quotes_and_escapes() -> None:
    (call,) = find_calls(r"""{{ quote('it\'s "x"') }}""", PATH)
    assert call.arguments["id"] == 'it\'s "x"'


@pytest.mark.parametrize(
    "body",
    [
        '```\n{{ quote("17") }}\n```',
        '~~~ text\n{{ quote("17") }}\n~~~',
        'a `{{ quote("17") }}` b',
        "a ``{{ nonsense }} ` `` b",
        'Text:\n\n    {{ quote("17") }}\n',
        "```\n{{ never closed",
        r"\{{ quote }}",
    ],
)
def test_nothing_is_expanded_in_code_or_after_a_backslash(body: str) -> None:
    assert find_calls(body, PATH) == ()


def test_a_single_backtick_is_no_code() -> None:
    assert len(find_calls("it`s {{ stats() }} fine", PATH)) == 1
    assert len(find_calls("one ` here\n\n{{ stats() }}\n\nand ` there", PATH)) == 1


def test_a_call_in_a_list_item_is_expanded() -> None:
    assert len(find_calls('- one\n\n    {{ quote("17") }}\n', PATH)) == 1


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("{{ qoute('1') }}", "unknown function 'qoute'; did you mean 'quote'?"),
        ("{{ quote() }}", "quote: 'id' is missing"),
        ("{{ quote(17) }}", "quote: id is '17'; expected text in quotes"),
        ("{{ answers('Q1', tip=2) }}", "answers: unknown argument 'tip'; did you"),
        ("{{ answers('Q1', top=0) }}", "answers: top is '0'; expected a number above"),
        ("{{ stats(1 + 1) }}", "stats: an argument is no text, number, true, false"),
        ("{{ stats() ", "stats: expected '}}' after the call"),
        ("{{ site.config }}", "'{{ site.config }}' is no call; expected one such as"),
        ("{{ stats('a', session='b') }}", "stats: 'session' is given twice"),
        ("{{ quote('a', None, 1) }}", "quote: 3 arguments; expected at most 2"),
        ("{{ quote(x) }}", "'x' is no value; text needs quotes"),
    ],
)
def test_what_is_no_call_is_an_error_with_file_and_line(body: str, what: str) -> None:
    with pytest.raises(RecapError) as caught:
        find_calls("one\n" + body, PATH)
    assert str(caught.value).startswith(f"{PATH}:2: {what}")


@given(st.text(alphabet="`~{} \n\tab-*1.\\\"'(),=quote", max_size=120))
def test_any_text_is_read_or_refused(body: str) -> None:
    ranges = code_ranges(body)
    assert all(0 <= a < b <= len(body) for a, b in ranges)
    with contextlib.suppress(RecapError):
        calls = find_calls(body, PATH)
        assert all(body[c.start : c.start + 2] == "{{" for c in calls)
