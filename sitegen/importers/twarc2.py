"""Tweets of API v2 as JSON lines: what twarc2 wrote, pages and flat tweets.

Seen: 28 files of searches, lookups, streams and timelines, 2021 to 2023. A line is a
page, `{"data": [...], "includes": {...}}` (lookups and streams: `data` is one object),
or, after `twarc2 flatten`, one tweet with its author inside.

ids       strings; a tweet that was edited keeps the id of its first version
          (`edit_history_tweet_ids`), so that all versions meet, and references to any
          version known from the lines before lead to it
times     the id's; the later versions' are `edited`
text      `note_tweet.text` for long tweets, else `text`, unescaped
reposts   take the text, entities and media of the tweet in `referenced_tweets` or
          `includes`; without it the cut text, less its `RT @name: `
includes  are context: the tweets in them are no rows of their own, since the query did
          not ask for them
left out  items of other kinds (counts, users, lists, compliance lines, errors): counted
dropped   all about the user but name and id; places, counts, topics, polls
"""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip
from sitegen.importers.export import Export
from sitegen.importers.json_lines import (
    decode_as,
    has_key,
    json_items,
    starts_as_json,
)
from sitegen.importers.tweet_v2 import (
    Includes,
    Media,
    TweetV2,
    User,
    first_version,
    to_tweet,
)
from sitegen.importers.tweets import to_message

_T = TypeVar("_T")
_NONE = msgspec.Raw(b"null")


class _Included(msgspec.Struct, frozen=True):
    """The parts of a page's `includes` that are used."""

    users: msgspec.Raw = _NONE
    tweets: msgspec.Raw = _NONE
    media: msgspec.Raw = _NONE


class _Line(msgspec.Struct, frozen=True):
    """A page; a flat tweet has no `data`."""

    data: msgspec.Raw = _NONE
    includes: msgspec.Raw = _NONE
    errors: msgspec.Raw = _NONE


class Twarc2:
    """Reads tweets of API v2, pages or flat, one JSON object a line."""

    name = "twarc2"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return each JSON member whose head holds a v2 tweet."""
        return tuple(
            Claim((member,), "tweets of API v2: has text, author_id and a v2 field")
            for member in export.members()
            if _is_v2(export.head(member))
        )

    def read(
        self,
        export: Export,
        claim: Claim,
        options: ReadOptions,  # noqa: ARG002  (times carry their zone)
    ) -> Iterator[Row | Skip]:
        """Yield one item for each tweet of a page or line, in source order."""
        for member in claim.members:
            versions: dict[str, str] = {}
            for place, raw in json_items(export, member):
                yield from _read_line(place, raw, versions)


def _is_v2(head: bytes) -> bool:
    return (
        starts_as_json(head)
        and has_key(head, "text")
        and has_key(head, "author_id")
        and has_key(
            head,
            "conversation_id",
            "edit_history_tweet_ids",
            "public_metrics",
            "referenced_tweets",
        )
        and not has_key(head, "id_str", "time")
    )


def _read_line(
    place: Place, raw: bytes, versions: dict[str, str]
) -> Iterator[Row | Skip]:
    try:
        line = decode_as(_Line, raw)
        items = _items(line, raw)
        includes = _includes(line, versions)
    except ValueError as error:
        yield Skip(place, str(error))
        return
    if not items:
        what = "errors of the service" if bytes(line.errors) != b"null" else "no tweet"
        yield Skip(place, what, problem=False)
    for item in items:
        yield _read_item(place, item, includes, versions)


def _read_item(
    place: Place, item: bytes, includes: Includes, versions: dict[str, str]
) -> Row | Skip:
    try:
        source = _leniently(item)
        if source.id is None or source.text is None:
            return Skip(place, "no tweet", problem=False)
        _note_versions(source, versions)
        return Row(to_message(to_tweet(source, includes)), place)
    except ValueError as error:
        return Skip(place, str(error))


def _items(line: _Line, raw: bytes) -> list[bytes]:
    """Return the objects of a line that are rows."""
    data = bytes(line.data)
    if data.startswith(b"["):
        return [bytes(item) for item in decode_as(list[msgspec.Raw], data)]
    if data != b"null":
        return [data]
    lone = bytes(line.includes) == b"null" and bytes(line.errors) == b"null"
    return [raw] if lone else []


def _includes(line: _Line, versions: dict[str, str]) -> Includes:
    try:
        included = decode_as(_Included, line.includes)
    except ValueError:
        included = _Included()
    tweets = _all_as(TweetV2, included.tweets)
    for tweet in tweets:
        _note_versions(tweet, versions)
    return Includes(
        users={user.id: user for user in _all_as(User, included.users)},
        tweets={tweet.id: tweet for tweet in tweets if tweet.id},
        media={m.media_key: m for m in _all_as(Media, included.media)},
        versions=versions,
    )


def _all_as(kind: type[_T], listed: msgspec.Raw) -> list[_T]:
    """Decode what can be decoded; odd context costs only itself."""
    found: list[_T] = []
    try:
        raws = decode_as(list[msgspec.Raw], listed)
    except ValueError:
        return found
    for raw in raws:
        try:
            found.append(decode_as(kind, raw))
        except ValueError:
            continue
    return found


def _leniently(item: bytes) -> TweetV2:
    """Decode a tweet; if its entities or media are odd, without them."""
    try:
        return decode_as(TweetV2, item)
    except ValueError as error:
        try:
            parts: dict[str, Any] = decode_as(dict[str, Any], item)
            for key in ("entities", "attachments", "note_tweet"):
                parts.pop(key, None)
            return msgspec.convert(parts, TweetV2)
        except (ValueError, msgspec.ValidationError):
            raise error from None


def _note_versions(source: TweetV2, versions: dict[str, str]) -> None:
    """Remember the later versions of an edited tweet."""
    first = first_version(source)
    for version in source.edit_history_tweet_ids or ():
        if first and version != first:
            versions[version] = first
