"""`build --why PATH` names the parts of a page that differ from the last build."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build.pipeline import BuildOptions, build
from tests.build import small_site
from tests.build.trees import write_tree

SESSION = "sessions/tea/2026-03-03/"
Why = Callable[[str], str]


@pytest.fixture
def why(tmp_path: Path) -> Why:
    """Give a function that builds again and asks about a path."""
    write_tree(tmp_path / "site", small_site.first_files())
    build(tmp_path / "site", tmp_path / "output", BuildOptions())

    def ask(path: str) -> str:
        options = BuildOptions(why=path)
        return build(tmp_path / "site", tmp_path / "output", options).why

    return ask


def test_a_page_of_the_same_is_unchanged(why: Why) -> None:
    assert why("/") == (
        "index.html: unchanged, for nothing it is made from differs from the last build"
    )


@pytest.mark.parametrize(
    "asked", [SESSION, f"/{SESSION}", f"{SESSION}index.html", SESSION.rstrip("/")]
)
def test_a_page_is_named_in_any_way(why: Why, asked: str) -> None:
    assert why(asked).startswith(f"{SESSION}index.html: unchanged")


def test_an_overlay_is_why_its_page_changed(why: Why, tmp_path: Path) -> None:
    overlay = "---\ntopic: Kettles\n---\n"
    write_tree(tmp_path / "site", {"content/sessions/tea/2026-03-03.md": overlay})
    told = why(SESSION)
    assert told.startswith(f"{SESSION}index.html: changed, since these differ: ")
    assert "overlay" in told
    assert "stored messages" not in told


def test_messages_are_why_their_page_changed(why: Why, tmp_path: Path) -> None:
    day = tmp_path / "site/content/transcripts/tea/2026/2026-03-03.jsonl"
    day.write_text(day.read_text("utf-8").replace("hello all", "hello you"), "utf-8")
    told = why(SESSION)
    assert "since these differ: stored messages" in told
    assert "overlay" not in told


def test_a_template_is_why_pages_changed(why: Why, tmp_path: Path) -> None:
    from sitegen.render.themes import shipped_themes

    name = "templates/stats.html"
    shipped = (shipped_themes() / "default" / name).read_text("utf-8")
    changed = shipped.replace("</", "<!-- mine --></", 1)
    write_tree(tmp_path / "site", {f"themes/default/{name}": changed})
    assert why("stats/") == ("stats/index.html: changed, since these differ: templates")
    assert why(SESSION).startswith(f"{SESSION}index.html: unchanged")


def test_the_title_is_in_the_frame_of_all_pages(why: Why, tmp_path: Path) -> None:
    config = small_site.PLAIN.replace("One", "Another")
    write_tree(tmp_path / "site", {"site.yaml": config})
    assert "the frame of all pages" in why("people/mara/")


def test_an_altered_file_is_why_it_was_written(why: Why, tmp_path: Path) -> None:
    (tmp_path / "output" / SESSION / "index.html").write_text("altered")
    assert why(SESSION) == (
        f"{SESSION}index.html: written again, since its file was altered or is missing"
    )


def test_a_new_page_is_new(why: Why, tmp_path: Path) -> None:
    write_tree(tmp_path / "site", {"content/pages/about.md": "Words.\n"})
    assert why("about/").startswith("about/index.html: new, ")


def test_an_unknown_page_suggests_a_known_one(why: Why) -> None:
    assert why("people/marra/") == (
        "people/marra/: no page that this build wrote or kept;"
        " did you mean 'people/mara/index.html'?"
    )


def test_a_file_that_is_no_page_is_told_apart(why: Why, tmp_path: Path) -> None:
    write_tree(tmp_path / "site", {"content/static/CNAME": "chat.example.org"})
    assert why("CNAME") == "CNAME: no page, but a file whose content is new"
