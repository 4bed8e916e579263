"""Stems of words."""

import pytest

from sitegen.search.analysis import analyze
from sitegen.search.stemming import UnknownStemmer, language_for, languages, stem


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
