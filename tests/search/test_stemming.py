"""Stems of words."""

import importlib

import pytest

from sitegen.search.analysis import analyze
from sitegen.search.stemming import UnknownStemmer, language_for, languages, stem

SNOWBALL_WORDS = (
    "sessions session's running happily inter skis generously nationality dying",
    "l'heure continuellement amitiés majestueusement université nationalités",
    "aufeinander Häuser gegangen übersetzung freundlichkeit lächelnd",
    "habilidades corriendo rápidamente felicidad nazionale abbandonata cittadinanza",
    "важнейшими красивая говорящий читалась θάλασσες ανθρώπων evlerinizden kitaplar",
    "juoksentelisinkohan taloissammekin megszentségteleníthetetlen házaitokban",
    "الكتاب والمدرسة மரங்கள் घरों गाडी bhfuil ndéanaimid mergaitėms valstybinis",
)


def test_english_forms_share_a_stem() -> None:
    assert stem("sessions", "english") == stem("session's", "english") == "session"


def test_without_stemming_a_word_stays() -> None:
    assert stem("sessions", "none") == "sessions"


def test_every_language_stems_folded_words_to_something() -> None:
    words = {
        token.term for token in analyze("a running l'heure йод été 日本 2010 üben x")
    }
    for language in languages():
        for word in words:
            assert stem(word, language), (language, word)


def test_the_sites_language_names_a_stemmer() -> None:
    assert language_for("en-GB") == "english"
    assert language_for("pt_BR") == "portuguese"
    assert language_for("german") == "german"
    assert language_for("ja") == "none"


def test_an_unknown_language_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownStemmer, match="no stemmer for 'englsh'; did you mean"):
        stem("x", "englsh")


def test_stems_are_those_of_snowball_in_python() -> None:
    words = {t.term for t in analyze(" ".join(SNOWBALL_WORDS)) if t.kind == "word"}
    for language in languages():
        if language != "none":
            stemmer = importlib.import_module(f"snowballstemmer.{language}_stemmer")
            name = f"{language.title().replace('_', '')}Stemmer"
            python = getattr(stemmer, name)().stemWord
            for word in words:
                assert stem(word, language) == (python(word) or word), language
