"""Recognise messages that repeat others: native reposts, `RT @x`, `MT`, `via`, quotes.

    RT @ada: text          pure repost          folds under ada's message
    So true! RT @ada: te…  repost and comment   stays a message, names what it repeats
    "@ada: text" yes       quote and comment    the same
    RT @ada: text. Yes!    the same, if ada wrote no more than the text
    RT @ada: text << Yes!  the same
    text (via @ada)        repost with credit   folds if ada wrote it

A repost folds only under an original that is at hand: one whose original is not stored
stays a message. Texts are compared by their words, without links and signs, since
services cut texts ("…"), shorten links and re-encode characters.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sitegen.model import Message

_MARKED = re.compile(
    r"(?<![\w@#])(?:P?RT|MT|[Rr]t(?=\s?@))\b[\s:]{0,3}@(?P<who>\w{1,40})"
)
_QUOTED = re.compile(r'["\u201c\u00ab]\s?@(?P<who>\w{1,40}):?\s')
_ASIDE = re.compile(r"<{2,}|<-+|\u2190")  # "RT @ada: text << so true"
_QUOTE_END = re.compile(r'["\u201d\u00bb]')
_CREDITED = re.compile(
    r"[\s(\[-](?:via|h/t)\s{1,3}@(?P<who>\w{1,40})[)\].]?\Z", re.IGNORECASE
)
_LINK = re.compile(r"https?://\S*|https?:?/?…")
_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
_CUT = re.compile(r"(?:…|\.\.\.)[\s\"”]*\Z")
_SIGN_TAG = re.compile(r"[@#]\w+")
_TAIL_TAGS = re.compile(r"(?:\s+(?:#\w+|https?://\S+))*+\s*\Z")
_TAIL_LENGTH = 200  # where they are looked for
_CUT_WITHIN = re.compile(r"(?:…|\.\.\.)(?=[\s\"”/|~<>»]*\s\S)")
_CUT_WORDS = 4  # a cut text of fewer words may be another's
_CREDIT_WORD = re.compile(
    r"(?<!\w)(?:via|cc|h/t|RT|MT|plz|pls|please)(?!\w)", re.IGNORECASE
)
_LONGEST = 4_000  # longer texts are written, not repeated by hand
_CREDIT_LENGTH = 60  # " (via @name)" fits
_NESTED = 4  # "RT @a: RT @b: RT @c: text" is followed so deep
_COPY_WORDS = 5  # shorter messages ("yes", "good morning all") repeat by nature
_COPY_START = 10  # characters that copies have in common
_LOOK_BACK = 500  # messages of the same person that a repost is compared with
_SAME_SHARE = 0.6  # of the words of a changed repost (MT) that its original must have

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """What an old-style repost says about its original."""

    who: str  # the name the original was written under, without @
    body: str  # the original's text as repeated, perhaps cut or changed
    comment: str  # what was added; empty for a pure repost


def is_repost(message: Message) -> bool:
    """Return whether a message only repeats another, as far as it shows by itself."""
    if message.repost_of is not None:
        return True
    text = message.text
    if "@" not in text or text.lstrip()[:2].upper() != "RT":
        return False
    found = repeat_of(text)
    return found is not None and not found.comment


def repeat_of(text: str) -> Repeat | None:
    """Return what an old-style repost, quote or credit repeats; None for other texts.

    Of nested reposts the innermost is the original; outer comments are joined.
    """
    if "@" not in text or len(text) > _LONGEST:
        return None
    found = _one_repeat(text)
    if found is None:
        return None
    comments = [found.comment]
    for _ in range(_NESTED):
        inner = _one_repeat(found.body) if "@" in found.body else None
        if inner is None:
            break
        comments.append(inner.comment)
        found = inner
    comment = " ".join(c for c in comments if c)
    return Repeat(found.who, found.body, comment)


def _one_repeat(text: str) -> Repeat | None:
    # Nine in ten texts with a name in them repeat nothing: plain searches tell first.
    if "RT" in text or "MT" in text or "t @" in text or "t@" in text:
        match = _MARKED.search(text)
        if match is not None:
            body, *aside = _ASIDE.split(text[match.end() :].lstrip(" :"), 1)
            around = (text[: match.start()].rstrip(), *(a.lstrip() for a in aside))
            return Repeat(match["who"], body.rstrip(), _comment(" ".join(around)))
    if '"' in text or "\u201c" in text or "\u00ab" in text:
        match = _QUOTED.search(text)
        if match is not None:
            end = _QUOTE_END.search(text, match.end())
            stop = end.start() if end else len(text)
            added = f"{text[: match.start()]} {text[stop + 1 :]}"
            return Repeat(match["who"], text[match.end() : stop], _comment(added))
    if "@" not in text[-_CREDIT_LENGTH:]:
        return None
    stripped = text.rstrip()
    match = _CREDITED.search(stripped, max(len(stripped) - _CREDIT_LENGTH, 0))
    if match is None:
        return None
    return Repeat(match["who"], stripped[: match.start()].rstrip(), "")


def _comment(around: str) -> str:
    """Return added text, or nothing if it is only names, tags and signs."""
    return around.strip() if _WORD.search(_SIGN_TAG.sub(" ", around)) else ""


def appended(body: str, original: str) -> str:
    """Return what a repost adds behind the whole text it repeats, or its cut form.

    Names, tags, links and credits are nothing added.
    """
    whole = words_of(original)
    if _begins(words_of(_CUT.sub("", body)), whole):
        return ""
    wanted = words_of(_without_tags(original))
    shown = _LINK.sub(lambda match: " " * len(match[0]), body)
    found = list(_WORD.finditer(shown))
    said = [match[0].casefold() for match in found]
    rest = ""
    cut = _CUT_WITHIN.search(body)
    if cut is not None:
        before = words_of(body[: cut.start()])
        if len(before) >= _CUT_WORDS and _begins(before, whole):
            rest = body[cut.end() :]
    elif wanted and len(said) > len(wanted) and said[: len(wanted)] == list(wanted):
        rest = body[found[len(wanted) - 1].end() :]
    rest = rest.lstrip(' \t\n.,;:!?…/|~<>»«\u2013\u2014"\u201d)-')
    bare = _CREDIT_WORD.sub(" ", _SIGN_TAG.sub(" ", _LINK.sub(" ", rest)))
    return rest.strip() if _WORD.search(bare) else ""


def words_of(text: str) -> Words:
    """Return the words of a text for comparison: no links, no signs, case folded."""
    if "http" in text:
        text = _LINK.sub(" ", text)
    return tuple(_WORD.findall(text.casefold()))


def repeats_words(body: Words, original: Words, *, cut: bool) -> bool:
    """Return whether a repeated text is an original's, perhaps cut or changed.

    Args:
        body: The words repeated.
        original: The words of the message it may come from.
        cut: The repeated text ends in an ellipsis, in the midst of a word perhaps.
    """
    if not body:
        return False
    if body == original or (cut and _begins(body, original)):
        return True
    if len(body) >= 4 and body == original[: len(body)]:
        return True
    if len(body) < 4:
        return False
    known = set(original)
    return sum(word in known for word in body) >= _SAME_SHARE * len(body) and (
        len(body) <= 2 * len(original)
    )


def _begins(body: Words, original: Words) -> bool:
    """Return whether words begin an original, the last of them cut perhaps."""
    whole = body[:-1]
    if not 0 < len(body) <= len(original) or whole != original[: len(whole)]:
        return False
    return original[len(whole)].startswith(body[-1])


def _without_tags(text: str) -> str:
    """Return a text without the hashtags and links at its end."""
    head, tail = text[:-_TAIL_LENGTH], text[-_TAIL_LENGTH:]
    return head + _TAIL_TAGS.sub("", tail)


class Originals:
    """The messages of a session that old-style reposts may repeat, by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[tuple[int, str]]] = {}
        self._words: dict[int, Words] = {}

    def add(self, index: int, name: str, text: str) -> None:
        """Add a message; later ones are looked at first."""
        self._by_name.setdefault(name.lstrip("@").casefold(), []).append((index, text))

    def find(self, repeat: Repeat) -> int | None:
        """Return the index of the newest message so far that a repost repeats."""
        listed = self._by_name.get(repeat.who.casefold())
        if not listed:
            return None
        body = words_of(_CUT.sub("", repeat.body))
        cut = _CUT.search(repeat.body) is not None
        within = _CUT_WITHIN.search(repeat.body)
        before = words_of(repeat.body[: within.start()]) if within else ()
        for index, text in reversed(listed[-_LOOK_BACK:]):
            words = self._words.get(index)
            if words is None:
                words = self._words[index] = words_of(text)
            if repeats_words(body, words, cut=cut):
                return index
            if len(before) >= _CUT_WORDS and _begins(before, words):
                return index
            alike = body[:_CUT_WORDS] == words[:_CUT_WORDS]  # most are not
            if alike and _has_whole(body, text):
                return index
        return None


