"""A lexicon gathers the tokens that `analyze` gives one by one."""

from hypothesis import given
from hypothesis import strategies as st

from sitegen.search import lexicon
from sitegen.search.analysis import STEMMED, _scan, analyze, analyze_chunk
from sitegen.search.documents import Document, Unit
from sitegen.search.invert import invert
from sitegen.search.lexicon import Lexicon

PIECES = st.sampled_from(
    (
        *(
            "Hello",
            "hello,",
            "(don't",
            "DON'T!",
            "@bob",
            "@Bob's:",
            "#2010",
            "#tag.",
            "'",
        ),
        *(
            "A1:",
            "camelCase",
            "HTTPServer",
            "c++",
            "c#",
            ".NET",
            "x.",
            "_a_b",
            "",
            "\n",
        ),
        *(
            "https://example.org/a",
            "日本語",
            "üben",
            "'tis",
            "@",
            "#",
            "@a@b",
            "#a's",
            "9a",
        ),
        *(
            "a'b'c",
            "AB'cd",
            "@bob-ann",
            "e.g.",
            "...",
            '"quoted"',
            "@@x",
            "*bold*",
            "İ",
        ),
    )
)
TEXTS = st.lists(st.lists(PIECES, max_size=8).map(" ".join), max_size=5)


ADDRESSES = st.tuples(
    st.sampled_from(("http://", "https://", "HTTP://", "http:/")),
    st.sampled_from(
        [
            "t.co",
            "www.a.org",
            "a.co.uk",
            "bit.ly",
            "X.org",
            "a..b",
            "localhost",
            "a-b.c",
            "127.0.0.1",
            "c.net",
        ]
    )
    | st.sampled_from((".net", "3.14", "a.b.c.d.com", "x" * 60 + ".org")),
    st.sampled_from(
        ("", "/", "/x", "/aBcD9", "/a/b", "/c++", "/1?q", "#a", ".", "/a.")
    ),
).map("".join)


@given(st.one_of(PIECES, ADDRESSES, st.text("@#'\"(*aAzZ09_.,!?:;)-ü", max_size=12)))
def test_plain_chunks_are_analyzed_as_all_others(chunk: str) -> None:
    assert analyze_chunk(chunk) == _scan(chunk)


@given(TEXTS)
def test_tokens_are_those_of_the_texts(texts: list[str]) -> None:
    book = Lexicon("none")
    found = book.tokens(texts)
    wanted = [(number, t) for number, text in enumerate(texts) for t in analyze(text)]
    assert found.document.tolist() == [number for number, _ in wanted]
    assert found.position.tolist() == [token.position for _, token in wanted]
    keys, kinds = book.keys_of(found.form), book.kinds_of(found.form)
    assert [
        (book.keys[key], book.surfaces[form], kind)
        for form, key, kind in zip(found.form, keys, kinds, strict=True)
    ] == [
        (
            b"t" + t.term.encode(),
            t.term.encode(),
            lexicon.STEM if t.kind in STEMMED else lexicon.OTHER,
        )
        for _, t in wanted
    ]
    assert found.lengths.tolist() == [len(analyze(text)) for text in texts]


def _unit(*texts: str) -> Unit:
    documents = tuple(
        Document(str(place), place, 0, "ann", "Ann", text)
        for place, text in enumerate(texts)
    )
    return Unit("k", "c", "session", "t", "u/", 0, 9, documents)


def test_what_was_seen_before_does_not_show() -> None:
    lexicon._lexicon.cache_clear()
    unit = _unit("the cats saw a cat", "cat's @bob x")
    alone = invert(unit, "english", 16)
    invert(_unit("zebra a cat saw cats @bob"), "english", 16)
    assert invert(unit, "english", 16) == alone


def test_a_full_lexicon_gives_way_to_a_fresh_one() -> None:
    book = lexicon.lexicon_for("english")
    assert lexicon.lexicon_for("english") is book
    book._letters = lexicon.LETTER_LIMIT + 1
    assert lexicon.lexicon_for("english") is not book
