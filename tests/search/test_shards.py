"""What was written is read back: against a count of the documents themselves."""

import zlib
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import accumulate, pairwise

import pytest

from sitegen.search.analysis import STEMMED, Token, analyze
from sitegen.search.documents import Document, Unit
from sitegen.search.layout import POINTER, IndexDamaged, Options
from sitegen.search.query import question_key
from sitegen.search.run import dump, load
from sitegen.search.shards import Index
from sitegen.search.stemming import stem
from sitegen.search.writer import segment_ends
from tests.search.corpus import SMALL, make_files, make_runs, make_units


def stemmed(token: Token) -> str:
    return stem(token.term, "english") if token.kind in STEMMED else token.term


@pytest.fixture(scope="module")
def units() -> list[Unit]:
    return make_units(1, 600)


@pytest.fixture(scope="module")
def documents(units: list[Unit]) -> list[Document]:
    return [document for unit in units for document in unit.documents]


@pytest.mark.parametrize("options", [SMALL, Options()], ids=["many files", "one shard"])
def test_every_key_gives_its_documents_and_positions(
    units: list[Unit], documents: list[Document], options: Options
) -> None:
    index = Index(make_files(units, options).get)
    expected: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, document in enumerate(documents):
        for token in analyze(document.text):
            expected[stemmed(token)][number].append(token.position)
    assert len(expected) > 200
    for term, found in expected.items():
        key = b"t" + term.encode()
        postings = index.postings(key)
        assert postings.documents.tolist() == list(found)
        assert postings.frequencies.tolist() == list(map(len, found.values()))
        in_documents, at = index.positions(key)
        assert list(zip(in_documents.tolist(), at.tolist(), strict=True)) == [
            (number, place) for number, places in found.items() for place in places
        ]


@pytest.mark.parametrize("at_once", [1, 7, 400])
def test_postings_may_be_merged_a_few_keys_at_a_time(
    units: list[Unit], at_once: int
) -> None:
    few = replace(SMALL, at_once=at_once)
    assert make_files(units, few) == make_files(units, SMALL)


def test_facts_are_keys_without_frequencies(
    units: list[Unit], documents: list[Document]
) -> None:
    index = Index(make_files(units).get)
    facts = [_facts(each) for each in documents]
    for letter in "amgqhi":
        for value in {value for each in facts for value in each[letter]}:
            assert index.postings(f"{letter}{value}".encode()).documents.tolist() == [
                number for number, each in enumerate(facts) if value in each[letter]
            ]


def _facts(document: Document) -> dict[str, tuple[str, ...]]:
    return {
        "a": (document.author,),
        "m": document.mentions,
        "g": document.tags,
        "q": (question_key(document.question),) if document.question else (),
        "h": document.has,
        "i": document.kinds,
    }


def test_a_word_leads_to_its_stem(units: list[Unit]) -> None:
    index = Index(make_files(units).get)
    words = {
        token.term
        for unit in units
        for document in unit.documents
        for token in analyze(document.text)
        if token.kind in STEMMED
    }
    for word in words:
        assert (
            index.alias(b"t" + word.encode()) == b"t" + stem(word, "english").encode()
        )
    assert index.alias(b"tunheards") == b"tunheards"


def test_expansions_are_the_most_frequent_then_the_first(
    units: list[Unit], documents: list[Document]
) -> None:
    index = Index(make_files(units).get)
    for prefix in ("s", "st", "pro", "東", "qqz"):
        counts = Counter(
            term
            for each in documents
            for term in {stemmed(token) for token in analyze(each.text)}
        )
        stems = {
            stemmed(token)
            for each in documents
            for token in analyze(each.text)
            if token.term.startswith(prefix)
        } | {term for term in counts if term.startswith(prefix)}
        ranked = sorted(stems, key=lambda term: (-counts[term], term.encode()))
        assert index.expansions(b"t" + prefix.encode(), 5) == tuple(
            b"t" + term.encode() for term in ranked[:5]
        )


def test_fragments_hold_what_results_show(
    units: list[Unit], documents: list[Document]
) -> None:
    index = Index(make_files(units).get)
    for number, document in enumerate(documents):
        fragment, place = index.fragment_of(number)
        stored = fragment.messages[place]
        assert (stored.id, stored.time, stored.text) == (
            document.id,
            document.time,
            document.text,
        )
        assert (stored.author, stored.name) == (document.author, document.name)
        assert (stored.question, stored.part) == (document.question, document.part)


