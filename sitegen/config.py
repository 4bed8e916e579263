"""site.yaml: read once, checked once, then a frozen value.

Every key the product reads is named here and in `docs/site-yaml.md`; a test compares
the two.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sitegen.chat.rules import (
    NTHS,
    WEEKDAYS,
    ChannelRules,
    Daily,
    DensityRule,
    GapRule,
    QuestionRules,
    Schedule,
    SessionRule,
    Slot,
)
from sitegen.errors import SitegenError, UsageError, nearest
from sitegen.model import CHANNEL_NAME
from sitegen.strict_yaml import Fields, load

FILE = "site.yaml"
DEFAULT_SESSIONS = GapRule(gap=timedelta(minutes=45), at_least=10)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,30}\Z")
_MAIL = re.compile(r"[^\s@:/?<>\"']+@[^\s@:/?<>\"']+(\?[^\s<>\"']*)?\Z")
_LETTERS = re.compile(r"[^\W\d_]{1,12}\Z")  # before a question's number
# Of the machine rather than of the world, or counting leap seconds.
_NO_ZONES = re.compile(r"(localtime|posixrules|Factory|(posix|right)/.*)\Z")
_DAY_MINUTES = 24 * 60
# What a scheme could run in a page, whatever the host would like.
_NEVER = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})


class NoSite(UsageError):
    """There is no site.yaml where one was looked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder / FILE}: not found; make a site with 'sitegen new DIR',"
            " or name its folder with --site"
        )


class UnreadableFile(SitegenError):
    """A file is not UTF-8 text, or cannot be read at all."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}; save it as UTF-8 text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The checked content of site.yaml."""

    title: str
    description: str
    base_url: str  # absolute, ends with a slash
    language: str  # of the interface and of search, BCP 47: "en"
    zone: ZoneInfo  # headings, day boundaries and dates in queries
    theme: str
    authority: str  # "example.org,2026": in feed ids, for ever
    search_language: str  # a language code, a stemmer's name, or none
    schemes: tuple[str, ...]  # of links, besides http, https and mailto
    contact: str | None  # where to ask for removal: a mailto: or web address
    noindex: bool  # ask search engines to leave the whole site out
    zones: tuple[ZoneInfo, ...]  # further zones for the times of coming sessions
    channels: tuple[ChannelRules, ...]  # as in the file
    joins: tuple[tuple[str, str], ...] = ()  # channel name to how to join, one sentence

    def rules_of(self, channel: str) -> ChannelRules:
        """Return a channel's rules; the defaults for one the file does not name."""
        for rules in self.channels:
            if rules.name == channel:
                return rules
        return ChannelRules(
            name=channel, title=channel, zone=self.zone, sessions=DEFAULT_SESSIONS
        )


def read_config(site: Path) -> Config:
    """Read a site's configuration.

    Raises:
        NoSite: There is none.
        SitegenError: It has a mistake; the text names file, line and key.
    """
    try:
        text = (site / FILE).read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoSite(site) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(FILE, "not readable as UTF-8") from error
    return parse_config(text)


def parse_config(text: str) -> Config:
    """Turn the text of site.yaml into a checked value.

    Raises:
        SitegenError: It has a mistake; the text names line and key.
    """
    top = load(text, FILE)
    version = top.integer("version", 1, at_least=1)
    if version != 1:
        raise top.bad("version", str(version), "1, the only version there is")
    zone = _zone(top, "timezone", ZoneInfo("UTC"))
    language = top.text("language", "en")
    if not _LANGUAGE.match(language):
        raise top.bad("language", language, "a language code such as en or pt-BR")
    channels, joins = _channels(top, zone)
    base_url = _base_url(top)
    config = Config(
        title=top.text("title", "Chat archive"),
        description=top.text("description", ""),
        base_url=base_url,
        language=language,
        zone=zone,
        theme=top.text("theme", "default"),
        authority=_authority(top, base_url),
        search_language=_search_language(top, language),
        schemes=_schemes(top),
        contact=_contact(top),
        noindex=top.flag("noindex", default=False),
        zones=tuple(
            _zone_named(top, "zones", item.value) for item in top.items("zones")
        ),
        channels=channels,
        joins=joins,
    )
    top.done()
    return config


