"""Chunks and forms seen so far, numbered: what a process analyzes and stems only once.

    texts --split--> chunks --number--> tokens in columns

Chat repeats itself: of a session's chunks 19 in 20 have been seen before. A chunk's
number leads to its tokens in flat columns, so that a unit's tokens are gathered with
numpy instead of one by one. Numbers depend on what was seen before and never leave the
process: nothing that is written holds one.
"""

from array import array
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sitegen.search.analysis import STEMMED, analyze_chunk
from sitegen.search.layout import Field
from sitegen.search.stemming import stemmer_for

# What a lexicon may hold before a fresh one takes its place: about 60 MB.
CHUNK_LIMIT = 1 << 17
LETTER_LIMIT = 1 << 22

# A form is no word, a word that is its own stem, or one that is indexed as another.
OTHER, STEM, SURFACE = range(3)

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some texts, in order."""

    form: Places  # number of each token's form
    position: Places
    document: Places  # which of the texts each stands in
    lengths: Places  # tokens of each text


class Lexicon:
    """Numbers for chunks, forms and keys, in the order in which they are met.

    A form is a term and whether it is a word, which is stemmed; a key is what forms of
    one stem are indexed as.
    """

    def __init__(self, language: str) -> None:
        self._stem = stemmer_for(language)
        self.keys: list[bytes] = []
        self.surfaces: list[bytes] = []  # of each form
        self._keys: dict[bytes, int] = {}
        self._words: dict[str, int] = {}  # number of each form that is a word
        self._others: dict[str, int] = {}  # and of each that is none
        self._chunks = _Chunks(self)
        self._letters = 0
        # of each form: its key, and one of the kinds above
        self._key, self._kind = array("q", (0,)), array("q", (0,))  # for 0 see below
        # of each chunk: its first token in the flat columns, its tokens and positions
        self._starts, self._sizes, self._widths = array("q"), array("q"), array("q")
        # of each token; numpy takes no empty buffer, so one that is never read
        self._form, self._offset = array("q", (0,)), array("q", (0,))

    def is_full(self) -> bool:
        """Tell whether a fresh lexicon should be taken."""
        return len(self._chunks) > CHUNK_LIMIT or self._letters > LETTER_LIMIT

    def tokens(self, texts: list[str]) -> Tokens:
        """Return the tokens of texts."""
        if not texts:
            return Tokens(*(np.zeros(0, np.int64) for _ in range(4)))
        whole = " ".join(texts).replace("\n", " ")  # no token has these in it
        pieces = whole.split(" ")
        numbers = map(self._chunks.__getitem__, pieces)
        chunk = np.fromiter(numbers, np.int64, len(pieces))
        sizes = np.array([text.count(" ") + text.count("\n") + 1 for text in texts])
        document = np.repeat(np.arange(len(texts)), sizes)
        counts, widths = _take(self._sizes, chunk), _take(self._widths, chunk)
        before = np.cumsum(widths) - widths
        before -= np.repeat(before[np.cumsum(sizes) - sizes], sizes)
        source = np.repeat(
            _take(self._starts, chunk) - np.cumsum(counts) + counts, counts
        )
        source += np.arange(len(source))
        return Tokens(
            form=_take(self._form, source),
            position=np.repeat(before, counts) + _take(self._offset, source),
            document=np.repeat(document, counts),
            lengths=np.bincount(document, counts, len(texts)).astype(np.int64),
        )

    def keys_of(self, forms: Places) -> Places:
        """Return the number of what each form is indexed as."""
        return _take(self._key, forms + 1)

    def kinds_of(self, forms: Places) -> Places:
        """Return what kind each form is: `OTHER`, `STEM` or `SURFACE`."""
        return _take(self._kind, forms + 1)

    def add(self, chunk: str) -> int:
        """Return the number of a chunk that has none yet."""
        tokens, width = analyze_chunk(chunk)
        self._letters += len(chunk)
        self._starts.append(len(self._form))
        self._sizes.append(len(tokens))
        self._widths.append(width)
        for term, position, _, _, kind in tokens:
            is_word = kind in STEMMED
            number = (self._words if is_word else self._others).get(term)
            if number is None:
                number = self._add_form(term, is_word=is_word)
            self._form.append(number)
            self._offset.append(position)
        return len(self._starts) - 1

    def _add_form(self, term: str, *, is_word: bool) -> int:
        number = len(self.surfaces)
        (self._words if is_word else self._others)[term] = number
        surface = utf8(term)
        stemmed = self._stem(term) or term if is_word else term
        key = Field.TEXT + (surface if stemmed == term else utf8(stemmed))
        known = self._keys.setdefault(key, len(self.keys))
        if known == len(self.keys):
            self.keys.append(key)
        self._key.append(known)
        self.surfaces.append(surface)
        self._kind.append((STEM if stemmed == term else SURFACE) if is_word else OTHER)
        return number


class _Chunks(dict[str, int]):
    """Chunk to number; a new chunk gets the next one."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self.lexicon = lexicon

    def __missing__(self, chunk: str) -> int:
        number = self[chunk] = self.lexicon.add(chunk)
        return number


def _take(column: "array[int]", places: Places) -> Places:
    """Return the numbers at some places; the column may grow again afterwards."""
    return np.frombuffer(column, np.int64)[places]


def lexicon_for(language: str) -> Lexicon:
    """Return the lexicon of a language, a fresh one if the last is full."""
    lexicon = _lexicon(language)
    if not lexicon.is_full():
        return lexicon
    _lexicon.cache_clear()
    return _lexicon(language)


_lexicon = lru_cache(maxsize=2)(Lexicon)


def utf8(text: str) -> bytes:
    """Return a text as bytes; halves of characters become question marks."""
    return text.encode("utf-8", "replace")
