"""A recap as a letter: styled in place, absolute, and readable as plain text."""

import re
from html.parser import HTMLParser

from sitegen.render.mail import WIDTH, Letter, letter_html, letter_text
from sitegen.render.text import ROOT

QUOTE = (
    '<figure class="pull"><blockquote dir="auto">Warm the pot &amp; wait.</blockquote>'
    f'<figcaption><a href="{ROOT}people/noa/"><bdi>Noa</bdi></a> '
    f'<a class="when" href="{ROOT}sessions/tea/2026-03-05/#m-7">9:07 PM</a></figcaption>'
    "</figure>"
)
HTML = (
    '<h2 id="s-pots">On pots</h2>\n<p>We <em>all</em> agree: '
    f'<a href="{ROOT}about/">the rules</a>\nstand.</p>{QUOTE}'
    '<dl class="measures"><div><dt>Messages</dt><dd>12</dd></div>'
    "<div><dt>Links</dt><dd>3</dd></div></dl>"
    '<ul class="links"><li><a href="https://example.org/leaf">Leaf</a></li>'
    "<li>two</li></ul><pre><code>a  b\n c</code></pre>"
    f'<p><img src="{ROOT}media/cup.png" alt="a cup"></p>'
)


def letter(html: str = HTML, **more: str) -> Letter:
    values = {
        "title": "Week 10: <pots>", "site": "Tea Talk", "date": "March 8, 2026",
        "url": "https://example.org/tea/recaps/2026-w10/", "summary": "One & all.",
        "base_url": "https://example.org/tea/", "language": "en", **more,
    }  # fmt: skip
    return Letter(html=html, direction="ltr", **values)


class _Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_every_address_is_absolute_and_every_style_is_in_its_element() -> None:
    seen = _Seen(letter_html(letter())).tags
    addresses = [v for _, a in seen for k, v in a.items() if k in {"href", "src"}]
    assert "https://example.org/tea/sessions/tea/2026-03-05/#m-7" in addresses
    assert "https://example.org/tea/media/cup.png" in addresses
    assert all(v and v.startswith("https://") for v in addresses)
    assert {"style", "script", "link", "figure"}.isdisjoint(tag for tag, _ in seen)
    assert not [a for _, a in seen if "class" in a or "id" in a]
    assert all(
        "style" in a for tag, a in seen if tag in {"h1", "h2", "blockquote", "li"}
    )


def test_title_and_text_stay_text() -> None:
    html = letter_html(letter())
    assert "<title>Week 10: &lt;pots&gt;</title>" in html
    assert "Warm the pot &amp; wait." in html
    assert "One &amp; all." in html


def test_elements_of_no_letter_leave_their_words_only() -> None:
    html = letter_html(letter('<video src="x"><track></video><svg>pot</svg>'))
    assert re.search(r"<(video|track|svg)", html) is None
    assert "pot" in html


def test_plain_text_reads_as_people_write_mail() -> None:
    text = letter_text(letter())
    assert (
        text
        == """Week 10: <pots>
===============
Tea Talk · March 8, 2026

One & all.

On pots
-------

We all agree: the rules <https://example.org/tea/about/> stand.

> Warm the pot & wait.

-- Noa 9:07 PM <https://example.org/tea/sessions/tea/2026-03-05/#m-7>

Messages: 12
Links: 3

- Leaf <https://example.org/leaf>
- two

    a  b
     c

a cup

--\x20
https://example.org/tea/recaps/2026-w10/
"""
    )


def test_long_paragraphs_are_wrapped_and_long_addresses_are_not() -> None:
    link = "https://example.org/" + "a" * 90
    text = letter_text(letter(f'<p>{"word " * 60}<a href="{link}">x</a></p>'))
    assert f"<{link}>" in text
    assert all(len(line) <= WIDTH for line in text.splitlines() if link not in line)


def test_a_letter_without_text_is_one() -> None:
    assert letter_text(letter("", summary="")).startswith("Week 10: <pots>\n")
    assert letter_html(letter("", summary="")).endswith("</html>\n")
