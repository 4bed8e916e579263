"""`sitegen recap mail`: a published recap as a letter."""

from collections.abc import Sequence
from pathlib import Path

from sitegen.build.pipeline import BuildOptions, build
from sitegen.build.recapping import MadeRecap
from sitegen.build.workers import default_jobs
from sitegen.config import read_config
from sitegen.errors import UsageError, nearest
from sitegen.render.language import load_language
from sitegen.render.mail import Letter, letter_html, letter_text


class NoSuchRecap(UsageError):
    """No published recap has the name, or is of the session, that was given."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        hint = nearest(name, known) or (
            f"; the newest is '{known[0]}'" if known else ""
        )
        super().__init__(
            f"recap '{name}': no published recap is of that week, file or session"
            f" (drafts are left out){hint}"
        )


def letter_of(site: Path, name: str, *, as_text: bool) -> str:
    """Return a recap as a letter.

    Args:
        site: The site's folder.
        name: A week (2026-W11), the recap's file, or a session it is about.
        as_text: Plain text instead of HTML.

    Raises:
        NoSuchRecap: There is none of that name.
        SitegenError: Something in the site is wrong.
    """
    options = BuildOptions(jobs=default_jobs(), publish=False)
    made = _find(build(site, site / "output", options).recaps, name)
    config = read_config(site)
    recap = made.resolved.recap
    language = load_language(config.language)
    letter = Letter(
        title=recap.title,
        site=config.title,
        url=config.base_url + made.card.href,
        base_url=config.base_url,
        date=language.date(recap.date),
        summary=recap.summary or "",
        html=made.html,
        language=config.language,
        direction=language.direction,
    )
    return letter_text(letter) if as_text else letter_html(letter)


def _find(recaps: Sequence[MadeRecap], name: str) -> MadeRecap:
    """Return the newest recap of a name."""
    week = Path(name).stem.lower()
    for made in recaps:
        recap = made.resolved.recap
        sessions = {n for s in recap.sessions for n in (s[1], "/".join(s))}
        if recap.key == week or name in sessions:
            return made
    raise NoSuchRecap(name, [made.resolved.recap.key.upper() for made in recaps])
