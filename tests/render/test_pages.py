"""Every kind of page is made from its view, valid, safe and complete."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import html5lib
import msgspec
import pytest

from sitegen.render import fragments, pages
from sitegen.render.environment import (
    DynamicInclude,
    TemplateProblem,
    Theme,
    load_theme,
)
from sitegen.render.language import (
    CATALOGS,
    _read,
    known_languages,
    load_language,
)
from sitegen.render.themes import ThemeLoop, UnknownTheme, known_themes, shipped_themes
from sitegen.search.query import Field, parse
from sitegen.site import views
from tests.render import gallery

ROOT = Path(__file__).parents[2]


@cache
def theme(language: str = "en", name: str = "default") -> Theme:
    return load_theme(name, language)


@cache
def made(language: str = "en", name: str = "default") -> Mapping[str, str]:
    chosen = theme(language, name)
    return {
        address: pages.render_page(chosen, view)
        for address, view in gallery.gallery_pages(chosen, language, 16).items()
    }


def test_every_page_view_has_a_template_and_stands_in_the_gallery() -> None:
    kinds = {
        kind
        for kind in vars(views).values()
        if isinstance(kind, type)
        and issubclass(kind, views.Page)
        and kind is not views.Page
    }
    assert set(pages.TEMPLATES) == kinds
    assert {type(view) for view in gallery.gallery_pages(theme()).values()} == kinds


def test_views_can_be_encoded_for_cache_keys() -> None:
    for view in gallery.gallery_pages(theme()).values():
        assert msgspec.msgpack.encode(view) == msgspec.msgpack.encode(view)


@pytest.mark.parametrize("name", known_themes())
@pytest.mark.parametrize("language", known_languages())
def test_every_page_is_well_formed_html(language: str, name: str) -> None:
    for address, html in made(language, name).items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(html)
        problems = [error[1] for error in parser.errors]
        assert not problems, address


def test_every_page_has_one_h1_landmarks_a_search_and_the_policy() -> None:
    for address, html in made().items():
        assert len(re.findall(r"<h1\b", html)) == 1, address
        assert html.count("<main ") == 1, address
        assert html.count('role="search"') == 1, address
        assert re.search(r'<input type="search"[^>]* name="q"', html), address
        assert "default-src &#39;none&#39;; script-src &#39;self&#39;" in html


def test_no_page_has_inline_code_or_asks_another_host() -> None:
    for address, html in made().items():
        assert not re.search(r"<[^>]*\s(style|on\w+)=", html), address
        assert "<style" not in html, address
        assert not re.search(r'\ssrc="(https?:)?//', html), address
        for script in re.findall(r"<script[^>]*>", html):
            assert " src=" in script or "json" in script, address


def test_no_mark_or_control_character_is_left_on_a_page() -> None:
    for address, html in made().items():
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", html), (
            address
        )


def test_hostile_names_and_text_are_text_everywhere() -> None:
    for html in made().values():
        assert "<script>alert" not in html
        assert 'href="javascript:' not in html


def test_ids_are_unique_on_a_page() -> None:
    for address, html in made().items():
        ids = re.findall(r'\sid="([^"]*)"', html)
        assert len(ids) == len(set(ids)), address


def test_a_message_has_its_id_on_its_own_page_only() -> None:
    assert 'id="m-1000"' in made()[gallery.SESSION]
    assert 'id="m-' not in made()["people/mara/"]
    assert f'href="../../{gallery.SESSION}#m-1000"' in made()["people/mara/"]


def test_right_to_left_pages_say_so() -> None:
    assert '<html lang="ar" dir="rtl">' in made("ar")[""]


def test_a_session_has_a_search_that_stays_in_it() -> None:
    for address in (gallery.SESSION, gallery.SESSION + "time/"):
        html = made()[address]
        form = re.search(r'(?s)<form class="within" action="([^"]*)".*?</form>', html)
        assert form is not None
        assert form[1] == "../" * address.count("/") + "search/"
        name = '<input type="hidden" name="within" value="([^"]*)">'
        found = re.search(name, form[0])
        assert found is not None
        tree = parse(found[1]).node
        assert tree == Field("session", "supportchat/2024-03-05")


def test_style_and_script_keep_their_budgets() -> None:
    sizes = {asset.source: len(asset.content) for asset in theme().assets}
    assert sizes["style.css"] <= 25 * 1024
    assert sizes["site.js"] <= 10 * 1024


def test_a_page_is_the_same_each_time() -> None:
    again = load_theme("default", "en")
    view = gallery.gallery_pages(again)[""]
    assert pages.render_page(again, view) == pages.render_page(theme(), view)


def test_catalogs_have_the_same_sentences_values_and_plural_forms() -> None:
    english = load_language("en").catalog
    for code in known_languages():
        language = load_language(code)
        own = _read(CATALOGS / f"{code}.toml")
        assert set(own) == set(english), code
        wanted = {language.plural_form(n) for n in range(1_000)}
        for key, sentence in own.items():
            assert isinstance(sentence, str) == isinstance(english[key], str), key
            if isinstance(sentence, str):
                assert _values(sentence) == _values(str(english[key])), (code, key)
            else:
                assert wanted <= set(sentence), (code, key)


def _values(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", sentence))


def test_no_template_holds_a_word_of_its_own() -> None:
    """All words come from the catalogs; names of files and formats are not words."""
    for file in sorted(shipped_themes().rglob("*.html")):
        text = re.sub(
            r"(?s){% block body_class %}.*?{% endblock %}", "", file.read_text()
        )
        text = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text)
        text = re.sub(r'(?s)<[^>]*?(?:"[^"]*"[^>]*?)*>', " ", text)
        words = set(re.findall(r"[A-Za-z]{2,}", text))
        assert not words, file


def test_every_sentence_that_templates_name_exists() -> None:
    english = load_language("en").catalog
    for file in sorted(shipped_themes().rglob("*.html")):
        for key in re.findall(r"""\bt\(["']([a-z_.]+)["'](?! ~)""", file.read_text()):
            if not key.endswith(("_", ".")):
                assert key in english, (file, key)


def test_the_docs_name_every_view_field_block_and_partial() -> None:
    text = (ROOT / "docs" / "themes.md").read_text()
    rows = {
        found[1]: found[0] for found in re.finditer(r"(?m)^- `(\w+)`.*\n  .*$", text)
    }
    for kind in vars(views).values():
        if isinstance(kind, type) and issubclass(kind, views.Value):
            for name in set(kind.__struct_fields__) - {"chrome", "head"}:
                assert f"`{name}`" in rows[kind.__name__], (kind, name)
    for file in sorted(shipped_themes().rglob("*.html")):
        for block in re.findall(r"{% block (\w+)", file.read_text()):
            assert f"`{block}`" in text, block
        name = "/".join(file.relative_to(shipped_themes()).parts[2:])
        assert f"`{name}`" in text, file


def _own_theme(site: Path, name: str, files: Mapping[str, str]) -> Path:
    for file, text in files.items():
        path = site / "themes" / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return site


def test_a_site_overrides_one_partial_with_one_file(tmp_path: Path) -> None:
    site = _own_theme(
        tmp_path,
        "default",
        {
            "templates/partials/message.html": "{% macro author(p) %}{{ p.name }}{% endmacro %}"
            "{% macro message(m, body, author, more, foot) %}<i>{{ body }}</i>{% endmacro %}"
        },
    )
    mine = load_theme("default", "en", site)
    fragment = fragments.fragments(mine, views.Names())(gallery.message(7))
    assert fragment == "<i>ok</i>"
    closure = mine.closure("session.html")
    assert closure == theme().closure("session.html")
    assert mine.closure("partials/message.html") != theme().closure(
        "partials/message.html"
    )


def test_a_theme_extends_another_by_name(tmp_path: Path) -> None:
    site = _own_theme(
        tmp_path,
        "mine",
        {
            "theme.yaml": "extends: default\n",
            "templates/404.html": "{% extends 'base.html' %}{% block main %}<h1>gone{% endblock %}",
            "assets/styles/90-mine.css": "h1 { color: red }",
        },
    )
    mine = load_theme("mine", "en", site)
    view = gallery.gallery_pages(mine)["404.html"]
    assert "<h1>gone" in pages.render_page(mine, view)
    style = next(a.content for a in mine.assets if a.source == "style.css")
    assert style.endswith(b"h1 { color: red }\n")
    assert mine.asset_links.style != theme().asset_links.style


def test_themes_in_a_circle_are_an_error(tmp_path: Path) -> None:
    site = _own_theme(tmp_path, "a", {"theme.yaml": "extends: b"})
    _own_theme(site, "b", {"theme.yaml": "extends: a"})
    with pytest.raises(ThemeLoop, match="a -> b -> a"):
        load_theme("a", "en", site)


def test_an_unknown_theme_suggests_the_nearest() -> None:
    with pytest.raises(UnknownTheme, match="did you mean 'default'"):
        load_theme("defualt", "en")


def test_a_template_error_names_template_and_line(tmp_path: Path) -> None:
    site = _own_theme(
        tmp_path,
        "mine",
        {
            "theme.yaml": "extends: default",
            "templates/404.html": "one\n{{ no_such_thing }}",
            "templates/page.html": "one\n\n{% if %}",
        },
    )
    mine = load_theme("mine", "en", site)
    shown = gallery.gallery_pages(mine)
    with pytest.raises(TemplateProblem, match=r"^template 404.html:2: .*no_such_thing"):
        pages.render_page(mine, shown["404.html"])
    with pytest.raises(TemplateProblem, match=r"^template page.html:3: "):
        pages.render_page(mine, shown["about/"])


def test_a_closure_holds_what_is_included_and_refuses_computed_names(
    tmp_path: Path,
) -> None:
    files = {
        "theme.yaml": "extends: default",
        "templates/page.html": "{% include 'partials/x.html' %}",
        "templates/partials/x.html": "one",
        "templates/404.html": "{% include name %}",
    }
    before = load_theme("mine", "en", _own_theme(tmp_path, "mine", files))
    first = before.closure("page.html")
    _own_theme(tmp_path, "mine", {"templates/partials/x.html": "two"})
    after = load_theme("mine", "en", tmp_path)
    assert after.closure("page.html") != first
    with pytest.raises(DynamicInclude, match=r"404\.html"):
        after.closure("404.html")
