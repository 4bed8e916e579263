"""Stems of words, for the index writer.

The browser has no stemmer: shards carry an entry from each surface form to its stem.
A stem is a function of the folded word, the only form both sides know.
"""

import importlib
from collections.abc import Callable
from functools import lru_cache

import snowballstemmer

from sitegen.errors import SitegenError, nearest

NO_STEMMING = "none"
# ISO 639 codes, as site.yaml's `language:` has them, of Snowball's languages.
_CODES = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "st": "sesotho",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


class UnknownStemmer(SitegenError):
    """A language was named that has no stemmer."""

    def __init__(self, language: str) -> None:
        hint = nearest(language, languages())
        super().__init__(f"no stemmer for '{language}'{hint}; 'none' does without")


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return the names of all languages with a stemmer, and "none"."""
    return (*sorted(snowballstemmer.algorithms()), NO_STEMMING)


def language_for(tag: str) -> str:
    """Return the stemmer's language for a language tag, "none" if there is none.

    Takes what `site.yaml` may say: a code with or without region ("en-GB"), or a
    stemmer's own name ("english", "porter").
    """
    if tag in languages():
        return tag
    known = _CODES.get(tag.replace("_", "-").partition("-")[0].lower(), NO_STEMMING)
    return known if known in languages() else NO_STEMMING


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word, never empty.

    Raises:
        UnknownStemmer: The language is none of `languages()`.
    """
    if language == NO_STEMMING:
        return word
    return _stem(word, language)


@lru_cache(maxsize=1 << 17)
def _stem(word: str, language: str) -> str:
    """Return the stem of a word."""
    stemmed = _stemmer(language)(word)
    return stemmed or word


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Callable[[str], str]:
    """Return the pure Python stemmer of a language.

    `snowballstemmer.stemmer` switches to PyStemmer where that is installed, whose
    version may differ; a site must not depend on what else is on the machine.
    """
    if language not in languages():
        raise UnknownStemmer(language)
    module = importlib.import_module(f"snowballstemmer.{language}_stemmer")
    stemmer = getattr(module, f"{language.title().replace('_', '')}Stemmer")()
    found: Callable[[str], str] = stemmer.stemWord
    return found
