"""The tweet object of API v1.1, as twarc, account archives and TAGS cells hold it.

Only what is needed is decoded; a user's place, biography and the like are never read.
Entities are decoded apart from the tweet, so that odd ones cost the entities and not
the tweet.
"""

import msgspec
from msgspec.structs import replace

from sitegen.importers.tweets import (
    Span,
    Tweet,
    id_or_none,
    web_address,
    without_repost_prefix,
    written_time,
)
from sitegen.model import Attachment

_NONE = msgspec.Raw(b"null")
_NOTHING = (b"", b"null", _NONE)


class User(msgspec.Struct, frozen=True, gc=False):
    """Who wrote a tweet."""

    screen_name: str = ""
    name: str | None = None
    id_str: str | None = None


class Piece(msgspec.Struct, frozen=True, gc=False):
    """An entity of any kind: hashtag (text), mention (screen_name) or link (url)."""

    indices: tuple[int, int] | None = None
    text: str | None = None
    screen_name: str | None = None
    id_str: str | None = None
    url: str | None = None
    expanded_url: str | None = None


class Variant(msgspec.Struct, frozen=True, gc=False):
    """One encoding of a video."""

    url: str = ""
    content_type: str = ""
    bitrate: int = 0


class VideoInfo(msgspec.Struct, frozen=True, gc=False):
    """The encodings of a video."""

    variants: tuple[Variant, ...] = ()


class Media(msgspec.Struct, frozen=True, gc=False):
    """A picture or video of a tweet."""

    indices: tuple[int, int] | None = None
    url: str | None = None
    expanded_url: str | None = None
    media_url: str | None = None
    media_url_https: str | None = None
    ext_alt_text: str | None = None
    video_info: VideoInfo | None = None


class Entities(msgspec.Struct, frozen=True, gc=False):
    """The entities of a tweet, by kind."""

    hashtags: tuple[Piece, ...] | None = None
    user_mentions: tuple[Piece, ...] | None = None
    urls: tuple[Piece, ...] | None = None
    media: tuple[Media, ...] | None = None


_EMPTY = Entities()


class LongText(msgspec.Struct, frozen=True, gc=False):
    """`extended_tweet` of the streaming API: the whole text of a long tweet."""

    full_text: str | None = None
    entities: msgspec.Raw = _NONE
    extended_entities: msgspec.Raw = _NONE


class FirstEdit(msgspec.Struct, frozen=True, gc=False):
    """The versions of a tweet, as its first version lists them."""

    editTweetIds: tuple[str, ...] = ()  # noqa: N815  (the format's name)


class LaterEdit(msgspec.Struct, frozen=True, gc=False):
    """What a later version says about the first."""

    initialTweetId: str | None = None  # noqa: N815  (the format's name)


class EditInfo(msgspec.Struct, frozen=True, gc=False):
    """`edit_info` of account archives."""

    initial: FirstEdit | None = None
    edit: LaterEdit | None = None


# Not strict: account archives write all numbers as strings.
_ENTITIES = msgspec.json.Decoder(Entities | None, strict=False)
_EDIT_INFO = msgspec.json.Decoder(EditInfo | None, strict=False)
_ODD = (msgspec.MsgspecError, ValueError, RecursionError)


class TweetV1(msgspec.Struct, frozen=True, gc=False):
    """A tweet of API v1.1; any other object decodes to one without `id_str`."""

    id_str: str | None = None
    created_at: str | None = None
    text: str | None = None
    full_text: str | None = None
    user: User | None = None
    in_reply_to_status_id_str: str | None = None
    quoted_status_id_str: str | None = None
    retweeted_status: "TweetV1 | None" = None
    extended_tweet: LongText | None = None
    entities: msgspec.Raw = _NONE
    extended_entities: msgspec.Raw = _NONE
    edit_info: msgspec.Raw = _NONE

    @property
    def is_tweet(self) -> bool:
        """Tell a tweet from other objects that share its files."""
        has_text = self.text is not None or self.full_text is not None
        return self.id_str is not None and has_text


