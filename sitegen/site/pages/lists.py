"""Views of the lists: sessions, channels, days, participants, the calendar."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sitegen.chat.rules import WEEKDAYS, ChannelRules, Schedule, Slot
from sitegen.chat.stats import contributors
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit, years_of
from sitegen.site.views import (
    CalendarDay,
    CalendarView,
    CalendarYear,
    ChannelSummary,
    ChannelView,
    DayCount,
    DayListView,
    Head,
    Link,
    OutsideLink,
    Page,
    PartLink,
    PeopleView,
    Person,
    PersonRow,
    SessionListView,
    SessionYear,
)
from sitegen.site.views.page import Section

CARDS_A_PAGE = 150  # longer lists are cut by year
PEOPLE_A_PAGE = 500  # longer lists are cut by letter
MOST_ACTIVE = 10

Made = tuple[str, Page]


def head(  # every list's head
    archive: Archive,
    url: str,
    title: str,
    section: Section | None = None,
    *,
    description: str = "",
    is_indexed: bool = True,
    crumbs: tuple[Link, ...] = (),
) -> Head:
    """Return the head of a page that stands at an address."""
    return Head(
        root=urls.root_of(urls.file_of(url)),
        title=title,
        description=description or archive.config.description,
        canonical=archive.chrome.base_url + url,
        section=section,
        is_indexed=is_indexed and not archive.config.noindex,
        crumbs=crumbs,
    )


def list_pages(archive: Archive, words: Callable[[str], str]) -> Iterable[Made]:
    """Yield every list with its address.

    Args:
        archive: The archive.
        words: Gives the site's word for a section or a weekday, such as `sessions`.
    """
    yield from _session_list(archive, words)
    for rules in archive.channels:
        yield from _channel(archive, rules, words)
        yield from _days(archive, rules, words)
    yield from _people(archive, words)
    yield from _calendar(archive, words)


def _session_list(archive: Archive, words: Callable[[str], str]) -> Iterable[Made]:
    title = words("sessions")
    channels = tuple(_summary(archive, rules) for rules in archive.channels)
    for url, units, parts in _by_year(archive.sessions, urls.SESSIONS):
        first = url == urls.SESSIONS
        yield (
            url,
            SessionListView(
                chrome=archive.chrome,
                head=head(archive, url, title, "sessions"),
                channels=channels,
                years=_years(archive, units),
                upcoming=tuple(archive.coming(u) for u in archive.upcoming)
                if first
                else (),
                parts=parts,
                calendar_href=urls.CALENDAR,
            ),
        )


def _channel(
    archive: Archive, rules: ChannelRules, words: Callable[[str], str]
) -> Iterable[Made]:
    base = urls.channel(rules.name)
    units = [u for u in archive.sessions if u.rules.name == rules.name]
    joins = dict(archive.config.joins)
    for url, chosen, parts in _by_year(units, base):
        yield (
            url,
            ChannelView(
                chrome=archive.chrome,
                head=head(
                    archive,
                    url,
                    rules.title,
                    "sessions",
                    crumbs=(Link(href=urls.SESSIONS, text=words("sessions")),),
                ),
                channel=_summary(archive, rules),
                years=_years(archive, chosen, with_channel=False),
                schedule=_schedule(rules, words),
                description_html="",
                upcoming=tuple(
                    archive.coming(u)
                    for u in archive.upcoming
                    if u.rules.name == rules.name
                )
                if url == base
                else (),
                hosts=_hosts(archive, rules),
                parts=parts,
                join=_join(joins.get(rules.name, "")),
            ),
        )


def _join(written: str) -> tuple[OutsideLink, ...]:
    """Return the first address that the host's words on joining hold."""
    address = next((w for w in written.split() if w.startswith("https://")), "")
    address = address.rstrip(".,;)")
    return (OutsideLink(url=address, text=address),) if address else ()


def _hosts(archive: Archive, rules: ChannelRules) -> tuple[Person, ...]:
    slugs = (archive.cast.slug_of(name) for name in rules.hosts)
    return tuple(archive.persons[slug] for slug in slugs if slug in archive.persons)


