"""Text to terms, alike in Python, Node and Chromium."""

import json
import random
import re
import unicodedata
from pathlib import Path

import pytest

from sitegen.search import make_unicode_table, unicode_data
from sitegen.search.analysis import TERM_LIMIT, Token, analyze
from sitegen.search.unicode_table import fold
from tests.search.inputs import random_text
from tests.search.make_vectors import token_vectors, write_vectors
from tests.search.node import run_node_test
from tests.search.pages import MODULES, open_modules

VECTORS = Path(__file__).parent / "vectors" / "tokens.json"


def terms(text: str) -> list[tuple[str, int]]:
    return [(token.term, token.position) for token in analyze(text)]


def kinds(text: str) -> dict[str, str]:
    return {token.term: token.kind for token in analyze(text)}


def vectors() -> list[tuple[str, list[Token]]]:
    return [
        (vector["text"], [Token(*token) for token in vector["tokens"]])
        for vector in json.loads(VECTORS.read_text("utf-8"))
    ]


def test_vectors_pass_in_python() -> None:
    for text, tokens in vectors():
        assert analyze(text) == tokens, repr(text)


def test_vectors_are_those_of_the_inputs() -> None:
    """`python -m tests.search.make_vectors` was run after the last change."""
    assert json.loads(VECTORS.read_text("utf-8")) == json.loads(
        json.dumps(token_vectors())
    )


def test_vectors_pass_in_node() -> None:
    run_node_test("tokens.test.mjs", VECTORS)


@pytest.mark.browser
def test_vectors_pass_in_chromium() -> None:
    with open_modules() as page:
        wrong = page.evaluate(
            """async (vectors) => {
              const { analyze } = await import("/analysis.js");
              return vectors.filter(({ text, tokens }) =>
                JSON.stringify(analyze(text).map((t) =>
                  [t.term, t.position, t.start, t.end, t.kind])) !==
                JSON.stringify(tokens));
            }""",
            json.loads(VECTORS.read_text("utf-8")),
        )
    assert wrong == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_random_code_points_give_the_same_tokens_in_node(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    texts = [random_text(chance, chance.randint(1, 40)) for _ in range(20_000)]
    found = tmp_path / "tokens.json"
    write_vectors(found, [{"text": text, "tokens": analyze(text)} for text in texts])
    run_node_test("tokens.test.mjs", found)


@pytest.mark.long
def test_every_code_point_gives_the_same_tokens_in_node(tmp_path: Path) -> None:
    """Alone, inside a Latin word, and after a Hangul syllable; no private planes."""
    found = tmp_path / "tokens.json"
    codes = [*range(0xD800), *range(0xE000, 0x32400), *range(0xE0000, 0xE1000)]
    texts = [
        " ".join(
            f"{chr(code)} x{chr(code)}y 한{chr(code)}" for code in codes[at : at + 64]
        )
        for at in range(0, len(codes), 64)
    ]
    write_vectors(found, [{"text": text, "tokens": analyze(text)} for text in texts])
    run_node_test("tokens.test.mjs", found)


def test_compounds_are_found_by_part_and_whole() -> None:
    expected = [("read", 0), ("readfile", 0), ("file", 1)]
    assert terms("read-file") == terms("read_file") == terms("readFile") == expected
    assert terms("e-mail")[1] == ("email", 0)
    assert terms("node.js") == [("node", 0), ("node.js", 0), ("js", 1)]


def test_inner_apostrophes_belong_to_the_word() -> None:
    assert terms("'don’t'") == [("don't", 0)]


def test_mentions_and_tags_stand_beside_their_words() -> None:
    assert terms("@mara_k") == [("mara", 0), ("marak", 0), ("@mara_k", 0), ("k", 1)]
    assert terms("#Chat") == [("chat", 0), ("#chat", 0)]
    assert "@example.org" not in kinds("bob@example.org")
    assert terms("#42") == [("42", 0)]


def test_addresses_are_found_by_host_and_path_not_by_query() -> None:
    found = kinds("https://www.docs.example.co.uk:80/a-guide?token=secret#part")
    assert found["docs.example.co.uk"] == found["example.co.uk"] == "host"
    assert found["guide"] == "word"
    assert not {"secret", "token", "part", "uk", "80", "www", "https"} & set(found)


def test_names_of_programming_languages_are_terms() -> None:
    assert kinds("C++ C# .NET")["c++"] == "code"
    assert {"c++", "c#", ".net", "c", "net"} == set(kinds("C++ C# .NET"))


def test_scripts_without_spaces_become_pairs_and_a_last_character() -> None:
    assert terms("日本語") == [("日本", 0), ("本語", 1), ("語", 2)]
    assert [token.kind for token in analyze("日本語")] == ["gram", "gram", "last"]


def test_composed_and_decomposed_text_give_the_same_terms() -> None:
    for text in ("Việt café 한국 が Ёлка й", "ÅNGSTRÖM ĳ"):
        decomposed = unicodedata.normalize("NFD", text)
        assert terms(text) == terms(decomposed)


def test_accents_fall_and_short_i_stays() -> None:
    assert fold("Crème ŁÓDŹ Straße ΟΔΌΣ מָ مَ Ёж") == "creme lodz strasse οδοσ מ م еж"
    assert fold("Йод") == "йод"
    assert fold("٢٠१०") == "2010"


def test_emoji_lose_their_skin_tone() -> None:
    assert terms("👍🏽") == terms("👍") == [("👍", 0)]


def test_the_browser_has_the_same_table() -> None:
    module = (MODULES / "unicode-data.js").read_text("utf-8")
    found = dict(re.findall('export const ([A-Z_]+) = "(.*)";', module))
    assert found == {
        name: value for name, value in vars(unicode_data).items() if name.isupper()
    }


@pytest.mark.long
@pytest.mark.skipif(
    unicodedata.unidata_version != unicode_data.VERSION, reason="another Unicode"
)
def test_the_table_is_what_its_program_writes() -> None:
    for key, value in make_unicode_table.table().items():
        assert getattr(unicode_data, key.upper()) == value


def test_code_points_younger_than_the_table_separate_words() -> None:
    assert terms("a\u0378b") == [("a", 0), ("b", 1)]


def test_long_terms_are_dropped_and_keep_their_position() -> None:
    assert terms("a " + "x" * (TERM_LIMIT + 1) + " b") == [("a", 0), ("b", 2)]


def test_offsets_are_code_points_and_cover_the_term() -> None:
    text = "😀 e\u0301te\u0301 😀"
    token = analyze(text)[1]
    assert (token.term, text[token.start : token.end]) == ("ete", "e\u0301te\u0301")


def test_analyzing_a_term_gives_the_term() -> None:
    """What a query takes from the dictionary finds itself."""
    for text, tokens in vectors():
        for token in tokens:
            if token.kind in {"word", "gram", "last", "emoji"}:
                again = analyze(token.term)[0].term
                assert again == token.term, repr(text)
