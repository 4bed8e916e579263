"""Take out of messages what must not be published: a pure function over a day.

    messages --removals (1)--> Removals of every day --with_removals--> RedactionRules
    messages, RedactionRules --redact (2)--> messages that may be published

Step 1 finds what rules remove, so that step 2 can also take it out of other days:
reposts, quotes and replies name a message by its id, and others copy its text.

A removed message leaves a tombstone under a stand-in id; replies follow it there, so
threads keep their shape while the id itself is gone. A mask is always five blocks.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from sitegen.model import Attachment, Message
from sitegen.store.replacing import replaced
from sitegen.store.rules import RedactionRules, Removals, Rule, fold

MASK = "█████"
REDACTED_AUTHOR = "redacted"
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)  # of rules without one; no clock here
_COPY_LENGTH = 24  # as `verify` counts: shorter texts are nobody's own
_ID_LENGTH = 6  # shorter ids ("17") are ordinary numbers in others' texts
# What stands before a copy, in folded text; plain `in` is ten times a pattern's speed.
_COPY_MARKS = ("rt ", "mt ", "via ", '"', "“", "”", "„", "«", "»", ">")
_FEW = 64  # up to so many needles, looking for each is faster than for all at once
_ID_LIKE = re.compile(r"\w[\w.:-]{4,}\w")  # the full stop after it is the sentence's
_SIX_DIGITS = re.compile(r"[0-9]{6}")
_NO_WORD = re.compile(r"\A\W+")
_WORD_START = re.compile(r"\b(?=\w)")
_OLD_REPOST = re.compile(r"\b(?:RT|MT|via)\b\s*", re.IGNORECASE)


def removals(messages: Iterable[Message], rules: RedactionRules) -> Removals:
    """Return what rules remove or rename among messages of any days."""
    if not rules:
        return Removals()
    compiled = _compiled(rules)
    ids: set[str] = set()
    texts: set[str] = set()
    names: set[tuple[str, str]] = set()
    for message in messages:
        person = compiled.person_of(message)
        if person:
            names.update(
                (person.what, name)
                for name in (message.author, message.name)
                if name and (len(name) > 3 or name == message.author)
            )
        is_removed = compiled.removes(message, person)
        if is_removed:
            ids.add(message.id)
        if is_removed or message.id in compiled.messages:
            folded = _NO_WORD.sub("", _squeezed(message.text))
            if len(folded) >= _COPY_LENGTH:
                texts.add(folded)
    return Removals(frozenset(ids), frozenset(texts), frozenset(names))


def redact(messages: Sequence[Message], rules: RedactionRules) -> tuple[Message, ...]:
    """Return messages as they may be published, in the same order.

    Untouched messages are the same objects. Pass rules that hold the removals of all
    days (`with_removals`); what the given messages remove is added here.
    """
    if not rules:
        return tuple(messages)
    whole = rules.with_removals([removals(messages, rules)])
    compiled = _compiled(whole)
    return tuple(
        compiled.redacted(message) if compiled.touches(message) else message
        for message in messages
    )


def is_redacted(message: Message) -> bool:
    """Tell whether a message is the tombstone of a redaction."""
    return message.deleted is not None and message.id.startswith("redacted-")


def stand_in(ident: str) -> str:
    """Return the id under which a removed message's tombstone stands."""
    data = f"redacted\x00{ident}".encode()
    return "redacted-" + hashlib.sha256(data).hexdigest()[:16]


def pseudonym(name: str) -> str:
    """Return the name that stands for a person whose rule gives none."""
    data = f"pseudonym\x00{fold(name)}".encode()
    return "anon-" + hashlib.sha256(data).hexdigest()[:6]


def tombstone(message: Message, date: str) -> Message:
    """Return what is left of a removed message: its place in time and in threads."""
    return Message(
        id=stand_in(message.id),
        time=message.time,
        author=REDACTED_AUTHOR,
        text="",
        reply_to=message.reply_to,
        client=message.client,
        seq=message.seq,
        precision=message.precision,
        deleted=_moment(date),
    )


