"""What is found quickly is what a plain search finds, and nothing else."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.verify.forms import Opened, opened, readings, texts
from sitegen.verify.needles import Needle, Needles, Wanted, needles
from sitegen.verify.traces import traces
from sitegen.verify.word_table import PADDING, WordTable

ENTITY = re.compile(rb"&[A-Za-z0-9#]{1,8};")
WORD = re.compile(rb"[a-z0-9_]+")
PIECES = [
    "wick", "third", "brick", "th", "ird", "amp", "39", "Ash", "quillon", "extraordinary",
    "extraordinarily", "жар", "é", "@", " ", " ", " ", "\n", "-", ".", "<b>", "</b>", "<",
    ">", "<i x='wick'>", "&amp;", "&#39;", "&", "#", ";", "&#116;", "&eacute;", "&lt;",
    "%20", "~74", "\\n", "\\u0074", '"',
]  # fmt: skip
pieces = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
said = st.lists(
    st.sampled_from(["wick", "third", "brick", "amp", "жар", "é", "extraordinarily"]),
    min_size=5,
    max_size=10,
).map(" ".join)


def plain_rows(part: bytes) -> Iterator[list[bytes]]:
    """Yield the words of all readings, one after the other."""
    for reading in readings(part):
        for data in (reading, ENTITY.sub(b" ", reading)):
            yield WORD.findall(data.lower())


def is_in(needle: Needle, path: str, parts: tuple[bytes, ...], sought: Needles) -> bool:
    """Search all of a file for one needle."""
    size = len(needle.row)
    stands = any(
        tuple(row[n : n + size]) == needle.row
        for part in parts
        for row in plain_rows(part)
        for n in range(len(row) - size + 1)
    )
    if needle.is_row or not stands:
        return stands
    whole = [text for part in parts for text in texts(path, part)]
    if needle.words:
        words = re.compile(r"\w+")
        return any(
            needle.words in f" {' '.join(words.findall(text.casefold()))} "
            for text in whole
        )
    return any(sought.pattern(needle).search(text) for text in whole)


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(
    st.lists(pieces, min_size=1, max_size=4),
    st.sets(said, max_size=4),
    st.dictionaries(st.sampled_from(["wick", "third", "brick"]), st.integers(0, 9)),
    st.sampled_from(["a.html", "a.json"]),
)
def test_a_search_by_anchors_finds_what_a_plain_search_finds(
    files: list[str], said: set[str], counts: dict[str, int], name: str
) -> None:
    sought = needles(
        Wanted(
            texts=frozenset(said),
            names=frozenset({"quillon", "quillon ash", "third", "ird", "жар"}),
            terms=frozenset({"wick third", "-brick.", "th ird"}),
            ids=frozenset({"th-ird", "extraordinary"}),
            counts=counts,
        )
    )
    held = [(f"{n}-{name}", opened(name, f.encode())) for n, f in enumerate(files)]
    found = {(t.path, t.kind, t.what) for t in traces(held, sought)}
    for path, content in held:
        parts = (path.encode(), *content.parts)
        for needle in (n for group in sought.rows.values() for n in group):
            expected = is_in(needle, path, parts, sought)
            assert ((path, needle.kind, needle.what) in found) == expected, needle


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=80).map("".join),
    st.sets(st.sampled_from(["wick", "th", "amp", "extraordinarily"])),
    st.sets(st.sampled_from(["wick", "quillon", "x"])),
)
def test_a_word_is_found_wherever_it_stands(
    text: str, anywhere: set[str], mentioned: set[str]
) -> None:
    data = b"\n" + text.encode() + PADDING
    table = WordTable(
        frozenset(word.encode() for word in anywhere),
        frozenset(word.encode() for word in mentioned),
    )
    expected = [
        (match.start(), match[0])
        for match in WORD.finditer(data.lower())
        if match[0] in table.anywhere
        or (
            match[0] in table.mentioned
            and data[match.start() - 1 : match.start()] == b"@"
        )
    ]
    assert table.places(data) == expected


def test_a_pair_is_found_where_its_words_follow_each_other_or_an_entity_parts_them() -> (
    None
):
    table = WordTable(
        beside=frozenset({b"wick"}),
        pairs=frozenset({(b"spare", b"wick"), (b"wick", b"under")}),
    )
    texts_and_counts = [
        ("the spare wick", 1),
        ("the Spare, -- wick", 1),
        ("wick under it", 1),
        ("under wick spare", 0),
        ("spare&nbsp;wick", 1),
        ("wick&#39;s", 1),
        ("no wick", 0),
        ("wick", 0),
    ]
    for text, count in texts_and_counts:
        found = table.places(b"\n" + text.encode() + PADDING)
        assert [word for _, word in found] == [b"wick"] * count, text


TEXT = "my brother keeps the spare wick under the third brick on the left"
HIDDEN = {
    "in nested escapes": TEXT.replace("w", "\\u0026#119;"),
    "percent within an entity": TEXT.replace(" ", "&#37;20"),
    "between no-break spaces": TEXT.replace(" ", "&nbsp;"),
    "in words cut by tags": re.sub(r"(\w)(\w)", r"\1<wbr>\2", TEXT),
    "across many tags": TEXT.replace(" ", "<span class='a very long list of words'> "),
    "across much space": TEXT.replace(" ", " " * 500),
    "across long entities": TEXT.replace(" ", " &quot;&quot;&quot;&#39;&#39;&#39; "),
    "in escaped tags": TEXT.replace(" ", "&lt;br&gt;"),
}


@pytest.mark.parametrize("how", sorted(HIDDEN))
def test_a_text_is_found(how: str) -> None:
    sought = needles(Wanted(texts=frozenset({TEXT})))
    data = f"<p>spare third left {HIDDEN[how]} brick wick</p>".encode()
    found = list(traces([("a.json", opened("a.json", data))], sought))
    assert {trace.kind for trace in found} == {"text"}
    assert len(found) == 6  # runs of eight among thirteen words


def test_a_short_word_of_a_text_in_other_letters_is_no_trace() -> None:
    """All of "да, да, ok" may be said by anybody in ASCII: ok."""
    text = "да да да конечно я всё тебе отдам ok"
    sought = needles(Wanted(texts=frozenset({text})))
    for said, count in (("ok", 0), (f"<b>{text.upper()}</b>", 2)):
        found = [*traces([("a.html", Opened((said.encode(),)))], sought)]
        assert len(found) == count


def test_what_stands_in_two_files_is_in_neither() -> None:
    sought = needles(Wanted(texts=frozenset({TEXT})))
    half = len(TEXT) // 2
    files = [
        ("a.html", Opened((TEXT[:half].encode(),))),
        ("b.html", Opened((TEXT[half:].encode(), b"nothing"))),
    ]
    assert not list(traces(files, sought))


def test_a_trace_is_told_of_the_file_that_has_it() -> None:
    sought = needles(Wanted(texts=frozenset({TEXT}), names=frozenset({"quillon"})))
    files = [
        ("a.html", Opened((b"", b"nothing", b"<p>a</p>"))),
        ("b.html", Opened((f"<p>{TEXT}</p>".encode(), b""))),
        ("people/quillon.html", Opened(())),
    ]
    found = {(trace.path, trace.kind) for trace in traces(files, sought)}
    assert found == {("b.html", "text"), ("people/quillon.html", "name")}
