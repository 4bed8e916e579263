"""From a site's redactions and stored days to what must not be found."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from sitegen.build.sources import Sources
from sitegen.build.workers import run
from sitegen.chat.people import People
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
    keys: frozenset[str] = frozenset()  # of the index, to be explained
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Gone:
    ids: frozenset[str]
    texts: frozenset[str]
    slugs: frozenset[str]
    counts: Counter[str]  # words of some of the messages


@dataclass(frozen=True, slots=True)
class Published:
    """What the published messages say, for comparing with what was found."""

    ids: frozenset[str]
    slugs: frozenset[str]
    words: str  # of all texts, each between blanks, each text on a line
    keys: frozenset[str]  # of those asked for, the ones that published words explain


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
    keys: frozenset[str],
    pool: Executor | None,
    jobs: int,
) -> Published:
    """Return what the published messages hold.

    Args:
        sources: The site.
        rules: With what they remove.
        keys: Search keys that were found and should be explained.
        pool: Where to work.
        jobs: How many workers it has.
    """
    language = language_for(sources.config.search_language)
    tasks = (
        replace(task, keys=keys, language=language) for task in _tasks(sources, rules)
    )
    found = list(run(_published, tasks, pool, jobs))
    return Published(
        frozenset().union(*(f.ids for f in found)),
        frozenset().union(*(f.slugs for f in found)),
        "\n".join(f.words for f in found),
        frozenset().union(*(f.keys for f in found)),
    )


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


def _published(task: _Days) -> Published:
    ids: set[str] = set()
    slugs: set[str] = set()
    lines: list[str] = []
    keys: set[str] = set()
    for file in task.files:
        for message in redact(read_day(file.path), task.rules, file.channel):
            ids.add(message.id)
            if not is_redacted(message):
                slugs.add(task.people.slug_of(message.author, message.author_id))
            lines.append(f" {' '.join(words_of(message.text))} ")
            keys.update(_explained(message.text, task.keys - keys, task.language))
    return Published(
        frozenset(ids), frozenset(slugs), "\n".join(lines), frozenset(keys)
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
