"""One hostile export for each format: payloads in every field that the format has.

The shapes are those of the importers' own cases, so that a field which a case shows is
poisoned here without being named. Every copy gets an id and a time of its own.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from tests.importers.cases import CASES
from tests.trust.payloads import NAMES, PAYLOADS
from tests.trust.poison import poisoned, poisoned_slots

START = datetime(2023, 5, 2, 16, tzinfo=UTC)
_CHANNEL = PAYLOADS[0]


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile export that was written."""

    format: str
    path: Path
    zone: str | None = None


def hostile_exports(folder: Path) -> list[Hostile]:
    """Write an export of each format below a folder; return them."""
    made = []
    for name, (write, zone) in sorted(_WRITERS.items()):
        place = folder / name
        place.mkdir(parents=True)
        write(place)
        files = sorted(place.iterdir())
        made.append(Hostile(name, files[0] if len(files) == 1 else place, zone))
    return made


def _case(name: str) -> Any:
    return json.loads((CASES / name).read_bytes())


def _time(number: int) -> datetime:
    return START + timedelta(seconds=number)


def _tweet_id(number: int) -> str:
    milliseconds = int(_time(number).timestamp() * 1000) - 1_288_834_974_657
    return str(milliseconds << 22 | number % 4096)


def _numbered(
    records: Iterable[Any], number: Callable[[Any, int], None]
) -> Iterator[Any]:
    """Yield every poisoned copy of records, each with an id and a time of its own.

    Where the id or the time itself holds a payload it stays.
    """
    found = 0
    for record in records:
        for copy in poisoned(record):
            found += 1
            number(copy, found)
            yield copy


def _fresh(record: Any, key: str, value: Any) -> None:
    """Set an id or a time, unless a payload stands there."""
    if record.get(key) not in PAYLOADS:
        record[key] = value


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = value if isinstance(value, str) else json.dumps(value, indent=1)
    path.write_text(text, "utf-8", newline="")


def _native(folder: Path) -> None:
    record = {
        "id": "1", "time": "", "author": "odo", "author_id": "u1", "name": "Odo",
        "text": "Q1: hello @odo #tag", "client": "x", "url": "https://example.org/1",
        "reply_to": "native-1", "quotes": "native-2", "channel": "native",
        "entities": [
            {"start": 0, "end": 5, "kind": "link", "href": "https://example.org"},
            {"start": 0, "end": 5, "kind": "mention", "ref": "u1"},
        ],
        "attachments": [
            {"url": "https://example.org/x.png", "kind": "image", "alt": "a", "title": "t"},
            {"url": "x.svg", "kind": "file", "alt": "a", "title": "t"},
        ],
        "reactions": [{"emoji": "x", "count": 2}],
    }  # fmt: skip

    def number(copy: Any, found: int) -> None:
        _fresh(copy, "id", f"native-{found}")
        copy["time"] = _time(found).isoformat()

    rows = [*_numbered([record], number), *_odd_names()]
    _write(folder / "hostile.jsonl", "\n".join(map(json.dumps, rows)))


def _odd_names() -> Iterator[dict[str, Any]]:
    """Yield messages of people whose names are reserved, long, or look like others'."""
    for found, name in enumerate(NAMES):
        ident = f"{found}{name[:40]}"
        channel = name if name in {"con", "nul", "com1"} else "native"
        row = {"author": name, "author_id": name, "name": name, "channel": channel}
        text = f"Q{found + 1}: hello #{name} @{name}"
        yield row | {"id": ident, "time": _time(2 * found).isoformat(), "text": text}
        row["author_id"] = f"u{found}"
        reply = {"id": f"r{found}", "reply_to": ident, "text": f"A{found + 1}: {name}"}
        yield row | reply | {"time": _time(2 * found + 1).isoformat()}