class _Compiled:
    """Rules made ready for many messages."""

    def __init__(self, rules: RedactionRules) -> None:
        self.rules = rules
        self.messages = {r.what: r for r in rules.rules if r.kind == "message"}
        self._terms = [
            (_words_pattern([r.what]), r) for r in rules.rules if r.kind == "term"
        ]
        people = {r.what: r for r in rules.rules if r.kind == "person"}
        self._people: dict[str, Rule] = {}  # folded name: rule
        self._looked_up: dict[str, Rule | None] = {}  # memo, names as written
        written = [(what, name) for what, names in rules.names for name in names]
        found = sorted(rules.removals.names)
        # Every spelling of each name: "ß" folds to "ss", which no pattern finds in it.
        self._spelled: dict[str, set[str]] = {}
        for what, name in (*((w, w) for w in people), *written, *found):
            if what in people and fold(name):
                self._people.setdefault(fold(name), people[what])
                bare = name.strip().removeprefix("@")
                self._spelled.setdefault(fold(name), set()).update((bare, fold(name)))
        self._ids = rules.removals.ids | set(self.messages)
        self._gone_ids = rules.removals.ids | {
            r.what for r in self.messages.values() if r.how == "remove"
        }
        self._beginnings = {text[:_COPY_LENGTH] for text in rules.removals.texts}
        self._mentions = [
            (_mention_pattern(self._spellings(rule)), rule) for rule in people.values()
        ]
        long_ids = sorted(i for i in self._ids if len(i) >= _ID_LENGTH)
        self._long_ids = frozenset(long_ids)
        self._ids_are_numbers = all(_SIX_DIGITS.search(i) for i in long_ids)
        self._copy_needles = sorted(
            {max(text.split(), key=len) for text in self._beginnings}
        )
        terms = [(_parts(r.what), pattern) for pattern, r in self._terms]
        names = [
            (
                _parts(name) if len(name) > 2 else (f"@{name}",),
                _mention_pattern(sorted(self._spelled[name])),
            )
            for name in sorted(self._people)
        ]
        self._needles = (*terms, *names)

    def _spellings(self, rule: Rule) -> list[str]:
        names = (name for name, owner in self._people.items() if owner == rule)
        return sorted({spelled for name in names for spelled in self._spelled[name]})

    def person_of(self, message: Message) -> Rule | None:
        """Return the rule for who wrote a message."""
        if not self._people:
            return None
        for name in (message.author, message.author_id, message.name):
            if not name:
                continue
            if name not in self._looked_up:
                self._looked_up[name] = self._people.get(fold(name))
            if rule := self._looked_up[name]:
                return rule
        return None

    def rule_for(self, name: str) -> Rule | None:
        """Return the rule for a person of that name."""
        return self._people.get(fold(name))

    def removes(self, message: Message, person: Rule | None) -> bool:
        """Tell whether a message is removed by a rule of its own."""
        rule = self.messages.get(message.id)
        if (rule and rule.how == "remove") or (person and person.how == "remove"):
            return True
        return any(
            rule.how == "remove" and pattern.search(text)
            for pattern, rule in self._terms
            for text in (message.text, message.name or "")
        )

    def touches(self, message: Message) -> bool:
        """Tell quickly whether any rule may concern a message; never misses one."""
        ids = self._ids
        if (
            message.id in ids
            or message.repost_of in ids
            or message.quotes in ids
            or message.reply_to in ids
            or (self._people and self.person_of(message))
        ):
            return True
        shown = f"{message.text}\n{message.author}\n{message.name}"
        for entity in message.entities:
            shown = f"{shown}\n{entity.href}\n{entity.ref}"
            if entity.ref and fold(entity.ref) in self._people:
                return True
        for file in message.attachments:
            shown = f"{shown}\n{file.url}\n{file.title}\n{file.alt}"
        quoted, folded = shown, shown.casefold()
        if self._needles:  # its own address may name its author, but no other message
            own = f"\n{message.author_id}\n{message.url}"
            shown, folded = shown + own, folded + own.casefold()
        for (first, *others), pattern in self._needles:
            if (
                first in folded
                and all(part in folded for part in others)
                and pattern.search(shown)
            ):
                return True
        if self._long_ids and self._holds_id(quoted):
            return True
        return self._may_copy(folded) and self._copied(message.text) is not None

    def _may_copy(self, folded: str) -> bool:
        if len(self._copy_needles) > _FEW:
            return any(mark in folded for mark in _COPY_MARKS)
        # Plain loops: a generator for each message costs more than the search itself.
        for needle in self._copy_needles:  # noqa: SIM110  (see above)
            if needle in folded:
                return True
        return False

    def _holds_id(self, shown: str) -> bool:
        if len(self._long_ids) <= _FEW:
            for ident in self._long_ids:  # noqa: SIM110  (as in _may_copy)
                if ident in shown:
                    return True
            return False
        if self._ids_are_numbers and not _SIX_DIGITS.search(shown):
            return False
        return any(word in self._long_ids for word in _ID_LIKE.findall(shown))

    def redacted(self, message: Message) -> Message:
        """Return a message as it may be published."""
        person = self.person_of(message)
        if self._is_gone(message, person):
            return tombstone(self._relinked(message), self._date(message, person))
        shown = self._relinked(message)
        if person:
            shown = msgspec.structs.replace(
                shown,
                author=_stand_in_name(person),
                author_id=None,
                name=None,
                url=None,
            )
        own = self.messages.get(message.id)
        if own and own.how != "remove":
            shown = msgspec.structs.replace(
                shown,
                text=own.stands_for or MASK,
                entities=(),
                attachments=(),
                url=None,
            )
        return self._cleaned(shown)

    def _is_gone(self, message: Message, person: Rule | None) -> bool:
        return (
            self.removes(message, person)
            or message.repost_of in self._ids
            or self._copied(message.text) == 0
        )

    def _copied(self, text: str) -> int | None:
        """Return where a text begins to repeat a removed one; None if it does not.

        An old-style repost mark shortly before the copy goes with it.
        """
        if not self._beginnings:
            return None
        lower = text.casefold()
        if not any(mark in lower for mark in _COPY_MARKS):
            return None
        folded = " ".join(lower.split())
        if len(self._beginnings) <= _FEW:
            found = next((b for b in self._beginnings if b in folded), None)
        else:
            starts = (match.start() for match in _WORD_START.finditer(folded))
            pieces = (folded[at : at + _COPY_LENGTH] for at in starts)
            found = next((piece for piece in pieces if piece in self._beginnings), None)
        if found is None:
            return None
        words = r"\s+".join(map(re.escape, found.split()))
        match = re.search(words, text, re.IGNORECASE)
        start = match.start() if match else 0
        repost = _OLD_REPOST.search(text, max(0, start - 40), start)
        return repost.start() if repost else start

    def _relinked(self, message: Message) -> Message:
        changes = {
            field: stand_in(ident)
            for field in ("reply_to", "repost_of", "quotes")
            if (ident := getattr(message, field)) in self._gone_ids
        }
        return msgspec.structs.replace(message, **changes) if changes else message

    def _cleaned(self, message: Message) -> Message:
        """Take names, terms and ids out of everything a message shows."""
        spans = self._spans(message.text)
        for entity in message.entities:
            if entity.ref and (rule := self._people.get(fold(entity.ref))):
                spans.append((entity.start, entity.end, "@" + _stand_in_name(rule)))
        copied = self._copied(message.text)
        if copied:
            spans.append((copied, len(message.text), MASK))
        text, entities = replaced(message.text, message.entities, spans)
        return msgspec.structs.replace(
            message,
            author=self.plain(message.author),
            name=self.plain(message.name) if message.name else None,
            author_id=self._kept(message.author_id),
            url=self._kept(message.url),
            text=text,
            entities=tuple(
                msgspec.structs.replace(
                    entity, href=self._kept(entity.href), ref=self._kept(entity.ref)
                )
                for entity in entities
                if entity.kind != "link" or self._kept(entity.href) == entity.href
            ),
            attachments=tuple(
                _without_words(attachment, self.plain)
                for attachment in message.attachments
                if self._kept(attachment.url) is not None
            ),
        )

    def _spans(self, text: str) -> list[tuple[int, int, str]]:
        spans = []
        for pattern, rule in (*self._mentions, *self._terms):
            shown = _stand_in_name(rule)
            for match in pattern.finditer(text):
                at = "@" if match[0].startswith("@") and rule.kind == "person" else ""
                spans.append((match.start(), match.end(), at + shown))
        if self._long_ids and self._holds_id(text):
            spans += [
                (match.start(), match.end(), MASK)
                for match in _ID_LIKE.finditer(text)
                if match[0] in self._long_ids
            ]
        return spans

    def plain(self, text: str) -> str:
        """Return a text without names, terms and ids."""
        return replaced(text, (), self._spans(text))[0]

    def _kept(self, text: str | None) -> str | None:
        """Return an address or id unless it holds something redacted."""
        if text is None or self._spans(text) or fold(text) in self._people:
            return None
        return text

    def _date(self, message: Message, person: Rule | None) -> str:
        rule = self.messages.get(message.id) or person
        return rule.date if rule else ""


