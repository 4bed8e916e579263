"""The command line as its users meet it: exit codes, streams, one sentence a mistake."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

MESSAGES = [
    {"id": "1", "time": "2026-03-03T20:00:00Z", "author": "wren", "text": "Q1: Pears?"},
    {"id": "2", "time": "2026-03-03T20:01:00Z", "author": "heron", "text": "A1: plums"},
]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "sitegen", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new site with two imported messages, built."""
    folder = tmp_path_factory.mktemp("cli") / "site"
    assert run("new", folder).returncode == 0
    export = folder.parent / "orchard.jsonl"
    export.write_text("".join(json.dumps(m) + "\n" for m in MESSAGES), "utf-8")
    done = run("import", export, "--channel", "orchard", "--site", folder)
    assert done.returncode == 0, done.stderr
    built = run("--site", folder, "build")
    assert built.returncode == 0, built.stderr
    return folder


def test_the_site_is_named_before_or_after_the_command(site: Path) -> None:
    before = run("--site", site, "search", "plums", "--json")
    after = run("search", "plums", "--json", "--site", site)
    assert before.returncode == after.returncode == 0
    assert before.stdout == after.stdout
    assert [row["id"] for row in json.loads(after.stdout)] == ["2"]


def test_search_as_json_has_the_promised_fields(site: Path) -> None:
    rows = json.loads(run("search", "pears", "--json", "--site", site).stdout)
    assert set(rows[0]) == {
        "id", "channel", "session", "time", "author", "text", "url", "score",
    }  # fmt: skip


def test_an_import_prints_a_sum_that_adds_up(site: Path) -> None:
    again = run(
        "import", site.parent / "orchard.jsonl", "--channel", "orchard", "--site", site
    )
    assert (
        "2 rows = 0 added + 0 changed + 2 duplicate + 0 deleted + 0 skipped"
        in again.stdout
    )


def test_check_accounts_for_every_message(site: Path) -> None:
    lines = run("check", "--account", "--site", site).stdout.splitlines()
    stored = lines[0].split()[0]
    assert lines[-1].split() == [stored, "=", stored]


def test_verify_finds_nothing_in_a_fresh_site(site: Path) -> None:
    done = run("verify", "--site", site)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("build", "--site", "/nowhere/at/all"), 2, "site.yaml: not found"),
        (("import", "/nowhere/x.csv"), 2, "site.yaml: not found"),
        (("identify", "/nowhere/x.csv"), 2, "/nowhere/x.csv"),
        (("frobnicate",), 2, "No such command"),
        (("theme", "new", "../x"), 2, "expected letters, digits"),
    ],
)
def test_a_mistake_is_one_sentence_on_stderr(
    arguments: tuple[str, ...], code: int, says: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", *arguments],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_wrong_key_names_file_line_and_the_nearest_key(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: Orchard\nthem: default\n", "utf-8")
    done = run("build", "--site", tmp_path)
    assert done.returncode == 1
    assert done.stderr == "site.yaml:2: unknown key 'them'; did you mean 'theme'?\n"


def test_a_recap_that_quotes_an_unknown_message_publishes_nothing(site: Path) -> None:
    before = (site / "output" / ".manifest").read_bytes()
    recap = site / "content" / "recaps" / "2026-W11.md"
    recap.write_text('---\ntitle: W\n---\n\n{{ quote("404404") }}\n', "utf-8")
    try:
        done = run("build", "--site", site)
        assert done.returncode == 1
        assert done.stderr.startswith("content/recaps/2026-W11.md:5: quote: ")
        assert (site / "output" / ".manifest").read_bytes() == before
    finally:
        recap.unlink()


def test_the_version_is_said_without_a_command() -> None:
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("sitegen ")


def test_a_fault_of_the_program_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sitegen import cli

    def broken(**_: object) -> None:
        raise ValueError("plums\nand pears")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 1
    said = capsys.readouterr().err
    assert "a fault of the program: ValueError: plums and pears" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ("/proc/nope", "can't be written: "),
        ("/proc/nope/deeper", "can't be written: "),
        ("site.yaml", "not a folder"),
        ("site.yaml/deeper", "can't be written: "),
    ],
)
def test_an_output_that_cannot_be_written_is_named_as_it_was_typed(
    site: Path, output: str, why: str
) -> None:
    typed = output if output.startswith("/") else f"{site}/{output}"
    done = run("--site", site, "build", "--output", typed)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{typed}: {why}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("search", "plums"), ("verify",)])
def test_looking_into_an_output_without_a_site_says_so(
    site: Path, command: tuple[str, ...]
) -> None:
    done = run("--site", site, *command, "--output", site / "content")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{site}/content: holds no built site; ")


def test_a_file_is_no_site(site: Path) -> None:
    done = run("--site", site / "site.yaml", "check")
    assert (done.returncode, done.stderr) == (
        2,
        f"{site}/site.yaml: is a file; name the site's folder with --site\n",
    )


def test_a_recap_is_printed_as_a_letter(site: Path) -> None:
    recap = site / "content" / "recaps" / "2026-W10.md"
    by_week = run("--site", site, "recap", "mail", "2026-W10")
    by_file = run("--site", site, "recap", "mail", recap)
    by_session = run("--site", site, "recap", "mail", "windowsill/2026-03-05")
    assert by_week.returncode == 0
    assert by_week.stdout.startswith("<!doctype html>")
    assert by_week.stdout == by_file.stdout == by_session.stdout
    text = run("--site", site, "recap", "mail", "2026-W10", "--text").stdout
    assert "<p" not in text
    assert text.endswith("https://example.org/windowsill/recaps/2026-w10/\n")


def test_a_recap_that_is_not_published_is_no_letter(site: Path) -> None:
    done = run("--site", site, "recap", "mail", "2026-W11")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("recap '2026-W11': no published recap is of ")
    assert "did you mean '2026-W10'?" in done.stderr


def test_check_says_how_answers_were_placed(site: Path) -> None:
    last = run("--site", site, "check").stdout.splitlines()[-1]
    found = re.fullmatch(
        r"(\d+) questions; at them (\d+) messages by number, (\d+) by reply, (\d+) by"
        r" time \(guessed\), (\d+) by the host; (\d+) at none",
        last,
    )
    assert found is not None, last
    assert sum(map(int, found.groups())) > int(found[1]) > 0
