"""Terminal (Whoosh) and browser (Node) give the same messages; so does plain reading."""

import json
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sitegen.search.codec import run
from sitegen.search.documents import Unit
from sitegen.search.highlight import marks
from sitegen.search.layout import Options
from sitegen.search.query import Node, Query, parse, to_json
from sitegen.search.resolve import resolve
from sitegen.search.shards import Index
from sitegen.search.spelling import suggest
from sitegen.search.stemming import stem
from sitegen.search.terminal import open_index, rank
from tests.search.corpus import SMALL, make_files, make_units
from tests.search.oracle import Oracle

ASK = Path(__file__).with_name("ask.mjs")
LIMIT = 10

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="needs Node")


def write(files: dict[str, bytes], output: Path) -> None:
    for path, data in files.items():
        file = output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def random_query(rng: random.Random, units: Sequence[Unit]) -> str:
    """Return a query made of words that occur, properties, and operators."""

    def word() -> str:
        while True:
            text = rng.choice(rng.choice(units).documents).text.split()
            if text:
                return rng.choice(text)

    def phrase() -> str:
        while True:
            text = rng.choice(rng.choice(units).documents).text.split()
            if len(text) > 1:
                size = rng.randint(2, 3)
                start = rng.randrange(len(text) - 1)
                return '"' + " ".join(text[start : start + size]) + '"'

    def filter_() -> str:
        unit = rng.choice(units)
        return rng.choice(
            (
                f"from:p{rng.randint(0, 12)}",
                f"mentions:p{rng.randint(0, 9)}",
                f"in:{rng.choice(('chat', 'aside', 'nowhere'))}",
                f"session:{unit.key}",
                "tag:rust",
                "q:2",
                "q:Q10",
                "has:link",
                "is:reply",
                f"during:{rng.randint(2010, 2013)}",
                f"during:2010-0{rng.randint(1, 9)}..2011-0{rng.randint(1, 9)}",
                f"before:2011-{rng.randint(1, 12):02d}",
                f"after:2012-0{rng.randint(1, 9)}-15",
            )
        )

    def part() -> str:
        kind = rng.random()
        if kind < 0.5:
            return rng.choice(("", "", "", "+")) + word()
        if kind < 0.65:
            return phrase()
        if kind < 0.75:
            return word()[: rng.randint(2, 3)] + "*"
        if kind < 0.95:
            return filter_()
        return word() + rng.choice("xzq")

    parts = [part() for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))]
    parts = [rng.choice(("", "", "", "", "-")) + each for each in parts]
    if len(parts) > 2 and rng.random() < 0.4:
        parts = [parts[0], f"({parts[1]} OR {' '.join(parts[2:])})"]
    elif len(parts) > 1 and rng.random() < 0.3:
        parts.insert(1, "OR")
    if rng.random() < 0.2:
        parts.append(f"sort:{rng.choice(('newest', 'oldest'))}")
    return " ".join(parts)


def ask(output: Path, queries: Sequence[Query], limit: int = LIMIT) -> list[Any]:
    file = output / "queries.json"
    asked = [{**to_json(each), "limit": limit} for each in queries]
    file.write_text(json.dumps(asked), "utf-8")
    done = subprocess.run(
        ["node", ASK, output, file], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def marked(node: Node | None, text: str) -> list[str]:
    return [text[start:end] for start, end in marks(node, text, "english")]


def words_of(tree: Any) -> Iterator[str]:
    """Yield the words that a syntax tree wants, from its JSON."""
    if "term" in tree:
        yield tree["term"]
    yield from (term for _, term in tree.get("phrase", ()))
    for part in (*tree.get("and", ()), *tree.get("or", ())):
        yield from words_of(part)


def has_short_words(query: Query) -> bool:
    """Tell whether forms of a word are not looked up in the browser.

    Those of one or two letters begin like so many others that it would take shards.
    """
    stems = (stem(word, "english") for word in words_of(to_json(query)["node"]))
    return any(len(each) < 3 for each in stems)


def compare(units: Sequence[Unit], options: Options, output: Path, count: int) -> None:
    write(make_files(list(units), options), output)
    rng = random.Random(count)
    texts = [random_query(rng, units) for _ in range(count)]
    texts += ["the", "-the", "()", "in:chat", "__proto__", "constructor*", '"東京"']
    texts = [text for text in texts if parse(text).node is not None]
    queries = [parse(text) for text in texts]
    index = open_index(output)
    oracle = Oracle.of(units, "english")
    documents = [document for unit in units for document in unit.documents]
    answers = ask(output, queries)
    some = 0
    for text, query, answer in zip(texts, queries, answers, strict=True):
        check_one(index, oracle, text, query, answer)
        shown = [documents[number] for number, _ in answer["hits"]]
        assert answer["ids"] == [each.id for each in shown]
        if not has_short_words(query):
            expected = [marked(query.node, each.text) for each in shown]
            assert answer["marked"] == expected, text
        some += answer["count"] > 0
    assert some > count / 3


def check_one(
    index: Index, oracle: Oracle, text: str, query: Query, answer: Any
) -> None:
    assert query.node is not None
    expected = oracle.matches(query.node)
    found = resolve(query.node, index)
    order = answer["sort"]
    assert order == (
        query.sort if found.is_scored or query.sort != "relevance" else "newest"
    )
    best, count = rank(index, found.plan, order, LIMIT)
    assert count == len(expected), text
    every, _ = run(index, found.plan, index.documents + 1)
    assert sorted(number for number, _ in every) == expected, text
    assert answer["count"] == count, text
    assert answer["hits"] == [list(each) for each in best], text
    assert tuple(answer["ignored"]) == found.ignored, text
    assert tuple(answer["unknown"]) == found.unknown, text
    for word, words in zip(found.unknown, answer["suggestions"], strict=True):
        assert tuple(words) == suggest(index, word), text
    by_channel = Counter(oracle.messages[number].unit.channel for number in expected)
    assert dict(answer["facets"]["channels"]) == by_channel, text
    by_year = Counter(oracle.year(number) for number in expected)
    assert dict(answer["facets"]["years"]) == by_year, text


@pytest.mark.parametrize("options", [SMALL, Options()], ids=["many files", "one shard"])
def test_terminal_browser_and_plain_reading_agree(
    options: Options, tmp_path: Path
) -> None:
    compare(make_units(3, 400), options, tmp_path, 120)


@pytest.mark.long
@pytest.mark.parametrize("seed", [4, 5])
def test_two_thousand_queries_agree(seed: int, tmp_path: Path) -> None:
    options = SMALL if seed == 4 else Options(big=300, block=128, one_segment=512)
    compare(make_units(seed, 1500), options, tmp_path, 2000)
