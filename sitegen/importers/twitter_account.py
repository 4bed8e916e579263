"""The archive of one account, as Twitter gives it to its owner: that account's tweets.

Seen: the tweets.js of 2022, and two tweets.csv of 2012 to 2018. The older tweet.js,
whose items are bare tweets, and the files that name the owner are hearsay; the cases
here are made up.

    tweets.js, tweet.js  `window.YTD.tweets.part0 = [{"tweet": {...}}]`; more of them in
                         tweets-part1.js and so on
    account.js           the owner's names; nothing else of it is read
    tweets.csv           2012 to 2018; the owner in user_details.js

owner     tweets do not say who wrote them. Without account.js beside them the name is
          taken from the address of a picture of theirs; without any, rows are skipped
ids       `id_str`, `tweet_id`; an edited tweet keeps the id of its first version
times     the id's. tweets.csv has 00:00:00 for all tweets from before November 2010
          (2,216 of 2,216): for those the day alone is known
reposts   tweets.js has only cut text, `RT @name: ...`, kept as it is; tweets.csv names
          the original
pictures  lie beside the scripts as `tweets_media/<tweet id>-<name>`, in older archives
          `tweet_media/`, named as at their web address
left out  everything else in the archive: direct messages, deleted tweets, addresses
"""

import posixpath
import re
from collections.abc import Iterator

import msgspec

from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip, beside
from sitegen.importers.export import Export
from sitegen.importers.json_lines import decode_as
from sitegen.importers.tables import find_table, read_rows, read_table
from sitegen.importers.tweet_v1 import (
    TweetV1,
    User,
    read_entities,
    to_tweet,
)
from sitegen.importers.tweets import (
    OddTweet,
    Tweet,
    author_in_url,
    id_in_url,
    id_of,
    id_or_none,
    id_time,
    is_id,
    short_links,
    to_message,
    without_repost_prefix,
    written_time,
)
from sitegen.model import Message

REQUIRED = frozenset(
    {"tweet_id", "in_reply_to_status_id", "timestamp", "text", "expanded_urls"}
)
_COLUMNS = (*REQUIRED, "retweeted_status_id")
_START = re.compile(rb"\s*window\.YTD\.tweets?\.part\d+\s*=\s*\[")
_MEDIA_FOLDERS = ("tweets_media", "tweet_media")
_NONE = msgspec.Raw(b"null")
_LARGEST_OWNER_FILE = 1 << 20  # bytes


class _Item(msgspec.Struct, frozen=True):
    """An item of 2022 and later; older items are bare tweets."""

    tweet: msgspec.Raw = _NONE


class _Owner(msgspec.Struct, frozen=True):
    """The owner in account.js; its e-mail and the like are not read."""

    username: str = ""
    accountId: str | None = None  # noqa: N815  (the format's name)
    accountDisplayName: str | None = None  # noqa: N815  (the format's name)


class _Account(msgspec.Struct, frozen=True):
    account: _Owner


class _Details(msgspec.Struct, frozen=True):
    """The owner in user_details.js."""

    screen_name: str = ""
    full_name: str | None = None
    id: str | None = None


class TwitterAccount:
    """Reads the tweets of an account's own archive."""

    name = "twitter_account"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return each file of the account's tweets, by how it starts."""
        scripts = tuple(m for m in export.members() if _is_script(export.head(m)))
        tables = tuple(m for m in export.members() if find_table(export, m, REQUIRED))
        evidence = "Twitter account archive: starts with window.YTD.tweets"
        older = (
            "Twitter account archive of 2012 to 2018: has tweet_id and expanded_urls"
        )
        return (
            *((Claim(scripts, evidence),) if scripts else ()),
            *(Claim((member,), older) for member in tables),
        )

    def read(
        self,
        export: Export,
        claim: Claim,
        options: ReadOptions,  # noqa: ARG002  (times carry their zone)
    ) -> Iterator[Row | Skip]:
        """Yield one item for each tweet, in source order (not by time)."""
        for member in claim.members:
            if _is_script(export.head(member)):
                yield from _read_script(export, member)
            else:
                yield from _read_table(export, member)