def _base_url(top: Fields) -> str:
    url = top.text("base_url", "https://example.org/")
    if not re.match(r"https?://[^\s/?#<>\"']+(/[^\s?#<>\"']*)?\Z", url):
        raise top.bad("base_url", url, "an address such as https://example.org/chat/")
    return url if url.endswith("/") else url + "/"


def _authority(top: Fields, base_url: str) -> str:
    """Return the authority of feed ids (RFC 4151): a domain and a date it was held."""
    given = top.optional("authority")
    if given is None:
        return base_url.split("/")[2].partition(":")[0] + ",2026"
    if not re.match(r"[A-Za-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?\Z", given):
        raise top.bad("authority", given, "a domain and a year: example.org,2026")
    return given


def _search_language(top: Fields, language: str) -> str:
    given = top.optional("search_language")
    if given is None:
        return language
    # Loading all stemmers takes 60 ms, so only where one is named.
    from sitegen.search.stemming import (  # noqa: PLC0415  (see above)
        NO_STEMMING,
        language_for,
        languages,
    )

    if given != NO_STEMMING and language_for(given) == NO_STEMMING:
        known = nearest(given, languages())
        raise top.bad("search_language", given, "a language, or none" + known)
    return given


def _contact(top: Fields) -> str | None:
    given = top.optional("contact")
    if given is None:
        return None
    if _MAIL.match(given):
        return "mailto:" + given
    if not (given.startswith("mailto:") and _MAIL.match(given[7:])) and not re.match(
        r"https?://[^\s/]", given
    ):
        raise top.bad(
            "contact", given, "an address such as mailto:host@example.org or https://"
        )
    return given


def _schemes(top: Fields) -> tuple[str, ...]:
    for item in top.items("link_schemes"):
        if not _SCHEME.match(item.value) or item.value in _NEVER:
            raise top.bad(
                "link_schemes", item.value, "schemes of harmless links, such as irc"
            )
    return top.texts("link_schemes")


def _zone(fields: Fields, key: str, default: ZoneInfo) -> ZoneInfo:
    name = fields.optional(key)
    return default if name is None else _zone_named(fields, key, name)


def _zone_named(fields: Fields, key: str, name: str) -> ZoneInfo:
    expected = "an IANA time zone such as America/New_York"
    if _NO_ZONES.match(name):
        raise fields.bad(key, name, expected)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        known = (zone for zone in available_timezones() if not _NO_ZONES.match(zone))
        raise fields.bad(key, name, expected + nearest(name, known)) from error


def _channels(
    top: Fields, zone: ZoneInfo
) -> tuple[tuple[ChannelRules, ...], tuple[tuple[str, str], ...]]:
    inner = top.mapping("channels")
    if inner is None:
        return (), ()
    found: list[ChannelRules] = []
    joins: list[tuple[str, str]] = []
    for name in inner.keys():  # noqa: SIM118  (Fields is no mapping)
        if not CHANNEL_NAME.match(name):
            raise inner.bad(
                name, name, "a channel name of a-z, 0-9, - and _, 64 at most"
            )
        fields = inner.mapping(name)
        if fields is None:
            found.append(
                ChannelRules(
                    name=name, title=name, zone=zone, sessions=DEFAULT_SESSIONS
                )
            )
            continue
        found.append(_channel(fields, name, zone))
        join = fields.optional("join")
        if join is not None:
            joins.append((name, join))
        fields.done()
    return tuple(found), tuple(joins)


def _channel(fields: Fields, name: str, site_zone: ZoneInfo) -> ChannelRules:
    zone = _zone(fields, "timezone", site_zone)
    outside = fields.choice("outside", ("days", "hide"), "days")
    title = fields.text("title", name)
    own = {name.lower(), title.removeprefix("#").lower()}
    return ChannelRules(
        name=name,
        title=title,
        zone=zone,
        sessions=_session_rule(fields),
        outside="hide" if outside == "hide" else "days",
        hosts=fields.texts("hosts"),
        questions=_questions(fields),
        tags=tuple(sorted(own | {t.lstrip("#").lower() for t in fields.texts("tags")})),
    )