def read_entities(raw: bytes | msgspec.Raw) -> Entities:
    """Return the entities of a JSON text; none at all if they are null or odd."""
    if raw in _NOTHING:
        return _EMPTY
    try:
        return _ENTITIES.decode(raw) or _EMPTY
    except _ODD:
        return _EMPTY


def spans_of(entities: Entities) -> tuple[Span, ...]:
    """Return the entities' places in the escaped text; media are links there too."""
    tags = (_span(p, "#", p.text) for p in entities.hashtags or ())
    names = (_span(p, "@", p.screen_name) for p in entities.user_mentions or ())
    links = (_link(p) for p in entities.urls or ())
    media = (_link(m) for m in entities.media or ())
    return tuple(span for span in (*tags, *names, *links, *media) if span)


def media_of(entities: Entities) -> tuple[Attachment, ...]:
    """Return the pictures and videos."""
    found = (_attachment(media) for media in entities.media or ())
    return tuple(dict.fromkeys(attachment for attachment in found if attachment))


def to_tweet(source: TweetV1, author: User | None = None) -> Tweet:
    """Return a v1.1 tweet's parts; of a repost, the text of its original.

    Args:
        source: A tweet (`is_tweet`).
        author: Who wrote it, where the format leaves that out.
    """
    user = source.user or author or User()
    original = source.retweeted_status
    inner = original if original and original.is_tweet else source
    entities = _entities(inner)
    tweet = Tweet(
        id=source.id_str or "",
        author=user.screen_name,
        author_id=user.id_str,
        name=user.name,
        created=written_time(source.created_at or ""),
        escaped=_text(inner),
        spans=spans_of(entities),
        attachments=media_of(_media(inner, entities)),
    )
    if original and id_or_none(original.id_str):
        by = original.user.screen_name if original.user else ""
        tweet = replace(tweet, repost_of=original.id_str, repost_author=by or None)
        return tweet if original.is_tweet else without_repost_prefix(tweet)
    return replace(
        tweet,
        reply_to=id_or_none(source.in_reply_to_status_id_str),
        quotes=id_or_none(source.quoted_status_id_str),
        first_id=_first_id(source.edit_info),
    )


def _first_id(raw: msgspec.Raw) -> str | None:
    if raw in _NOTHING:
        return None
    try:
        info = _EDIT_INFO.decode(raw) or EditInfo()
    except _ODD:
        return None
    if info.edit:
        return id_or_none(info.edit.initialTweetId)
    versions = info.initial.editTweetIds if info.initial else ()
    return id_or_none(versions[0]) if versions else None


def _text(source: TweetV1) -> str:
    long = source.extended_tweet
    return (long and long.full_text) or source.full_text or source.text or ""


def _entities(source: TweetV1) -> Entities:
    long = source.extended_tweet
    return read_entities(long.entities if long and long.full_text else source.entities)


def _media(source: TweetV1, entities: Entities) -> Entities:
    """Return where all media are listed; plain `entities` holds the first only."""
    long = source.extended_tweet
    extended = long.extended_entities if long else source.extended_entities
    found = read_entities(extended)
    return found if found.media else entities


def _span(piece: Piece, sign: str, name: str | None) -> Span | None:
    if not name or not piece.indices:
        return None
    start, end = piece.indices
    if sign == "#":
        return Span(start, end, "hashtag", sign + name)
    return Span(start, end, "mention", sign + name, ref=id_or_none(piece.id_str))


def _link(piece: Piece | Media) -> Span | None:
    if not piece.indices or not piece.url or not web_address(piece.url):
        return None
    href = web_address(piece.expanded_url)
    return Span(*piece.indices, "link", piece.url, href=href)


def _attachment(media: Media) -> Attachment | None:
    picture = web_address(media.media_url_https) or web_address(media.media_url)
    films = [
        variant
        for variant in (media.video_info.variants if media.video_info else ())
        if variant.content_type == "video/mp4" and web_address(variant.url)
    ]
    best = max(films, key=lambda film: (film.bitrate, film.url), default=None)
    if best:
        return Attachment(url=best.url, kind="video", alt=media.ext_alt_text)
    # Without the film, `media_url` of a video is its first picture.
    if picture:
        return Attachment(url=picture, kind="image", alt=media.ext_alt_text)
    return None
