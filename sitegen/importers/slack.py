"""Slack workspace exports: a folder or zip of day files.

Seen in two real exports (2015-16, 1,382 messages, and 2016, 158 messages) and, for
newer fields, in measured facts about a third (12,564 messages). Layout, with or without
a top folder:

    users.json channels.json [groups.json dms.json mpims.json ...]
    <channel>/YYYY-MM-DD.json    a list of messages; days are cut in Pacific time

Ids and times come from `ts`, seconds and a sequence number, unique in a channel; the
stored time is whole seconds. `author` is the handle (`name` in users.json), `name` the
display name. Edits keep only their time. A deleted thread root is a `tombstone`.

Only channels marked public are read: those of channels.json; groups, dms and mpims are
left out, as are folders no list names when the export holds private lists too. Never
read: e-mail, phone and every other part of a profile; who reacted. Joins and other
channel events are left out. Download tokens are cut from file addresses.

Slack's own exports hold no files. Tools that add them put each under its id, in
`__uploads/<id>/<name>` or `<channel>/attachments/<id>-<name>`: a member with the id as
a folder, or before its name, is that file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sitegen.importers import json_items as js
from sitegen.importers.base import Claim, Place, ReadOptions, Row, Skip
from sitegen.importers.emoji_names import emoji_of
from sitegen.importers.export import Export
from sitegen.importers.slack_files import attachments, members_by_id
from sitegen.importers.slack_text import plain
from sitegen.model import Message, Reaction

_DAY_FILE = re.compile(
    r"(?P<root>(?:[^/]+/)*)(?P<folder>[^/]+)/(?P<day>\d{4}-\d\d-\d\d)\.json\Z"
)
_TS = re.compile(r"(\d{1,10})(?:\.\d{1,9})?\Z", re.ASCII)
_PRIVATE_FOLDER = re.compile(r"mpdm-.*|[DG][A-Z0-9]{8,}\Z")
_PRIVATE_LISTS = ("groups.json", "dms.json", "mpims.json")
_LISTS = ("users.json", "channels.json", *_PRIVATE_LISTS)
_SIDE_FILES = (
    "integration_logs.json",
    "canvases.json",
    "lists.json",
    "huddle_transcripts.json",
    "org_users.json",
    "file_conversations.json",
)
_EVENTS = frozenset(
    f"{place}_{what}"
    for place in ("channel", "group")
    for what in (
        *("join", "leave", "topic", "purpose", "name", "archive", "unarchive"),
        *("convert_to_private", "convert_to_public", "posting_permissions"),
        "canvas_updated",
    )
) | {
    *("bot_add", "bot_remove", "bot_enable", "bot_disable", "pinned_item"),
    *("unpinned_item", "reminder_add", "reminder_delete", "welcome_party"),
    *("app_conversation_join", "sh_room_created", "joiner_notification"),
    *("joiner_notification_for_inviter", "tabbed_canvas_updated"),
}


@dataclass(frozen=True, slots=True)
class _Account:
    """What the site may know of a user."""

    handle: str
    display: str | None
    is_bot: bool


@dataclass(frozen=True, slots=True)
class _Workspace:
    """The lists of an export, as far as they are used."""

    root: str  # the folder they lie in, with its slash
    accounts: Mapping[str, _Account]
    public: frozenset[str]  # channel names
    private: frozenset[str]  # names and ids of private conversations
    has_private_lists: bool
    files: Mapping[str, str]  # by id: members beside the lists

    def handle_of(self, user: str) -> str | None:
        """Return the handle of a user id."""
        account = self.accounts.get(user)
        return account.handle if account else None

    def why_private(self, folder: str) -> str | None:
        """Return why a folder is left out, or None."""
        if folder in self.public:
            return None
        if folder in self.private or _PRIVATE_FOLDER.match(folder):
            return "private conversation"
        if self.has_private_lists:
            return "conversation not listed as public"
        return None


class SlackImporter:
    """Reads Slack exports."""

    name = "slack"

    def claim(self, export: Export) -> tuple[Claim, ...]:
        """Claim each folder with channels.json, users.json and day files below."""
        members = export.members()
        present = set(members)
        days: dict[str, list[str]] = {}
        for member in members:
            found = _DAY_FILE.match(member)
            if found and f"{found['root']}channels.json" in present:
                days.setdefault(found["root"], []).append(member)
        return tuple(
            _claim(root, files, present)
            for root, files in sorted(days.items())
            if f"{root}users.json" in present
            and export.head(f"{root}channels.json").lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
            == b"["
        )

    def read(
        self, export: Export, claim: Claim, options: ReadOptions
    ) -> Iterator[Row | Skip]:
        """Yield one item for each list item of each day file; times hold their zone."""
        del options
        root = next(
            m.removesuffix("channels.json")
            for m in claim.members
            if m.endswith("channels.json")
        )
        unreadable: list[Skip] = []
        workspace = _workspace(export, root, claim.members, unreadable)
        yield from unreadable
        for member in claim.members:
            found = _DAY_FILE.match(member)
            if found and found["root"] == root:
                yield from _day(export, member, found["folder"], workspace)


def _claim(root: str, files: list[str], present: set[str]) -> Claim:
    lists = [root + name for name in (*_LISTS, *_SIDE_FILES) if root + name in present]
    count = len(files)
    return Claim(
        tuple(sorted([*files, *lists])),
        f"has {root}channels.json, users.json and {count}"
        f" day file{'s' if count > 1 else ''}",
    )


def _workspace(
    export: Export, root: str, members: tuple[str, ...], unreadable: list[Skip]
) -> _Workspace:
    def listed(name: str) -> list[Mapping[str, object]]:
        member = root + name
        if member not in members:
            return []
        with export.open(member) as file:
            found = list(js.items(file.read()))
        for number, item in found:
            if not isinstance(item, dict):
                unreadable.append(Skip(Place(member, number), _not_an_object(item)))
        return js.mappings([item for _, item in found])

    channels = listed("channels.json")
    private = [c for name in _PRIVATE_LISTS for c in listed(name)]
    private += [c for c in channels if c.get("is_private") is True]
    hidden = frozenset(js.text(c.get(k)) for c in private for k in ("name", "id"))
    public = frozenset(js.text(c.get("name")) for c in channels)
    return _Workspace(
        root=root,
        accounts={
            js.text(u.get("id")): _account(u)
            for u in listed("users.json")
            if js.text(u.get("id"))
        },
        public=public - hidden - {""},
        private=hidden - {""},
        has_private_lists=any(root + name in members for name in _PRIVATE_LISTS),
        files=members_by_id(export, root),
    )


def _account(user: Mapping[str, object]) -> _Account:
    profile = js.mapping(user.get("profile"))
    handle = _no_address(js.text(user.get("name"))) or js.text(user.get("id"))
    return _Account(handle, _display(profile, user), user.get("is_bot") is True)


def _display(*sources: Mapping[str, object]) -> str | None:
    for key in ("display_name", "real_name"):
        for source in sources:
            if name := _no_address(js.text(source.get(key)).strip()):
                return name
    return None


def _no_address(name: str) -> str:
    """Return a name, cut before the host if it is an e-mail address."""
    local, at, host = name.partition("@")
    return local if at and "." in host else name


def _not_an_object(item: object) -> str:
    return item.what if isinstance(item, js.Unreadable) else "item is no JSON object"


def _day(
    export: Export, member: str, folder: str, workspace: _Workspace
) -> Iterator[Row | Skip]:
    private = workspace.why_private(folder)
    with export.open(member) as file:
        data = file.read()
    for number, item in js.items(data):
        place = Place(member, number)
        if private:
            yield Skip(place, private, problem=False)
        elif not isinstance(item, dict):
            yield Skip(place, _not_an_object(item))
        else:
            found = _message(item, workspace)
            if isinstance(found, Message):
                yield Row(found, place, folder)
            else:
                yield Skip(place, found.what, found.problem)


@dataclass(frozen=True, slots=True)
class _Left:
    """Why an item became no message."""

    what: str
    problem: bool = False


def _message(item: Mapping[str, object], workspace: _Workspace) -> Message | _Left:
    subtype = js.text(item.get("subtype"))
    if subtype in _EVENTS:
        return _Left("channel event")
    ts = js.text(item.get("ts"))
    if not ts and js.text(item.get("filetype")):
        return _Left("canvas")
    time = _time(ts)
    if time is None:
        return _Left(f"'ts' is {_told(item.get('ts'))}, expected seconds", problem=True)
    if item.get("is_ephemeral") is True:
        return _Left("shown to one person only")
    author, author_id, name, kind = _author(item, workspace)
    if subtype == "tombstone":
        return Message(
            id=ts,
            time=time,
            author=author or "slackbot",
            author_id=author_id,
            text="",
            reply_to=_reply_to(item, ts),
            client="slack",
            deleted=time,
        )
    if item.get("hidden") is True:
        return _Left("hidden message")
    if not author:
        return _Left("names neither a user nor a bot", problem=True)
    text, entities = plain(_source(item), workspace.handle_of)
    edited = js.text(js.mapping(item.get("edited")).get("ts"))
    return Message(
        id=ts,
        time=time,
        author=author,
        author_id=author_id,
        name=name,
        text=text,
        entities=entities,
        reply_to=_reply_to(item, ts),
        edited=_time(edited),
        client="slack",
        attachments=tuple(attachments(item, workspace.root, workspace.files)),
        reactions=tuple(_reactions(item)),
        kind="action" if subtype == "me_message" else kind,
    )


def _time(ts: str) -> datetime | None:
    """Return the instant of a ts in whole seconds: its fraction is a counter."""
    found = _TS.match(ts)
    seconds = int(found[1]) if found else 0
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _told(found: object) -> str:
    if found is None:
        return "missing"
    return f"'{found[:40]}'" if isinstance(found, str) else f"a {type(found).__name__}"


def _reply_to(item: Mapping[str, object], ts: str) -> str | None:
    thread = js.text(item.get("thread_ts"))
    return thread if thread != ts and _TS.match(thread) else None


def _author(
    item: Mapping[str, object], workspace: _Workspace
) -> tuple[str, str | None, str | None, Literal["bot"] | None]:
    """Return handle, account id, display name and kind of who wrote a message."""
    comment = js.mapping(item.get("comment"))
    user = js.text(item.get("user")) or js.text(comment.get("user"))
    bot = js.text(item.get("bot_id"))
    profile = js.mapping(item.get("bot_profile"))
    account = workspace.accounts.get(user)
    if account:
        is_bot = account.is_bot or user == "USLACKBOT"
        kind: Literal["bot"] | None = "bot" if is_bot or profile else None
        return account.handle, user, account.display, kind
    if user == "USLACKBOT":
        return "slackbot", user, "Slackbot", "bot"
    if user and not bot:
        guest = js.mapping(item.get("user_profile"))  # members of shared channels
        handle = _no_address(js.text(guest.get("name"))) or user
        return handle, user, _display(guest), None
    written = js.text(item.get("username")) or js.text(profile.get("name"))
    return (_no_address(written) or bot), bot or user or None, None, "bot"


def _source(item: Mapping[str, object]) -> str:
    """Return the marked-up text; a bot's may stand in its attachments only."""
    written = js.text(item.get("text"))
    if written.strip():
        return written
    parts: list[str] = []
    for card in js.mappings(item.get("attachments")):
        told = [js.text(card.get(key)) for key in ("pretext", "title", "text")]
        parts += [part for part in told if part] or [js.text(card.get("fallback"))]
    for block in js.mappings(item.get("blocks")):
        shown = js.mapping(block.get("text"))
        parts.append(js.text(shown.get("text")))
    return "\n".join(part for part in parts if part)


def _reactions(item: Mapping[str, object]) -> Iterator[Reaction]:
    counts: dict[str, int] = {}
    for reaction in js.mappings(item.get("reactions")):
        name = js.text(reaction.get("name")).partition("::")[0]
        count, users = reaction.get("count"), reaction.get("users")
        if not isinstance(count, int) or isinstance(count, bool):
            count = len(users) if isinstance(users, list) else 0
        if name and 0 < count < 1 << 31:
            counts[name] = counts.get(name, 0) + count
    for name, count in counts.items():
        yield Reaction(emoji=_emoji(name), count=count)


def _emoji(name: str) -> str:
    return emoji_of(name) or f":{name}:"
