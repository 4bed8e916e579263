"""Draft a recap: Markdown that a host edits and publishes.

Quotes stand in it as calls, so that a message removed later is removed here as well.
The words of messages appear only as short hints in comments, which the site drops.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from sitegen.chat.session import Item, Question, Understanding
from sitegen.chat.stats import shared_links
from sitegen.recaps.ranking import ranked, scores

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSAFE = re.compile(r"[^\w\s.,:;?!'\u2019\"()/+&%@-]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")
_PER_QUESTION = 3
_MORE = 4
_HINT = 80
_LINKS = 12


def draft(
    known: Understanding,
    *,
    day: date,
    newcomers: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
) -> str:
    """Return the draft of a session's recap.

    Args:
        known: The session.
        day: Its local date.
        newcomers: Slugs of participants who were there for the first time.
        names: Display names by slug, where they differ from those in the session.
    """
    known_names = {p.slug: p.name for p in known.summary.parts} | dict(names or {})
    title = known.summary.title or known.summary.topic or f"Recap of {day.isoformat()}"
    worth = scores(known.items)
    parts = [
        _front(known, title, day),
        _numbers(known, newcomers),
        *(_section(known, q, worth, known_names) for q in known.questions),
    ]
    if not known.questions:
        everything = range(len(known.items))
        heading = "Worth reading again"
        parts.append(_quotes(heading, known, everything, worth, known_names))
    elif known.also_said:
        also = [e.item for e in known.also_said]
        parts.append(_quotes("Also said", known, also, worth, known_names))
    if shared_links([known.summary]):
        parts.append("## Links shared\n\n{{ links() }}\n")
    if newcomers:
        listed = _list(newcomers, known_names)
        parts.append(f"## New this time\n\nWelcome, {listed}!\n")
    parts.append(_thanks(known, known_names))
    return "\n".join(parts)


def _front(known: Understanding, title: str, day: date) -> str:
    name = f"{known.of.channel}/{known.of.key}"
    tags = [t.spelling for t in known.summary.tags if t.given]
    lines = [
        "---",
        f"title: {_quoted(title)}",
        f"date: {day.isoformat()}",
        f"sessions: [{_quoted(name)}]",
        f"tags: [{', '.join(_quoted(t) for t in tags)}]",
        "draft: true",
        "---",
        "",
        "<!-- Write what the talk was about. Keep, move and drop quotes freely. -->",
        "",
    ]
    return "\n".join(lines)


def _numbers(known: Understanding, newcomers: Sequence[str]) -> str:
    stats = known.summary.stats
    hint = f"<!-- {stats.posts} posts, {stats.participants} participants,"
    return f"{hint} {len(newcomers)} new -->\n\n{{{{ stats() }}}}\n"


def _section(
    known: Understanding,
    question: Question,
    worth: Sequence[float],
    names: Mapping[str, str],
) -> str:
    text = plain_markdown(question.text)
    heading = f"{plain_markdown(question.label)}: {text}" if text else question.label
    found = [*(e.item for e in question.answers), *question.elsewhere]
    return _quotes(heading, known, found, worth, names)


def _quotes(
    heading: str,
    known: Understanding,
    candidates: Sequence[int],
    worth: Sequence[float],
    names: Mapping[str, str],
) -> str:
    quotable = [i for i in candidates if known.items[i].message.id.isprintable()]
    best = ranked(known.items, quotable, _PER_QUESTION + _MORE, worth)
    lines = [f"## {heading}", ""]
    for index in best[:_PER_QUESTION]:
        lines += [_call(known.items[index]), ""]
    if len(best) > _PER_QUESTION:
        lines.append("<!-- Others to choose from:")
        lines += [_hint(known.items[i], names) for i in best[_PER_QUESTION:]]
        lines += ["-->", ""]
    return "\n".join(lines)


def _call(item: Item) -> str:
    identity = item.message.id.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{{{ quote("{identity}") }}}}'


def _hint(item: Item, names: Mapping[str, str]) -> str:
    """Return a candidate in a comment: nothing in it can end the comment."""
    name = _tame(names.get(item.person, item.person))
    text = _tame(item.message.text)[:_HINT]
    identity = _UNSAFE.sub("", item.message.id).replace("--", "- -")
    return f"  {identity}  {name}: {text}"


def _tame(text: str) -> str:
    flat = _UNSAFE.sub("", _SPACE.sub(" ", text)).strip()
    return flat.replace("--", "- -")


def _list(slugs: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(
        f"[{plain_markdown(names.get(slug, slug))}](people/{slug}/)" for slug in slugs
    )


def _thanks(known: Understanding, names: Mapping[str, str]) -> str:
    parts = [p for p in known.summary.parts if not p.bot and p.posts]
    guests = [p.slug for p in parts if p.guest]
    others = [p.slug for p in parts if not p.host and not p.guest]
    lines = ["## Thanks", ""]
    if guests:
        lines += [f"To our guest {_list(guests, names)}.", ""]
    if others:
        lines += [f"To all who took part: {_list(others, names)}.", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """Return text as a YAML double-quoted scalar on one line."""
    return json.dumps(_SPACE.sub(" ", text).strip(), ensure_ascii=False)


def plain_markdown(text: str) -> str:
    """Return chat text as Markdown that shows it as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", _SPACE.sub(" ", text).strip())
