"""A small made-up site as a value: path to text, drawn piece by piece by Hypothesis."""

import json
from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sitegen.render.themes import shipped_themes

Files = dict[str, str]

CHANNELS = ("tea", "lab")
DAYS = ("2026-03-03", "2026-03-04", "2026-03-10", "2026-03-17")  # three Tuesdays
NAMES = ("mara", "Tom_Ash", "ines", "Zoë", "helper")
TEXTS = (
    "Q{n}: what do you mend #mending",
    "A{n}: a kettle, and #mending it takes an hour",
    "@{name} said so #tools",
    "RT @{name}: a kettle, and #mending it takes an hour",
    "see https://example.org/{n} and @{name}",
    "plain words, number {n}",
    "hello all",
    "",
)


def _message(channel: str, day: str, number: int, drawn: tuple[int, ...]) -> str:
    minute, author, text, other, reference = drawn
    found: dict[str, object] = {
        "id": f"{channel}-{day}-{number}",
        "time": f"{day}T20:{minute:02}:{number:02}Z",
        "author": NAMES[author],
        "text": TEXTS[text].format(n=number % 3 + 1, name=NAMES[other]),
    }
    if reference < len(DAYS) * 2:
        found["reply_to"] = f"{channel}-{DAYS[reference // 2]}-{reference % 2}"
    if author == 0:
        found |= {"author_id": "77", "name": "Mara Made Up"}
    if author == len(NAMES) - 1:
        found["kind"] = "bot"
    return json.dumps(found, ensure_ascii=False)


def _day(channel: str, day: str) -> SearchStrategy[tuple[str, str]]:
    drawn = st.tuples(
        st.integers(0, 59),
        st.integers(0, len(NAMES) - 1),
        st.integers(0, len(TEXTS) - 1),
        st.integers(0, len(NAMES) - 1),
        st.integers(0, len(DAYS) * 5),
    )
    path = f"content/transcripts/{channel}/{day[:4]}/{day}.jsonl"
    return st.lists(drawn, min_size=0, max_size=12).map(
        lambda rows: (
            path,
            "".join(
                f"{_message(channel, day, number, row)}\n"
                for number, row in enumerate(rows)
            ),
        )
    )


def _ids() -> SearchStrategy[str]:
    return st.builds(
        lambda channel, day, number: f"{channel}-{day}-{number}",
        st.sampled_from(CHANNELS[:1]),
        st.sampled_from(DAYS),
        st.integers(0, 4),
    )


def _document(
    path: SearchStrategy[str], fields: Mapping[str, SearchStrategy[object]]
) -> SearchStrategy[tuple[str, str]]:
    """Draw a file with front matter of at most two fields.

    The fewer there are, the more often an edit changes a single thing, which shows best
    what a key leaves out.
    """
    first = next(iter(fields))  # a name or title: what other pages show most
    drawn = st.sampled_from([*sorted(fields), *[first] * len(fields)])
    names = st.lists(drawn, max_size=2, unique=True)
    some = names.flatmap(
        lambda chosen: st.fixed_dictionaries({name: fields[name] for name in chosen})
    )
    bodies = st.sampled_from(["", "Some *words* of the host's.\n", "# A heading\n"])

    def text(front: dict[str, object], body: str) -> str:
        lines = "".join(f"{k}: {json.dumps(v)}\n" for k, v in sorted(front.items()))
        return f"---\n{lines}---\n{body}"

    return st.tuples(path, st.builds(text, some, bodies))


def transcripts() -> SearchStrategy[tuple[str, str]]:
    return st.sampled_from([(c, d) for c in CHANNELS for d in DAYS]).flatmap(
        lambda pair: _day(*pair)
    )


def overlays() -> SearchStrategy[tuple[str, str]]:
    keys = st.sampled_from([*DAYS, "2026-03-24"])
    return _document(
        keys.map(lambda key: f"content/sessions/tea/{key}.md"),
        {
            "title": st.sampled_from(["Kettles", "Coats & zips"]),
            "topic": st.sampled_from(["What to mend", "Why"]),
            "tags": st.sampled_from([["tools"], ["mending", "tools"], ["C++"]]),
            "hosts": st.sampled_from([["mara"], ["ines"]]),
            "guests": st.sampled_from([["Tom_Ash"], ["nobody-yet"]]),
            "hide": _ids().map(lambda i: [i]),
            "pin": _ids().map(lambda i: [i]),
            "move": st.tuples(_ids(), st.sampled_from(DAYS)).map(
                lambda p: {p[0]: p[1]}
            ),
            "related": st.sampled_from([["2026-03-03"], ["2026-03-10"]]),
            "questions": st.just(["Q1: What do you mend?", "Q2: And why?"]),
            "noindex": st.just(value=True),
        },
    )


def recaps() -> SearchStrategy[tuple[str, str]]:
    bodies = st.one_of(
        _ids().map(lambda i: f'Well said:\n\n{{{{ quote("{i}") }}}}\n'),
        st.just("{{ stats() }}\n\n{{ links() }}\n"),
        st.just("Only words.\n"),
    )
    return st.builds(
        lambda week, title, tags, session, body: (
            f"content/recaps/2026-W{week}.md",
            (
                f'---\ntitle: "{title}"\ndate: 2026-03-{week}\ntags: [{tags}]\n'
                f"sessions: [tea/{session}]\n---\n{body}"
            ),
        ),
        st.sampled_from([10, 11]),
        st.sampled_from(["A week", "Another"]),
        st.sampled_from(["tools", "zips"]),
        st.sampled_from(DAYS[:1] + DAYS[2:3]),
        bodies,
    )


