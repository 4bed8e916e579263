r"""The forms of IRC log lines, and the vote for the one a file uses.

    raw line --prepare--> plain line --rules--> (kind, named groups)

Groups: `date` 2016-10-29, `clock` 12:03 or 12:03:59, `zone` Z or +0200, `nick`, `text`,
`when` a date in English, `channel`. Of a form's rules the first that matches counts.
Kinds of lines: talk, action, notice (become messages); event (joins, modes and so on:
left out, they hold host masks); date, channel (say where the lines below belong).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Literal

Kind = Literal["talk", "action", "notice", "event", "date", "channel"]

VOTERS = 200  # lines looked at
_FIRST_LOOK = 20  # a form that none of the first lines is in is out
_LEAST_SHARE = 0.75  # of them that must fit

_CODES = re.compile(
    r"\x03(?:\d{1,2}(?:,\d{1,2})?)?"  # mIRC colors
    r"|\x04(?:[0-9a-fA-F]{6}(?:,[0-9a-fA-F]{6})?)?"
    r"|\x1b\[[0-9;]*[A-Za-z]"  # terminal colors
    r"|[\x00-\x08\x0b-\x1f\x7f]"
)
_TAG = re.compile(r"<[^<>]*>")

_CLOCK = r"(?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?:[.,]\d{1,6})?"
_DATE = r"(?P<date>\d{4}-\d\d-\d\d)"
_ZONE = r"(?P<zone>Z|[+-]\d\d:?\d\d)"
_SIGNS = r"[ @+%&~!]{0,2}"
_NICK = r"(?P<nick>[^\s<>]{1,64})"
_TEXT = r"(?P<text>.*)"
# Tue Jan 31 10:42:03 2017, or without the time
_WHEN = r"(?P<when>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d (?:\d\d:\d\d:\d\d )?\d{4})"
_MIRC_FIRST_WORDS = (
    "Joins|Parts|Quits|Topic|Set by|Now talking|Disconnected|Rejoined|Attempting"
    "|Retrieving|Looking|Loaded"
)
_MIRC_EVENTS = (
    "(?:has )?(?:joined|left|[Qq]uit)|sets mode:|is now known as|was kicked by"
    "|changes topic to"
)
_STAMP = rf"{_DATE}[T ]{_CLOCK}{_ZONE}? {{1,2}}"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing logs."""

    name: str
    looks_like: str  # for the evidence
    rules: tuple[tuple[Kind, re.Pattern[str]], ...]
    signature: re.Pattern[str] | None = None  # a line that must be among the voters
    prepare: Callable[[str], str] | None = None
    date_in_head: re.Pattern[str] | None = None  # groups y, m, d
    continues: bool = False  # lines in no form belong to the message above

    def plain(self, line: str) -> str:
        """Return a raw line as the rules expect it: one that says nothing is empty."""
        made = self.prepare(line) if self.prepare else line
        return without_codes(made)

    def match(self, line: str) -> tuple[Kind, re.Match[str]] | None:
        """Return the kind and the parts of a plain line."""
        for kind, pattern in self.rules:
            if found := pattern.match(line):
                return kind, found
        return None


def without_codes(line: str) -> str:
    """Return a line without colors, bold and other control codes."""
    return line if line.isprintable() else _CODES.sub("", line)


def choose(head: bytes, size: int) -> tuple[Form, int, int] | None:
    """Return the form most lines of a file's head are in, with votes and voters.

    Args:
        head: The first bytes of the file.
        size: How many bytes a head holds at most; a full one ends in half a line.
    """
    lines = head_lines(head, size)
    best: tuple[Form, int, int] | None = None
    for form in FORMS:
        if form.signature and not any(form.signature.search(line) for line in lines):
            continue
        voters = [made for line in lines if (made := form.plain(line)).strip()]
        if not any(form.match(line) for line in voters[:_FIRST_LOOK]):
            continue
        kinds = [found[0] for line in voters if (found := form.match(line))]
        enough = len(kinds) >= _LEAST_SHARE * len(voters) or (
            form.continues and len(kinds) * 2 >= len(voters)
        )
        if not enough or not any(k not in {"date", "channel"} for k in kinds):
            continue
        if best is None or len(kinds) > best[1]:
            best = form, len(kinds), len(voters)
    return best