def _slack(folder: Path) -> None:
    day = "general/2023-05-02.json"
    records = _case(f"slack/workspace/input/{day}")
    records += _case(f"slack/with-files/input/{day}")

    def number(copy: Any, found: int) -> None:
        _fresh(copy, "ts", f"{_time(found).timestamp():.0f}.{found:06}")
        if "user" in copy and copy["user"] not in PAYLOADS:
            copy["user"] = accounts[found % len(accounts)]["id"]

    accounts: list[Any] = []
    for account in _case("slack/workspace/input/users.json"):
        for copy in poisoned(account):
            copy["id"] = f"U{len(accounts)}"
            accounts.append(copy)
    room = {"id": "C1", "name": "slack", "topic": {"value": _CHANNEL}}
    room["purpose"] = {"value": _CHANNEL}
    _write(folder / "users.json", accounts)
    _write(folder / "channels.json", [room, *poisoned(room)])
    talk = [r for r in records if isinstance(r, dict)]
    _write(folder / "slack/2023-05-02.json", [*_numbered(talk, number)])
    odd = _CHANNEL.replace("/", "")
    _write(folder / odd / "2023-05-02.json", [*_numbered(talk[:2], number)])


def _discord(folder: Path) -> None:
    whole = _case("discord/channel/input/support.json")

    def number(copy: Any, found: int) -> None:
        milliseconds = int(_time(found).timestamp() * 1000) - 1_420_070_400_000
        _fresh(copy, "id", str(milliseconds << 22 | found % 4096))
        _fresh(copy, "timestamp", _time(found).isoformat())

    record = whole["messages"][0]
    full = record | {
        "attachments": [{"id": "1", "url": "https://example.org/a.png",
                         "fileName": "a.png"}],
        "embeds": [{"title": "t", "url": "https://example.org/e", "description": "d",
                    "fields": [{"name": "n", "value": "v"}]}],
        "stickers": [{"name": "s", "sourceUrl": "https://example.org/s.png"}],
    }  # fmt: skip
    quiet = full | {"content": ""}
    records = [full, quiet, *whole["messages"]]
    whole["channel"] |= {"name": _CHANNEL, "topic": _CHANNEL, "category": _CHANNEL}
    whole["guild"]["name"] = _CHANNEL
    whole["messages"] = [*_numbered(records, number)]
    _write(folder / "hostile.json", whole)


_DISCORD_PAGE = """\
<!DOCTYPE html><html lang=en><head><title>{title}</title><meta charset=utf-8></head>
<body><div class=preamble><div class=preamble__entries-container>
<div class=preamble__entry>{title}</div><div class=preamble__entry>{title}</div></div>
</div><div class="chatlog">{messages}</div></body></html>
"""
_DISCORD_MESSAGE = """\
<div class=chatlog__message-group><div id=chatlog__message-container-{id}
class=chatlog__message-container data-message-id={id}><div class=chatlog__message>
<div class=chatlog__header><span class=chatlog__author title="{author}"
data-user-id="{user}">{name}</span></div>
<div class="chatlog__content chatlog__markdown"><span class=chatlog__markdown-preserve>
{content} <a href="{href}">{label}</a> <b>{bold}</b> <code>{code}</code>
<span class="chatlog__markdown-mention" title="{mention}">{mention}</span>
<img class="chatlog__emoji" alt="{emoji}" src=x.svg></span></div>
<div class=chatlog__attachment><a href="{file}"><img src="{file}"></a></div>
<div class=chatlog__embed><a class=chatlog__embed-title-link href="{card}">{card}</a>
</div><div class=chatlog__reactions><div class=chatlog__reaction title="{emoji}">
<img class="chatlog__emoji" alt="{emoji}" src=x.svg>
<span class=chatlog__reaction-count>3</span></div></div></div></div></div>
"""


def _discord_html(folder: Path) -> None:
    usual = dict.fromkeys(
        ("content", "author", "user", "name", "href", "label", "bold", "code",
         "mention", "emoji", "file", "card"), "usual")  # fmt: skip
    messages = []
    for found, slots in enumerate(poisoned_slots(usual), 1):
        milliseconds = int(_time(found).timestamp() * 1000) - 1_420_070_400_000
        ident = str(milliseconds << 22)
        honest = {name: escape(text) for name, text in slots.items()}
        if found % 3 == 0:  # an exporter that escapes no content
            honest["content"] = slots["content"]
        messages.append(_DISCORD_MESSAGE.format(id=ident, **honest))
    page = _DISCORD_PAGE.format(title=escape(_CHANNEL), messages="".join(messages))
    _write(folder / "hostile.html", page)


def _telegram(folder: Path) -> None:
    def number(copy: Any, found: int) -> None:
        _fresh(copy, "id", found)
        _fresh(copy, "date_unixtime", f"{_time(found).timestamp():.0f}")

    whole = _case("telegram/chat/input/result.json")
    files = _case("telegram/with-files/input/result.json")["messages"]
    whole["name"] = _CHANNEL
    whole["messages"] = [*_numbered([*whole["messages"], *files], number)]
    _write(folder / "result.json", whole)


