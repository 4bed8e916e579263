"""Themes as the build and its workers load them: once, with compiled templates kept."""

from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from sitegen.build.cache import Cache, key_of
from sitegen.render.environment import Theme, load_theme

_KIND = "jinja"


class _Compiled(jinja2.BytecodeCache):
    """Keeps compiled templates in the build's cache, which refuses altered files."""

    def __init__(self, cache: Cache, program: str) -> None:
        self._cache = cache
        self._program = program

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket if its template was compiled before."""
        data = self._cache.read(self._key(bucket), _KIND)
        if data is not None:
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        self._cache.write(self._key(bucket), _KIND, bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> str:
        return key_of(self._program, jinja2.__version__, bucket.key, bucket.checksum)


@lru_cache(maxsize=2)
def theme_of(
    name: str, language: str, site: Path, state: str, cache: Path | None
) -> Theme:
    """Return a theme, loaded once a process for each state of its files.

    Args:
        name: As in site.yaml.
        language: The site's.
        site: The site's folder.
        state: Digest of the program and the theme's files.
        cache: Where compiled templates are kept; None keeps none.
    """
    compiled = None if cache is None else _Compiled(Cache(cache), state)
    return load_theme(name, language, site, compiled)
