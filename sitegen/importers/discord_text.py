"""Discord's Markdown as plain text with entities.

Facts (DiscordChatExporter JSON, one real file; Discord's help page on formatting):
`**bold** *italic* _italic_ __underline__ ~~strike~~ ||spoiler||`, code and fenced code,
`> quote` and `>>> quote to the end`, `[label](url)`, `<url>`, `<:name:id>`,
`<t:unix:style>`, a backslash before a mark. Recent exporters resolve mentions to
`@Name`; older files hold `<@id>`.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from sitegen.importers.markup import Atom, Mark, Marks, MarkWriter, Written, mask
from sitegen.model import Entity, EntityKind

_ATOM = re.compile(
    r"```(?:[a-zA-Z0-9_+-]{1,20}\n)?(?P<pre>.+?)```"
    r"|(?P<ticks>`{1,2})(?P<code>[^`\n]+)(?P=ticks)(?!`)"
    r"|<a?:(?P<emoji>\w{1,40}):\d{1,20}>"
    r"|<@!?(?P<user>\d{1,20})>|<@&(?P<role>\d{1,20})>|<#(?P<channel>\d{1,20})>"
    r"|<t:(?P<moment>-?\d{1,12})(?::[a-zA-Z])?>"
    r"|<(?P<bare>https?://[^\s<>]+)>"
    r"|\[(?P<label>[^\[\]\n]{1,300})\]\(<?(?P<target>https?://[^\s()<>]+)>?\)"
    r"|(?P<url>https?://[^\s<>]*[^\s<>*_~|])"
    r"|\\(?P<escaped>[\\*_~|`>#\[\]()<:@-])"
    r"|(?P<shrug>¯\\_\(ツ\)_/¯)",
    re.DOTALL,
)
_SPECIAL = re.compile(r"[*_~|`<>\[\\@]")
_QUOTE = re.compile(r">>> ?|> ")


def _mark(delimiter: str, kind: EntityKind | None) -> Mark:
    one = re.escape(delimiter)
    end = re.escape(delimiter[0])
    word = r"(?!\w)" if delimiter == "_" else ""
    start = r"(?<!\w)" if delimiter == "_" else ""
    lone = len(delimiter) == 1
    return Mark(
        delimiter,
        kind,
        re.compile(rf"{start}{one}(?=\S){f'(?!{end})' if lone else ''}"),
        re.compile(
            rf"(?<=\S){f'(?<!{end})' if lone else ''}{one}(?!{end}){word}", re.DOTALL
        ),
    )


_MARKS = Marks(
    _mark("***", "bold"),
    _mark("**", "bold"),
    _mark("__", None),
    _mark("~~", "strike"),
    _mark("||", "spoiler"),
    _mark("*", "italic"),
    _mark("_", "italic"),
)


def plain(source: str, names: Mapping[str, str]) -> tuple[str, tuple[Entity, ...]]:
    """Return the plain text and the entities of a message's Markdown.

    Args:
        source: The content as exported.
        names: Names of mentioned accounts by id; `@Name` in the text is one of them.
    """
    if not _SPECIAL.search(source):
        return source, ()
    marked = _with_ids(source, names)
    masked, atoms = mask(marked, _ATOM, lambda found: _atom(found, names))
    written = Written()
    writer = MarkWriter(written, atoms, _MARKS)
    for number, (quoted, part) in enumerate(_parts(masked)):
        if number:
            written.add("\n")
        start = written.length
        writer.write(part)
        if quoted:
            written.enclose(start, "quote")
    return written.result()


def _parts(masked: str) -> list[tuple[bool, str]]:
    """Return runs of lines that are quoted or not; quotes have lost their mark."""
    runs: list[tuple[bool, list[str]]] = []
    to_the_end = False
    for line in masked.split("\n"):
        mark = None if to_the_end else _QUOTE.match(line)
        quoted = to_the_end or mark is not None
        to_the_end = to_the_end or (mark is not None and mark.group()[:3] == ">>>")
        if not runs or runs[-1][0] != quoted:
            runs.append((quoted, []))
        runs[-1][1].append(line[mark.end() :] if mark else line)
    return [(quoted, "\n".join(lines)) for quoted, lines in runs]


def _with_ids(source: str, names: Mapping[str, str]) -> str:
    """Return the content with each `@Name` of a mentioned account as `<@id>`."""
    if "@" not in source:
        return source
    for account, name in sorted(names.items(), key=lambda pair: (-len(pair[1]), pair)):
        if account.isdigit() and f"@{name}" in source:
            source = _replaced(source, f"@{name}", f"<@{account}>")
    return source


def _replaced(source: str, written: str, new: str) -> str:
    """Return the source with a word replaced where it stands alone."""
    before, *rest = source.split(written)
    for after in rest:
        inside = (before[-1:] == "<" or _is_word(before[-1:])) or _is_word(after[:1])
        before += (written if inside else new) + after
    return before


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _with_names(code: str, names: Mapping[str, str]) -> str:
    """Return code with the ids that `_with_ids` put in as names again."""
    return re.sub(
        r"<@(\d{1,20})>",
        lambda found: f"@{names[found[1]]}" if found[1] in names else found.group(),
        code,
    )


def _atom(found: re.Match[str], names: Mapping[str, str]) -> Atom:
    group, said = found.lastgroup, found[found.lastgroup or 0]
    if group == "pre":
        return Atom(_with_names(said.strip("\n"), names), "pre")
    if group == "code":
        return Atom(_with_names(said, names), "code")
    if group == "emoji":
        return Atom(f":{said}:", "emoji")
    if group == "user":
        return Atom(f"@{names.get(said) or said}", "mention", ref=said)
    if group in {"role", "channel"}:
        return Atom("@role" if group == "role" else "#channel")
    if group == "moment":
        return Atom(_moment(int(said)) or found.group())
    if group == "target":
        return Atom(found["label"], "link", href=said)
    if group == "bare":
        return Atom(said, "link", href=said)
    return Atom(said)  # a plain URL too: an atom only so that no mark cuts into it


def _moment(seconds: int) -> str | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return None