def _lines_of(case: str) -> list[Any]:
    lines = (CASES / case).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _number_v1(copy: Any, found: int) -> None:
    _fresh(copy, "id_str", _tweet_id(found))
    _fresh(copy, "created_at", f"{_time(found):%a %b %d %H:%M:%S +0000 %Y}")


def _twarc1(folder: Path) -> None:
    records = _lines_of("twarc1/lines/input.jsonl")
    lines = [json.dumps(copy) for copy in _numbered(records, _number_v1)]
    _write(folder / "hostile.jsonl", "\n".join(lines))


def _number_v2(copy: Any, found: int) -> None:
    _fresh(copy, "id", _tweet_id(found))
    _fresh(copy, "created_at", f"{_time(found):%Y-%m-%dT%H:%M:%S.000Z}")
    copy.pop("edit_history_tweet_ids", None)


def _twarc2(folder: Path) -> None:
    records = [r for r in _lines_of("twarc2/flat/input.jsonl") if "author" in r]
    lines = [json.dumps(copy) for copy in _numbered(records, _number_v2)]
    (page,) = _lines_of("twarc2/page/input.jsonl")[:1]
    tweets = page["data"]
    start = len(lines)
    for copy in _numbered([page["includes"]], lambda *_: None):
        fresh = [dict(tweet) for tweet in tweets]
        for tweet in fresh:
            start += 1
            _number_v2(tweet, start)
        lines.append(json.dumps(page | {"data": fresh, "includes": copy}))
    _write(folder / "hostile.jsonl", "\n".join(lines))


def _account(folder: Path) -> None:
    def number(copy: Any, found: int) -> None:
        _number_v1(copy["tweet"], found)
        copy["tweet"].pop("edit_info", None)

    text = (CASES / "twitter_account/archive/input/data/tweets.js").read_text("utf-8")
    items = json.loads(text[text.index("[") :])
    made = json.dumps([*_numbered(items, number)])
    _write(folder / "data/tweets.js", f"window.YTD.tweets.part0 = {made}")
    owner = {"username": _CHANNEL, "accountDisplayName": PAYLOADS[1], "accountId": "1"}
    made = json.dumps([{"account": owner}])
    _write(folder / "data/account.js", f"window.YTD.account.part0 = {made}")


def _meetbot_json(folder: Path) -> None:
    def number(copy: Any, found: int) -> None:
        _fresh(copy, "timestamp", f"{_time(found):%Y-%m-%dT%H:%M:%S}")

    whole = _case("meetbot-json/meeting/input.log.json")
    whole |= {"channel": "#" + _CHANNEL, "name": _CHANNEL}
    whole["messages"] = [*_numbered(whole["messages"], number)]
    _write(folder / "hostile.log.json", whole)


def _table(case: str, ids: str, times: dict[str, str]) -> Callable[[Path], None]:
    """Return a writer of a table like a case's, with payloads in each column."""

    def write(folder: Path) -> None:
        lines = (CASES / case).read_text("utf-8").splitlines(keepends=True)
        rows = list(csv.reader(io.StringIO("".join(lines), newline="")))
        top = next(n for n, row in enumerate(rows) if ids in [c.lower() for c in row])
        header = [cell.lower() for cell in rows[top]]
        usual = dict.fromkeys(header, "")
        for row in reversed(rows[top + 1 :]):
            full = zip(header, row, strict=False)
            usual |= {name: cell for name, cell in full if cell}
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerows(rows[: top + 1])
        for found, slots in enumerate(poisoned_slots(usual), 1):
            _fresh(slots, ids, _tweet_id(found))
            for column, style in times.items():
                _fresh(slots, column, f"{_time(found):{style}}")
            if "edit_history_tweet_ids" in slots:  # else all are versions of one tweet
                _fresh(slots, "edit_history_tweet_ids", "")
            for column in {"status_url", "tweet_url"} & set(slots):
                _fresh(slots, column, f"http://twitter.com/a/status/{slots[ids]}")
            writer.writerow([slots[name] for name in header])
        _write(folder / "hostile.csv", out.getvalue())

    return write


