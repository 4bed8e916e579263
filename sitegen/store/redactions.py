"""`content/redactions.yaml`: what must not be published, read, and added to.

    - message: "1291"          # or person: NAME, or term: WORDS
      channel: supportchat     # of a message whose id other channels have, too
      how: remove              # remove, mask, pseudonym
      as: Reader 7             # for pseudonym: what is shown instead
      reason: asked by mail    # private
      date: 2011-01-04

The file is the host's own: adding an entry leaves every byte of the rest as it is.
"""

import json
import re
from pathlib import Path

from sitegen.errors import UsageError
from sitegen.model import CHANNEL_NAME
from sitegen.store.documents import read_text
from sitegen.store.files import write_whole
from sitegen.store.redacting import redact, removals
from sitegen.store.rules import How, Kind, RedactionRules, Removals, Rule
from sitegen.store.stand_ins import MASK, is_redacted, pseudonym, stand_in
from sitegen.strict_yaml import Fields, load_list

__all__ = [
    "FILE",
    "MASK",
    "RedactionRules",
    "Removals",
    "Rule",
    "add_rule",
    "is_redacted",
    "new_rule",
    "read_redactions",
    "redact",
    "removals",
    "stand_in",
]

FILE = "redactions.yaml"
_KINDS: tuple[Kind, ...] = ("message", "person", "term")
_HOWS: tuple[How, ...] = ("remove", "mask", "pseudonym")
_DEFAULT_HOW: dict[Kind, How] = {
    "message": "remove",
    "person": "remove",
    "term": "mask",
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


class BadRedaction(UsageError):
    """A redaction that was asked for can't be one."""


def read_redactions(content: Path) -> RedactionRules:
    """Read a site's redactions; none if the file is missing or empty.

    Raises:
        BadYaml, UnknownKey, BadValue, MissingKey: With the line in the file.
    """
    path = content / FILE
    if not path.is_file():
        return RedactionRules()
    name = str(path)
    text = read_text(path, name)
    rules = tuple(_rule(entry) for entry in load_list(text, name))
    return RedactionRules(rules).for_people({})


def new_rule(
    kind: Kind, what: str, how: How | None, instead: str = "", **facts: str
) -> Rule:
    """Return a rule from what the user typed; facts are `reason`, `date` and `channel`.

    Raises:
        BadRedaction: There is nothing to redact, or words to show where none go.
    """
    chosen = how or _DEFAULT_HOW[kind]
    if not what.strip():
        raise BadRedaction(f"{kind} '{what}': nothing to redact")
    if instead and chosen != "pseudonym":
        raise BadRedaction(f"{kind} '{what}': 'as' goes with pseudonym, not {chosen}")
    if chosen == "pseudonym" and not instead:
        instead = pseudonym(what)
    date = facts.get("date", "")
    if date and not _DATE.match(date):
        raise BadRedaction(f"{kind} '{what}': date '{date}'; expected YYYY-MM-DD")
    reason, channel = facts.get("reason", ""), facts.get("channel", "")
    return Rule(kind, what, chosen, instead, date, reason, channel)


def add_rule(content: Path, rule: Rule) -> bool:
    """Add a rule at the end of the file; False if it is there already.

    Raises:
        BadRedaction: The file ends in a way that nothing can be added to.
    """
    known = read_redactions(content)
    if any(
        (r.kind, r.what, r.how) == (rule.kind, rule.what, rule.how)
        and r.channel in {"", rule.channel}
        for r in known.rules
    ):
        return False
    path = content / FILE
    before = path.read_bytes() if path.is_file() else b""
    if before.strip() in {b"[]", b"---\n[]"}:
        before = b""
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    write_whole(path, before + gap + _entry(rule, before).encode())
    after = read_redactions(content).rules
    if after != (*known.rules, rule):
        write_whole(path, before)
        raise BadRedaction(f"{path}: add it by hand, the file has a layout of its own")
    return True


def _entry(rule: Rule, before: bytes) -> str:
    """Return a rule as YAML, indented as the entries that are there."""
    indent = re.search(rb"^( *)- ", before, re.MULTILINE)
    space = indent[1].decode() if indent else ""
    pairs = [
        (key, value)
        for key, value in (
            (rule.kind, rule.what),
            ("channel", rule.channel),
            ("how", rule.how),
            ("as", rule.stands_for),
            ("reason", rule.reason),
            ("date", rule.date),
        )
        if value
    ]
    lines = [f"{key}: {_scalar(value)}" for key, value in pairs]
    return "".join(
        f"{space}{'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines)
    )


def _scalar(value: str) -> str:
    """Return a YAML scalar; JSON strings are YAML, whatever they hold."""
    return (
        value if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", value) else json.dumps(value)
    )


def _rule(entry: Fields) -> Rule:
    kinds: list[Kind] = [kind for kind in _KINDS if entry.has(kind)]
    if len(kinds) != 1:
        given = " and ".join(kinds) or "nothing"
        raise entry.bad(
            kinds[-1] if kinds else "message", given, "one of " + ", ".join(_KINDS)
        )
    kind = kinds[0]
    what = entry.required(kind)
    how = entry.choice("how", _HOWS, _DEFAULT_HOW[kind])
    instead, date = entry.text("as", ""), entry.text("date", "")
    reason = entry.text("reason", "")
    channel = entry.text("channel", "")
    entry.done()
    if not what.strip():
        raise entry.bad(kind, what, "an id, a name or words")
    if instead and how != "pseudonym":
        raise entry.bad("as", instead, "how: pseudonym beside it")
    if date and not _DATE.match(date):
        raise entry.bad("date", date, "a date such as 2011-01-04")
    if channel and kind != "message":
        raise entry.bad("channel", channel, "message: beside it")
    if channel and not CHANNEL_NAME.match(channel):
        raise entry.bad("channel", channel, "a channel's name such as supportchat")
    chosen: How = next(h for h in _HOWS if h == how)
    return Rule(kind, what, chosen, instead, date, reason, channel)
