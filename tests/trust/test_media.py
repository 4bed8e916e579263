"""A takedown takes attachments down too, from the site and from the store."""

from datetime import timedelta
from pathlib import Path

import pytest

from sitegen.build.sources import redaction_rules
from sitegen.model import Attachment, Message
from sitegen.store.purging import purge
from sitegen.verify.verifying import verify
from tests.store.made_media import png
from tests.verify.sites import START, built, make_site, message, redact, talk

COPY = "media/lanterns/0123456789abcdef.png"
SHARED = "media/lanterns/fedcba9876543210.png"
NOTE = Attachment(url="", kind="image", title="wick <b>.png")


def shown(number: int, author: str, *urls: str) -> Message:
    files = (*(Attachment(url=url, kind="image", alt="a wick") for url in urls), NOTE)
    return message(number, author, f"look at my wick {number}", attachments=files)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site where two people show pictures."""
    messages = (*talk(), shown(10, "quillon", COPY, SHARED), shown(11, "tam", SHARED))
    made = make_site(tmp_path_factory.mktemp("media") / "site", messages)
    for path in (COPY, SHARED, "media/lanterns/by-hand.png", "media/lanterns/.x.new"):
        target = made / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(png())
    return made


def media(folder: Path) -> set[str]:
    found = (folder / "media").rglob("*")
    return {p.relative_to(folder).as_posix() for p in found if p.is_file()}


def test_copies_go_with_the_last_published_message_that_shows_them(site: Path) -> None:
    """Files the host put there stay; half-written ones are never published."""
    by_hand = "media/lanterns/by-hand.png"
    (site / "content/redactions.yaml").unlink(missing_ok=True)
    assert media(built(site)) == {COPY, SHARED, by_hand}
    redact(site, '- message: "10999999"\n')
    output = built(site)
    assert media(output) == {SHARED, by_hand}
    report = verify(site, output, jobs=1)
    assert report.is_clean, str(report)
    rules = redaction_rules(site / "content")
    purge(site / "content", rules)
    assert COPY not in media(site / "content")
    assert SHARED in media(site / "content")


def test_a_note_without_address_says_what_is_missing(site: Path) -> None:
    """Name or kind is shown, escaped, with no link."""
    day = (START + timedelta(minutes=1)).date().isoformat()
    page = (built(site) / f"sessions/lanterns/{day}/index.html").read_text("utf-8")
    assert (
        '<span class="far"><bdi>wick &lt;b&gt;.png</bdi> (not in this archive)</span>'
        in page
    )