def _schedule(rules: ChannelRules, words: Callable[[str], str]) -> tuple[str, ...]:
    if not isinstance(rules.sessions, Schedule):
        return ()
    return tuple(_slot(slot, rules, words) for slot in rules.sessions.slots)


def _slot(slot: Slot, rules: ChannelRules, words: Callable[[str], str]) -> str:
    begin = slot.start.hour * 60 + slot.start.minute
    end = (begin + slot.minutes) % (24 * 60)
    zone = (slot.zone or rules.zone).key
    return (
        f"{words(WEEKDAYS[slot.weekday])} "
        f"{slot.start:%H:%M}\u2013{end // 60:02d}:{end % 60:02d} ({zone})"
    )


def _summary(archive: Archive, rules: ChannelRules) -> ChannelSummary:
    units = [u for u in archive.units if u.rules.name == rules.name]
    has_days = any(not unit.is_session for unit in units)
    return ChannelSummary(
        title=rules.title,
        href=urls.channel(rules.name),
        description=dict(archive.config.joins).get(rules.name, ""),
        sessions=sum(unit.is_session for unit in units),
        messages=sum(unit.record.summary.counts.shown for unit in units),
        days_href=urls.days(rules.name) if has_days else "",
    )


def _years(
    archive: Archive, units: Sequence[Unit], *, with_channel: bool | None = None
) -> tuple[SessionYear, ...]:
    return tuple(
        SessionYear(
            year=year,
            cards=tuple(
                archive.card(unit, with_channel=with_channel)
                for unit in reversed(units)
                if unit.day.year == year
            ),
        )
        for year in years_of(unit.day for unit in units)
    )


def _by_year(
    units: Sequence[Unit], base: str
) -> Iterable[tuple[str, Sequence[Unit], tuple[PartLink, ...]]]:
    return pages_by_year(units, base, is_long=len(units) > CARDS_A_PAGE)


def pages_by_year(
    units: Sequence[Unit], base: str, *, is_long: bool
) -> Iterable[tuple[str, Sequence[Unit], tuple[PartLink, ...]]]:
    """Yield the pages of a list: one, or one a year with the newest at the top.

    Args:
        units: What is listed.
        base: Address of the list, and of its newest year.
        is_long: Whether to cut it by year, if there are several.
    """
    years = years_of(unit.day for unit in units)
    if not is_long or len(years) < 2:
        yield base, units, ()
        return
    for year in years:
        here = base if year == years[0] else urls.index_part(base, str(year))
        parts = tuple(
            PartLink(
                href=base if each == years[0] else urls.index_part(base, str(each)),
                label=str(each),
                is_current=each == year,
            )
            for each in years
        )
        yield here, [unit for unit in units if unit.day.year == year], parts


def _days(
    archive: Archive, rules: ChannelRules, words: Callable[[str], str]
) -> Iterable[Made]:
    units = [u for u in archive.days if u.rules.name == rules.name]
    if not units:
        return
    base = urls.days(rules.name)
    channel = Link(href=urls.channel(rules.name), text=rules.title)
    for url, chosen, parts in _by_year(units, base):
        yield (
            url,
            DayListView(
                chrome=archive.chrome,
                head=head(
                    archive,
                    url,
                    f"{rules.title}: {words('days')}",
                    "sessions",
                    is_indexed=False,
                    crumbs=(channel,),
                ),
                channel=channel,
                days=tuple(
                    DayCount(
                        day=unit.day,
                        href=unit.url,
                        messages=unit.record.summary.counts.shown,
                    )
                    for unit in reversed(chosen)
                ),
                parts=parts,
            ),
        )