def test_units_keep_their_days(units: list[Unit]) -> None:
    index = Index(make_files(units).get)
    assert [(unit.key, unit.channel, unit.kind) for unit in index.units] == [
        (unit.key, unit.channel, unit.kind) for unit in units
    ]
    for info, unit in zip(index.units, units, strict=True):
        days = dict(info.days)
        day = -1
        for number, document in enumerate(unit.documents):
            day = days.get(number, day)
            assert day == document.day


def test_a_calendar_says_of_units_what_their_files_say(units: list[Unit]) -> None:
    index = Index(make_files(units, SMALL).get)
    assert len(index.calendar) > 1
    named = [index.unit_of(unit.first) for unit in index.units]
    assert [replace(unit, name=b"") for unit in named] == list(index.units)
    assert all(unit.name for unit in named)


def test_a_damaged_calendar_is_told_by_its_path(units: list[Unit]) -> None:
    files = make_files(units, SMALL)
    path = next(path for path in files if path.startswith("search/data/c/"))
    for data in (None, files[path][:-9], b""):
        with pytest.raises(IndexDamaged, match=path):
            _ = Index({**files, path: data}.get).units


def test_an_empty_index_can_be_opened() -> None:
    index = Index(make_files([]).get)
    assert (index.documents, index.units, index.count(b"tword")) == (0, (), 0)


def test_a_run_survives_the_cache(units: list[Unit]) -> None:
    (run,) = make_runs(units[:1])
    assert load(dump(run)) == run


def test_the_same_units_give_the_same_bytes(units: list[Unit]) -> None:
    assert make_files(units) == make_files(list(units))


def test_the_base_stays_while_the_later_segment_grows() -> None:
    units = make_units(2, 1000, per_unit=4)
    sizes = [len(unit.documents) for unit in units]
    totals = list(accumulate(sizes))
    counts = [count for count in range(1, len(units)) if totals[count - 1] >= 512]
    ends = [segment_ends(sizes[:count], SMALL) for count in counts]
    moved = sum(one[0] != other[0] for one, other in pairwise(ends))
    assert moved < len(ends) / 5
    for count, end in zip(counts, ends, strict=True):
        assert end[-1] == count
        later = totals[count - 1] - totals[end[0] - 1]
        assert later <= totals[count - 1] / 16 + max(sizes)


def test_a_small_index_has_one_segment() -> None:
    assert segment_ends([20, 20], SMALL) == (2,)
    assert segment_ends([], SMALL) == (0,)


def test_one_more_unit_leaves_the_files_of_the_base() -> None:
    units = make_units(2, 900, per_unit=8)
    sizes = [len(unit.documents) for unit in units]
    count = next(
        count
        for count in range(len(units) - 1, 0, -1)
        if segment_ends(sizes[:count], SMALL)[0]
        == segment_ends(sizes[: count + 1], SMALL)[0]
    )
    before, after = make_files(units[:count]), make_files(units[: count + 1])
    kept = sum(len(data) for path, data in before.items() if path in after)
    assert kept > 0.75 * sum(map(len, before.values()))


@pytest.mark.parametrize("kind", "rtfup")
def test_a_damaged_file_is_told_by_its_path(units: list[Unit], kind: str) -> None:
    files = make_files(units, Options())
    path = max(
        (path for path in files if path.startswith(f"search/data/{kind}/")),
        key=lambda path: len(files[path]),
    )
    other = next(each for each in files if each.startswith("search/data/w/"))
    for data in (None, files[path][:-9], files[other], b"<!doctype html>", b""):
        broken = {**files, path: data}
        with pytest.raises(IndexDamaged, match=path):
            _use_all(Index(broken.get))


def test_inflated_files_are_read_as_they_are(units: list[Unit]) -> None:
    files = make_files(units)
    inflated = {
        path: data if path == POINTER else zlib.decompress(data)
        for path, data in files.items()
    }
    _use_all(Index(inflated.get))


def _use_all(index: Index) -> None:
    for segment in index.segments:
        for place in range(len(segment.firsts)):
            for entry in segment.shard(place).values():
                if entry.key.startswith(b"t"):
                    segment.positions(entry)
                segment.postings(entry)
    for number in range(index.documents):
        index.fragment_of(number)