def head_lines(head: bytes, size: int) -> list[str]:
    """Return the first lines of a head, decoded, without NUL bytes."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = head.decode("utf-16", "replace")
    else:
        raw = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"")
        text = raw.decode("utf-8", "replace")
    lines = text.split("\n")
    if len(head) >= size and len(lines) > 1:
        lines.pop()
    return [line.removesuffix("\r") for line in lines[:VOTERS]]


def _meetbot_line(line: str) -> str:
    """Return the text of a line of MeetBot's page; the page's frame says nothing."""
    return unescape(_TAG.sub("", line)) if 'class="tm"' in line else ""


_FRAGMENT = re.compile(
    r'<span class="irc-date">(?P<clock>\[\d{1,2}:\d\d\])</span> '
    r'<span class="irc-(?P<color>[a-z]+)">(?P<rest>.*?)(?:</span>)?(?:<br ?/?>)?\s*\Z'
)


def _fragment_line(line: str) -> str:
    """Return a line of a PircBot fragment: its color alone tells talk from the rest."""
    found = _FRAGMENT.match(line)
    if not found:
        return line
    rest = unescape(_TAG.sub("", found["rest"]))
    is_said = found["color"] in {"black", "brick", "brown"}
    return f"{found['clock']} {'' if is_said else '*** '}{rest}"


def _rules(*pairs: tuple[Kind, str]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf"{pattern}\Z")) for kind, pattern in pairs)


_BRACKET = _rules(
    ("talk", rf"\[{_CLOCK}\] <{_SIGNS}{_NICK}>(?: {_TEXT})?"),
    ("event", rf"\[{_CLOCK}\] (?:\*\*\*|-!-|===?).*"),
    ("event", r"(?:===?|\*\*\*) .*"),
    ("action", rf"\[{_CLOCK}\]  ?\* {_SIGNS}{_NICK}(?: {_TEXT})?"),
    ("notice", rf"\[{_CLOCK}\] -(?P<nick>[^\s<>]{{1,64}}?)- {_TEXT}"),
)
_PLAIN_CLOCK = _rules(
    ("date", rf"--- (?:Log opened|Day changed) {_WHEN}"),
    ("event", r"--- Log closed.*"),
    ("event", rf"{_CLOCK} (?:-!-|\*\*\*|===) ?.*"),
    ("talk", rf"{_CLOCK} <{_SIGNS}{_NICK}>(?: {_TEXT})?"),
    ("action", rf"{_CLOCK}  ?\* {_SIGNS}{_NICK}(?: {_TEXT})?"),
    (
        "notice",
        rf"{_CLOCK} -(?P<nick>[^\s<>()]{{1,64}}?)(?:\([^\s()]*\))?(?::\S+?)?- {_TEXT}",
    ),
)

FORMS = (
    Form(
        "mirc",
        "'Session Start' and '[HH:MM] <nick> text' (mIRC)",
        _rules(
            ("date", rf"Session (?:Start|Time): {_WHEN}"),
            ("channel", r"Session Ident: (?P<channel>\S+).*"),
            ("event", r"Session Close:.*"),
            (
                "event",
                rf"\[{_CLOCK}\] \* (?:{_MIRC_FIRST_WORDS})\b.*",
            ),
            (
                "event",
                rf"\[{_CLOCK}\] \* \S+ (?:\(\S+@\S+\) )?(?:{_MIRC_EVENTS}).*",
            ),
        )
        + _BRACKET,
        signature=re.compile(r"Session (?:Start|Ident): "),
    ),
    Form(
        "rrsagent",
        "'HH:MM:SS <nick> text' and RRSAgent's address (W3C)",
        _rules(
            (
                "event",
                rf"{_CLOCK} <(?P<nick>\S+)> (?P=nick) has (?:joined|left|quit) .*",
            ),
        )
        + _PLAIN_CLOCK,
        signature=re.compile(r"<RRSAgent> logging to https?://\S+/\d{4}/\d\d/\d\d-"),
        date_in_head=re.compile(
            r"<RRSAgent> logging to \S+/(?P<y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d)-"
        ),
    ),
    Form(
        "irssi",
        "'HH:MM <nick> text' (irssi, MeetBot)",
        _PLAIN_CLOCK,
    ),
    Form(
        "bracket",
        "'[HH:MM] <nick> text' (ZNC, day files, ubuntu)",
        _BRACKET,
    ),
    Form(
        "supybot",
        "'YYYY-MM-DDTHH:MM:SS  <nick> text' (supybot, Limnoria)",
        _rules(
            ("talk", rf"{_STAMP}<{_SIGNS}{_NICK}> ?{_TEXT}"),
            ("event", rf"{_STAMP}(?:\*\*\*|===|-!-).*"),
            (
                "action",
                rf"{_STAMP}\* {_SIGNS}{_NICK}(?: {_TEXT})?",
            ),
            (
                "notice",
                rf"{_STAMP}-(?P<nick>[^\s<>]{{1,64}}?)- {_TEXT}",
            ),
        ),
    ),
    Form(
        "w3c-bot",
        "'[YYYY-MM-DDTHH:MM:SSZ] <nick> text', tabs between (W3C CCG)",
        _rules(
            ("talk", rf"\[{_DATE}T{_CLOCK}{_ZONE}\]\t<{_SIGNS}{_NICK}>\t{_TEXT}"),
            ("action", rf"\[{_DATE}T{_CLOCK}{_ZONE}\]\t\* ?{_NICK}[\t ]{_TEXT}"),
            ("event", rf"\[{_DATE}T{_CLOCK}{_ZONE}\]\t[^<].*"),
        ),
        continues=True,
    ),
    Form(
        "weechat",
        "'YYYY-MM-DD HH:MM:SS', nick and text, tabs between (WeeChat)",
        _rules(
            ("event", rf"{_DATE} {_CLOCK}\t(?:-->|<--|--|=!=|)\t.*"),
            ("action", rf"{_DATE} {_CLOCK}\t ?\*\t{_SIGNS}{_NICK}(?: {_TEXT})?"),
            ("talk", rf"{_DATE} {_CLOCK}\t{_SIGNS}{_NICK}\t{_TEXT}"),
        ),
    ),
    Form(
        "meetbot-html",
        '<span class="tm"> and <span class="nk"> (MeetBot\'s page)',
        _PLAIN_CLOCK,
        signature=re.compile(r'<span class="tm">\d'),
        prepare=_meetbot_line,
    ),
    Form(
        "pircbot-html",
        '<span class="irc-date"> and a color (PircBot)',
        _BRACKET,
        signature=re.compile(r'<span class="irc-date">\['),
        prepare=_fragment_line,
    ),
)