def _has_whole(body: Words, original: str) -> bool:
    """Return whether a text begins with a whole other one, its last tags aside."""
    wanted = words_of(_without_tags(original))
    return len(wanted) >= _CUT_WORDS and body[: len(wanted)] == wanted


def copies(
    messages: Sequence[Message],
    persons: Sequence[str],
    candidates: Iterable[int],
    links: Callable[[Message], tuple[str, ...]],
) -> dict[int, int]:
    """Return for each near-duplicate the index of the message it copies.

    A copy is by the same person, in reply to the same message, and has the same links
    and the same words (at least five). The first stands for all.
    """
    alike: dict[tuple[str, str | None, str], list[int]] = {}
    for index in candidates:
        message = messages[index]
        text = message.text
        if text.count(" ") >= _COPY_WORDS - 1:
            key = (persons[index], message.reply_to, text[:_COPY_START].casefold())
            alike.setdefault(key, []).append(index)
    found = {}
    for listed in alike.values():
        if len(listed) == 1:
            continue
        first: dict[Words, int] = {}
        for index in listed:
            words = words_of(messages[index].text)
            known = first.setdefault(words, index)
            if len(words) < _COPY_WORDS or known == index:
                continue
            if links(messages[known]) == links(messages[index]):
                found[index] = known
    return found
