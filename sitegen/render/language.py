"""The words, dates and numbers of one language.

A language is a catalog (`languages/<code>.toml`: tables of sentences, an inline table
of plural forms where a number decides) and Babel's rules for its locale. A theme may
bring `languages/<code>.toml` too: its sentences replace those of the same name.
"""

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import babel
from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_month_names,
    get_timezone_name,
)
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from sitegen.errors import SitegenError

CATALOGS = Path(__file__).parent / "languages"
FALLBACK = "en"

Plural = Mapping[str, Markup]
Catalog = Mapping[str, Markup | Plural]


class BrokenCatalog(SitegenError):
    """A catalog cannot be read, or a sentence in it does not fit its use."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}")


@dataclass(frozen=True, slots=True)
class Language:
    """The words, dates and numbers of one language; what templates call."""

    code: str
    words: str  # the language of the catalog: `code`, or "en" where it has none
    direction: Literal["ltr", "rtl"]
    catalog: Catalog
    plural_form: Callable[[int], str]
    date: Callable[[dt.date], str]  # December 21, 2010
    day: Callable[[dt.date], str]  # Tuesday, December 21, 2010
    short_date: Callable[[dt.date], str]  # Dec 21, 2010
    month_day: Callable[[dt.date], str]  # Dec 21
    month: Callable[[dt.date], str]  # December 2010
    months: tuple[str, ...]  # short names, January first
    digest: str  # of its words and of the rules of dates
    weekday: Callable[[dt.date], str]
    time: Callable[[datetime], str]  # 9:00 PM
    number: Callable[[float], str]
    percent: Callable[[float], str]
    zone: Callable[[datetime], str]  # EST, of an aware time

    def text(self, key: str, **values: object) -> Markup:
        """Return a sentence with its values filled in, escaped.

        `count` chooses among plural forms; whole numbers are written as the language
        does.
        """
        sentence = self.catalog.get(key)
        if sentence is None:
            raise BrokenCatalog(f"languages/{self.code}.toml", f"no sentence '{key}'")
        if not isinstance(sentence, Markup):
            count = values.get("count")
            if not isinstance(count, int):
                raise BrokenCatalog(
                    f"languages/{self.code}.toml", f"'{key}' needs a count"
                )
            form = self.plural_form(count)
            sentence = sentence.get(form) or sentence["other"]
        if not values:
            return sentence
        shown = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return sentence.format(**shown)


def known_languages() -> tuple[str, ...]:
    """Return the codes of all catalogs that are shipped."""
    return tuple(sorted(path.stem for path in CATALOGS.glob("*.toml")))


def direction(code: str) -> Literal["ltr", "rtl"]:
    """Return which way a language is written."""
    rtl = _locale(code).text_direction == "rtl"
    return "rtl" if rtl else "ltr"


def load_language(code: str, folders: Iterable[Path] = ()) -> Language:
    """Return a language, with the sentences of theme folders over the shipped ones.

    Args:
        code: "en", or "en-GB": the catalog is that of the language, the rules of dates
            are those of the region.
        folders: `languages/` folders of the theme chain, the strongest last.

    A language without a catalog has English words, and sentences that a catalog lacks
    are English too: a site is built in any language.

    Raises:
        BrokenCatalog: A catalog that is not TOML of sentences.
    """
    base = code.partition("-")[0]
    files = [
        path
        for folder in (CATALOGS, *folders)
        for path in (folder / f"{base}.toml", folder / f"{code}.toml")
        if path.is_file() and (base != code or path.stem == code)
    ]
    catalog: dict[str, Markup | Plural] = {}
    for file in dict.fromkeys((CATALOGS / f"{FALLBACK}.toml", *files)):
        catalog |= _read(file)
    return _language(code, _locale(code), catalog, base if files else FALLBACK)


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse(FALLBACK)


def _read(file: Path) -> Catalog:
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenCatalog(str(file), f"not TOML: {error}") from error
    return dict(_flat(tables, ""))


_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})


def _flat(table: Mapping[str, Any], prefix: str) -> Iterable[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and not set(value) <= _FORMS:
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, dict):
            yield prefix + key, {form: escape(text) for form, text in value.items()}
        else:
            yield prefix + key, escape(value)


def _language(code: str, locale: Locale, catalog: Catalog, words: str) -> Language:
    cached = lru_cache(maxsize=4096)
    clock = cached(lambda hour, minute: _clock(hour, minute, locale))

    @cached
    def zone_name(_zone: str, _offset: object, moment: datetime) -> str:
        name = get_timezone_name(moment, width="short", locale=locale)
        offset = re.fullmatch(r"([+-])0?(\d{1,2})(\d\d)", name)
        if offset is None:
            return name
        minutes = "" if offset[3] == "00" else ":" + offset[3]
        return f"UTC{offset[1]}{offset[2]}{minutes}"  # the locale has no short name

    def dated(style: str) -> Callable[[dt.date], str]:
        of_day = cached(
            lambda day: (
                format_date(day, style, locale)
                if style in {"full", "long", "medium"}
                else format_skeleton(style, day, locale=locale)
            )
        )
        # One instant in two zones is equal as a key, and is not the same day.
        return lambda day: of_day(day.date() if isinstance(day, datetime) else day)

    return Language(
        code=code,
        words=words,
        direction="rtl" if locale.text_direction == "rtl" else "ltr",
        catalog=catalog,
        digest=_digest(code, catalog),
        plural_form=locale.plural_form,
        date=dated("long"),
        day=dated("full"),
        short_date=dated("medium"),
        month_day=dated("MMMd"),
        month=dated("yMMMM"),
        months=tuple(
            get_month_names("abbreviated", "stand-alone", locale)[n]
            for n in range(1, 13)
        ),
        weekday=dated("EEEE"),
        time=lambda moment: clock(moment.hour, moment.minute),
        number=cached(lambda value: format_decimal(value, locale=locale)),
        percent=cached(lambda share: format_percent(share, locale=locale)),
        zone=lambda moment: zone_name(str(moment.tzinfo), moment.utcoffset(), moment),
    )


def _digest(code: str, catalog: Catalog) -> str:
    words = repr((code, babel.__version__, sorted(catalog.items())))
    return hashlib.sha256(words.encode()).hexdigest()


def _clock(hour: int, minute: int, locale: Locale) -> str:
    moment = datetime(2000, 1, 1, hour, minute, tzinfo=UTC)
    return format_time(moment, "short", locale=locale).replace("\u202f", "\u00a0")


def iso(moment: datetime, precision: str = "second") -> str:
    """Return an aware time for `datetime` attributes: in UTC, no finer than known."""
    if precision == "day":
        return moment.date().isoformat()
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%MZ}" if precision == "minute" else _seconds(utc)


def _seconds(utc: datetime) -> str:
    return utc.isoformat(timespec="seconds").replace("+00:00", "Z")