def people() -> SearchStrategy[tuple[str, str]]:
    path = st.sampled_from(["mara", "tom", "zoe"]).map(
        lambda slug: f"content/people/{slug}.md"
    )
    return _document(
        path,
        {
            "name": st.sampled_from(["A Name", "Another Name"]),
            "aliases": st.sampled_from([["Tom_Ash"], ["Zoë"], ["ines"]]),
            "ids": st.just(["77"]),
            "consent": st.sampled_from(["full", "unlisted", "none"]),
            "noindex": st.just(value=True),
        },
    )


def bios() -> SearchStrategy[tuple[str, str]]:
    """Draw what one participant says of herself, with all else as it was."""
    return st.sampled_from(
        ["Mends *things*.", "Mends [more](https://example.org)."]
    ).map(lambda bio: ("content/people/mara.md", f"---\nname: A Name\n---\n{bio}\n"))


def redactions() -> SearchStrategy[tuple[str, str]]:
    rules = st.one_of(
        _ids().map(lambda i: f"- message: {i}\n"),
        _ids().map(lambda i: f"- message: {i}\n  how: mask\n"),
        st.sampled_from(NAMES).map(lambda n: f"- person: {n}\n"),
        st.sampled_from(NAMES).map(
            lambda n: f"- person: {n}\n  how: pseudonym\n  as: A reader\n"
        ),
        st.sampled_from(["- term: kettle\n", "- term: an hour\n  how: remove\n"]),
    )
    return st.lists(rules, max_size=2).map(
        lambda listed: ("content/redactions.yaml", "".join(listed))
    )


def pages_and_statics() -> SearchStrategy[tuple[str, str]]:
    paths = ("content/static/CNAME", "content/static/deep/x.txt", "content/media/a.txt")
    return st.one_of(
        st.tuples(st.sampled_from(paths), st.sampled_from(["1", "2"])),
        _document(
            st.sampled_from(["content/pages/about.md", "content/pages/rules.md"]),
            {
                "title": st.sampled_from(["About", "Rules"]),
                "order": st.integers(0, 2),
                "menu": st.booleans(),
            },
        ),
    )


TEMPLATES = (
    "base.html",
    "session.html",
    "person.html",
    "home.html",
    "partials/message.html",
    "partials/session_head.html",
    "partials/recap_blocks.html",
)


def themes() -> SearchStrategy[tuple[str, str]]:
    """Draw a template, altered; or a style sheet of the site's own."""
    folder = shipped_themes() / "default" / "templates"

    def altered(name: str, mark: str) -> tuple[str, str]:
        source = (folder / name).read_text("utf-8")
        shown = source.replace("</", f"<!-- {mark} --></", 2)
        return f"themes/default/templates/{name}", shown

    return st.one_of(
        st.builds(altered, st.sampled_from(TEMPLATES), st.sampled_from(["a", "b"])),
        st.tuples(
            st.just("themes/default/assets/styles/90-own.css"),
            st.sampled_from(["p { color: red }", "p { color: blue }"]),
        ),
    )


def configurations() -> SearchStrategy[tuple[str, str]]:
    channel = st.builds(
        "    {}\n    outside: {}\n    hosts: [{}]\n".format,
        st.sampled_from(
            [
                "sessions: {gap: 45m, at_least: 2}",
                "sessions: daily",
                "sessions: {gap: 10m, at_least: 4}",
                'schedule: [{weekday: tuesday, start: "20:10", minutes: 20, after: 10}]',
            ]
        ),
        st.sampled_from(["days", "hide"]),
        st.sampled_from(NAMES),
    )
    top = st.lists(
        st.sampled_from(
            [
                "description: A made-up chat",
                "noindex: true",
                "contact: mara@example.org",
                "search_language: none",
                "zones: [Asia/Tokyo]",
            ]
        ),
        unique=True,
        max_size=2,
    )
    return st.builds(
        lambda title, zone, base, extra, first, second: (
            "site.yaml",
            f"title: {title}\ntimezone: {zone}\nbase_url: {base}\n"
            + "".join(f"{line}\n" for line in extra)
            + f'channels:\n  tea:\n    title: "#tea"\n{first}'
            + (f"  lab:\n{second}" if second else ""),
        ),
        st.sampled_from(["One", "Two"]),
        st.sampled_from(["UTC", "America/New_York"]),
        st.sampled_from(["https://example.org/", "https://example.net/chat/"]),
        top,
        channel,
        st.one_of(st.none(), channel),
    )


PLAIN = (
    "title: One\nbase_url: https://example.org/\nchannels:\n"
    '  tea:\n    title: "#tea"\n    sessions: {gap: 45m, at_least: 2}\n'
)


def first_files() -> Files:
    """Return a site of two sessions to start from."""
    rows = [(3 * n, n % 4, n % 7, (n + 1) % 4, n) for n in range(8)]
    return {"site.yaml": PLAIN} | {
        f"content/transcripts/tea/2026/{day}.jsonl": "".join(
            f"{_message('tea', day, number, row)}\n" for number, row in enumerate(rows)
        )
        for day in (DAYS[0], DAYS[2])
    }


def write_files(
    folder: Path, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Bring a folder from one set of files to another."""
    for path in before.keys() - after.keys():
        (folder / path).unlink()
    for path, text in after.items():
        if before.get(path) != text:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
