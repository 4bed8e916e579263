"""The printed report: it adds up, and nothing in it can command a terminal."""

from sitegen.store.report import Report, SourceCount
from sitegen.store.text_report import report_text
from sitegen.terminal import cells, padded, printable, printable_lines

SOURCE = SourceCount(
    label="tags.csv",
    importer="tags",
    evidence="header",
    channels=("tuesday",),
    rows=1204,
    added=1180,
    changed=2,
    duplicate=19,
    deleted=1,
    left_out=(("private message", 1),),
    unreadable=1,
)
REPORT = Report(
    sources=(SOURCE,),
    problems=("tags.csv:7: id '\x1b]0;x\x07' is no tweet id",),
    notes=(),
    unclaimed=("a.zip/\u202egnp.exe",),
    taken_back=0,
    files_written=1,
    is_dry_run=False,
)


def test_a_report_adds_up_and_reads_plainly() -> None:
    """Each source has its sum; problems come first; escapes are neutralized."""
    assert SOURCE.adds_up
    assert report_text(REPORT).split("\n") == [
        "problem: tags.csv:7: id '\ufffd]0;x\ufffd' is no tweet id",
        "not read by any importer: a.zip/\ufffdgnp.exe",
        "tags.csv  tags -> tuesday",
        "  1,204 rows = 1,180 added + 2 changed + 19 duplicate + 1 deleted + 2 skipped",
        "    skipped: 1 unreadable, 1 private message",
        "1 day file changed in content/transcripts",
    ]


def test_long_lists_are_shortened_and_say_so() -> None:
    """A long list of problems ends with how many more there are."""
    report = Report(
        (), tuple(f"a:{n}: x" for n in range(9)), (), (), 0, 0, is_dry_run=True
    )
    assert report_text(report, listed=2).split("\n")[2] == "problem: and 7 more"


def test_no_control_character_reaches_the_terminal() -> None:
    """Controls, bidi marks and lone surrogates become U+FFFD; letters stay."""
    unsafe = "\x00\x07\x08\r\n\t\x1b\x7f\x9b\u2028\u202e\u2066\ufeff\ud800"
    assert printable(unsafe) == "\ufffd" * len(unsafe)
    assert printable("שלום café 👩 日本") == "שלום café 👩 日本"
    assert printable_lines("a\nb\r") == "a\nb\ufffd"


def test_columns_are_counted_as_a_terminal_does() -> None:
    """Wide characters take two columns, combining marks none."""
    assert (cells("日本"), cells("e\u0301"), padded("日", 4)) == (4, 1, "日  ")