def _is_script(head: bytes) -> bool:
    return _START.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def _read_script(export: Export, member: str) -> Iterator[Row | Skip]:
    with export.open(member) as file:
        source = file.read()
    try:
        items = decode_as(list[msgspec.Raw], _json_in(source, b"["))
    except ValueError as error:
        yield Skip(Place(member), str(error))
        return
    tweets = [_tweet(item) for item in items]
    owner = _owner(export, member) or _owner_by_pictures(tweets)
    present = frozenset(export.members())
    for number, tweet in enumerate(tweets, 1):
        place = Place(member, number)
        try:
            message = _message(tweet, owner)
            yield Row(_with_pictures(message, member, present), place)
        except ValueError as error:
            yield Skip(place, str(error))


def _tweet(item: msgspec.Raw) -> TweetV1 | ValueError:
    try:
        inner = decode_as(_Item, item).tweet
        return decode_as(TweetV1, item if inner == _NONE else inner)
    except ValueError as error:
        return error


def _message(tweet: TweetV1 | ValueError, owner: User | None) -> Message:
    if isinstance(tweet, ValueError):
        raise tweet
    if not is_id(tweet.id_str or ""):
        raise OddTweet(f"id '{tweet.id_str}' is no tweet id")
    if owner is None:
        raise OddTweet("nothing says whose tweets these are; import the whole archive")
    return to_message(to_tweet(tweet, owner))


def _with_pictures(message: Message, member: str, present: frozenset[str]) -> Message:
    """Return a tweet whose pictures lead to their copies in the archive."""
    if not message.attachments:
        return message
    folder = posixpath.dirname(member)
    found = []
    for file in message.attachments:
        name = file.url.partition("?")[0].rpartition("/")[2]
        paths = (f"{media}/{message.id}-{name}" for media in _MEDIA_FOLDERS)
        path = next((p for p in paths if posixpath.join(folder, p) in present), "")
        found.append(msgspec.structs.replace(file, url=beside(member, path, file.url)))
    return msgspec.structs.replace(message, attachments=tuple(found))


def _read_table(export: Export, member: str) -> Iterator[Row | Skip]:
    table = find_table(export, member, REQUIRED)
    owner = _owner(export, member)

    def to_row(place: Place, cells: dict[str, str]) -> Row:
        if owner is None:
            raise OddTweet("no user_details.js says whose tweets these are")
        escaped = cells["text"]
        created = written_time(cells["timestamp"].strip())
        original = id_or_none(cells["retweeted_status_id"])
        tweet = Tweet(
            id=id_of(cells["tweet_id"]),
            author=owner.screen_name,
            author_id=owner.id_str,
            name=owner.name,
            escaped=escaped,
            created=created,
            reply_to=None if original else id_or_none(cells["in_reply_to_status_id"]),
            repost_of=original,
            spans=short_links(escaped, cells["expanded_urls"].split(",")),
        )
        message = to_message(without_repost_prefix(tweet) if original else tweet)
        if id_time(tweet.id) is None and created and f"{created:%T}" == "00:00:00":
            message = msgspec.structs.replace(message, precision="day")
        return Row(message, place)

    if table:
        yield from read_rows(read_table(export, member, table, _COLUMNS), to_row)


def _owner(export: Export, member: str) -> User | None:
    """Return whose archive a member is of, from the files that say so."""
    folder = member.rpartition("/")[0]
    beside = f"{folder}/" if folder else ""
    for name in (f"{beside}account.js", f"{beside}data/js/user_details.js"):
        if name in export.members():
            with export.open(name) as file:
                source = file.read(_LARGEST_OWNER_FILE)
            return _named_owner(source)
    return None


def _named_owner(source: bytes) -> User | None:
    try:
        if b"window.YTD" in source[:100]:
            owner = decode_as(list[_Account], _json_in(source, b"["))[0].account
            name, key = owner.accountDisplayName, owner.accountId
            return User(screen_name=owner.username, name=name, id_str=key)
        details = decode_as(_Details, _json_in(source, b"{"))
    except (ValueError, IndexError):
        return None
    return User(details.screen_name, name=details.full_name, id_str=details.id)


def _owner_by_pictures(tweets: list[TweetV1 | ValueError]) -> User | None:
    """Return the owner's name from the address of a picture in a tweet of theirs."""
    for tweet in tweets:
        if not isinstance(tweet, ValueError):
            for media in read_entities(tweet.entities).media or ():
                address = media.expanded_url or ""
                author = author_in_url(address)
                if author and id_in_url(address) == tweet.id_str:
                    return User(screen_name=author)
    return None


def _json_in(source: bytes, bracket: bytes) -> bytes:
    """Return the JSON that a script assigns to a name."""
    return source[source.find(bracket) :].rstrip(b"; \r\n\t") if source else b""
