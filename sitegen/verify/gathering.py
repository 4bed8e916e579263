"""From a site's redactions and stored days to what must not be found."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property

from sitegen.build.sources import Sources
from sitegen.build.workers import run
from sitegen.chat.people import People
from sitegen.model import Message
from sitegen.search.analysis import analyze
from sitegen.search.stemming import language_for, stem
from sitegen.store.purged import read_purged
from sitegen.store.redactions import is_redacted, redact, removals
from sitegen.store.rules import RedactionRules, Removals
from sitegen.store.transcripts import DayFile, read_day
from sitegen.verify.fixed import fixed_text
from sitegen.verify.needles import Wanted, ascii_words, names_of, whole, words_of

_DAYS_OF_A_TASK = 16
_SAMPLE = 8  # one message in so many is counted, to know which words are rare


@dataclass(frozen=True, slots=True)
class _Days:
    """Stored days for one worker."""

    files: tuple[DayFile, ...]
    rules: RedactionRules
    people: People
    doubtful: "Doubtful | None" = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Gone:
    ids: frozenset[str]
    texts: frozenset[str]
    slugs: frozenset[str]
    counts: Counter[str]  # words of some of the messages


@dataclass(frozen=True)
class Doubtful:
    """What was found and what published messages may explain, by themselves."""

    ids: frozenset[str] = frozenset()
    slugs: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()  # words, with a blank between each
    keys: frozenset[str] = frozenset()  # of the index

    def __bool__(self) -> bool:
        return bool(self.ids or self.slugs or self.runs or self.keys)

    def without(self, found: "Doubtful") -> "Doubtful":
        """Return what is still to be explained."""
        return Doubtful(
            self.ids - found.ids,
            self.slugs - found.slugs,
            self.runs - found.runs,
            self.keys - found.keys,
        )

    @cached_property
    def by_word(self) -> dict[str, tuple[str, ...]]:
        """Return the runs by a word of each."""
        found: dict[str, list[str]] = {}
        for run_of_words in self.runs:
            word = max(run_of_words.split(), key=len)
            found.setdefault(word, []).append(run_of_words)
        return {word: tuple(runs) for word, runs in found.items()}

    def runs_in(self, text: str) -> set[str]:
        """Return which of the runs are in a text."""
        words = words_of(text)
        near = self.by_word.keys() & words
        if not near:
            return set()
        row = f" {' '.join(words)} "
        return {run for word in near for run in self.by_word[word] if f" {run} " in row}


def gather(
    sources: Sources, pool: Executor | None, jobs: int
) -> tuple[Wanted, RedactionRules]:
    """Return what must not be found, and the rules with what they remove."""
    purged = read_purged(sources.site / "content")
    rules = sources.redactions
    if not rules:
        return Wanted(purged=purged), rules
    found = run(_removals, _tasks(sources, rules), pool, jobs)
    rules = rules.with_removals(found)
    gone = list(run(_gone, _tasks(sources, rules), pool, jobs))
    own = {r.what for r in rules.rules if r.kind == "message" and r.how == "remove"}
    names = names_of(rules)
    terms = frozenset(r.what for r in rules.rules if r.kind == "term")
    text = fixed_text(sources)
    return (
        Wanted(
            ids=frozenset(own).union(*(g.ids for g in gone)),
            names=names,
            terms=terms,
            texts=frozenset().union(*(g.texts for g in gone)),
            slugs=frozenset().union(*(g.slugs for g in gone)),
            fixed=frozenset(
                words
                for words in names | terms
                if re.search(whole(words), text, re.IGNORECASE)
            ),
            purged=purged,
            counts=sum((g.counts for g in gone), Counter()),
        ),
        rules,
    )


def published(
    sources: Sources,
    rules: RedactionRules,
    doubtful: Doubtful,
    pool: Executor | None,
    jobs: int,
) -> Doubtful:
    """Return what of the doubtful the published messages hold.

    Args:
        sources: The site.
        rules: With what they remove.
        doubtful: What was found.
        pool: Where to work.
        jobs: How many workers it has.
    """
    language = language_for(sources.config.search_language)
    tasks = (
        replace(task, doubtful=doubtful, language=language)
        for task in _tasks(sources, rules)
    )
    return _together(run(_published, tasks, pool, jobs))


def _tasks(sources: Sources, rules: RedactionRules) -> Iterator[_Days]:
    files = [day.file for day in sources.days]
    for start in range(0, len(files), _DAYS_OF_A_TASK):
        chosen = tuple(files[start : start + _DAYS_OF_A_TASK])
        yield _Days(chosen, rules, sources.people)


def _removals(task: _Days) -> Removals:
    found = (removals(read_day(f.path), task.rules, f.channel) for f in task.files)
    return RedactionRules().with_removals(found).removals


def _gone(task: _Days) -> _Gone:
    ids: set[str] = set()
    texts: set[str] = set()
    slugs: set[str] = set()
    counts: Counter[str] = Counter()
    own = {(r.channel, r.what) for r in task.rules.rules if r.kind == "message"}
    for file in task.files:
        before = read_day(file.path)
        for message in before[::_SAMPLE]:
            counts.update(ascii_words(message.text))
        for old, new in zip(
            before, redact(before, task.rules, file.channel), strict=True
        ):
            if old is new:
                continue
            if is_redacted(new) and not is_redacted(old):
                ids.add(old.id)
            if is_redacted(new) or {("", old.id), (file.channel, old.id)} & own:
                texts.add(old.text)
            if old.author != new.author:
                slugs.add(task.people.slug_of(old.author, old.author_id))
    return _Gone(frozenset(ids), frozenset(texts), frozenset(slugs), counts)


def _published(task: _Days) -> Doubtful:
    sought = task.doubtful or Doubtful()
    found: list[Doubtful] = []
    for file in task.files:
        # What is stored tells which few messages are worth redacting.
        likely = [m for m in read_day(file.path) if _known(m, sought, task)]
        shown = redact(likely, task.rules, file.channel)
        here = _together(_known(message, sought, task) for message in shown)
        if here:
            found.append(here)
            sought = sought.without(here)
    return _together(found)


def _together(found: Iterable[Doubtful]) -> Doubtful:
    ids, slugs, runs, keys = (
        frozenset().union(*every)
        for every in zip(
            *((f.ids, f.slugs, f.runs, f.keys) for f in (Doubtful(), *found)),
            strict=True,
        )
    )
    return Doubtful(ids, slugs, runs, keys)


def _known(message: Message, sought: Doubtful, task: _Days) -> Doubtful:
    """Return what of the doubtful one message explains."""
    slugs: set[str] = set()
    if sought.slugs and not is_redacted(message):
        slugs.add(task.people.slug_of(message.author, message.author_id))
    return Doubtful(
        sought.ids & {message.id},
        sought.slugs & slugs,
        frozenset(sought.runs_in(message.text)),
        frozenset(_explained(message.text, sought.keys, task.language)),
    )


def _explained(text: str, keys: Iterable[str], language: str) -> set[str]:
    """Return the keys that a published text brings into the index."""
    lower = text.casefold()
    if not any(key[:3] in lower for key in keys):
        return set()
    terms = {token.term for token in analyze(text)}
    return {key for key in keys if key in terms or _stems_to(terms, key, language)}


def _stems_to(terms: Iterable[str], key: str, language: str) -> bool:
    return any(stem(term, language) == key for term in terms)