def _people(archive: Archive, words: Callable[[str], str]) -> Iterable[Made]:
    rows = sorted(
        (_row(archive, slug) for slug in archive.persons if slug in archive.listed),
        key=lambda row: (row.person.name.casefold(), row.person.href),
    )
    ranked = contributors(unit.record.summary for unit in archive.sessions)
    active = [c.slug for c in ranked if c.slug in archive.listed][:MOST_ACTIVE]
    by_letter: dict[str, list[PersonRow]] = defaultdict(list)
    for row in rows:
        by_letter[_letter(row.person.name)].append(row)
    cut = len(rows) > PEOPLE_A_PAGE
    letters = sorted(by_letter)
    pages: list[tuple[str, str, Sequence[PersonRow]]] = (
        [(urls.PEOPLE, "", ())] if cut else [(urls.PEOPLE, "", rows)]
    )
    if cut:
        pages += [
            (urls.index_part(urls.PEOPLE, letter), letter, by_letter[letter])
            for letter in letters
        ]
    for url, letter, chosen in pages:
        for number, start in enumerate(range(0, max(len(chosen), 1), PEOPLE_A_PAGE), 1):
            here = url if number == 1 else f"{url}{number}/"
            yield (
                here,
                PeopleView(
                    chrome=archive.chrome,
                    head=head(archive, here, words("people"), "people"),
                    rows=tuple(chosen[start : start + PEOPLE_A_PAGE]),
                    total=len(rows),
                    letters=tuple(_letter_links(letters, by_letter, letter, number))
                    if cut
                    else (),
                    letter=letter,
                    most_active=tuple(_row(archive, slug) for slug in active)
                    if here == urls.PEOPLE
                    else (),
                ),
            )


def _letter_links(
    letters: Sequence[str],
    by_letter: dict[str, list[PersonRow]],
    current: str,
    number: int,
) -> Iterable[PartLink]:
    for letter in letters:
        base = urls.index_part(urls.PEOPLE, letter)
        pages = -(-len(by_letter[letter]) // PEOPLE_A_PAGE)
        for part in range(1, pages + 1):
            label = letter if letter.isdigit() else letter.upper()
            yield PartLink(
                href=base if part == 1 else f"{base}{part}/",
                label=label if part == 1 else f"{label} {part}",
                is_current=letter == current and part == number,
            )


def _letter(name: str) -> str:
    first = name.lstrip("@_-. ")[:1].lower()
    if first.isascii() and first.isalpha():
        return first
    return "0" if first.isdigit() else "other"


def _row(archive: Archive, slug: str) -> PersonRow:
    seen = archive.attendance[slug]
    return PersonRow(
        person=archive.persons[slug],
        messages=sum(unit.record.summary.parts.posts_of(n) for unit, n in seen),
        sessions=sum(unit.is_session for unit, _ in seen),
        first=seen[0][0].day,
        last=seen[-1][0].day,
    )


def _calendar(archive: Archive, words: Callable[[str], str]) -> Iterable[Made]:
    by_day: dict[date, list[Link]] = defaultdict(list)
    coming: set[date] = set()
    for unit in archive.sessions:
        by_day[unit.day].append(unit.link)
    channels = len(archive.channels) > 1
    for unit in archive.days:
        text = f"{unit.rules.title}: {words('days')}" if channels else words("days")
        by_day[unit.day].append(Link(href=unit.url, text=text))
    for upcoming in archive.upcoming:
        day = upcoming.session.start.astimezone(upcoming.rules.zone).date()
        by_day[day].append(Link(href=upcoming.url, text=upcoming.title))
        coming.add(day)
    years = years_of(by_day)
    groups = [years[start : start + 3] for start in range(0, len(years), 3)] or [()]
    for number, group in enumerate(groups):
        url = _calendar_url(group, number)
        yield (
            url,
            CalendarView(
                chrome=archive.chrome,
                head=head(archive, url, words("calendar"), "calendar"),
                years=tuple(
                    CalendarYear(
                        year=year,
                        days=tuple(
                            CalendarDay(
                                day=day,
                                links=tuple(by_day[day]),
                                is_upcoming=day in coming,
                            )
                            for day in sorted(by_day)
                            if day.year == year
                        ),
                    )
                    for year in group
                ),
                ics_href=urls.CALENDAR_ICS,
                parts=tuple(
                    PartLink(
                        href=_calendar_url(each, place),
                        label=_span(each),
                        is_current=place == number,
                    )
                    for place, each in enumerate(groups)
                )
                if len(groups) > 1
                else (),
            ),
        )


def _calendar_url(group: Sequence[int], number: int) -> str:
    return (
        urls.CALENDAR if number == 0 else urls.index_part(urls.CALENDAR, str(group[0]))
    )


def _span(group: Sequence[int]) -> str:
    return str(group[0]) if len(group) == 1 else f"{group[-1]}\u2013{group[0]}"
