"""Summarize a session: all that other pages need, without its texts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sitegen.chat.links import canonical, host_of, links_of
from sitegen.chat.overlay import Overlay
from sitegen.chat.parts import Part, Parts
from sitegen.chat.people import People
from sitegen.chat.rules import ChannelRules
from sitegen.chat.session import (
    AskedQuestion,
    Counts,
    Day,
    Item,
    LinkUse,
    Question,
    Session,
    SessionSummary,
    Stats,
    TagUse,
)
from sitegen.chat.tags import hashtags
from sitegen.model import COPY_ADDRESS, Message

_LONGEST_CURVE = 24 * 60  # minutes; a longer session has no posts-per-minute curve


@dataclass(slots=True)
class _Tally:
    """One participant's part while it is counted."""

    aliases: set[str] = field(default_factory=set)
    name: str = ""
    host: bool = False
    guest: bool = False
    bot: bool = True  # until a message is not a bot's
    posts: int = 0
    shown: int = 0
    reposts: int = 0
    replies: int = 0
    answers: set[int] = field(default_factory=set)  # places in the list of questions
    replies_received: int = 0
    reposts_received: int = 0
    reactions_received: int = 0
    asked: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def saw(self, message: Message) -> None:
        self.aliases.add(message.author)
        if message.name:
            self.name = message.name
        if self.bot and message.kind != "bot":
            self.bot = False
        self.posts += 1
        time_ = message.time
        if self.first is None or self.last is None:
            self.first = self.last = time_
        elif time_ > self.last:
            self.last = time_
        elif time_ < self.first:
            self.first = time_


def summarize(
    of: Session | Day,
    items: Sequence[Item],
    questions: Sequence[Question],
    counts: Counts,
    *,
    rules: ChannelRules,
    overlay: Overlay | None,
    people: People,
) -> SessionSummary:
    """Return the summary of a session or day."""
    start, end = span_of(of, rules)
    count = _Counting(items, questions, people)
    for index, item in enumerate(items):
        count.item(index, item)
    own = {t.lstrip("#").lower() for t in (*rules.tags, rules.title)}
    stats = count.stats(of, start, end)
    return SessionSummary(
        channel=of.channel,
        key=of.key,
        kind="session" if isinstance(of, Session) else "day",
        start=start,
        end=end,
        first=min((t.first for t in count.tallies.values() if t.first), default=None),
        last=max((t.last for t in count.tallies.values() if t.last), default=None),
        title=(of.title if isinstance(of, Session) else None)
        or (overlay.title if overlay else None),
        topic=overlay.topic if overlay else None,
        number=of.number if isinstance(of, Session) else 0,
        parts=Parts.of(count.parts()),
        links=tuple(count.links),
        tags=_tags(count, own, overlay),
        questions=tuple(count.question(q) for q in questions),
        pairs=tuple((a, b, n) for (a, b), n in sorted(count.pairs.items())),
        stats=stats,
        counts=counts,
        related=overlay.related if overlay else (),
        noindex=overlay.noindex if overlay else False,
        media=tuple(sorted(count.media)),
    )


def span_of(of: Session | Day, rules: ChannelRules) -> tuple[datetime, datetime]:
    """Return when a session or day begins and ends, in UTC."""
    if isinstance(of, Session):
        return of.start, of.end
    try:
        start = datetime.combine(of.date, time(), rules.zone).astimezone(UTC)
        end = datetime.combine(of.date + timedelta(days=1), time(), rules.zone)
        return start, end.astimezone(UTC)
    except OverflowError:  # the first and last day of the calendar
        start = datetime.combine(of.date, time(), UTC)
        return start, start


