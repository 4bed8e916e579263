"""The first page's welcome and the search page's help come from Markdown."""

from pathlib import Path

from tests.site.made import built, write_site

LINES: list[dict[str, object]] = [{"text": "Green or black?"}, {"text": "Green."}]


def test_home_md_greets_on_the_first_page_and_is_no_page_itself(tmp_path: Path) -> None:
    page = "---\ndescription: Leaves, mostly.\n---\nCome *in*.\n"
    output, _ = built(write_site(tmp_path, LINES, {"content/pages/home.md": page}))
    home = (output / "index.html").read_text("utf-8")
    assert "<p>Come <em>in</em>.</p>" in home
    assert '<meta name="description" content="Leaves, mostly.">' in home
    assert 'href="./home/"' not in home
    assert not (output / "home").exists()


def test_the_first_page_quotes_what_the_newest_session_answered_most(
    tmp_path: Path,
) -> None:
    said = "Green, since nobody has ever burned their tongue in a hurry for green tea."
    lines: list[dict[str, object]] = [
        {"text": "Green or black?"},
        {"text": said, "author": "noa"},
        {"text": "True. And twice for the second pot, which is a different tea."},
        {"text": "Ha!", "reply_to": "m1"},
        {"text": "My tongue agrees with every word of it.", "reply_to": "m1"},
    ]
    output, _ = built(write_site(tmp_path, lines))
    home = (output / "index.html").read_text("utf-8")
    assert f'<blockquote dir="auto">{said}</blockquote>' in home
    assert 'href="./sessions/tea/2024-03-05/#m-m1"' in home


def test_nothing_is_quoted_where_nothing_stands_out(tmp_path: Path) -> None:
    output, _ = built(write_site(tmp_path, LINES))
    assert "<blockquote" not in (output / "index.html").read_text("utf-8")


def test_the_help_on_searching_is_a_page_that_the_search_page_links_to(
    tmp_path: Path,
) -> None:
    output, _ = built(write_site(tmp_path, LINES))
    search = (output / "search" / "index.html").read_text("utf-8")
    assert 'href="../search/help/"' in search
    page = (output / "search" / "help" / "index.html").read_text("utf-8")
    assert "<code>during:2010..2011-06</code>" in page
    assert '<meta name="robots" content="noindex">' in page


def test_the_help_says_in_which_language_it_is(tmp_path: Path) -> None:
    output, _ = built(write_site(tmp_path, LINES, language="ar"))
    page = (output / "search" / "help" / "index.html").read_text("utf-8")
    assert '<div lang="ar" dir="rtl">' in page


def test_a_participants_page_shows_the_roles_their_file_gives(tmp_path: Path) -> None:
    person = "---\nroles: [founder, potter]\n---\n"
    output, _ = built(write_site(tmp_path, LINES, {"content/people/mara.md": person}))
    page = (output / "people" / "mara" / "index.html").read_text("utf-8")
    assert "<bdi>founder</bdi> · <bdi>potter</bdi> · " in page
