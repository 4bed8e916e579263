"""The tweet object of API v2, alone ("flat") or as part of a page.

A page keeps apart what tweets refer to: users, media and other tweets lie in its
`includes` and are found by id. Flat tweets hold them inside. Both come out of here as
the same `Tweet`. Only what is needed is decoded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from sitegen.importers.tweets import (
    OddTweet,
    Span,
    Tweet,
    id_or_none,
    is_id,
    web_address,
    without_repost_prefix,
    written_time,
)
from sitegen.model import Attachment


class User(msgspec.Struct, frozen=True, gc=False):
    """Who wrote a tweet."""

    id: str
    username: str
    name: str | None = None


class Piece(msgspec.Struct, frozen=True, gc=False):
    """An entity of any kind: hashtag (tag), mention (username, id) or link (url)."""

    start: int = -1
    end: int = -1
    tag: str | None = None
    username: str | None = None
    id: str | None = None
    url: str | None = None
    expanded_url: str | None = None


class Entities(msgspec.Struct, frozen=True, gc=False):
    """The entities of a tweet, by kind."""

    hashtags: tuple[Piece, ...] | None = None
    mentions: tuple[Piece, ...] | None = None
    urls: tuple[Piece, ...] | None = None


class Variant(msgspec.Struct, frozen=True, gc=False):
    """One encoding of a video."""

    url: str = ""
    content_type: str = ""
    bit_rate: int = 0


class Media(msgspec.Struct, frozen=True, gc=False):
    """A picture or video; without the field `url` for videos."""

    media_key: str = ""
    url: str | None = None
    alt_text: str | None = None
    preview_image_url: str | None = None
    variants: tuple[Variant, ...] | None = None


class Attached(msgspec.Struct, frozen=True, gc=False):
    """What is attached to a tweet; flat tweets hold the media inside."""

    media_keys: tuple[str, ...] | None = None
    media: tuple[Media, ...] | None = None


class Note(msgspec.Struct, frozen=True, gc=False):
    """The whole text of a long tweet (2023 and later)."""

    text: str = ""
    entities: Entities | None = None


class TweetV2(msgspec.Struct, frozen=True, gc=False):
    """A tweet of API v2; any other object decodes to one without a text."""

    id: str | None = None
    text: str | None = None
    type: str | None = None  # of a reference: retweeted, quoted, replied_to
    created_at: str | None = None
    author_id: str | None = None
    author: User | None = None
    entities: Entities | None = None
    attachments: Attached | None = None
    note_tweet: Note | None = None
    referenced_tweets: "tuple[TweetV2, ...] | None" = None
    edit_history_tweet_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Includes:
    """What the tweets of a page refer to, by id."""

    users: Mapping[str, User] = field(default_factory=dict)
    tweets: Mapping[str, TweetV2] = field(default_factory=dict)
    media: Mapping[str, Media] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)  # version to first


NOTHING = Includes()


def first_version(source: TweetV2) -> str | None:
    """Return the id of the first version of a tweet; its own if it was not edited."""
    versions = source.edit_history_tweet_ids
    return id_or_none(versions[0]) if versions else id_or_none(source.id)


def to_tweet(source: TweetV2, includes: Includes = NOTHING) -> Tweet:
    """Return a v2 tweet's parts; of a repost, the text of its original where known.

    Raises:
        OddTweet: The id is none, or the author is not included.
    """
    if not is_id(source.id or ""):
        raise OddTweet(f"id '{source.id}' is no tweet id")
    author = _author(source, includes)
    if author is None:
        raise OddTweet(f"author '{source.author_id}' of {source.id} is not included")
    references = {t.type: t for t in source.referenced_tweets or () if t.id}
    tweet = Tweet(
        id=source.id or "",
        author=author.username,
        author_id=author.id,
        name=author.name,
        escaped="",
        created=written_time(source.created_at or ""),
        first_id=first_version(source),
    )
    if repost := references.get("retweeted"):
        return _repost(tweet, source, repost, includes)
    tweet = replace(
        tweet,
        reply_to=_referred(references.get("replied_to"), includes),
        quotes=_referred(references.get("quoted"), includes),
    )
    return _with_text(tweet, source, includes)


def _repost(
    tweet: Tweet, source: TweetV2, reference: TweetV2, includes: Includes
) -> Tweet:
    original = reference
    if reference.text is None:
        original = includes.tweets.get(reference.id or "", reference)
    author = _author(original, includes)
    tweet = replace(
        tweet,
        repost_of=_referred(reference, includes),
        repost_author=author.username if author else None,
    )
    if original.text is not None:
        return _with_text(tweet, original, includes)
    return without_repost_prefix(_with_text(tweet, source, includes))


def _with_text(tweet: Tweet, source: TweetV2, includes: Includes) -> Tweet:
    note = source.note_tweet
    long = note is not None and note.text
    entities = note.entities if note and long else source.entities
    return replace(
        tweet,
        escaped=note.text if note and long else source.text or "",
        spans=_spans(entities or Entities()),
        attachments=_attachments(source.attachments or Attached(), includes),
    )


def _author(source: TweetV2, includes: Includes) -> User | None:
    return source.author or includes.users.get(source.author_id or "")


def _referred(reference: TweetV2 | None, includes: Includes) -> str | None:
    """Return the id a reference means: that of the first version."""
    if reference is None:
        return None
    known = includes.versions.get(reference.id or "")
    return known or first_version(reference)


def _spans(entities: Entities) -> tuple[Span, ...]:
    tags = (
        Span(p.start, p.end, "hashtag", f"#{p.tag}")
        for p in entities.hashtags or ()
        if p.tag
    )
    names = (
        Span(p.start, p.end, "mention", f"@{p.username}", ref=id_or_none(p.id))
        for p in entities.mentions or ()
        if p.username
    )
    links = (
        Span(p.start, p.end, "link", p.url, href=web_address(p.expanded_url))
        for p in entities.urls or ()
        if p.url and web_address(p.url)
    )
    return (*tags, *names, *links)


def _attachments(attached: Attached, includes: Includes) -> tuple[Attachment, ...]:
    inside = {media.media_key: media for media in attached.media or ()}
    keys = attached.media_keys or tuple(inside)
    media = (inside.get(key) or includes.media.get(key) for key in keys)
    found = (_attachment(medium) for medium in media if medium)
    return tuple(dict.fromkeys(attachment for attachment in found if attachment))


def _attachment(media: Media) -> Attachment | None:
    films = [
        variant
        for variant in media.variants or ()
        if variant.content_type == "video/mp4" and web_address(variant.url)
    ]
    if films:
        best = max(films, key=lambda film: (film.bit_rate, film.url))
        return Attachment(url=best.url, kind="video", alt=media.alt_text)
    # Without the film, the picture that stands for it.
    picture = web_address(media.url) or web_address(media.preview_image_url)
    return (
        Attachment(url=picture, kind="image", alt=media.alt_text) if picture else None
    )
