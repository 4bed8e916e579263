"""Resolve the calls of recaps to values, without holding sessions in memory.

While a session is built, `extract` takes from it what the site's recaps ask for, which
`wants` says; when all sessions are built, `resolve` puts the recap together. Values go
to the theme, which makes HTML of them; nothing here is HTML.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sitegen.chat.session import Item, SessionSummary, Understanding
from sitegen.chat.stats import SharedLink, shared_links
from sitegen.model import Message
from sitegen.recaps.calls import Call, find_calls
from sitegen.recaps.ranking import ranked, scores
from sitegen.recaps.recap import Recap, RecapError, SessionName

DEFAULT_TOP = 5
WORTH_SHOWING = 2.0  # a reply, a repost or two reactions
SHOWN_LENGTHS = range(40, 281)  # characters of a quote that stands alone


@dataclass(frozen=True, slots=True)
class Wants:
    """What all recaps of a site ask for."""

    ids: frozenset[str]  # messages quoted
    sessions: frozenset[SessionName]  # sessions whose answers are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quoted message, or the tombstone of one."""

    channel: str
    key: str  # of its session, or its day
    kind: str  # "session" or "day"
    # What its anchor names; the original's, for a folded repost. Empty if redacted.
    id: str
    message: Message | None  # None: a tombstone
    person: str  # slug; empty for a tombstone
    name: str  # as the session knows them
    label: str | None = None  # of the question it answers


@dataclass(frozen=True, slots=True)
class AnswerList:
    """The best answers to one question."""

    channel: str
    key: str
    label: str
    text: str
    quotes: tuple[Quote, ...]  # best first
    total: int  # of all answers


@dataclass(frozen=True, slots=True)
class StatsBlock:
    """The numbers of a recap's sessions."""

    sessions: tuple[SessionSummary, ...]


