"""Scaffolds: `session new`, `recap draft`, `theme new`."""

from datetime import UTC, datetime
from pathlib import Path

from sitegen.build.drafting import understood
from sitegen.errors import UsageError
from sitegen.recaps.draft import draft
from sitegen.recaps.recap import recap_key
from sitegen.render.themes import known_themes
from sitegen.scaffold.session import session_new

# What a new theme begins with: nothing, and how to change something.
OWN_STYLE = """\
/* Read after the default theme's style: what stands here wins. The names of all colors
   and measures are in docs/design-language.md. Another accent, in light and dark:

:root { --accent: #7a3e00; --accent-soft: #f6e7da; }
@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) { --accent: #eeb07c; --accent-soft: #3b2817; }
}
:root[data-theme="dark"] { --accent: #eeb07c; --accent-soft: #3b2817; }

*/
"""


class FileIsThere(UsageError):
    """A scaffold would write over a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: is there already; edit it, or move it away")


class BadThemeName(UsageError):
    """A theme's name can't be one."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"theme '{name}': {why}")


def new_session(site: Path, channel: str | None) -> Path:
    """Write the overlay of the next session by the schedule; return its path."""
    return session_new(site, channel, datetime.now(UTC))


def draft_recap(site: Path, session: str) -> Path:
    """Write a recap's draft for a session; return its path."""
    found = understood(site, session)
    day = found.day
    path = site / "content" / "recaps" / f"{recap_key(day)}.md"
    if path.exists():
        raise FileIsThere(path)
    text = draft(
        found.understanding,
        day=day,
        newcomers=found.newcomers,
        names=found.names,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def new_theme(site: Path, name: str) -> Path:
    """Make a theme of the site's own that extends the default one."""
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        raise BadThemeName(name, "expected letters, digits, - and _")
    if name in known_themes(site):
        raise BadThemeName(name, "there is one of that name; choose another")
    folder = site / "themes" / name
    (folder / "assets" / "styles").mkdir(parents=True)
    (folder / "templates" / "partials").mkdir(parents=True)
    (folder / "theme.yaml").write_text(
        f"title: {name}\nextends: default\n", encoding="utf-8"
    )
    (folder / "assets" / "styles" / "90-own.css").write_text(OWN_STYLE, "utf-8")
    return folder
