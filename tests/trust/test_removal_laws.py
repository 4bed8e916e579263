"""What a removal changes and what it leaves; what an import does not bring back."""

import re
import shutil
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.build.pipeline import BuildOptions, build
from sitegen.build.sources import redaction_rules
from sitegen.importers.export import open_export
from sitegen.importers.native import NativeImporter
from sitegen.model import Message
from sitegen.store.importing import ImportOptions, import_exports
from sitegen.store.purging import purge
from sitegen.store.redactions import is_redacted, redact, removals
from sitegen.store.rules import RedactionRules, Rule
from sitegen.store.transcripts import day_path, encode, read_day, write_day
from sitegen.verify import verify
from tests.build.trees import tree
from tests.verify.sites import built, make_site, message, talk
from tests.verify.sites import redact as write_rules

WEEK = 7 * 24 * 60  # minutes


def weeks() -> tuple[Message, ...]:
    """Return three sessions and a day between; each week has people of its own."""
    return (
        *talk(),
        message(WEEK + 1, "wickwright", "Q1: what about oil? #oil"),
        message(WEEK + 2, "brindle", "A1: rape #oil https://example.org/oil"),
        message(WEEK + 3, "fennimore", "A1: none at all", reply_to=f"{WEEK + 2}999999"),
        message(WEEK + 4, "brindle", "@fennimore not even in winter?"),
        message(WEEK + 5, "ottoline", "RT @brindle: A1: rape #oil",
                repost_of=f"{WEEK + 2}999999"),
        message(WEEK + 900, "ottoline", "between the weeks, a word"),
        message(2 * WEEK + 1, "wickwright", "Q1: and glass?"),
        message(2 * WEEK + 2, "larkspur", "A1: blown"),
        message(2 * WEEK + 3, "tamsinglow", "A1: pressed, see https://example.org/glass", reply_to="7999999"),
    )  # fmt: skip


FIRST = "sessions/lanterns/2021-03-03"
SECOND = "sessions/lanterns/2021-03-10"
THIRD = "sessions/lanterns/2021-03-17"
# The lists, counts and machine-readable files that sum over all messages.
SUMS = re.compile(
    r"(?:index\.html|\.manifest|sitemap\.xml|calendar\.ics|feeds/.*|search/data/.*"
    r"|(?:sessions|people|questions|links|topics|stats|days|calendar)/index\.html"
    r"|stats/\d{4}/index\.html|(?:sessions|days)/lanterns/index\.html"
    r"|cards/[0-9a-f]+\.png)"  # a card shows numbers, and is named by its content
)


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Return the paths that are not the same, or are there only once."""
    return {p for p in before.keys() | after.keys() if before.get(p) != after.get(p)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built site of three weeks."""
    made = make_site(tmp_path_factory.mktemp("whole") / "site", weeks())
    built(made)
    return made


# Which message goes; whose pages, and the folders of which talks, may change.
GOES = {
    "an answer": (WEEK + 3, {"fennimore", "brindle", "wickwright", "ottoline"}, {SECOND}),
    "an original": (WEEK + 2, {"fennimore", "brindle", "wickwright", "ottoline"}, {SECOND}),
    "talk of a day": (WEEK + 900, {"ottoline"}, {"days/lanterns/2021-03-11"}),
    "the last word of somebody": (2 * WEEK + 2, {"larkspur", "wickwright", "tamsinglow"},
                                  {THIRD}),
    "what another week replies to": (
        7, {"wickwright", "tamsinglow", "zorabeam", "quillon", "larkspur"}, {FIRST, THIRD}),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(GOES))
def test_a_removed_message_changes_only_what_it_touched(
    whole: Path, tmp_path: Path, what: str
) -> None:
    """Its talk, the pages of those who took part in it, and the sums over all."""
    number, people, folders = GOES[what]
    site = tmp_path / "site"
    shutil.copytree(whole, site, symlinks=True)
    gone = next(m for m in weeks() if m.id == f"{number}999999")
    path = day_path(site / "content", "lanterns", gone.time.date())
    write_day(path, [m for m in read_day(path) if m.id != gone.id])
    found = changed(tree(whole / "output"), tree(built(site)))
    mine = {p for p in found if p.startswith(tuple(f"{f}/" for f in folders))}
    theirs = {
        p for p in found if p.split("/")[0] == "people" and p.split("/")[1] in people
    }
    others = {p for p in found - mine - theirs if not SUMS.fullmatch(p)}
    assert others == set()
    assert mine
    assert theirs