@dataclass(frozen=True, slots=True)
class LinkList:
    """The links shared in a recap's sessions, most shared first."""

    links: tuple[SharedLink, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What one session gives to recaps. Small and picklable."""

    session: SessionName
    quotes: Mapping[str, Quote]  # by id as asked for
    answers: Mapping[str, AnswerList]  # by label, lower case; all quotes, best first
    best: Quote | None = None  # the one to show for the session, if any stands out


@dataclass(frozen=True, slots=True)
class Warn:
    """Something about a recap that the host should know."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


Piece = str | Quote | AnswerList | StatsBlock | LinkList


@dataclass(frozen=True, slots=True)
class Resolved:
    """A recap whose calls are values: Markdown and blocks, in order."""

    recap: Recap
    pieces: tuple[Piece, ...]
    quoted: tuple[str, ...]  # slugs of people quoted, by first appearance
    warnings: tuple[Warn, ...]


def wants(recaps: Iterable[Recap]) -> Wants:
    """Return what recaps ask for.

    Raises:
        RecapError: A call can't be read.
    """
    ids: set[str] = set()
    sessions: set[SessionName] = set()
    for recap in recaps:
        for call in find_calls(recap.body, recap.path, recap.body_line):
            if call.name == "quote":
                ids.add(str(call.arguments["id"]))
            elif call.name == "answers":
                sessions.update(_sessions(recap, call))
    return Wants(frozenset(ids), frozenset(sessions))


def extract(known: Understanding, wanted: Wants) -> Material:
    """Return what recaps want of a session."""
    of = known.of
    names = {p.slug: p.name for p in known.summary.parts}
    quotes: dict[str, Quote] = {}
    for item in known.items:
        folded = item.fold.ids if item.fold else ()
        for identity in (item.message.id, *folded):
            if identity in wanted.ids:
                quotes[identity] = _quote(known, item, names)
    for identity, fate in known.gone:
        if identity in wanted.ids and identity not in quotes and fate != "hidden":
            quotes[identity] = _tombstone((of.channel, of.key), identity, known)
    answers: dict[str, AnswerList] = {}
    worth = scores(known.items)
    if (of.channel, of.key) in wanted.sessions:
        for question in known.questions:
            found = [*(e.item for e in question.answers), *question.elsewhere]
            best = ranked(known.items, found, len(found), worth)
            answers[question.label.lower()] = AnswerList(
                of.channel,
                of.key,
                question.label,
                question.text,
                tuple(_quote(known, known.items[i], names) for i in best),
                len(found),
            )
    return Material((of.channel, of.key), quotes, answers, _best(known, worth, names))


def _best(
    known: Understanding, worth: Sequence[float], names: Mapping[str, str]
) -> Quote | None:
    """Return what others answered or repeated most, if it reads well alone."""
    candidates = (
        index
        for index, item in enumerate(known.items)
        if worth[index] >= WORTH_SHOWING
        and item.asks is None
        and item.shoulder is None
        and item.repeats is None
        and len(item.message.text) in SHOWN_LENGTHS
    )
    best = max(candidates, key=lambda index: (worth[index], -index), default=None)
    return None if best is None else _quote(known, known.items[best], names)


def _quote(known: Understanding, item: Item, names: Mapping[str, str]) -> Quote:
    of = known.of
    if item.state != "shown":
        return _tombstone((of.channel, of.key), item.message.id, known)
    return Quote(
        channel=of.channel,
        key=of.key,
        kind=known.summary.kind,
        id=item.message.id,
        message=item.message,
        person=item.person,
        name=names.get(item.person, item.message.author),
        label=item.label,
    )


def _tombstone(
    session: SessionName, identity: str, known: Understanding | None
) -> Quote:
    return Quote(
        channel=session[0],
        key=session[1],
        kind=known.summary.kind if known else "session",
        id=identity,
        message=None,
        person="",
        name="",
    )


def resolve(
    recap: Recap,
    materials: Sequence[Material],
    summaries: Mapping[SessionName, SessionSummary],
    redacted: frozenset[str] = frozenset(),
) -> Resolved:
    """Put a recap together.

    Args:
        recap: The recap.
        materials: What `extract` took from all sessions and days, in any order.
        summaries: All sessions' summaries.
        redacted: Ids of redacted messages, also of those purged from the store.

    Raises:
        RecapError: A call names a message never seen, an unknown session or question.
    """
    for name in recap.sessions:
        if name not in summaries:
            what = f"sessions has '{'/'.join(name)}', which is no session"
            raise RecapError(recap.path, 0, what)
    by_session = {m.session: m for m in sorted(materials, key=lambda m: m.session)}
    work = _Resolving(recap, by_session, summaries, redacted)
    pieces: list[Piece] = []
    at = 0
    for call in find_calls(recap.body, recap.path, recap.body_line):
        if recap.body[at : call.start]:
            pieces.append(recap.body[at : call.start])
        pieces.append(work.value(call))
        at = call.end
    if recap.body[at:]:
        pieces.append(recap.body[at:])
    quotes = [
        quote
        for piece in pieces
        if isinstance(piece, Quote | AnswerList)
        for quote in ((piece,) if isinstance(piece, Quote) else piece.quotes)
    ]
    people = dict.fromkeys(q.person for q in quotes if q.person)
    return Resolved(recap, tuple(pieces), tuple(people), tuple(work.warnings))


def _sessions(recap: Recap, call: Call) -> tuple[SessionName, ...]:
    """Return the sessions a call is about: the one it names, else the recap's."""
    named = call.arguments.get("session")
    if named is None:
        return recap.sessions
    channel, _, key = str(named).partition("/")
    if not key and len({c for c, _ in recap.sessions}) == 1:
        return ((recap.sessions[0][0], channel),)
    return ((channel, key),)


class _Resolving:
    """Gives the calls of one recap their values."""

    def __init__(
        self,
        recap: Recap,
        materials: Mapping[SessionName, Material],
        summaries: Mapping[SessionName, SessionSummary],
        redacted: frozenset[str],
    ) -> None:
        self._recap = recap
        self._materials = materials
        self._summaries = summaries
        self._redacted = redacted
        self.warnings: list[Warn] = []

    def value(self, call: Call) -> Piece:
        sessions = _sessions(self._recap, call)
        for name in sessions:
            if name not in self._summaries and call.arguments.get("session"):
                self._fail(call, f"'{'/'.join(name)}' is no session")
        if call.name == "quote":
            return self._quote(call, sessions)
        if not sessions:
            self._fail(call, "no session is named, here or in sessions:")
        if call.name == "answers":
            return self._answers(call, sessions)
        found = tuple(self._summaries[name] for name in sessions)
        if call.name == "stats":
            return StatsBlock(found)
        return LinkList(shared_links(found))

    def _fail(self, call: Call, what: str) -> None:
        raise RecapError(self._recap.path, call.line, f"{call.name}: {what}")

    def _quote(self, call: Call, sessions: Sequence[SessionName]) -> Quote:
        identity = str(call.arguments["id"])
        places = [self._materials[n] for n in sessions if n in self._materials]
        if call.arguments.get("session") is None:
            places += self._materials.values()  # the recap's own sessions go first
        found = next((m.quotes[identity] for m in places if identity in m.quotes), None)
        if found is None:
            if identity not in self._redacted:
                what = f"no message '{identity}' is published; was it mistyped?"
                self._fail(call, what)
            # Nothing of it is known any more, and its id is not to be published.
            found = _tombstone(sessions[0] if sessions else ("", ""), "", None)
        if found.message is None:
            what = f"quote: message '{identity}' was removed; a tombstone stands there"
            self.warnings.append(Warn(self._recap.path, call.line, what))
        return found

    def _answers(self, call: Call, sessions: Sequence[SessionName]) -> AnswerList:
        label = str(call.arguments["question"])
        top = call.arguments.get("top", DEFAULT_TOP)
        count = top if isinstance(top, int) else DEFAULT_TOP
        for name in sessions:
            material = self._materials.get(name)
            found = material.answers.get(label.lower()) if material else None
            if found is not None:
                return AnswerList(
                    found.channel,
                    found.key,
                    found.label,
                    found.text,
                    found.quotes[:count],
                    found.total,
                )
        named = ", ".join("/".join(n) for n in sessions)
        raise RecapError(
            self._recap.path, call.line, f"answers: {named} has no question '{label}'"
        )
