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
from sitegen.cli_groups import recap_app, redact_app, session_app, theme_app
from sitegen.cli_options import Jobs, Output, Site, say, show, site_of
from sitegen.errors import SitegenError

app = typer.Typer(
    help="Turn stored chat transcripts into a searchable static website.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(session_app, name="session")
app.add_typer(recap_app, name="recap")
app.add_typer(redact_app, name="redact")
app.add_typer(theme_app, name="theme")


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
    show(import_files(site_of(context, site), files, wish))


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
    folder = site_of(context, site)
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

    folder = site_of(context, site)
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

    folder = site_of(context, site)
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

    for line in check_site(site_of(context, site), account=account):
        show(line)


@app.command()
def verify(context: typer.Context, site: Site = None, output: Output = None) -> None:
    """Search the output for what was redacted, and check links and feeds."""
    from sitegen.commands.checking import verify_site  # noqa: PLC0415

    folder = site_of(context, site)
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

    say(export_site(site_of(context, site), format_, output))
