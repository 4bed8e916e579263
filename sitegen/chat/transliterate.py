"""Names of many scripts as ASCII, for addresses."""
# ruff: noqa: RUF001  (letters of other scripts are what this file is about)

import re
import unicodedata

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_LENGTH = 33  # with a dash and six digits, a slug of 40
_BY_HAND = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d",
        "þ": "th", "ı": "i", "ŋ": "n",
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh",
        "з": "z", "и": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
        "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ы": "y", "э": "e", "ю": "yu",
        "я": "ya", "ь": "", "ъ": "", "і": "i", "є": "ye", "ґ": "g",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i",
        "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x",
        "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y",
        "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip


def transliterated(text: str) -> str:
    """Return a name in `[a-z0-9-]`, at most 33 long; empty if no letter is known."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_BY_HAND))
    ascii_only = plain.encode("ascii", "ignore").decode("ascii").lower()
    return _NOT_IN_SLUG.sub("-", ascii_only).strip("-")[:_LENGTH].strip("-")
