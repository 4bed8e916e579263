"""A made-up corpus as the units that the search index is written from.

    Corpus --units--> Unit[]      sessions and days with what readers can find

As in a build, folded reposts are not searchable, so 78,000 messages make about 69,000
documents.
"""

from collections.abc import Iterable, Iterator

from benchmarks.corpus import CHANNEL, ZONE, Corpus, Gathering, gatherings
from sitegen.chat.tags import hashtags
from sitegen.model import Message
from sitegen.search.documents import Document, Unit

_EPOCH = 719_163  # date(1970, 1, 1).toordinal()


def units(corpus: Corpus, weeks: Iterable[int] | None = None) -> Iterator[Unit]:
    """Yield the units of a corpus, or of some weeks of it, oldest first."""
    for gathering in gatherings(corpus, weeks):
        yield _unit(gathering)


def _unit(gathering: Gathering) -> Unit:
    documents = tuple(
        _document(message) for message in gathering.messages if not message.repost_of
    )
    folder = "sessions" if gathering.kind == "session" else "days"
    return Unit(
        key=gathering.key,
        channel=CHANNEL,
        kind=gathering.kind,
        title=f"{CHANNEL} {gathering.key}",
        url=f"{folder}/{CHANNEL}/{gathering.key}/",
        start=documents[0].time,
        end=documents[-1].time,
        documents=documents,
    )


def _document(message: Message) -> Document:
    kinds = {entity.kind for entity in message.entities}
    label, _, _ = message.text.partition(":")
    is_labeled = len(label) == 2 and label[0] in "QA" and label[1].isdigit()
    return Document(
        id=message.id,
        time=int(message.time.timestamp()),
        day=message.time.astimezone(ZONE).date().toordinal() - _EPOCH,
        author=message.author,
        name=message.name or message.author,
        text=message.text,
        mentions=tuple(
            message.text[entity.start + 1 : entity.end]
            for entity in message.entities
            if entity.kind == "mention"
        ),
        tags=tuple(sorted({tag.lower() for tag in hashtags(message.text)})),
        question=f"Q{label[1]}" if is_labeled else None,
        has=tuple(
            sorted(
                {kind for kind in ("link", "mention") if kind in kinds}
                | ({"reaction"} if message.reactions else set())
                | ({"tag"} if "hashtag" in kinds else set())
                | ({"question"} if "?" in message.text else set())
            )
        ),
        kinds=("reply",) if message.reply_to else (),
    )
