"""Templates compiled for speed give what Jinja gives."""

import jinja2
import pytest
from markupsafe import Markup

from sitegen.render.quick import QuickEnvironment, once, quick_escape

PARTS = """
{% macro row(a, b="two", c=none) -%}
<{{ a }}|{{ b }}|{{ c }}|{{ caller() if caller is defined }}>
{%- endmacro %}
{% macro box() %}[{{ caller("x & y") }}]{% endmacro %}
"""
PAGE = """
{% import "parts" as ui %}
{{ ui.row("a < b") }} {{ ui.row(1, c=2) }} {{ ui.row(*pair) }} {{ ui.row(**named) }}
{% for n in pair %}{{ ui.row(n, loop.index) }}{{ loop.cycle("odd", "even") }}{% endfor %}
{% call(text) ui.box() %}{{ text }} & {{ text|upper }}{% endcall %}
{{ shout("<") }} {{ none }} {{ true }} {{ 1 }} {{ 1.0 }} {{ "<" ~ html }} {{ html }}
{% set block %}<b>{{ "&" }}</b>{% endset %}{{ block }}
"""
VALUES = {
    "pair": ("x", "<y>"),
    "named": {"a": 1, "b": 2},
    "html": Markup("<i>"),
    "shout": lambda text: text + "!",
}


def _render(kind: type[jinja2.Environment]) -> str:
    loader = jinja2.DictLoader({"page": PAGE, "parts": PARTS})
    environment = kind(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template("page").render(VALUES)


def test_output_is_that_of_jinja() -> None:
    """Calls of all forms, blocks, numbers and HTML come out as Jinja writes them."""
    assert _render(QuickEnvironment) == _render(jinja2.Environment)


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("<a & 'b'>", "&lt;a &amp; &#39;b&#39;&gt;"),
        (Markup("<b>"), "<b>"),
        ("<" * 300, "&lt;" * 300),
        (1, "1"),
        (None, "None"),
    ],
)
def test_text_is_escaped_and_html_is_not(value: object, html: str) -> None:
    """What was remembered for a text is never taken for equal HTML, or the reverse."""
    assert quick_escape(value) == html
    assert quick_escape(str(value)) == quick_escape(str(value))


def test_text_and_equal_html_differ() -> None:
    """A text that equals some HTML is escaped, whichever came first."""
    assert quick_escape(Markup("<hr>")) == "<hr>"
    assert quick_escape("<hr>") == "&lt;hr&gt;"
    assert quick_escape(Markup("<hr>")) == "<hr>"


def test_once_calls_once_for_equal_values() -> None:
    """Equal values share a result; a text and equal HTML do not."""
    calls: list[object] = []

    def note(value: object) -> int:
        calls.append(value)
        return len(calls)

    kept = once()
    assert kept(note, "a") == kept(note, "a") == 1
    assert kept(note, Markup("a")) == 2