class _Counting:
    """Counts one session's items, in order."""

    def __init__(
        self, items: Sequence[Item], questions: Sequence[Question], people: People
    ) -> None:
        self.items = items
        self.questions = questions
        self.people = people
        self.slugs: dict[tuple[str, str | None], str] = {}
        self.tallies: dict[str, _Tally] = {}
        self.links: list[LinkUse] = []
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.tag_counts: Counter[str] = Counter()
        self.tag_people: dict[str, set[str]] = {}
        self.tag_spellings: dict[str, Counter[str]] = {}
        self.hows: Counter[str | None] = Counter()
        self.posts = self.originals = self.replies = self.attachments = 0
        self.reactions = 0
        self.media: set[str] = set()
        self.minutes: list[datetime] = []
        self.answered = {
            i: n
            for n, q in enumerate(questions)
            for i in (*(e.item for e in q.answers), *q.elsewhere)
        }

    def _tally(self, slug: str) -> _Tally:
        tally = self.tallies.get(slug)
        if tally is None:
            tally = self.tallies[slug] = _Tally()
        return tally

    def _slug(self, message: Message) -> str:
        name = (message.author, message.author_id)
        slug = self.slugs.get(name)
        if slug is None:
            slug = self.slugs[name] = self.people.slug_of(*name)
        return slug

    def item(self, index: int, item: Item) -> None:
        fold = item.fold
        if fold is not None:
            self._fold(item, fold.messages, fold.reposts)
        if item.state != "shown":
            return
        message = item.message
        tally = self._tally(item.person)
        tally.saw(message)
        tally.shown += 1
        tally.host = tally.host or item.host
        tally.guest = tally.guest or item.guest
        tally.asked += item.asks is not None
        if message.reply_to is not None:
            self._reply(item, tally)
        number = self.answered.get(index)
        if number is not None:
            tally.answers.add(number)
        given = sum(r.count for r in message.reactions) if message.reactions else 0
        tally.reactions_received += given
        if message.kind != "bot":
            self.posts += 1
            self.originals += 1
            self.replies += message.reply_to is not None
            self.attachments += len(message.attachments)
            self.reactions += given
            self.minutes.append(message.time)
            if item.asks is None:
                self.hows[item.how] += 1
        if message.attachments:
            urls = (file.url for file in message.attachments)
            self.media.update(url for url in urls if COPY_ADDRESS.match(url))
        if "://" in message.text or message.entities:
            self._links(item)
        if "#" in message.text:
            self._hashtags(item)

    def _fold(self, item: Item, folded: Sequence[Message], reposts: int) -> None:
        for place, message in enumerate(folded):
            tally = self._tally(self._slug(message))
            tally.saw(message)
            tally.reposts += place < reposts
            if message.kind != "bot":
                self.posts += 1
                self.originals += place >= reposts
                self.minutes.append(message.time)
        if item.state == "shown":
            self._tally(item.person).reposts_received += reposts

    def _reply(self, item: Item, tally: _Tally) -> None:
        tally.replies += 1
        if item.parent is None:
            return
        other = self.items[item.parent]
        if other.state == "shown" and other.person != item.person:
            self._tally(other.person).replies_received += 1
            self.pairs[item.person, other.person] += 1

    def _links(self, item: Item) -> None:
        message = item.message
        titles = {a.url: a.title for a in message.attachments if a.title}
        for url in links_of(message):
            use = LinkUse(
                canonical(url),
                host_of(url),
                item.person,
                message.id,
                message.time,
                titles.get(url),
            )
            self.links.append(use)

    def _hashtags(self, item: Item) -> None:
        for written in dict.fromkeys(hashtags(item.message.text)):
            tag = written.lower()
            self.tag_counts[tag] += 1
            self.tag_people.setdefault(tag, set()).add(item.person)
            self.tag_spellings.setdefault(tag, Counter())[written] += 1

    def parts(self) -> list[Part]:
        return [
            Part(
                slug=slug,
                aliases=tuple(sorted(t.aliases)),
                name=t.name or min(t.aliases, default=slug),
                host=t.host,
                guest=t.guest,
                bot=t.bot,
                posts=t.posts,
                shown=t.shown,
                reposts=t.reposts,
                replies=t.replies,
                answers=tuple(self.questions[n].label for n in sorted(t.answers)),
                replies_received=t.replies_received,
                reposts_received=t.reposts_received,
                reactions_received=t.reactions_received,
                asked=t.asked,
                first=t.first,
                last=t.last,
            )
            for slug, t in sorted(self.tallies.items())
        ]

    def question(self, question: Question) -> AskedQuestion:
        answers = [*(e.item for e in question.answers), *question.elsewhere]
        ask = None if question.ask is None else self.items[question.ask].message
        return AskedQuestion(
            question.label,
            question.text,
            None if ask is None else ask.id,
            len(answers),
            len({self.items[i].person for i in answers}),
            None if ask is None else ask.time,
        )

    def stats(self, of: Session | Day, start: datetime, end: datetime) -> Stats:
        minutes = max(-(-int((end - start).total_seconds()) // 60), 1)
        curve: tuple[int, ...] = ()
        if isinstance(of, Session) and minutes <= _LONGEST_CURVE:
            bins = [0] * minutes
            for moment in self.minutes:
                at = int((moment - start).total_seconds() // 60)
                if 0 <= at < minutes:
                    bins[at] += 1
            curve = tuple(bins)
        people = [t for t in self.tallies.values() if t.posts and not t.bot]
        return Stats(
            posts=self.posts,
            originals=self.originals,
            reposts=self.posts - self.originals,
            replies=self.replies,
            answers=len(self.answered),
            questions=len(self.questions),
            links=len({use.url for use in self.links}),
            attachments=self.attachments,
            reactions=self.reactions,
            participants=len(people),
            by_number=self.hows["number"],
            by_reply=self.hows["reply"],
            by_time=self.hows["time"],
            by_host=self.hows["host"],
            unplaced=self.hows[None] if self.questions else 0,
            minutes=minutes,
            per_minute=curve,
        )


def _tags(
    count: _Counting, own: set[str], overlay: Overlay | None
) -> tuple[TagUse, ...]:
    given = (
        {t.lstrip("#").lower(): t.lstrip("#") for t in overlay.tags} if overlay else {}
    )
    found = []
    for tag in sorted({*count.tag_counts, *given} - own):
        spellings = count.tag_spellings.get(tag, Counter())
        common = min(spellings, key=lambda s: (-spellings[s], s), default=tag)
        found.append(
            TagUse(
                tag,
                count.tag_counts[tag],
                tuple(sorted(count.tag_people.get(tag, ()))),
                given.get(tag, common),
                tag in given,
            )
        )
    return tuple(found)
