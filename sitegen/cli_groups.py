"""The groups of commands: session, recap, redact, theme."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from sitegen.cli_options import Site, say, show, site_of
from sitegen.errors import UsageError

session_app = typer.Typer(no_args_is_help=True, help="Prepare sessions.")
recap_app = typer.Typer(no_args_is_help=True, help="Prepare weekly recaps.")
redact_app = typer.Typer(no_args_is_help=True, help="Take something down.")
theme_app = typer.Typer(no_args_is_help=True, help="Look at and make themes.")


@session_app.command("new")
def session_new(
    context: typer.Context,
    channel: Annotated[str | None, typer.Argument()] = None,
    site: Site = None,
) -> None:
    """Begin the overlay of the next session by the schedule."""
    from sitegen.commands.preparing import new_session  # noqa: PLC0415

    show(str(new_session(site_of(context, site), channel)))


@recap_app.command("draft")
def recap_draft(context: typer.Context, session: str, site: Site = None) -> None:
    """Write a recap's draft for a session: KEY or CHANNEL/KEY."""
    from sitegen.commands.preparing import draft_recap  # noqa: PLC0415

    show(str(draft_recap(site_of(context, site), session)))


@recap_app.command("mail")
def recap_mail(
    context: typer.Context,
    recap: Annotated[str, typer.Argument(help="Its week, its file, or a session.")],
    text: Annotated[
        bool, typer.Option("--text", help="Plain text instead of HTML.")
    ] = False,
    site: Site = None,
) -> None:
    """Print a recap as a letter: an HTML page that mail programs can show."""
    from sitegen.commands.mailing import letter_of  # noqa: PLC0415

    show(letter_of(site_of(context, site), recap, as_text=text).rstrip("\n"))


Remove = Annotated[bool, typer.Option("--remove", help="Leave a tombstone.")]
Mask = Annotated[bool, typer.Option("--mask", help="Show blocks instead.")]
Pseudonym = Annotated[
    str | None, typer.Option("--pseudonym", help="Show this name instead.")
]
Reason = Annotated[str, typer.Option("--reason", help="Private; for the host.")]
Purge = Annotated[
    bool, typer.Option("--purge", help="Rewrite the stored transcripts as well.")
]


@dataclass(frozen=True, slots=True)
class Ways:
    """How something shall be taken down, as asked for."""

    remove: bool
    mask: bool
    pseudonym: str | None

    def chosen(self) -> str | None:
        """Return the one way asked for; None if none was.

        Raises:
            SeveralWays: More than one.
        """
        ways = {
            "remove": self.remove,
            "mask": self.mask,
            "pseudonym": self.pseudonym is not None,
        }
        asked = [way for way, is_asked in ways.items() if is_asked]
        if len(asked) > 1:
            raise SeveralWays
        return asked[0] if asked else None


class SeveralWays(UsageError):
    """A redaction was asked for in more than one way."""

    def __init__(self) -> None:
        super().__init__("redact: one of --remove, --mask and --pseudonym, not several")


def _redact(
    site: Path,
    target: tuple[str, str, str],
    ways: Ways,
    reason: str,
    *,
    purge: bool,
) -> None:
    from sitegen.commands.redacting import Wish, take_down  # noqa: PLC0415
    from sitegen.terminal import printable  # noqa: PLC0415

    kind, what, channel = target
    wish = Wish(
        kind=kind,
        what=what,
        how=ways.chosen(),
        instead=ways.pseudonym or "",
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
    what: Annotated[str, typer.Argument(metavar="ID")],
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
    ways, target = Ways(remove, mask, pseudonym), ("message", what, channel)
    _redact(site_of(context, site), target, ways, reason, purge=purge)


def _redacting(kind: str, metavar: str) -> Callable[..., None]:
    """Return the command that takes down a person or a term."""

    def command(
        context: typer.Context,
        what: Annotated[str, typer.Argument(metavar=metavar)],
        remove: Remove = False,
        mask: Mask = False,
        pseudonym: Pseudonym = None,
        reason: Reason = "",
        purge: Purge = False,
        site: Site = None,
    ) -> None:
        ways, target = Ways(remove, mask, pseudonym), (kind, what, "")
        _redact(site_of(context, site), target, ways, reason, purge=purge)

    return command


for _name, _kind, _metavar, _help in (
    ("participant", "person", "NAME", "Take down a participant, under all names."),
    ("term", "term", "TEXT", "Take down a word or phrase wherever it stands."),
):
    redact_app.command(_name, help=_help)(_redacting(_kind, _metavar))


@theme_app.command("list")
def theme_list(context: typer.Context, site: Site = None) -> None:
    """List the themes this site can use."""
    from sitegen.render.themes import known_themes  # noqa: PLC0415

    for name in known_themes(site_of(context, site)):
        show(name)


@theme_app.command("new")
def theme_new(context: typer.Context, name: str, site: Site = None) -> None:
    """Make a theme that extends the default one."""
    from sitegen.commands.preparing import new_theme  # noqa: PLC0415

    show(str(new_theme(site_of(context, site), name)))
    say(f"next: theme: {name} in site.yaml; docs/themes.md says what a theme may hold")
