"""What search benchmarks report and compare."""

from pathlib import Path

from benchmarks.search_browser import Download
from benchmarks.search_server import Sent
from benchmarks.search_site import Answer, differences
from tests.search.corpus import make_files, make_units


def test_bytes_are_counted_by_what_was_asked_for() -> None:
    sent = Sent(
        [
            ("/search/?q=x", 1),
            ("/assets/search-0/search.js", 20),
            ("/assets/style.css", 300),
            ("/search/data/root.json", 4_000),
            ("/search/data/f/ab/cd-1.bin", 50_000),
            ("/search/data/f/ab/cd-2.bin", 600_000),
        ]
    )
    download = Download.of(sent)
    assert download.bytes_by_kind == {
        "page": 1,
        "code": 20,
        "style": 300,
        "pointer": 4_000,
        "fragment": 650_000,
    }
    assert (download.size_bytes, download.requests) == (654_321, 6)


def test_an_answer_that_the_terminal_does_not_give_is_told(tmp_path: Path) -> None:
    units = make_units(3, 30)
    for path, data in make_files(units).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    unit = next(unit for unit in units if unit.kind == "session")
    author = unit.documents[0].author
    newest = reversed([each.id for each in unit.documents if each.author == author])
    ids = tuple(newest)
    right = [Answer(len(ids), ids[:10]), Answer(0, ())]
    log = [("person", f"from:{author} session:{unit.key}"), ("unknown", "qqz")]
    assert differences(tmp_path, log, right) == []
    (line,) = differences(tmp_path, log, [right[0], Answer(1, ("other",))])
    assert line.startswith("qqz: ")