def _twapperkeeper_page(folder: Path) -> None:
    """Cells of this format are not escaped: what a tweet said is in the page."""
    text = (CASES / "twapperkeeper/xls/input.xls").read_text("utf-8")
    header = [part.partition("</td>")[0] for part in text.splitlines()[1].split("<td>")]
    names = [name.lower() for name in header[1:]]
    usual = dict.fromkeys(names, "usual") | {"created_at": "", "geo_type": ""}
    rows = ["<table>", text.splitlines()[1]]
    for found, slots in enumerate(poisoned_slots(usual), 1):
        _fresh(slots, "id", _tweet_id(found))
        _fresh(slots, "time", f"{_time(found).timestamp():.0f}")
        cells = "".join(f"<td>{slots[name]}</td>" for name in names)
        rows.append(f"<tr>{cells}</tr>")
    _write(folder / "hostile.xls", "\n".join([*rows, "</table>"]))


_LOGS = {
    "2023-05-02": "[{at:%H:%M}] <{nick}> {text}",
    "irssi-2023-05-02.log": "{at:%H:%M} <@{nick}> {text}",
    "#<zkmark>_20230502.log": "[{at:%H:%M:%S}] <{nick}> {text}",
    "supybot.log": "{at:%Y-%m-%dT%H:%M:%S}  <{nick}> {text}",
    "weechat.weechatlog": "{at:%Y-%m-%d %H:%M:%S}\t{nick}\t{text}",
    "w3c.log": "[{at:%Y-%m-%dT%H:%M:%S}.000Z]\t<{nick}>\t{text}",
    "actions-2023-05-02.log": "[{at:%H:%M}] * {nick} {text}",
    "page-2023-05-02.log.html": '<a name="i"></a><span class="tm">{at:%H:%M:%S}</span>'
    ' <span class="nk">&lt;{nick}&gt;</span> <span>{text}</span>',
    "fragment-2023-05-02.log": '<span class="irc-date">[{at:%H:%M}]</span>'
    ' <span class="irc-black">&lt;{nick}&gt; {text}</span><br />',
}


def _irc(folder: Path) -> None:
    for name, form in _LOGS.items():
        lines = [form.format(at=_time(n), nick="odo", text="usual") for n in range(99)]
        usual = {"text": "usual", "nick": "odo"}
        for found, slots in enumerate(poisoned_slots(usual), 100):
            flat = {key: text.replace("\n", " ") for key, text in slots.items()}
            flat["nick"] = flat["nick"].replace(" ", "_")
            is_page = "<span" in form and found % 2
            shown = {k: escape(text) if is_page else text for k, text in flat.items()}
            lines.append(form.format(at=_time(found), **shown))
        _write(folder / name, "\n".join(lines))


def _whatsapp(folder: Path) -> None:
    usual = {"text": "usual", "name": "Odo"}
    lines = [
        f"{_time(found):%d/%m/%Y, %H:%M:%S} - {slots['name']}: {slots['text']}"
        for found, slots in enumerate(poisoned_slots(usual), 1)
    ]
    _write(folder / "chat.txt", "\n".join([*lines, "23/05/2023, 10:00 - Odo: the end"]))


_API_TIME = "%a %b %d %H:%M:%S +0000 %Y"
_WRITERS: dict[str, tuple[Callable[[Path], None], str | None]] = {
    "discord": (_discord, None),
    "discord-html": (_discord_html, None),
    "irc": (_irc, "UTC"),
    "meetbot-json": (_meetbot_json, "UTC"),
    "native": (_native, None),
    "slack": (_slack, None),
    "tags": (_table("tags/sheet/input.csv", "id_str", {"created_at": _API_TIME}), None),
    "telegram": (_telegram, "UTC"),
    "twapperkeeper": (_twapperkeeper_page, None),
    "twarc1": (_twarc1, None),
    "twarc2": (_twarc2, None),
    "twarc2_csv": (
        _table("twarc2_csv/table/input.csv", "id", {"created_at": "%Y-%m-%dT%H:%M:%S.000Z"}),
        None,
    ),
    "twarc_csv": (
        _table("twarc_csv/intact/input.csv", "id", {"created_at": _API_TIME}),
        None,
    ),
    "twitter_account": (_account, None),
    "twitter_archiver": (
        _table("twitter_archiver/sheet/input.csv", "tweet id", {"date": "%m/%d/%Y %H:%M:%S"}),
        "UTC",
    ),
    "whatsapp": (_whatsapp, "UTC"),
}  # fmt: skip
