"""The share cards of a site: planned with the pages, drawn where they are new.

A card's path carries the digest of all that shapes it. So a card of the last release
need not be drawn again, and a service that keeps pictures by address shows no old one.
"""

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sitegen.build.cache import key_of
from sitegen.build.release import Release
from sitegen.build.workers import run
from sitegen.config import Config
from sitegen.render.cards import Card, draw, drawing_version, font_files, is_legible
from sitegen.render.environment import Theme
from sitegen.site import urls
from sitegen.site.archive import Archive, pace
from sitegen.site.numbers import in_numbers
from sitegen.site.views import RecapCard

_A_BATCH = 10


@dataclass(frozen=True, slots=True)
class Studio:
    """What all cards of a site share."""

    config: Config
    theme: Theme
    fonts: tuple[Path, ...]
    edition: str  # digest of the fonts and the drawing; empty: no cards

    @property
    def is_open(self) -> bool:
        """Return whether cards can be drawn at all."""
        return bool(self.edition)

    def card(  # the values of a card
        self,
        title: str,
        kicker: str = "",
        facts: Iterable[str] = (),
        bars: tuple[int, ...] = (),
    ) -> Card:
        """Return a card of this site."""
        return Card(
            self.config.title,
            title,
            kicker,
            " \u00b7 ".join(facts),
            bars,
            self.theme.language.direction == "rtl",
        )

    def path(self, card: Card) -> str:
        """Return where a card lies; empty if nothing on it could be read."""
        if not self.is_open or not is_legible(card, self.fonts):
            return ""
        return f"{urls.CARDS}{key_of(self.edition, card)[:20]}.png"


def studio(config: Config, theme: Theme) -> Studio:
    """Return the studio of a site; it is closed where Pillow is not installed."""
    drawing = drawing_version()
    if not drawing:
        return Studio(config, theme, (), "")
    fonts = font_files(theme.chain.folders)
    digest = hashlib.sha256(drawing.encode())
    for font in fonts:
        digest.update(hashlib.sha256(font.read_bytes()).digest())
    return Studio(config, theme, fonts, digest.hexdigest())


def site_card(work: Studio) -> Card:
    """Return the card of all pages that have none of their own."""
    return work.card(work.config.title, facts=(work.config.description,))


def cards_of(
    work: Studio, archive: Archive, recaps: Iterable[RecapCard]
) -> Mapping[str, Card]:
    """Return the cards of sessions and recaps by the address of their page."""
    if not work.is_open:
        return {}
    language = work.theme.language
    found: dict[str, Card] = {}
    for unit in archive.sessions:
        summary = unit.record.summary
        found[unit.url] = work.card(
            unit.title,
            _kicker(unit.rules.title, summary.start.astimezone(unit.rules.zone), work),
            (in_numbers(language, summary),),
            pace(summary.stats.per_minute),
        )
    for coming in archive.upcoming:
        start = coming.session.start.astimezone(coming.rules.zone)
        clock = f"{language.time(start)} {language.zone(start)}"
        found[coming.url] = work.card(
            coming.title, _kicker(coming.rules.title, start, work), (clock,)
        )
    for recap in recaps:
        sessions = (link.text for link in recap.sessions if link.text != recap.title)
        found[recap.href] = work.card(recap.title, language.date(recap.day), sessions)
    return found


def _kicker(channel: str, start: datetime, work: Studio) -> str:
    return f"{channel} \u00b7 {work.theme.language.day(start)}"


@dataclass(frozen=True, slots=True)
class _Order:
    """Cards for one worker to draw, by path."""

    cards: tuple[tuple[str, Card], ...]
    fonts: tuple[Path, ...]


def put_cards(
    work: Studio,
    cards: Iterable[Card],
    release: Release,
    pool: Executor | None,
    jobs: int,
) -> None:
    """Put all cards into the release; only new ones are drawn."""
    by_path = {work.path(card): card for card in cards}
    by_path.pop("", None)
    missing = []
    for path, card in sorted(by_path.items()):
        if path in release.old:
            release.keep(path)
        else:
            missing.append((path, card))
    orders = (
        _Order(tuple(missing[start : start + _A_BATCH]), work.fonts)
        for start in range(0, len(missing), _A_BATCH)
    )
    many = pool if len(missing) > _A_BATCH else None
    for drawn in run(_draw, orders, many, jobs):
        for path, data in drawn:
            release.put(path, data)


def _draw(order: _Order) -> tuple[tuple[str, bytes], ...]:
    return tuple((path, draw(card, order.fonts)) for path, card in order.cards)
