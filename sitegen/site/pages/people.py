"""Views of a participant's pages: profile with the newest messages, and full parts."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from sitegen.chat.parts import Part
from sitegen.chat.people import Profile
from sitegen.chat.session import AskedQuestion, LinkUse
from sitegen.render import jsonld
from sitegen.site import urls
from sitegen.site.messages import excerpt
from sitegen.site.pages.weeks import by_week, year_weeks
from sitegen.site.record import Piece
from sitegen.site.views import (
    AnsweredQuestion,
    Attended,
    Chrome,
    FeedLink,
    Head,
    Link,
    Measure,
    MessageGroup,
    OutsideLink,
    Page,
    PartLink,
    Person,
    PersonCount,
    PersonPartView,
    PersonView,
    SharedLink,
    YearWeeks,
)
from sitegen.site.views.page import Role

PART_MESSAGES = 100
NEWEST_AT_LEAST = 20  # messages on the profile, while the newest part fills up
FEED_FROM = 20  # participants with as many messages have a feed
ATTENDED_SHOWN = 60
ANSWERED_SHOWN = 40
LINKS_SHOWN = 30
COMPANIONS_SHOWN = 8
YEARS_SHOWN = 3
ACTIVITY_FROM = 3  # weeks with messages: fewer are no picture


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """A participant in one session or day.

    Some 30,000 are made and sent to workers, for which a struct is the cheapest value.
    """

    source: Link
    url: str  # of its page, from the root
    channel: str  # title of the channel; empty where there is only one
    day: date  # local
    is_session: bool
    part: Part
    pieces: tuple[Piece, ...]  # their messages, in reading order
    answers: tuple[tuple[AskedQuestion, str], ...]  # with the address of the answer
    links: tuple[tuple[LinkUse, str], ...]  # with the address of the message
    companions: tuple[tuple[Person, int], ...]  # who they replied to or were replied by


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that a participant's pages are made from."""

    chrome: Chrome
    slug: str
    person: Person
    profile: Profile | None
    bio_html: str
    attendances: tuple[Attendance, ...]  # oldest first

    @property
    def shown(self) -> int:
        """Return how many messages stand on their pages."""
        return sum(len(attendance.pieces) for attendance in self.attendances)


Place = Callable[[Piece, Attendance], str]
"""Gives a fragment as it stands on the participant's page."""


def person_views(
    dossier: Dossier, place: Callable[[str, Piece, Attendance], str]
) -> Iterable[tuple[str, Page]]:
    """Yield each page of a participant with its address.

    Args:
        dossier: What is known of them.
        place: Gives a fragment placed on a page at a relative root.
    """
    full = dossier.shown // PART_MESSAGES
    url = urls.person(dossier.slug)
    yield url, _profile(dossier, place, full)
    for number in range(1, full + 1):
        url = urls.person_part(dossier.slug, number)
        yield url, _part(dossier, place, number, full)


def feed_pieces(dossier: Dossier, newest: int) -> tuple[tuple[Piece, Attendance], ...]:
    """Return a participant's newest messages, newest first."""
    return tuple(reversed(_flat(dossier)[-newest:]))


def _flat(dossier: Dossier) -> list[tuple[Piece, Attendance]]:
    return [(p, a) for a in dossier.attendances for p in a.pieces]


def _profile(
    dossier: Dossier, place: Callable[[str, Piece, Attendance], str], full: int
) -> PersonView:
    url = urls.person(dossier.slug)
    root = urls.root_of(urls.file_of(url))
    profile, seen = dossier.profile, dossier.attendances
    shown = dossier.shown
    newest = max(shown - full * PART_MESSAGES, min(shown, NEWEST_AT_LEAST))
    groups = _groups(_flat(dossier)[shown - newest :], root, place)
    sessions = [a for a in seen if a.is_session]
    return PersonView(
        chrome=dossier.chrome,
        head=_head(dossier, url, dossier.person.name, shown),
        person=dossier.person,
        measures=_measures(seen, len(sessions)),
        first=seen[0].day if seen else date.min,
        last=seen[-1].day if seen else date.min,
        bio_html=dossier.bio_html,
        aliases=_aliases(dossier),
        links=tuple(
            OutsideLink(url=href, text=text)
            for text, href in (profile.links if profile else ())
        ),
        roles=_roles(sessions),
        own_roles=profile.roles if profile else (),
        activity=_activity(seen),
        groups=tuple(reversed(groups)),
        attended=tuple(
            Attended(
                session=a.source, day=a.day, messages=a.part.shown, role=_role(a.part)
            )
            for a in reversed(sessions[-ATTENDED_SHOWN:])
        ),
        attended_total=len(sessions),
        answered=_answered(sessions),
        talks_with=_companions(seen),
        shared=_shared(seen),
        parts=_part_links(dossier.slug, full, 0),
        hidden=False,
    )


def _part(
    dossier: Dossier,
    place: Callable[[str, Piece, Attendance], str],
    number: int,
    full: int,
) -> PersonPartView:
    url = urls.person_part(dossier.slug, number)
    root = urls.root_of(urls.file_of(url))
    start = (number - 1) * PART_MESSAGES
    chosen = _flat(dossier)[start : start + PART_MESSAGES]
    title = f"{dossier.person.name} ({number})"
    return PersonPartView(
        chrome=dossier.chrome,
        head=_head(dossier, url, title, dossier.shown),
        person=dossier.person,
        number=number,
        groups=tuple(_groups(chosen, root, place)),
        previous=_to_part(dossier.slug, number - 1) if number > 1 else None,
        # A full part never changes, so it links to a next one only once that is full.
        next=_to_part(dossier.slug, number + 1) if number < full else None,
    )


