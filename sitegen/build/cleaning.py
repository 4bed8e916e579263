"""Redactions in what the host wrote: recaps, overlays, pages, profiles, site.yaml.

Messages are redacted as they are read; this is the same for the host's own words, so
that a takedown does not wait until somebody has mended every recap. A redacted person
loses their profile too: their messages are a stranger's, or gone.
"""

from dataclasses import replace

from sitegen.build.sources import Sources
from sitegen.chat.overlay import Overlay
from sitegen.chat.people import People
from sitegen.config import Config
from sitegen.recaps.calls import find_calls
from sitegen.recaps.recap import Recap
from sitegen.store.pages import FreePage
from sitegen.store.redacting import Cleaner


def cleaned(sources: Sources) -> Sources:
    """Return the sources as they may be published; redactions must be complete."""
    if not sources.redactions:
        return sources
    cleaner = Cleaner(sources.redactions)
    profiles = tuple(
        replace(profile, bio=cleaner.text(profile.bio))
        for profile in sources.people.profiles
        if not any(
            cleaner.is_redacted(name)
            for name in (profile.slug, *profile.aliases, *profile.ids, profile.name)
        )
    )
    return replace(
        sources,
        config=_config(sources.config, cleaner),
        people=People(profiles),
        overlays=tuple(_overlay(overlay, cleaner) for overlay in sources.overlays),
        recaps=tuple(_recap(recap, cleaner) for recap in sources.recaps),
        pages=tuple(_page(page, cleaner) for page in sources.pages),
    )


def _config(config: Config, cleaner: Cleaner) -> Config:
    return replace(
        config,
        channels=tuple(
            replace(rules, hosts=cleaner.names(rules.hosts))
            for rules in config.channels
        ),
        joins=tuple((name, cleaner.text(join)) for name, join in config.joins),
    )


def _overlay(overlay: Overlay, cleaner: Cleaner) -> Overlay:
    return replace(
        overlay,
        title=cleaner.some(overlay.title),
        topic=cleaner.some(overlay.topic),
        guests=cleaner.names(overlay.guests),
        hosts=cleaner.names(overlay.hosts),
        questions=tuple(
            replace(question, text=cleaner.text(question.text))
            for question in overlay.questions
        ),
        body=cleaner.text(overlay.body),
    )


def _recap(recap: Recap, cleaner: Cleaner) -> Recap:
    return replace(
        recap,
        title=cleaner.text(recap.title),
        authors=cleaner.names(recap.authors),
        summary=cleaner.some(recap.summary),
        body=_around_calls(recap, cleaner),
    )


def _around_calls(recap: Recap, cleaner: Cleaner) -> str:
    """Return a recap's text; its calls name messages by id and stay as they are."""
    parts: list[str] = []
    at = 0
    for call in find_calls(recap.body, recap.path, recap.body_line):
        parts.append(cleaner.text(recap.body[at : call.start]))
        parts.append(recap.body[call.start : call.end])
        at = call.end
    parts.append(cleaner.text(recap.body[at:]))
    return "".join(parts)


def _page(page: FreePage, cleaner: Cleaner) -> FreePage:
    return replace(
        page,
        title=cleaner.text(page.title),
        description=cleaner.text(page.description),
        body=cleaner.text(page.body),
    )
