"""Take out of messages what must not be published: a pure function over a day.

    messages --removals (1)--> Removals of every day --with_removals--> RedactionRules
    messages, RedactionRules --redact (2)--> messages that may be published

Step 1 finds what rules remove, so that step 2 can also take it out of other days:
reposts, quotes and replies name a message by its id, and others copy its text.

A removed message leaves a tombstone under a stand-in id; replies follow it there, so
threads keep their shape while the id itself is gone. A mask is always five blocks.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import msgspec

from sitegen.model import Attachment, Message
from sitegen.store.copies import Copies, copyable
from sitegen.store.patterns import mention_pattern, needle_parts, words_pattern
from sitegen.store.replacing import replaced
from sitegen.store.rules import RedactionRules, Removals, Rule, fold
from sitegen.store.stand_ins import MASK, name_instead, stand_in, tombstone

_ID_LENGTH = 6  # shorter ids ("17") are ordinary numbers in others' texts
_FEW = 64  # up to so many ids, looking for each is faster than for all at once
_ID_LIKE = re.compile(r"\w[\w.:-]{4,}\w")  # the full stop after it is the sentence's
_SIX_DIGITS = re.compile(r"[0-9]{6}")


def removals(
    messages: Iterable[Message], rules: RedactionRules, channel: str
) -> Removals:
    """Return what rules remove or rename among messages of a channel's days."""
    if not rules:
        return Removals()
    compiled = _compiled(rules, channel)
    ids: set[tuple[str, str]] = set()
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
            ids.add((channel, message.id))
        if is_removed or message.id in compiled.messages:
            folded = copyable(message.text)
            if folded:
                texts.add(folded)
    return Removals(frozenset(ids), frozenset(texts), frozenset(names))


def redact(
    messages: Sequence[Message], rules: RedactionRules, channel: str
) -> tuple[Message, ...]:
    """Return a channel's messages as they may be published, in the same order.

    Untouched messages are the same objects. Pass rules that hold the removals of all
    days (`with_removals`); what the given messages remove is added here.
    """
    if not rules:
        return tuple(messages)
    whole = rules.with_removals([removals(messages, rules, channel)])
    compiled = _compiled(whole, channel)
    shown = [
        compiled.redacted(message) if compiled.touches(message) else message
        for message in messages
    ]
    # A repost of what was removed goes with it; replies to it follow it, too.
    moved = {
        before.id: after.id
        for before, after in zip(messages, shown, strict=True)
        if before.id != after.id
    }
    return (
        tuple(_following(message, moved) for message in shown) if moved else (*shown,)
    )


def _following(message: Message, moved: dict[str, str]) -> Message:
    """Return a message whose references lead to where their targets stand now."""
    changes = {
        field: moved[ident]
        for field in ("reply_to", "repost_of", "quotes")
        if (ident := getattr(message, field)) in moved
    }
    return msgspec.structs.replace(message, **changes) if changes else message


class _Compiled:
    """Rules made ready for many messages of one channel.

    Ids are unique in a channel, so a rule or a removal of another channel takes nothing
    by its id here; what it says (a long id, a copied text) goes wherever it stands.
    """

    def __init__(self, rules: RedactionRules, channel: str) -> None:
        by_id = sorted(
            (rule for rule in rules.rules if rule.kind == "message"),
            key=lambda rule: rule.channel,  # those of one channel count more
        )
        removed = rules.removals.ids
        self.messages = {r.what: r for r in by_id if r.channel in {"", channel}}
        self._terms = [
            (words_pattern([r.what]), r) for r in rules.rules if r.kind == "term"
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
        here = {ident for place, ident in removed if place == channel}
        self._ids = here.union(self.messages)
        self._gone_ids = here | {
            r.what for r in self.messages.values() if r.how == "remove"
        }
        self._copies = Copies(rules.removals.texts)
        self._mentions = [
            (mention_pattern(self._spellings(rule)), rule) for rule in people.values()
        ]
        anywhere = {ident for _, ident in removed}.union(r.what for r in by_id)
        long_ids = sorted(i for i in anywhere if len(i) >= _ID_LENGTH)
        self._long_ids = frozenset(long_ids)
        self._ids_are_numbers = all(_SIX_DIGITS.search(i) for i in long_ids)
        terms = [(needle_parts(r.what), pattern) for pattern, r in self._terms]
        names = [
            (
                needle_parts(name) if len(name) > 2 else (f"@{name}",),
                mention_pattern(sorted(self._spelled[name])),
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
        return (
            self._copies.may_be_in(folded)
            and self._copies.start_in(message.text) is not None
        )

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
                author=name_instead(person),
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
            or self._copies.start_in(message.text) == 0
        )

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
                spans.append((entity.start, entity.end, "@" + name_instead(rule)))
        copied = self._copies.start_in(message.text)
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
            shown = name_instead(rule)
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
        self._compiled = _compiled(rules, "")

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
                found.append(name_instead(rule))
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=16)
def _compiled(rules: RedactionRules, channel: str) -> _Compiled:
    return _Compiled(rules, channel)


def _without_words(attachment: Attachment, plain: Callable[[str], str]) -> Attachment:
    return msgspec.structs.replace(
        attachment,
        title=plain(attachment.title) if attachment.title else None,
        alt=plain(attachment.alt) if attachment.alt else None,
    )