class Cleaner:
    """Takes names, terms and ids out of what is no message: the host's own words."""

    def __init__(self, rules: RedactionRules) -> None:
        self._compiled = _compiled(rules)

    def text(self, text: str) -> str:
        """Return a text as it may be published."""
        return self._compiled.plain(text)

    def some(self, text: str | None) -> str | None:
        """Return a text that may be missing."""
        return None if text is None else self.text(text)

    def is_redacted(self, name: str | None) -> bool:
        """Tell whether a name is one of a redacted person."""
        return bool(name) and self._compiled.rule_for(name or "") is not None

    def names(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return names of people as they may be published; removed people are gone."""
        found = []
        for name in names:
            rule = self._compiled.rule_for(name)
            if rule is None:
                found.append(self.text(name))
            elif rule.how != "remove":
                found.append(_stand_in_name(rule))
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4)
def _compiled(rules: RedactionRules) -> _Compiled:
    return _Compiled(rules)


def _stand_in_name(rule: Rule) -> str:
    if rule.how == "pseudonym":
        return rule.stands_for or pseudonym(rule.what)
    return MASK


def _without_words(attachment: Attachment, plain: Callable[[str], str]) -> Attachment:
    return msgspec.structs.replace(
        attachment,
        title=plain(attachment.title) if attachment.title else None,
        alt=plain(attachment.alt) if attachment.alt else None,
    )


def _words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of the words whole, in any case, with any white space in between."""
    options = "|".join(
        r"\s+".join(map(re.escape, word.split()))
        for word in sorted(words, key=lambda word: (-len(word), word))
        if word.split()
    )
    return re.compile(rf"(?<!\w)(?:{options or '(?!)'})(?!\w)", re.IGNORECASE)


def _mention_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Match names as `@name`; of three letters or more also as whole words."""
    bare = [name.removeprefix("@") for name in names]
    long = [name for name in bare if len(name) > 2]
    at = _words_pattern([f"@{name}" for name in bare]).pattern
    return re.compile(f"{at}|{_words_pattern(long).pattern}", re.IGNORECASE)


def _parts(words: str) -> tuple[str, ...]:
    """Return folded stretches that every match of the words must hold."""
    folded = words.removeprefix("@").casefold()
    return tuple(sorted(set(folded.split()), key=lambda part: (-len(part), part)))


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())


def _moment(date: str) -> datetime:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC)
    except ValueError:
        return _NO_DATE