def everything(folder: Path) -> Iterator[bytes]:
    """Yield each file below a folder as it is, and unpacked where it is packed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield data
            for start in (0, 16):  # of a shard; of one in the cache
                try:
                    yield zlib.decompressobj().decompress(data[start:])
                except zlib.error:
                    continue


SECRET = "the spare wick under the third brick on the left"
RULES = {
    "message": '- message: "3999999"\n  channel: lanterns\n',
    "person": "- person: quillon\n",
    "term": "- term: spare wick under\n  how: remove\n",
    "person by pseudonym": "- person: quillon\n  how: pseudonym\n  as: Reader 7\n",
    "message by mask": '- message: "3999999"\n  how: mask\n',
}
GONE = {"person by pseudonym": b"quillon"}


@pytest.mark.parametrize("is_purged", [False, True])
@pytest.mark.parametrize("kind", sorted(RULES))
def test_an_import_brings_back_nothing_that_was_redacted(
    tmp_path: Path, kind: str, *, is_purged: bool
) -> None:
    """Neither the same export again, nor a later one; the cache holds no trace."""
    site = make_site(tmp_path / "site", (message(99, "ottoline", "here before"),))
    export = tmp_path / "talk.jsonl"
    export.write_bytes(b"\n".join(encode(m) for m in talk()))
    later = [m for m in talk() if m.author == "quillon"]
    edited = tmp_path / "later.jsonl"
    edited.write_bytes(
        b"\n".join(
            line
            for m in later
            for line in (encode(_edited(m)), encode(message(50, "odo", "a word more")))
        )
    )
    bring_in(site, export)
    built(site)
    gone = GONE.get(kind, SECRET.encode())
    kept = (site / "output", site / ".sitegen/cache")
    for folder in kept:
        assert any(gone in data.lower() for data in everything(folder))
    write_rules(site, RULES[kind])
    if is_purged:
        purge(site / "content", redaction_rules(site / "content"))
    for brought in (export, edited):
        bring_in(site, brought)
        report = verify(site, built(site), jobs=1)
        assert report.is_clean, str(report)
        assert report.needles or is_purged
        for folder in kept:
            assert not any(gone in data.lower() for data in everything(folder))
    if is_purged:
        stored = b"".join(everything(site / "content/transcripts"))
        assert gone not in stored.lower()


def bring_in(site: Path, export: Path) -> None:
    options = ImportOptions(importers=(NativeImporter(),), channels=("lanterns",))
    report = import_exports(site / "content", [open_export(export)], options)
    assert all(source.adds_up for source in report.sources)


def _edited(before: Message) -> Message:
    import msgspec

    return msgspec.structs.replace(before, edited=before.time + timedelta(hours=9))


AUTHORS = ("odo", "pell", "mara")


@st.composite
def talks(draw: st.DrawFn) -> tuple[Message, ...]:
    """Return a talk in which each message may reply to, repost or quote another."""
    size = draw(st.integers(1, 12))
    found = []
    for number in range(size):
        other = draw(st.integers(0, size - 1))
        field = draw(st.sampled_from(["reply_to", "repost_of", "quotes", None]))
        refers = {field: f"{other}999999"} if field and other != number else {}
        text = f"number {number} says something of its own at length"
        if field == "repost_of" and refers:
            text = f"number {other} says something of its own at length"
        found.append(message(number, draw(st.sampled_from(AUTHORS)), text, **refers))
    return tuple(found)


RULE = st.one_of(
    st.integers(0, 11).map(lambda n: Rule("message", f"{n}999999", "remove")),
    st.sampled_from(AUTHORS).map(lambda name: Rule("person", name, "remove")),
    st.integers(0, 11).map(lambda n: Rule("term", f"number {n} says", "remove")),
)


@settings(deadline=None)
@given(talks(), st.lists(RULE, min_size=1, max_size=3))
def test_threads_keep_their_shape(
    talk_: tuple[Message, ...], rules: list[Rule]
) -> None:
    """What a message refers to stands where it did, if only as a tombstone."""
    whole_ = RedactionRules(tuple(rules)).for_people({})
    whole_ = whole_.with_removals([removals(talk_, whole_, "tea")])
    shown = redact(talk_, whole_, "tea")
    places = {m.id: at for at, m in enumerate(talk_)}
    now = {m.id: at for at, m in enumerate(shown)}
    assert len(now) == len(shown) == len(talk_)
    for before, after in zip(talk_, shown, strict=True):
        assert before.time == after.time
        assert (before.reply_to is None) == (after.reply_to is None)
        if before.reply_to:
            assert now[after.reply_to or ""] == places[before.reply_to]
        if is_redacted(after):
            assert after.text == ""
            continue
        for field in ("repost_of", "quotes"):
            target, there = getattr(before, field), getattr(after, field)
            assert (now[there] == places[target]) if target else there is None


@settings(deadline=None)
@given(talks(), RULE)
def test_redacting_again_changes_nothing(
    talk_: tuple[Message, ...], rule: Rule
) -> None:
    """So a store that was purged is published as before."""
    rules = RedactionRules((rule,)).for_people({})
    rules = rules.with_removals([removals(talk_, rules, "tea")])
    once = redact(talk_, rules, "tea")
    assert redact(once, rules, "tea") == once


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(talks(), st.lists(RULE, max_size=2), st.booleans())
def test_the_ledger_adds_up(
    tmp_path_factory: pytest.TempPathFactory,
    talk_: tuple[Message, ...],
    rules: list[Rule],
    twice: bool,  # noqa: FBT001  (Hypothesis draws it)
) -> None:
    """Rows of an export are stored messages; those are shown, folded or redacted."""
    folder = tmp_path_factory.mktemp("ledger")
    site = make_site(folder / "site", (message(99, "ottoline", "here before"),))
    export = folder / "talk.jsonl"
    lines = [encode(m) for m in talk_]
    export.write_bytes(b"\n".join([*lines, *(lines if twice else ()), b"{"]))
    bring_in(site, export)
    write_rules(
        site, "".join(f"- {r.kind}: '{r.what}'\n  how: remove\n" for r in rules) or "[]"
    )
    counts = build(site, site / "output", BuildOptions(jobs=1, publish=False)).counts
    assert counts.stored == len(talk_) + 1
    assert counts.stored == (
        counts.shown + counts.folded + counts.hidden + counts.redacted
        + counts.tombstones + counts.outside
    )  # fmt: skip
