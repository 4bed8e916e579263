"""The theme's files as they are published: one style sheet, one script, hashed names.

    assets/styles/*.css    joined in order of name   -> assets/style.<hash>.css
    assets/scripts/*.js    joined in order of name   -> assets/site.<hash>.js
    assets/files/**        each as it is             -> assets/<stem>.<hash>.<suffix>

A file of a stronger theme replaces the one of the same name: changing the colors takes
a file `assets/styles/10-tokens.css`; adding a rule takes a file of a new name.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sitegen.render.themes import Chain
from sitegen.site.views import Assets


@dataclass(frozen=True, slots=True)
class Asset:
    """A published file of the theme."""

    path: str  # from the site's root
    content: bytes
    source: str  # name inside the theme, without hash: "files/icon.svg"


def collect_assets(chain: Chain) -> tuple[tuple[Asset, ...], Assets]:
    """Return a theme's published files, and the links to them for `Chrome.assets`."""
    style = hashed("style.css", _joined(chain.files("assets/styles", ".css").values()))
    script = hashed("site.js", _joined(chain.files("assets/scripts", ".js").values()))
    files = [
        hashed(name, path.read_bytes(), f"files/{name}")
        for name, path in chain.files("assets/files").items()
    ]
    icon = next((file.path for file in files if file.source == "files/icon.svg"), "")
    scripts = (script.path,) if script.content else ()
    links = Assets(style=style.path, scripts=scripts, icon=icon)
    kept = [style, *([script] if script.content else []), *files]
    return tuple(kept), links


def hashed(name: str, content: bytes, source: str = "") -> Asset:
    """Return a file under `assets/` with a digest of its content in its name."""
    digest = hashlib.sha256(content).hexdigest()[:10]
    stem, dot, suffix = name.rpartition(".")
    named = f"{stem}.{digest}{dot}{suffix}" if dot else f"{name}.{digest}"
    return Asset(f"assets/{named}", content, source or name)


def _joined(files: Iterable[Path]) -> bytes:
    return b"\n".join(path.read_bytes().strip() for path in files) + b"\n"
