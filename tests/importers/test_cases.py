"""Every importer case reads as expected, and only its own importer claims it."""

import json

import pytest

from sitegen.importers.base import Row, Skip
from sitegen.importers.catalog import IMPORTERS, all_importers
from sitegen.model import Message
from tests.importers.cases import Case, all_cases, run, written

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_reads_as_expected(case: Case) -> None:
    assert json.loads(written(run(case))) == json.loads(case.expected.read_bytes())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_other_importer_refuses_the_input(case: Case) -> None:
    export = case.export()
    others = [i for i in IMPORTERS if i.name != case.format]
    assert {i.name: i.claim(export) for i in others} == {i.name: () for i in others}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rows_message_is_sound(case: Case) -> None:
    """Times are in UTC, ids and authors are not empty, entities lie in the text."""
    if "error" in json.loads(case.expected.read_bytes()):
        return
    importer, export = case.importer(), case.export()
    for claim in importer.claim(export):
        for item in importer.read(export, claim, case.options()):
            assert isinstance(item, Row | Skip)
            if isinstance(item, Row):
                assert_sound(item.message)


def assert_sound(message: Message) -> None:
    offset = message.time.utcoffset()
    assert offset is not None
    assert not offset
    assert message.id
    assert message.author
    open_ends: list[int] = []
    for entity in sorted(message.entities, key=lambda e: (e.start, -e.end)):
        assert 0 <= entity.start < entity.end <= len(message.text)
        while open_ends and open_ends[-1] <= entity.start:
            open_ends.pop()
        assert not open_ends or entity.end <= open_ends[-1], "entities cross"
        open_ends.append(entity.end)


def test_every_importer_has_a_case() -> None:
    assert {i.name for i in IMPORTERS} == {case.format for case in CASES}


def test_importers_have_distinct_names() -> None:
    names = [importer.name for importer in all_importers()]
    assert len(names) == len(set(names))