def _to_part(slug: str, number: int) -> Link:
    return Link(href=urls.person_part(slug, number), text=str(number))


def _head(dossier: Dossier, url: str, title: str, shown: int) -> Head:
    profile = dossier.profile
    feed = urls.person_feed(dossier.slug)
    chrome, person = dossier.chrome, dossier.person
    about = excerpt(profile.bio, 160) if profile and profile.bio else ""
    is_own = url == urls.person(dossier.slug)
    return Head(
        root=urls.root_of(urls.file_of(url)),
        title=title,
        description=about or f"{person.name} \u00b7 {chrome.tagline or chrome.title}",
        json_ld=jsonld.profile(
            person.name,
            person.handle,
            chrome.base_url + url,
            sum(attendance.part.posts for attendance in dossier.attendances),
        )
        if is_own
        else "",
        canonical=chrome.base_url + url,
        kind="profile",
        section="people",
        is_indexed=not (profile and profile.noindex) and shown >= FEED_FROM,
        feeds=(FeedLink(href=feed, title=dossier.person.name),)
        if shown >= FEED_FROM
        else (),
    )


def _groups(
    chosen: Sequence[tuple[Piece, Attendance]],
    root: str,
    place: Callable[[str, Piece, Attendance], str],
) -> list[MessageGroup]:
    groups: list[MessageGroup] = []
    last: Attendance | None = None
    batch: list[str] = []

    def close() -> None:
        if last is not None and batch:
            groups.append(
                MessageGroup(
                    source=last.source,
                    day=last.day,
                    fragments=tuple(batch),
                    channel=last.channel,
                )
            )

    for piece, attendance in chosen:
        if attendance is not last:
            close()
            batch, last = [], attendance
        batch.append(place(root, piece, attendance))
    close()
    return groups


def _measures(seen: Sequence[Attendance], sessions: int) -> tuple[Measure, ...]:
    found = (
        Measure(name="messages", value=sum(a.part.posts for a in seen)),
        Measure(name="sessions", value=sessions),
        Measure(name="answers", value=sum(len(a.part.answers) for a in seen)),
        Measure(name="replies", value=sum(a.part.replies for a in seen)),
        Measure(name="reposts", value=sum(a.part.reposts for a in seen)),
        Measure(name="links", value=sum(len(a.links) for a in seen)),
    )
    return tuple(measure for measure in found if measure.value)


def _aliases(dossier: Dossier) -> tuple[str, ...]:
    names = {alias for a in dossier.attendances for alias in a.part.aliases}
    names.update(dossier.profile.aliases if dossier.profile else ())
    shown = {dossier.person.name.casefold(), dossier.person.handle.casefold()}
    return tuple(sorted(n for n in names if n.lstrip("@").casefold() not in shown))


def _role(part: Part) -> Role | None:
    return "host" if part.host else "guest" if part.guest else None


def _roles(sessions: Sequence[Attendance]) -> tuple[tuple[Role, int], ...]:
    counts = Counter(role for a in sessions if (role := _role(a.part)) is not None)
    return tuple(sorted(counts.items()))


def _activity(seen: Sequence[Attendance]) -> tuple[YearWeeks, ...]:
    counts = by_week((a.day, a.part.posts) for a in seen)
    if len(counts) < ACTIVITY_FROM:
        return ()
    return year_weeks(counts)[:YEARS_SHOWN]


def _answered(sessions: Sequence[Attendance]) -> tuple[AnsweredQuestion, ...]:
    found = [
        AnsweredQuestion(
            label=question.label,
            text=question.text,
            href=href,
            session=a.source,
            day=a.day,
        )
        for a in reversed(sessions)
        for question, href in a.answers
    ]
    return tuple(found[:ANSWERED_SHOWN])


def _companions(seen: Sequence[Attendance]) -> tuple[PersonCount, ...]:
    counts: Counter[str] = Counter()
    persons: dict[str, Person] = {}
    for attendance in seen:
        for person, count in attendance.companions:
            counts[person.href] += count
            persons[person.href] = person
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        PersonCount(person=persons[href], count=count)
        for href, count in ranked[:COMPANIONS_SHOWN]
    )


def _shared(seen: Sequence[Attendance]) -> tuple[SharedLink, ...]:
    found: dict[str, SharedLink] = {}
    for attendance in seen:
        for use, href in attendance.links:
            before = found.get(use.url)
            found[use.url] = SharedLink(
                url=use.url,
                text=use.title or use.url,
                host=use.host,
                count=before.count + 1 if before else 1,
                href=before.href if before else href,
                day=before.day if before else attendance.day,
            )
    newest = sorted(found.values(), key=lambda s: (s.day or date.min, s.url))
    return tuple(reversed(newest[-LINKS_SHOWN:]))


def _part_links(slug: str, full: int, current: int) -> tuple[PartLink, ...]:
    return tuple(
        PartLink(
            href=urls.person_part(slug, number),
            label=str(number),
            is_current=number == current,
        )
        for number in range(1, full + 1)
    )
