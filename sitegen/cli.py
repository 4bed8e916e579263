"""The command line: parse, call one function, print.

Results go to stdout, talk to stderr. Exit 0 fine, 1 content or build error, 2 usage.
Commands import what they need when they run, so that each starts quickly.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sitegen import __version__
from sitegen.errors import SitegenError, UsageError

app = typer.Typer(
    help="Turn stored chat transcripts into a searchable static website.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
session_app = typer.Typer(no_args_is_help=True, help="Prepare sessions.")
recap_app = typer.Typer(no_args_is_help=True, help="Prepare weekly recaps.")
redact_app = typer.Typer(no_args_is_help=True, help="Take something down.")
theme_app = typer.Typer(no_args_is_help=True, help="Look at and make themes.")
app.add_typer(session_app, name="session")
app.add_typer(recap_app, name="recap")
app.add_typer(redact_app, name="redact")
app.add_typer(theme_app, name="theme")

Site = Annotated[
    Path | None,
    typer.Option("--site", help="Folder of the site; default: the current one."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", help="Folder of the built site; default: SITE/output."),
]
Jobs = Annotated[
    int, typer.Option("--jobs", min=0, help="Worker processes; 0: one a core.")
]


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    try:
        app(standalone_mode=True)
    except SitegenError as error:
        from sitegen.terminal import printable  # noqa: PLC0415

        say(printable(str(error)))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        say("interrupted; nothing was published")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our results has gone, as `head` does; the rest is not wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        say(f"{error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(1)
    except Exception as error:  # a fault of the program's own, told in one sentence
        if os.environ.get("SITEGEN_TRACEBACK"):
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        say(
            f"sitegen {__version__}: a fault of the program: {what};"
            " SITEGEN_TRACEBACK=1 shows where"
        )
        sys.exit(1)
    sys.exit(0)


def say(text: str) -> None:
    """Print talk, as opposed to results."""
    print(text, file=sys.stderr)  # noqa: T201


def show(text: str) -> None:
    """Print a result."""
    print(text)  # noqa: T201


def _say_version(asked: bool) -> None:
    if asked:
        show(f"sitegen {__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    site: Site = None,
    version: Annotated[  # noqa: ARG001 - `_say_version` acts on it
        bool,
        typer.Option(
            "--version",
            help="Say which version this is.",
            callback=_say_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Turn stored chat transcripts into a searchable static website."""
    context.obj = site


def _site(context: typer.Context, site: Path | None) -> Path:
    """Return the site named after or before the command, else this folder."""
    return site or context.find_root().obj or Path()


@app.command()
def new(folder: Path, site: Site = None) -> None:
    """Make a working site in an empty folder."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from sitegen.scaffold.site import new_site  # noqa: PLC0415

    del site  # accepted, as by every command
    made = new_site(folder, datetime.now(UTC).date())
    show(f"{folder}: {len(made)} files; next: sitegen --site {folder} serve")


@app.command()
def identify(
    files: Annotated[list[Path], typer.Argument(help="Exports; - is stdin.")],
    limit: Annotated[list[str] | None, typer.Option(help="NAME=NUMBER.")] = None,
    site: Site = None,
) -> None:
    """Say which importer claims each file, and on what evidence."""
    from sitegen.commands.importing import identify_files  # noqa: PLC0415

    del site  # accepted, as by every command
    for text in identify_files(files, limit or ()):
        show(text)


@app.command("import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Exports; - is stdin.")],
    channel: Annotated[
        list[str] | None, typer.Option(help="NAME, or FROM=TO several times.")
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", help="Ask this importer only.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="IANA zone of times written without one.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="First take back what a file brought.")
    ] = False,
    media: Annotated[
        bool, typer.Option("--media", help="Copy attachments that the export holds.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, write nothing.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="An unreadable row fails the import.")
    ] = False,
    limit: Annotated[list[str] | None, typer.Option(help="NAME=NUMBER.")] = None,
    site: Site = None,
) -> None:
    """Merge exports into the stored transcripts."""
    from sitegen.commands.importing import Wish, import_files  # noqa: PLC0415

    wish = Wish(
        channels=tuple(channel or ()),
        only=format_,
        zone=zone,
        replace=replace,
        media=media,
        dry_run=dry_run,
        strict=strict,
        limits=tuple(limit or ()),
    )
    show(import_files(_site(context, site), files, wish))


@app.command()
def build(
    context: typer.Context,
    site: Site = None,
    output: Output = None,
    jobs: Jobs = 0,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings fail the build.")
    ] = False,
    portable: Annotated[
        bool, typer.Option("--portable", help="Readable from disk by double-click.")
    ] = False,
    why: Annotated[
        str | None, typer.Option("--why", help="Say why this page changed.")
    ] = None,
    timings: Annotated[
        bool, typer.Option("--timings", help="Say how long each stage took.")
    ] = False,
) -> None:
    """Build the site: content/ to output/."""
    from sitegen.commands.building import Request, build_site  # noqa: PLC0415

    request = Request(
        jobs=jobs, strict=strict, portable=portable, why=why, timings=timings
    )
    folder = _site(context, site)
    show(build_site(folder, output or folder / "output", request, say))


@app.command()
def serve(
    context: typer.Context,
    site: Site = None,
    output: Output = None,
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    jobs: Jobs = 0,
) -> None:
    """Build, serve on this machine, and rebuild at every change."""
    from sitegen.commands.building import serve_site  # noqa: PLC0415

    folder = _site(context, site)
    serve_site(folder, output or folder / "output", port, jobs, say)


@app.command()
def search(
    context: typer.Context,
    query: Annotated[list[str], typer.Argument(help="As in the site's search box.")],
    limit: Annotated[int, typer.Option("--limit", min=1)] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
    site: Site = None,
    output: Output = None,
) -> None:
    """Search the built site."""
    from sitegen.commands.searching import search_site  # noqa: PLC0415

    folder = _site(context, site)
    lines = search_site(
        folder, output or folder / "output", " ".join(query), limit, as_json=json
    )
    for line in lines:
        show(line)


@app.command()
def check(
    context: typer.Context,
    site: Site = None,
    account: Annotated[
        bool, typer.Option("--account", help="Show where every message went.")
    ] = False,
) -> None:
    """List everything a host should look at."""
    from sitegen.commands.checking import check_site  # noqa: PLC0415

    for line in check_site(_site(context, site), account=account):
        show(line)


@app.command()
def verify(context: typer.Context, site: Site = None, output: Output = None) -> None:
    """Search the output for what was redacted, and check links and feeds."""
    from sitegen.commands.checking import verify_site  # noqa: PLC0415

    folder = _site(context, site)
    text, is_clean = verify_site(folder, output or folder / "output")
    show(text)
    if not is_clean:
        raise typer.Exit(1)


@app.command()
def export(
    context: typer.Context,
    format_: Annotated[
        str, typer.Option("--format", help="csv, json, sqlite or parquet.")
    ],
    output: Annotated[Path | None, typer.Option("--output", help="A file.")] = None,
    site: Site = None,
) -> None:
    """Write the published messages as data."""
    from sitegen.commands.exporting import export_site  # noqa: PLC0415

    say(export_site(_site(context, site), format_, output))


@session_app.command("new")
def session_new(
    context: typer.Context,
    channel: Annotated[str | None, typer.Argument()] = None,
    site: Site = None,
) -> None:
    """Begin the overlay of the next session by the schedule."""
    from sitegen.commands.preparing import new_session  # noqa: PLC0415

    show(str(new_session(_site(context, site), channel)))


@recap_app.command("draft")
def recap_draft(context: typer.Context, session: str, site: Site = None) -> None:
    """Write a recap's draft for a session: KEY or CHANNEL/KEY."""
    from sitegen.commands.preparing import draft_recap  # noqa: PLC0415

    show(str(draft_recap(_site(context, site), session)))