def _session_rule(fields: Fields) -> SessionRule:
    slots = tuple(_slot(slot) for slot in fields.mappings("schedule"))
    if slots and fields.has("sessions"):
        raise fields.bad("sessions", "given", "either schedule or sessions, not both")
    if slots:
        return Schedule(slots)
    if not fields.has("sessions"):
        return DEFAULT_SESSIONS
    if not fields.is_mapping("sessions"):
        written = fields.text("sessions", "")
        if written != "daily":
            expected = "daily, {gap: 45m, at_least: 10} or {window: 30m, at_least: 60}"
            raise fields.bad("sessions", written, expected)
        return Daily()
    rule = fields.mapping("sessions")
    assert rule is not None  # noqa: S101  (is_mapping said so)
    made: SessionRule
    if rule.has("window") and rule.has("gap"):
        raise rule.bad("gap", rule.text("gap", ""), "either gap or window, not both")
    if rule.has("window"):
        made = DensityRule(
            window=_positive(rule, "window", timedelta(minutes=30)),
            at_least=rule.integer("at_least", 60, at_least=1),
        )
    else:
        made = GapRule(
            gap=_positive(rule, "gap", timedelta(minutes=45)),
            at_least=rule.integer("at_least", 10, at_least=1),
        )
    rule.done()
    return made


def _positive(fields: Fields, key: str, default: timedelta) -> timedelta:
    length = fields.duration(key, default)
    if not timedelta() < length <= timedelta(days=7):
        raise fields.bad(key, fields.text(key, ""), "between one minute and a week")
    return length


def _slot(fields: Fields) -> Slot:
    weekday = fields.required("weekday").lower()
    if weekday not in WEEKDAYS:
        expected = "a day such as tuesday" + nearest(weekday, WEEKDAYS)
        raise fields.bad("weekday", weekday, expected)
    written = fields.required("start")
    match = re.match(r"([01]?\d|2[0-3]):([0-5]\d)\Z", written)
    if not match:
        raise fields.bad("start", written, 'a local time such as "21:00"')
    nth = fields.choice("nth", tuple(NTHS), "") if fields.has("nth") else ""
    slot = Slot(
        weekday=WEEKDAYS.index(weekday),
        start=time(int(match[1]), int(match[2])),
        minutes=fields.integer("minutes", 60, at_least=1, at_most=_DAY_MINUTES),
        before=fields.integer("before", 0, at_most=_DAY_MINUTES),
        after=fields.integer("after", 0, at_most=_DAY_MINUTES),
        nth=NTHS[nth] if nth else None,
        zone=_zone(fields, "zone", ZoneInfo("UTC")) if fields.has("zone") else None,
        from_=_date(fields, "from"),
        until=_date(fields, "until"),
    )
    fields.done()
    if slot.from_ and slot.until and slot.from_ > slot.until:
        expected = f"a date not before from, {slot.from_}"
        raise fields.bad("until", slot.until.isoformat(), expected)
    return slot


def _date(fields: Fields, key: str) -> date | None:
    written = fields.optional(key)
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise fields.bad(key, written, "a date such as 2026-03-31") from error


def _questions(fields: Fields) -> QuestionRules | None:
    if fields.has("questions") and not fields.is_mapping("questions"):
        fields.choice("questions", ("off", "no", "false"), "off")
        return None
    inner = fields.mapping("questions")
    default = QuestionRules()
    if inner is None:
        return default
    rules = QuestionRules(
        prefixes=_letters(inner, "prefix") or default.prefixes,
        answers=_letters(inner, "answers") or default.answers,
        words=tuple((p.key, p.value) for p in inner.pairs("words")) or default.words,
        guess=inner.flag("guess", default=default.guess),
        guess_minutes=inner.integer("guess_minutes", default.guess_minutes, at_least=1),
    )
    inner.done()
    return rules


def _letters(fields: Fields, key: str) -> tuple[str, ...]:
    found = fields.texts(key)
    for written in found:
        if not _LETTERS.match(written):
            raise fields.bad(key, written, "letters before a number, such as Q")
    return found
