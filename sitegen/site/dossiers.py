"""Participants across the archive: what their pages are made from, and its digest.

The digest is cheap, since records hold one for each participant of a session; a dossier
is only put together when the digest says that the pages changed.
"""

import hashlib

import msgspec

from sitegen.chat.people import Profile
from sitegen.site.archive import Archive, Register, Unit, address_in
from sitegen.site.pages.people import COMPANIONS_SHOWN, Attendance, Dossier
from sitegen.site.record import items_of, pieces
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
    record, register = unit.record, unit.register
    part = record.summary.parts[number]
    first = register.labels.get(number, {})
    return Attendance(
        source=unit.link,
        url=unit.url,
        channel=unit.rules.title if len(archive.channels) > 1 else "",
        day=unit.day,
        is_session=unit.is_session,
        part=part,
        pieces=pieces(record, unit.key, items_of(record, number)),
        answers=tuple(
            (question, archive.message_href(unit, first[question.label]))
            for question in record.summary.questions
            if question.label in first
        )
        if first
        else (),
        links=tuple(
            (use, address_in(unit, use.message))
            for use in register.links.get(part.slug, ())
        ),
        companions=_companions(archive, register, part.slug),
    )


def _companions(
    archive: Archive, register: Register, slug: str
) -> tuple[tuple[Person, int], ...]:
    counts = register.companions.get(slug)
    if not counts:
        return ()
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        (archive.person(register.parts[other]), count)
        for other, count in ranked[: COMPANIONS_SHOWN * 2]
        if other in register.parts and other in archive.listed
    )
