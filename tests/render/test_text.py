"""Message text becomes HTML that can do nothing but be read."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Entity
from sitegen.render.text import anchor, neutral, plain, safe_url, text_html
from sitegen.site.views import Names

NAMES = Names(
    mentions={"mara": "people/mara/", "u1": "people/noa/"},
    topics={"ux": "topics/ux/"},
)


def rendered(text: str, *entities: Entity) -> str:
    return str(text_html(text, entities, NAMES))


def test_plain_text_comes_back_as_it_is() -> None:
    assert rendered("It's 5 o'clock, said \"she\"") == "It's 5 o'clock, said \"she\""


def test_markup_is_text() -> None:
    assert rendered("<b>&amp;") == "&lt;b&gt;&amp;amp;"


def test_newlines_become_breaks() -> None:
    assert rendered("a\r\nb\u2028c") == "a<br>\nb<br>\nc"


def test_addresses_become_links_without_the_punctuation_around_them() -> None:
    shown = rendered("(see https://example.org/a_(b)).")
    assert '<a href="https://example.org/a_(b)" rel="nofollow ugc noopener">' in shown
    assert shown.endswith("</a>).")


def test_names_without_a_scheme_stay_text() -> None:
    assert rendered("README.md example.org") == "README.md example.org"


def test_known_mentions_and_topics_are_links_and_unknown_ones_text() -> None:
    assert rendered("@Mara. #UX @nobody") == (
        '<a href="\x01people/mara/">@Mara</a>. <a href="\x01topics/ux/">#UX</a> @nobody'
    )


def test_a_mail_address_is_no_mention() -> None:
    assert rendered("x@mara") == "x@mara"


def test_entities_nest() -> None:
    shown = rendered(
        "bold link",
        Entity(start=0, end=9, kind="bold"),
        Entity(start=5, end=9, kind="link", href="https://example.org/"),
    )
    assert shown == (
        '<b>bold <a href="https://example.org/" rel="nofollow ugc noopener">'
        "link</a></b>"
    )


def test_a_crossing_entity_is_ignored() -> None:
    shown = rendered(
        "abcdef",
        Entity(start=0, end=4, kind="bold"),
        Entity(start=2, end=6, kind="italic"),
    )
    assert shown == "<b>abcd</b>ef"


def test_a_short_link_tells_where_it_leads() -> None:
    text = "http://t.example/x"
    shown = rendered(
        text, Entity(start=0, end=18, kind="link", href="https://www.example.org/a")
    )
    assert 'data-to="example.org"' in shown
    assert text in shown


def test_a_mention_entity_leads_by_its_account() -> None:
    shown = rendered("hi Noa", Entity(start=3, end=6, kind="mention", ref="u1"))
    assert shown == 'hi <a href="\x01people/noa/">Noa</a>'


def test_nothing_is_linked_inside_code() -> None:
    shown = rendered("`@mara`", Entity(start=0, end=7, kind="code"))
    assert shown == "<code>`@mara`</code>"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//example.org",
        "http://",
        "https://exa mple.org",
        "https://example.org\\@evil.example",
        "https://exa\u202emple.org",
        "\x01javascript:x",
        "file:///etc/passwd",
    ],
)
def test_an_address_with_another_scheme_or_no_host_is_refused(address: str) -> None:
    assert safe_url(address) is None


def test_odd_characters_of_an_address_are_encoded() -> None:
    assert safe_url("https://example.org/a|b[c]#d#e%z") == (
        "https://example.org/a%7Cb%5Bc%5D#d%23e%25z"
    )


def test_controls_and_marks_that_turn_text_are_neutralized() -> None:
    assert neutral("a\x00\x1b[31m\u202eb\u2066c\ufeff\ud800") == "a��[31mbc�"
    assert plain(" a\nb\t c ") == "a b c"


def test_joiners_stay() -> None:
    text = "\u200d\u200e\u200f👩\u200d🚀"
    assert neutral(text) == text


def test_anchors_are_injective_and_ascii() -> None:
    assert anchor("1-a.B_2") == "m-1-a.B_2"
    assert anchor("a b/é~") == "m-a~20b~2f~c3~a9~7e"


_KINDS = st.sampled_from(["link", "mention", "bold", "code", "pre", "quote", "spoiler"])
_ENTITIES = st.lists(
    st.builds(
        Entity,
        start=st.integers(-2, 30),
        end=st.integers(-2, 40),
        kind=_KINDS,
        href=st.one_of(st.none(), st.text(max_size=20)),
    ),
    max_size=6,
)


@given(st.text(max_size=40), _ENTITIES)
def test_no_text_makes_an_element_or_attribute_that_is_not_ours(
    text: str, entities: list[Entity]
) -> None:
    shown = str(text_html(text, entities, NAMES)).replace("\x01", "../")
    tree = html5lib.parseFragment(shown, namespaceHTMLElements=False)
    allowed = {
        "a": {"href", "rel", "data-to"},
        "span": {"class", "tabindex"},
        "b": set(),
        "br": set(),
        "q": set(),
        "pre": set(),
        "code": set(),
        "blockquote": set(),
    }
    for element in tree.iter():
        if element is not tree:
            assert set(element.attrib) <= allowed[element.tag]
            assert element.get("href", "../").startswith(("http", "mailto", "../"))


@given(st.text(max_size=60))
def test_no_text_is_lost_but_marks_that_turn_it(text: str) -> None:
    tree = html5lib.parseFragment(str(text_html(text, (), Names())))
    seen = "".join(tree.itertext())
    assert seen.split() == neutral(text).split()
