"""Feeds, calendars, sitemaps, twins and Markdown hold whatever the text is."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render import calendar, feeds, jsonld, sitemap, twins
from sitegen.render.markdown import MarkdownTooComplex, markdown_html
from sitegen.render.text import ROOT

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
HOSTILE = "a\x00<b>&\u202e\ud800]]>\u2028"


def entry(n: int, text: str = "x") -> feeds.FeedEntry:
    return feeds.FeedEntry(
        id=feeds.tag_id("example.org", 2024, "session", str(n)),
        title=text,
        url=f"https://example.org/{n}",
        updated=NOON + timedelta(days=n),
        authors=(text,),
        html=f"<p>{text}</p>",
        summary=text,
        tags=(text,),
    )


def feed(*entries: feeds.FeedEntry) -> feeds.Feed:
    return feeds.Feed(
        id="tag:example.org,2024:feed/sessions",
        title="Sessions",
        url="https://example.org/feeds/sessions.atom",
        home_url="https://example.org/",
        entries=entries,
    )


@given(st.text(alphabet=st.characters(codec=None), max_size=30))
def test_feeds_are_well_formed_whatever_the_text(text: str) -> None:
    made = feed(entry(1, text), entry(2, HOSTILE))
    ET.fromstring(feeds.atom(made))
    assert len(json.loads(feeds.json_feed(made))["items"]) == 2


def test_a_feed_holds_the_20_newest_and_is_as_new_as_they_are() -> None:
    tree = ET.fromstring(feeds.atom(feed(*(entry(n) for n in range(25)))))
    space = "{http://www.w3.org/2005/Atom}"
    ids = [e.text for e in tree.iter(f"{space}id")][1:]
    assert ids == [f"tag:example.org,2024:session/{n}" for n in range(24, 4, -1)]
    assert tree.findtext(f"{space}updated") == "2024-03-29T12:00:00Z"


def test_calendar_lines_are_folded_and_escaped() -> None:
    event = calendar.CalendarEvent(
        uid="x/2024@example.org",
        start=NOON,
        end=NOON + timedelta(hours=1),
        stamp=NOON,
        title="Saying; no, \\ " + "é" * 80,
        description="one\ntwo\r\nBEGIN:VEVENT",
        url="javascript:x",
    )
    made = calendar.ics("Chat", [event])
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    unfolded = made.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Saying\\; no\\, \\\\ ééé" in unfolded
    assert "DESCRIPTION:one\\ntwo\\nBEGIN:VEVENT\r\n" in unfolded
    assert "URL:" not in unfolded
    assert "DTSTART:20240305T120000Z" in unfolded


def test_a_sitemap_splits_at_its_limit() -> None:
    rows = [sitemap.SitemapPage(href=f"{n}/", changed=date(2024, 1, 1)) for n in (2, 1)]
    whole = sitemap.sitemap("https://example.org/", rows)
    assert list(whole) == ["sitemap.xml"]
    assert b"<lastmod>2024-01-01</lastmod>" in whole["sitemap.xml"]
    parts = sitemap.sitemap("https://example.org/", rows, most=1)
    assert sorted(parts) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    for text in parts.values():
        ET.fromstring(text)


def test_robots_and_opensearch_name_the_site() -> None:
    assert b"Sitemap: https://example.org/sitemap.xml" in sitemap.robots(
        "https://example.org/"
    )
    ET.fromstring(sitemap.opensearch(HOSTILE, "", "https://example.org/", "search/"))


def test_structured_data_is_json_and_cannot_end_its_script() -> None:
    text = jsonld.posting(
        jsonld.Posting(
            title="</script>" + HOSTILE,
            url="https://example.org/",
            start=NOON,
            author="<!--",
            text="x" * 900,
            comments=tuple(
                jsonld.Comment(
                    author="a", time=NOON, text="t", url="https://e.org/#m-1"
                )
                for _ in range(30)
            ),
            total=30,
        )
    )
    assert "<" not in text
    data = json.loads(text)
    assert len(data["comment"]) == 20
    assert data["commentCount"] == 30
    json.loads(jsonld.profile(HOSTILE, "h", "https://example.org/", 3))
    json.loads(jsonld.event(HOSTILE, "", "https://example.org/", (NOON, NOON)))


def twin(*texts: str) -> twins.Twin:
    return twins.Twin(
        title="T",
        channel="#x",
        key="2024-03-05",
        url="https://example.org/",
        start=NOON,
        messages=tuple(
            twins.TwinMessage(id=str(n), time=NOON, author="-mara", text=text)
            for n, text in enumerate(texts)
        ),
    )


@given(st.lists(st.text(alphabet=st.characters(codec=None), max_size=20), max_size=5))
def test_no_cell_of_a_table_starts_a_formula(texts: list[str]) -> None:
    made = twins.transcript_csv(twin("=1+1", " @x", "\t=2", *texts)).decode()
    for row in list(csv.reader(io.StringIO(made, newline="")))[1:]:
        assert not any(cell.lstrip(" ").startswith(tuple("=+-@\t\r")) for cell in row)


def test_twins_keep_text_and_order() -> None:
    made = twin("one\ntwo", HOSTILE)
    assert b"12:00 -mara: one\n    two\n" in twins.transcript_txt(made)
    assert json.loads(twins.transcript_json(made))["messages"][0]["text"] == "one\ntwo"


def test_on_this_day_is_a_table_by_month_and_day() -> None:
    memory = twins.Memory(day=date(2010, 12, 21), title="T", href="s/")
    assert json.loads(twins.on_this_day([memory])) == {"12-21": [[2010, "T", "s/"]]}


def test_markdown_is_sanitized_last() -> None:
    html = markdown_html(
        "# Hi\n\n[a](javascript:x) [b](b/) <script>x</script><svg onload=x>"
        "<b onclick=x id=q>c</b>\n\n![d](https://example.org/d.png) ![e](/media/e.png)",
        "x.md",
    )
    assert '<h2 id="s-hi">Hi</h2>' in html
    assert "javascript" not in html
    assert "script" not in html
    assert "onload" not in html
    assert "<b>c</b>" in html
    assert "d.png" not in html
    assert f'<img alt="e" src="{ROOT}media/e.png">' in html


def test_headings_begin_below_the_title_of_the_page() -> None:
    assert markdown_html("## A", "x.md") == '<h2 id="s-a">A</h2>'
    assert markdown_html("# A\n\n## B", "x.md") == (
        '<h2 id="s-a">A</h2>\n<h3 id="s-b">B</h3>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "e`" * 1000,
        "![[]()" * 1000,
        "a <![CDATA[" * 1000,
        "- " * 1000 + "x",
        "> " * 1000,
        "x" * 300_000,
        "a\n" * 5_000,
    ],
)
def test_markdown_that_would_take_very_long_is_refused(text: str) -> None:
    with pytest.raises(MarkdownTooComplex, match=r"^x\.md(:1)?: "):
        markdown_html(text, "x.md")
