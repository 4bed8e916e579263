"""What a host gets wrong at eleven at night: one sentence, with the place, each time."""

from pathlib import Path

import pytest

from sitegen.build.pipeline import BuildOptions, build
from sitegen.errors import SitegenError
from tests.e2e.made import Line, write_site

CONFIG = """\
version: 1
title: Small talk
timezone: UTC
theme: mine
channels:
  talk:
    schedule:
      - weekday: tuesday
        start: "21:00"
"""
LINES = (Line("sami", "hello there", 0), Line("noura", "hello you", 60))
RECAP = "---\ntitle: x\ndate: 2024-03-08\n---\n"
DAY = "content/transcripts/talk/2024/2024-03-05.jsonl"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_site(tmp_path, CONFIG, LINES)
    (tmp_path / "themes/mine/templates").mkdir(parents=True)
    (tmp_path / "themes/mine/theme.yaml").write_text("extends: default\n")
    return tmp_path


def test_the_site_itself_builds(site: Path) -> None:
    assert build(site, site / "output", BuildOptions()).counts.shown == 2


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("site.yaml", CONFIG.replace("title", "titel"),
         "site.yaml:2: unknown key 'titel'; did you mean 'title'?"),
        ("site.yaml", CONFIG.replace("weekday", "weekdya"),
         ("site.yaml:8: unknown key 'channels.talk.schedule[1].weekdya';"
         " did you mean 'channels.talk.schedule[1].weekday'?")),
        ("site.yaml", CONFIG.replace("UTC", "Europe/Berln"),
         ("site.yaml:3: timezone is 'Europe/Berln'; expected an IANA time zone such as"
         " America/New_York; did you mean 'Europe/Berlin'?")),
        ("site.yaml", CONFIG.replace("mine", "mien"),
         ("site.yaml: theme: no theme 'mien'; there are default, mine, plain;"
         " did you mean 'mine'?")),
        ("site.yaml", CONFIG.replace("talk:", "talk: ["), "site.yaml:8: "),
        (DAY, "{half a line\n", f"{DAY}:1: no message: "),
        ("content/recaps/2024-W10.md", RECAP + '{{ quote("nosuch") }}\n',
         ("content/recaps/2024-W10.md:5: quote: no message 'nosuch' is published;"
         " was it mistyped?")),
        ("content/recaps/2024-W10.md", RECAP + '{{ quot("m0") }}\n',
         ("content/recaps/2024-W10.md:5: unknown function 'quot';"
         " did you mean 'quote'?")),
        ("content/recaps/week.md", RECAP,
         "content/recaps/week.md: the name 'week' is no week; expected one such as"),
        ("content/sessions/talk/2024-03-05.md", "---\ntitle: a: b\n---\n",
         "content/sessions/talk/2024-03-05.md:2: "),
        ("content/redactions.yaml", "- message: a\n  how: explode\n",
         "content/redactions.yaml:2: how is 'explode'; expected one of remove,"),
        ("content/static/index.html", "mine\n",
         "content/static/index.html: the site has a page at 'index.html';"),
        ("themes/mine/templates/home.html", "{% if %}",
         "template home.html:1: "),
        ("themes/mine/templates/home.html", "\n{{ nosuch.x }}",
         "template home.html:2: 'nosuch' is undefined"),
        ("themes/mine/templates/home.html", '{% extends "bas.html" %}',
         "template home.html: no template 'bas.html'"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_sentence_and_nothing_is_published(
    site: Path, file: str, text: str, told: str
) -> None:
    (site / file).parent.mkdir(parents=True, exist_ok=True)
    (site / file).write_text(text, "utf-8")
    with pytest.raises(SitegenError) as caught:
        build(site, site / "output", BuildOptions())
    said = str(caught.value).replace(f"{site}/", "")
    assert said.startswith(told)
    assert "\n" not in said
    assert not (site / "output").exists()