Remove = Annotated[bool, typer.Option("--remove", help="Leave a tombstone.")]
Mask = Annotated[bool, typer.Option("--mask", help="Show blocks instead.")]
Pseudonym = Annotated[
    str | None, typer.Option("--pseudonym", help="Show this name instead.")
]
Reason = Annotated[str, typer.Option("--reason", help="Private; for the host.")]
Purge = Annotated[
    bool, typer.Option("--purge", help="Rewrite the stored transcripts as well.")
]


def _redact(
    site: Path,
    target: tuple[str, str, str],
    ways: tuple[bool, bool, str | None],
    reason: str,
    *,
    purge: bool,
) -> None:
    from sitegen.commands.redacting import Wish, take_down  # noqa: PLC0415
    from sitegen.terminal import printable  # noqa: PLC0415

    kind, what, channel = target
    remove, mask, pseudonym = ways
    if sum((remove, mask, pseudonym is not None)) > 1:
        raise UsageError("redact: one of --remove, --mask and --pseudonym, not several")
    wish = Wish(
        kind=kind,
        what=what,
        how="remove"
        if remove
        else "mask"
        if mask
        else "pseudonym"
        if pseudonym
        else None,
        instead=pseudonym or "",
        reason=reason,
        channel=channel,
        purge=purge,
    )
    done, warning = take_down(site, wish)
    if warning:
        say(printable(warning))
    show(done)


@redact_app.command("message")
def redact_message(
    context: typer.Context,
    message_id: str,
    channel: Annotated[
        str, typer.Option("--channel", help="Of an id that several channels have.")
    ] = "",
    remove: Remove = False,
    mask: Mask = False,
    pseudonym: Pseudonym = None,
    reason: Reason = "",
    purge: Purge = False,
    site: Site = None,
) -> None:
    """Take down a message."""
    ways, target = (remove, mask, pseudonym), ("message", message_id, channel)
    _redact(_site(context, site), target, ways, reason, purge=purge)


@redact_app.command("participant")
def redact_participant(
    context: typer.Context,
    name: str,
    remove: Remove = False,
    mask: Mask = False,
    pseudonym: Pseudonym = None,
    reason: Reason = "",
    purge: Purge = False,
    site: Site = None,
) -> None:
    """Take down a participant, under all names."""
    ways = (remove, mask, pseudonym)
    _redact(_site(context, site), ("person", name, ""), ways, reason, purge=purge)


@redact_app.command("term")
def redact_term(
    context: typer.Context,
    text: str,
    remove: Remove = False,
    mask: Mask = False,
    pseudonym: Pseudonym = None,
    reason: Reason = "",
    purge: Purge = False,
    site: Site = None,
) -> None:
    """Take down a word or phrase wherever it stands."""
    ways = (remove, mask, pseudonym)
    _redact(_site(context, site), ("term", text, ""), ways, reason, purge=purge)


@theme_app.command("list")
def theme_list(context: typer.Context, site: Site = None) -> None:
    """List the themes this site can use."""
    from sitegen.render.themes import known_themes  # noqa: PLC0415

    for name in known_themes(_site(context, site)):
        show(name)


@theme_app.command("new")
def theme_new(context: typer.Context, name: str, site: Site = None) -> None:
    """Make a theme that extends the default one."""
    from sitegen.commands.preparing import new_theme  # noqa: PLC0415

    show(str(new_theme(_site(context, site), name)))
