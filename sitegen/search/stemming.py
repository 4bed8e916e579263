"""Stems of words, for the index writer.

The browser has no stemmer: shards carry an entry from each surface form to its stem.
A stem is a function of the folded word, the only form both sides know.

PyStemmer is Snowball in C. Its Python twin `snowballstemmer` has the same languages and
gives the same stems (a test compares them), at 50 microseconds a word instead of one.
"""

from collections.abc import Callable
from functools import lru_cache

import Stemmer

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
    return (*sorted(Stemmer.algorithms()), NO_STEMMING)


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
    return stemmer_for(language)(word) or word


@lru_cache(maxsize=64)
def stemmer_for(language: str) -> Callable[[str], str]:
    """Return the stemmer of a language; of some words it makes nothing.

    It keeps no words of its own: callers stem a word once.

    Raises:
        UnknownStemmer: The language is none of `languages()`.
    """
    if language == NO_STEMMING:
        return str
    if language not in languages():
        raise UnknownStemmer(language)
    found: Callable[[str], str] = Stemmer.Stemmer(language, 0).stemWord
    return found
