"""Tweets of API v1.1 as JSON: what twarc 1, Hydrator and many scripts wrote.

Seen: 620 tweets of the streaming API (2019) and 8,698 of searches. One tweet a line; or
a page of the Search API, `{"statuses": [...]}`; or a list of tweets.

ids       `id_str`; numeric ids are ignored, programs round them
times     the id's; `created_at` (UTC) for tweets from before November 2010
text      `extended_tweet.full_text`, else `full_text`, else `text`, unescaped
reposts   take the text, entities and media of `retweeted_status`; the original is not
          a row of its own
quotes    `quoted_status_id_str`; the quoted tweet is not a row of its own
left out  lines of other kinds, such as the stream's deletions and limits: counted
dropped   all about the user but name and id; places, counts, client program
"""

from collections.abc import Iterator

from sitegen.importers.base import Claim, ReadOptions, Row, Skip
from sitegen.importers.export import Export
from sitegen.importers.json_lines import (
    decode_as,
    has_key,
    json_items,
    starts_as_json,
)
from sitegen.importers.tweet_v1 import TweetV1, to_tweet
from sitegen.importers.tweets import OddTweet, is_id, to_message


class Twarc1:
    """Reads tweets of API v1.1, one JSON object a line or in pages."""

    name = "twarc1"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Return each JSON member whose head holds a v1.1 tweet with its user."""
        return tuple(
            Claim((member,), "tweets of API v1.1: has id_str, text and screen_name")
            for member in export.members()
            if _is_v1(export.head(member))
        )

    def read(
        self,
        export: Export,
        claim: Claim,
        options: ReadOptions,  # noqa: ARG002  (times carry their zone)
    ) -> Iterator[Row | Skip]:
        """Yield one item for each line, or each tweet of a page, in source order."""
        for member in claim.members:
            for place, raw in json_items(export, member):
                try:
                    source = decode_as(TweetV1, raw)
                    if not source.is_tweet:
                        yield Skip(place, "no tweet", problem=False)
                        continue
                    if not is_id(source.id_str or ""):
                        raise OddTweet(f"id '{source.id_str}' is no tweet id")
                    message = to_message(to_tweet(source))
                except ValueError as error:
                    yield Skip(place, str(error))
                else:
                    yield Row(message, place)


def _is_v1(head: bytes) -> bool:
    return (
        starts_as_json(head)
        and has_key(head, "id_str")
        and has_key(head, "screen_name")
        and has_key(head, "text", "full_text")
    )
