"""Every published message stands on its page."""

from pathlib import Path

import html5lib

from tests.verify.sites import built, make_site, talk


def test_a_session_without_questions_shows_its_messages(tmp_path: Path) -> None:
    output = built(make_site(tmp_path))
    page = (output / "sessions/lanterns/2021-03-03/index.html").read_text("utf-8")
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    shown = {element.get("id") for element in tree.iter() if element.get("id")}
    folded = {"m-4999999"}
    assert shown >= {f"m-{message.id}" for message in talk()} - folded
