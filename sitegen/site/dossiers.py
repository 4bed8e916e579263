"""Participants across the archive: what their pages are made from, and its digest.

The digest is cheap, since records hold one for each participant of a session; a dossier
is only put together when the digest says that the pages changed.
"""

import hashlib

import msgspec

from sitegen.chat.people import Profile
from sitegen.site.archive import Archive, Unit
from sitegen.site.pages.people import COMPANIONS_SHOWN, Attendance, Dossier
from sitegen.site.record import Record, items_of, pieces
from sitegen.site.views import Person


def dossier_digest(archive: Archive, slug: str) -> str:
    """Return a digest of all that a participant's pages show of messages."""
    digest = hashlib.blake2b(digest_size=16)
    # Channels are named where there are several.
    digest.update(b"channels" if len(archive.channels) > 1 else b"channel")
    for unit, number in archive.attendance[slug]:
        digest.update(unit.record.persons[number * 8 : number * 8 + 8])
        digest.update(unit.url.encode())
        digest.update(unit.title.encode("utf-8", "replace"))
        digest.update(unit.key.encode())
        # Companions are shown if they wrote something published anywhere.
        for other in archive.unlisted.get(unit.key, ()):
            digest.update(f"\0{other}".encode())
    profile = archive.cast.profiles.get(slug)
    if profile is not None:
        digest.update(msgspec.msgpack.encode(profile))
    return digest.hexdigest()


def dossier(archive: Archive, slug: str, bio_html: str) -> Dossier:
    """Return what a participant's pages are made from."""
    profile: Profile | None = archive.cast.profiles.get(slug)
    return Dossier(
        chrome=archive.chrome,
        slug=slug,
        person=archive.persons[slug],
        profile=profile,
        bio_html=bio_html,
        attendances=tuple(
            _attendance(archive, unit, number)
            for unit, number in archive.attendance[slug]
        ),
    )


def _attendance(archive: Archive, unit: Unit, number: int) -> Attendance:
    record = unit.record
    questions, links = record.summary.questions, record.summary.links
    return Attendance(
        source=unit.link,
        url=unit.url,
        channel=unit.rules.title if len(archive.channels) > 1 else "",
        day=unit.day,
        is_session=unit.is_session,
        part=record.summary.parts[number],
        pieces=pieces(record, unit.key, items_of(record, number)),
        answers=tuple(
            (questions[question], archive.message_href(unit, item))
            for question, item in record.answers[number]
        ),
        links=tuple(
            (links[link], archive.message_href(unit, item))
            for link, item in record.links[number]
        ),
        companions=_companions(archive, record, number),
    )


def _companions(
    archive: Archive, record: Record, number: int
) -> tuple[tuple[Person, int], ...]:
    parts = record.summary.parts
    return tuple(
        (archive.person(parts[other]), count)
        for other, count in record.companions[number][: COMPANIONS_SHOWN * 2]
        if parts.slugs[other] in archive.listed
    )
