"""The pages of topics."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nsmallest

from sitegen.chat.tags import Topic
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit
from sitegen.site.pages.lists import Made, head
from sitegen.site.pages.questions import question_row
from sitegen.site.views import (
    FeedLink,
    PersonCount,
    RecapCard,
    TopicRow,
    TopicsView,
    TopicView,
)

TOP = 10  # people and questions


def topic_pages(
    archive: Archive,
    recaps: Sequence[tuple[RecapCard, frozenset[str]]],
    words: Callable[[str], str],
) -> Iterable[Made]:
    """Yield the list of topics and a page for each, if there are any."""
    rows = [topic_row(archive, topic) for topic in archive.topics]
    if not rows:
        return
    yield (
        urls.TOPICS,
        TopicsView(
            chrome=archive.chrome,
            head=head(archive, urls.TOPICS, words("topics"), "topics"),
            topics=tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.href))),
        ),
    )
    for topic in archive.topics:
        slug = archive.topic_slugs[topic.tag]
        url = urls.topic(slug)
        units = units_of(archive, topic)
        people: dict[str, int] = {}
        for unit in units:
            parts = unit.record.summary.parts
            for number, person in enumerate(parts.slugs):
                people[person] = people.get(person, 0) + parts.posts_of(number)
        yield (
            url,
            TopicView(
                chrome=archive.chrome,
                head=head(archive, url, topic.spelling, "topics"),
                name=topic.spelling,
                sessions=tuple(archive.card(unit) for unit in reversed(units)),
                recaps=tuple(card for card, tags in recaps if topic.tag in tags),
                questions=tuple(
                    question_row(archive, unit, question)
                    for unit in reversed(units)
                    for question in unit.record.summary.questions
                )[:TOP],
                people=counted(archive, people),
                feed=FeedLink(href=urls.topic_feed(slug), title=topic.spelling),
            ),
        )


def units_of(archive: Archive, topic: Topic) -> list[Unit]:
    """Return the sessions of a topic, by start."""
    return [archive.by_key[key] for key in topic.sessions if key in archive.by_key]


def topic_row(archive: Archive, topic: Topic) -> TopicRow:
    """Return a topic as lists show it."""
    units = units_of(archive, topic)
    uses = [
        use.count
        for unit in units
        for use in unit.record.summary.tags
        if use.tag == topic.tag
    ]
    return TopicRow(
        name=topic.spelling,
        href=urls.topic(archive.topic_slugs[topic.tag]),
        sessions=len(units),
        messages=sum(uses),
        last=units[-1].day if units else None,
    )


def counted(archive: Archive, counts: Mapping[str, int]) -> tuple[PersonCount, ...]:
    """Return the people counted most, the most first, then by slug."""
    ranked = nsmallest(TOP, counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        PersonCount(person=archive.persons[slug], count=count)
        for slug, count in ranked
        if slug in archive.persons
    )
