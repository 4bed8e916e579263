"""What all tweet importers share: ids, times, text with entities, and the message.

    id       a decimal string; since November 2010 it holds the time ("snowflake")
    escaped  text as the service stored it, with &amp; &lt; &gt;
    span     an entity in code points of the escaped text (not UTF-16 units; checked
             on v1.1, v2 and account archives: 198 of 198 entities after an `&` or an
             astral character agree)

Times of snowflake ids are always the id's, cut to the second, so that one tweet has one
time whatever the format it came in.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from sitegen.model import Attachment, Entity, EntityKind, Message

FIRST_SNOWFLAKE = 29_700_859_247  # 2010-11-04; smaller ids were handed out in turn
SNOWFLAKE_EPOCH_MS = 1_288_834_974_657
_TOLERANCE = timedelta(seconds=60)

_ID = re.compile(r"[1-9][0-9]{0,18}\Z")
_STATUS_URL = re.compile(r"/(?:status|statuses)/([1-9][0-9]{0,18})(?![0-9])")
_STATUS_AUTHOR = re.compile(r"(?:twitter|x)\.com/(?:#!/)?(\w{1,20})/status(?:es)?/")
_ESCAPES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "#39": "'"}
_ESCAPE = re.compile(r"&(amp|lt|gt|quot|apos|#39);")
_REPOST_PREFIX = re.compile(r"RT @(\w{1,20}): ")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
# `Mon Oct 21 21:51:45 +0000 2019`, as the API wrote it since 2008
_API_TIME = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})\Z"
)
# `Sun, 28 Feb 2010 12:34:56 +0000`, as the first Search API wrote it
_MAIL_TIME = re.compile(
    r"[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) \+0000\Z"
)


class OddTweet(ValueError):
    """A source row that is no readable tweet; the text says why."""


class Span(msgspec.Struct, frozen=True, gc=False):
    """An entity before the text is unescaped."""

    start: int
    end: int
    kind: EntityKind
    needle: str  # what must stand there: "#tag", "@name", "https://t.co/..."
    href: str | None = None
    ref: str | None = None


class Tweet(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The parts of a tweet that every format can say, before they are a message."""

    id: str
    author: str
    escaped: str
    created: datetime | None = None  # as written; checked against the id
    author_id: str | None = None
    name: str | None = None
    reply_to: str | None = None
    repost_of: str | None = None
    repost_author: str | None = None  # screen name of the original's author
    quotes: str | None = None
    first_id: str | None = None  # id of the first version, when the tweet was edited
    spans: tuple[Span, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def is_id(text: str) -> bool:
    """Tell whether a text is a tweet id: digits, no sign, no exponent, 63 bits."""
    return bool(_ID.match(text)) and int(text) < 1 << 63


def id_or_none(text: str | None) -> str | None:
    """Return an id, or None for anything that is not one."""
    return text if text and is_id(text) else None


def id_in_url(url: str) -> str | None:
    """Return the id in the address of a tweet."""
    found = _STATUS_URL.search(url)
    return id_or_none(found[1]) if found else None


def author_in_url(url: str) -> str | None:
    """Return the screen name in the address of a tweet."""
    found = _STATUS_AUTHOR.search(url)
    return found[1] if found and found[1] != "i" else None


def id_of(column: str, url: str = "") -> str:
    """Return the id of a row: the one in its status URL, else that of its column.

    Spreadsheets round long numbers; an address keeps its digits.

    Raises:
        OddTweet: Neither holds an id.
    """
    found = id_in_url(url) or id_or_none(column.strip().removeprefix("x"))
    if found is None:
        raise OddTweet(f"id '{column[:40]}' is no tweet id")
    return found


def id_time(tweet_id: str) -> datetime | None:
    """Return the time an id holds, cut to the second; None for ids before 2010-11."""
    number = int(tweet_id)
    if number < FIRST_SNOWFLAKE:
        return None
    return datetime.fromtimestamp(((number >> 22) + SNOWFLAKE_EPOCH_MS) // 1000, UTC)


def written_time(text: str) -> datetime | None:
    """Return a time as tweet formats write it, in UTC, or None.

    Takes the API's two styles, ISO 8601 with an offset, and unix seconds. A time
    without a zone is None: guessing UTC would be wrong for most hosts.
    """
    try:
        if found := _API_TIME.match(text):
            month, day, hour, minute, second, year = found.groups()
        elif found := _MAIL_TIME.match(text):
            day, month, year, hour, minute, second = found.groups()
        elif text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text), UTC) if len(text) < 11 else None
        else:
            moment = datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-"))
            return None if moment.tzinfo is None else moment.astimezone(UTC)
        number = _MONTHS.index(month) // 3 + 1
        clock = (int(hour), int(minute), int(second))
        return datetime(int(year), number, int(day), *clock, tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def tweet_time(tweet_id: str, created: datetime | None) -> datetime:
    """Return the time of a tweet: the id's where it holds one, else as written.

    Raises:
        OddTweet: There is no time, or the two are more than a minute apart (0 of
            8,698 tweets seen), so that id and row do not belong together.
    """
    held = id_time(tweet_id)
    if held is None and created is None:
        raise OddTweet(f"id '{tweet_id}' holds no time, and no other is written")
    if held is None or created is None:
        return held or created or datetime.max.replace(tzinfo=UTC)
    if abs(held - created) > _TOLERANCE:
        raise OddTweet(f"id '{tweet_id}' is of {held:%F %T}, but says {created:%F %T}")
    return held


def permalink(author: str | None, tweet_id: str) -> str:
    """Return the address of a tweet; without its author a form that redirects."""
    return f"https://twitter.com/{author or 'i'}/status/{tweet_id}"


def web_address(text: str | None) -> str | None:
    """Return an http(s) address as it is, and None for anything else."""
    return text if text and text.startswith(("http://", "https://")) else None


def unescape(escaped: str) -> str:
    """Decode the few character references tweets are stored with, once."""
    return _ESCAPE.sub(lambda m: _ESCAPES[m[1]], escaped) if "&" in escaped else escaped


def decode(escaped: str, spans: Iterable[Span]) -> tuple[str, tuple[Entity, ...]]:
    """Unescape a text and move its spans along.

    A span whose place does not hold what it names is moved to the only place that
    does, else dropped (indices of cut reposts lie beyond the cut). Of overlapping
    spans the first stays.
    """
    placed = [there for span in spans if (there := _placed(escaped, span))]
    placed.sort(key=_edge)
    cuts = [*_ESCAPE.finditer(escaped)] if "&" in escaped else []
    entities: list[Entity] = []
    reached = 0
    for span in placed:
        if span.start < reached:
            continue
        reached = span.end
        start, end = _moved(span.start, cuts), _moved(span.end, cuts)
        entities.append(
            Entity(start=start, end=end, kind=span.kind, href=span.href, ref=span.ref)
        )
    return unescape(escaped), tuple(entities)


def without_repost_prefix(tweet: Tweet) -> Tweet:
    """Cut `RT @name: ` off the text of a repost, and move its spans."""
    found = _REPOST_PREFIX.match(tweet.escaped)
    if not found:
        return tweet
    cut = found.end()
    spans = (
        replace(span, start=span.start - cut, end=span.end - cut)
        for span in tweet.spans
        if span.start >= cut
    )
    return replace(
        tweet,
        escaped=tweet.escaped[cut:],
        spans=tuple(spans),
        repost_author=tweet.repost_author or found[1],
    )


def to_message(tweet: Tweet) -> Message:
    """Return a tweet as a native message.

    A repost has no page of its own on the service, so its `url` is the original's,
    which also keeps the name of who wrote it. An edited tweet keeps the id of its first
    version, so that all versions meet as one message.

    Raises:
        OddTweet: It has no author or no credible time.
    """
    author = tweet.author.strip().removeprefix("@")
    if not author:
        raise OddTweet(f"tweet {tweet.id} has no author")
    text, entities = decode(tweet.escaped.replace("\0", "\ufffd"), tweet.spans)
    written = tweet_time(tweet.id, tweet.created)
    first = tweet.first_id if tweet.first_id and tweet.first_id != tweet.id else None
    return Message(
        id=first or tweet.id,
        time=tweet_time(first, None) if first else written,
        author=author,
        text=text,
        author_id=tweet.author_id or None,
        name=tweet.name or None,
        reply_to=tweet.reply_to,
        repost_of=tweet.repost_of,
        quotes=tweet.quotes,
        url=permalink(tweet.repost_author, tweet.repost_of)
        if tweet.repost_of
        else permalink(author, tweet.id),
        edited=written if first else None,
        client="twitter",
        entities=entities,
        attachments=tweet.attachments,
    )


def short_links(escaped: str, targets: Sequence[str]) -> tuple[Span, ...]:
    """Return spans of the t.co links of a text, with their targets in order.

    For formats that list the targets and not where they stand. With fewer targets than
    links the last links are those of media; with more, nothing can be said.
    """
    found = [*re.finditer(r"https?://t\.co/\w+", escaped)]
    if len(targets) > len(found):
        return ()
    return tuple(
        Span(link.start(), link.end(), "link", link[0], href=web_address(target))
        for link, target in zip(found, targets, strict=False)
    )


def _edge(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _placed(escaped: str, span: Span) -> Span | None:
    if not span.needle:
        return None
    there = escaped[max(span.start, 0) : max(span.end, 0)]
    if there == span.needle:
        return span
    # Hashtags and mentions may be written with a full-width sign.
    plain = there.replace("\uff03", "#", 1).replace("\uff20", "@", 1)
    if plain.casefold() == span.needle.casefold():
        return span
    if escaped.count(span.needle) != 1:
        return None
    start = escaped.index(span.needle)
    return replace(span, start=start, end=start + len(span.needle))


def _moved(offset: int, cuts: list[re.Match[str]]) -> int:
    if not cuts:
        return offset
    return offset - sum(len(cut[0]) - 1 for cut in cuts if cut.end() <= offset)
