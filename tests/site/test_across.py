"""What a message says about one of another session or day."""

from pathlib import Path

import pytest

from tests.site.made import built, write_site

ONE = "Warm the pot before the leaves go in, every time"
LINES: list[dict[str, object]] = [{"text": ONE}, {"text": "True.", "author": "noa"}]
LATER = "content/transcripts/tea/2024/2024-03-12.jsonl"
REFERS = (
    '{"id":"late","time":"2024-03-12T21:00:00Z","author":"noa","text":"%s","%s":"m0"}\n'
)


@pytest.mark.parametrize("field", ["reply_to", "quotes", "repost_of"])
def test_a_message_links_to_the_one_it_answers_quotes_or_reposts(
    tmp_path: Path, field: str
) -> None:
    later = {LATER: REFERS % ("RT @mara: Warm the pot", field)}
    output, report = built(write_site(tmp_path, LINES, later))
    page = (output / "sessions/tea/2024-03-12/index.html").read_text("utf-8")
    assert 'id="m-late"' in page
    assert 'href="../../../sessions/tea/2024-03-05/#m-m0"' in page
    assert report.counts.shown == report.counts.stored == 3


@pytest.mark.parametrize("field", ["reply_to", "quotes", "repost_of"])
def test_nothing_of_a_hidden_message_is_shown_elsewhere(
    tmp_path: Path, field: str
) -> None:
    more: dict[str, str | bytes] = {
        LATER: REFERS % ("So it is", field),
        "content/sessions/tea/2024-03-05.md": "---\nhide: [m0]\n---\n",
    }
    output, _ = built(write_site(tmp_path, LINES, more))
    page = (output / "sessions/tea/2024-03-12/index.html").read_text("utf-8")
    assert 'id="m-late"' in page
    assert "m-m0" not in page
    assert "Warm the pot" not in page
