"""`verify` finds what was redacted and what is broken, and nothing else."""

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitegen.build.sources import redaction_rules
from sitegen.search.layout import Kind as FileKind
from sitegen.search.layout import magic
from sitegen.store.purging import purge
from sitegen.verify import verify
from sitegen.verify.links import broken
from tests.verify.sites import built, make_site, redact

SECRET = "my brother keeps the spare wick under the third brick on the left"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built site without redactions."""
    made = make_site(tmp_path_factory.mktemp("site"))
    built(made)
    return made


@pytest.fixture
def after(site: Path) -> Iterator[Callable[[str], str]]:
    """Return a function that redacts without building, and verifies."""
    path = site / "content/redactions.yaml"

    def verified(rules: str) -> str:
        redact(site, rules)
        return str(verify(site, site / "output", jobs=1))

    yield verified
    path.unlink(missing_ok=True)


def test_a_fresh_site_is_clean(site: Path) -> None:
    report = verify(site, site / "output", jobs=1)
    assert report.is_clean, str(report)
    assert report.files > 20
    assert report.links > 20


def test_a_removed_message_is_found_everywhere(after: Callable[[str], str]) -> None:
    """Pages, twins, people, the shards of the index: all that still hold it."""
    text = after('- message: "3999999"\n')
    for place in (
        "sessions/lanterns/2021-03-03/index.html: holds the id",
        "sessions/lanterns/2021-03-03/index.html: holds words of a removed message",
        "sessions/lanterns/2021-03-03/transcript.csv: holds words",
        "sessions/lanterns/2021-03-03/transcript.json: holds the id",
        "sessions/lanterns/2021-03-03/transcript.txt: holds words",
        "people/quillon/index.html: holds words",
        "feeds/sessions.atom: holds words",
        "feeds/sessions.json: holds words",
        "search/data/f/",
    ):
        assert place in text


def test_a_removed_person_is_found_by_name_and_slug(
    after: Callable[[str], str],
) -> None:
    text = after("- person: quillon\n")
    assert "people/quillon/index.html: is of the redacted participant" in text
    assert "holds the redacted name 'quillon'" in text
    assert "holds the redacted name 'quillon ash'" in text
    assert "mentions the redacted '@quillon'" in text
    assert "search/data/t/" in text
    assert "search/data/w/" in text


def test_a_term_is_found_with_other_white_space(after: Callable[[str], str]) -> None:
    assert "holds the redacted words '555  0100'" in after('- term: "555  0100"\n')


def test_part_of_a_word_is_no_name(after: Callable[[str], str]) -> None:
    """`lant` does not match `lantern`."""
    assert "nothing found" in after("- person: lant\n- term: leak\n")


def test_a_name_that_is_a_word_of_the_theme_is_looked_for_as_a_name(
    after: Callable[[str], str],
) -> None:
    assert "nothing found" in after("- person: search\n- person: March\n")


def test_words_of_a_removed_message_that_others_said_are_no_trace(
    tmp_path: Path,
) -> None:
    from tests.verify.sites import message

    said = "thank you all so very much for coming here tonight"
    made = make_site(
        tmp_path,
        (message(1, "wickwright", said), message(2, "zorabeam", said)),
    )
    redact(made, '- message: "1999999"\n')
    built(made)
    report = verify(made, made / "output", jobs=1)
    assert report.is_clean, str(report)


RULES = {
    "message": '"3999999"',
    "person": "quillon",
    "term": '"555 0100"',
}


@pytest.mark.parametrize("how", ["remove", "mask", "pseudonym"])
@pytest.mark.parametrize("kind", sorted(RULES))
def test_a_build_after_a_redaction_is_clean(
    tmp_path: Path, kind: str, how: str
) -> None:
    """Also when the site had been built before, with the cache of that build."""
    made = make_site(tmp_path)
    built(made)
    redact(made, f"- {kind}: {RULES[kind]}\n  how: {how}\n")
    built(made)
    report = verify(made, made / "output", jobs=1)
    assert report.is_clean, str(report)
    assert report.needles > 0


LEAKS = {
    "plain": SECRET,
    "escaped": "My brother keeps the spare &#119;ick under the third brick",
    "json": json.dumps("my brother\nkeeps the spare wick under the third brick"),
    "unicode": r"my brother keeps the \u0073pare wick under the third brick",
    "tags": "my <b>brother</b> keeps the<br>spare wick under the <i>th</i>ird brick",
    "percent": "my%20brother%20keeps%20the%20spare%20wick%20under%20the%20third",
    "tilde": "m-my~20brother~20keeps~20the~20spare~20wick~20under~20the",
    "id": "see #m-3999999 there",
    "address": "https://example.org/quillon/status/3999999?s=20",
}


@pytest.mark.parametrize("form", sorted(LEAKS))
def test_a_trace_is_found_in_every_form(tmp_path: Path, form: str) -> None:
    made = make_site(tmp_path)
    redact(made, '- message: "3999999"\n')
    output = built(made)
    (output / "extra.html").write_text(f"<p>{LEAKS[form]}</p>", "utf-8")
    report = verify(made, output, jobs=1)
    assert any(p.startswith("extra.html: holds") for p in report.problems), str(report)


def test_a_trace_is_found_in_a_packed_shard(tmp_path: Path) -> None:
    made = make_site(tmp_path)
    redact(made, '- message: "3999999"\n')
    output = built(made)
    shard = min((output / "search/data/f").rglob("*.bin"))
    columns = [0, [], [], [], 1, ["k", SECRET], [], [], []]
    body = json.dumps(columns).encode()
    shard.write_bytes(zlib.compress(magic(FileKind.FRAGMENT) + body))
    name = shard.relative_to(output).as_posix()
    report = verify(made, output, jobs=1)
    assert f"{name}: holds words of a removed message" in str(report)
    assert f"{name}: not as it was published" in str(report)


def test_a_name_in_letters_outside_ascii_is_found(tmp_path: Path) -> None:
    made = make_site(tmp_path)
    redact(made, "- person: Жанна Свет\n")
    output = built(made)
    (output / "extra.txt").write_text("so sprach „ЖАННА СВЕТ“ gestern", "utf-8")
    report = verify(made, output, jobs=1)
    assert "extra.txt: holds the redacted name" in str(report)


def test_broken_files_are_found(tmp_path: Path) -> None:
    made = make_site(tmp_path)
    output = built(made)
    page = output / "sessions/lanterns/2021-03-03/index.html"
    html = page.read_text("utf-8")
    html = html.replace('id="m-1999999"', 'id="m-0"').replace(
        "</main>", '<a href="../nowhere/">x</a><a href="#gone">x</a></main>'
    )
    page.write_text(html, "utf-8")
    feed = output / "feeds/sessions.atom"
    feed.write_bytes(feed.read_bytes().replace(b"</feed>", b"\x08</feed>"))
    (output / "sitemap.xml").unlink()
    text = str(verify(made, output, jobs=1))
    here = "sessions/lanterns/2021-03-03/index.html"
    assert f"{here}: links to 'sessions/lanterns/nowhere/index.html', which is" in text
    assert f"{here}: links to '#gone', which is not there" in text
    assert f"{here}: not as it was published" in text
    assert f"links to '{here}#m-1999999', which is not there" in text
    assert "feeds/sessions.atom: does not parse" in text
    assert "sitemap.xml: in the manifest, but not there" in text


def test_text_that_looks_like_a_link_is_none(tmp_path: Path) -> None:
    from tests.verify.sites import message

    text = ' href="nowhere/" <a href="gone/"> id="m-1" src="x"'
    made = make_site(tmp_path, (message(1, "wickwright", text),))
    output = built(made)
    report = verify(made, output, jobs=1)
    assert report.is_clean, str(report)


def _host_texts(site: Path) -> None:
    """Write what a host may write about the people and messages of `talk`."""
    files = {
        "people/quillon.md": "---\naliases: [quillon]\nname: Quillon Ash\n---\nA bio.\n",
        "people/zorabeam.md": "---\nname: Zora\n---\nKnows @quillon, ring 555 0100.\n",
        "pages/about.md": "---\ntitle: About\n---\nBegun by Quillon; ring 555 0100.\n",
        "sessions/lanterns/2021-03-03.md": "---\ntitle: Lanterns of quillon\n"
        "topic: Ring 555 0100\nguests: [quillon]\nhosts: [quillon]\n"
        "pin: ['3999999']\n---\nWith Quillon Ash.\n",
        "recaps/2021-W09.md": "---\ntitle: Quillon and wicks\nsummary: Of quillon\n"
        "authors: [quillon]\nsessions: [lanterns/2021-03-03]\n---\n"
        'Quillon said:\n\n{{ quote("3999999") }}\n\nRing 555 0100. {{ stats() }}\n',
    }
    for name, text in files.items():
        path = site / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    config = site / "site.yaml"
    config.write_text(config.read_text("utf-8") + "    hosts: [quillon]\n", "utf-8")


@pytest.mark.parametrize("how", ["remove", "mask", "pseudonym"])
@pytest.mark.parametrize("kind", sorted(RULES))
def test_the_hosts_own_words_are_redacted_too(
    tmp_path: Path, kind: str, how: str
) -> None:
    """Recaps, overlays, pages, profiles and the hosts of a channel."""
    made = make_site(tmp_path)
    _host_texts(made)
    assert verify(made, built(made), jobs=1).is_clean
    redact(made, f"- {kind}: {RULES[kind]}\n  how: {how}\n")
    report = verify(made, built(made), jobs=1)
    assert report.is_clean, str(report)
    page = (made / "output/recaps/2021-w09/index.html").read_text("utf-8")
    assert ("555 0100" in page) == (kind != "term")


TALK, LATER = "sessions/a/x/index.html", "sessions/a/x/2/index.html"


@pytest.mark.parametrize(
    ("anchor", "is_whole", "is_fine"),
    [
        ("m-1", False, True),
        ("m-2", False, True),  # on a part: a script leads there
        ("m-2", True, True),
        ("m-3", False, False),
        ("q2", False, False),  # a question's link names the part
        ("q2", True, True),
        ("q2#q2", False, False),
    ],
)
def test_an_address_of_a_session_leads_to_messages_on_its_parts(
    anchor: str, *, is_whole: bool, is_fine: bool
) -> None:
    ids = {TALK: frozenset({"m-1"}), LATER: frozenset({"m-2", "q2"})}
    targets = {(TALK, anchor, is_whole): "index.html"}
    assert (list(broken(targets, frozenset(ids), ids)) == []) == is_fine


PURGED_LEAKS = {
    "a.html": f"<div><p>So: {SECRET.replace('spare', '<i>sp</i>are')}</p></div>",
    "b.html": f'<div><img alt="{SECRET}" src="a.html"></div>',
    "c.html": f"<div>{SECRET.replace(' ', '<br>' + chr(10), 4)}</div>",
    "d.html": f"<div>{SECRET.replace('keeps', 'kee&#112;s')}</div>",
    "e.json": json.dumps([{"x": SECRET.replace(" ", "\n", 4)}]),
    "f.csv": f'1,"so ""{SECRET}"""\n',
    "g.txt": f"Quillon: {SECRET}",
    "h.html": f"<div>and again, {SECRET}</div>",
    "i.html": f"<div>and again, {SECRET}</div>",
    "j.xml": f"<x>&lt;p&gt;So: {SECRET.replace('spare', '&lt;b&gt;sp&lt;/b&gt;are')}</x>",
}


def test_a_purged_text_is_found_in_every_form_and_in_every_place(
    tmp_path: Path,
) -> None:
    """The store no longer has it: it is known by the digests of its runs alone."""
    made = make_site(tmp_path)
    redact(made, '- message: "3999999"\n')
    purge(made / "content", redaction_rules(made / "content"))
    output = built(made)
    assert verify(made, output, jobs=1).is_clean
    for name, text in PURGED_LEAKS.items():
        (output / name).write_text(text, "utf-8")
    report = verify(made, output, jobs=1)
    found = {p.partition(":")[0] for p in report.problems if "purged message" in p}
    assert found == set(PURGED_LEAKS)
