"""Slack's message markup as plain text with entities.

Facts (seen in two real exports; Slack, "Formatting text for app surfaces"): `&`, `<`
and `>` of the author arrive as `&amp; &lt; &gt;`, nothing else is escaped; everything
in `<...>` is a control sequence; `*bold* _italic_ ~strike~` hold on one line, with no
space inside and no letter outside the marks; `>` at a line's start quotes.
"""

import re
from collections.abc import Callable

from sitegen.importers.emoji_names import emoji_of
from sitegen.importers.markup import Atom, Mark, Marks, MarkWriter, Written, mask
from sitegen.model import Entity, EntityKind

Handle = Callable[[str], str | None]  # user id -> handle

_ATOM = re.compile(
    r"```(?P<pre>.*?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<control>[^<>\n]+)>"
    r"|(?<![\w:]):(?P<emoji>(?!\d{0,60}:)[a-z0-9_+'-]{1,60})"
    r"(?P<tone>::skin-tone-[2-6])?:(?!\w)",
    re.DOTALL,
)
_SPECIAL = re.compile(r"[*_~`<&:]")
_QUOTE = re.compile(r"&gt; ?")


def _mark(delimiter: str, kind: EntityKind) -> Mark:
    one = re.escape(delimiter)
    return Mark(
        delimiter,
        kind,
        re.compile(rf"(?<![\w{one}]){one}(?=[^\s{one}])"),
        re.compile(rf"(?<=[^\s]){one}(?![\w{one}])"),
    )


_MARKS = Marks(_mark("*", "bold"), _mark("_", "italic"), _mark("~", "strike"))


def plain(source: str, handle_of: Handle) -> tuple[str, tuple[Entity, ...]]:
    """Return the plain text and the entities of a message as Slack stores it."""
    if not _SPECIAL.search(source):
        return source, ()
    masked, atoms = mask(source, _ATOM, lambda found: _atom(found, handle_of))
    written = Written()
    writer = MarkWriter(written, atoms, _MARKS, unescape)
    quoted_from: int | None = None
    for number, line in enumerate(masked.split("\n")):
        quote = _QUOTE.match(line)
        if quoted_from is not None and not quote:
            written.enclose(quoted_from, "quote")
            quoted_from = None
        if number:
            written.add("\n")
        if quote and quoted_from is None:
            quoted_from = written.length
        writer.write(line[quote.end() :] if quote else line)
    if quoted_from is not None:
        written.enclose(quoted_from, "quote")
    return written.result()


def unescape(text: str) -> str:
    """Return text without the three escapes that Slack writes."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _atom(found: re.Match[str], handle_of: Handle) -> Atom:
    if (pre := found["pre"]) is not None:
        return Atom(unescape(_shown(pre.strip("\n"))), "pre")
    if (code := found["code"]) is not None:
        return Atom(unescape(_shown(code)), "code")
    if (name := found["emoji"]) is not None:
        character = emoji_of(name)
        return Atom(character, "emoji") if character else Atom(found.group())
    return _control(found["control"], handle_of)


def _shown(code: str) -> str:
    """Return code with its control sequences as they are shown: links as their text."""
    return re.sub(
        r"<(?:[^<>|\n]*\|)?([^<>\n]*)>", lambda found: str(found.group(1)), code
    )


def _control(inner: str, handle_of: Handle) -> Atom:
    target, _, label = inner.partition("|")
    target, label = unescape(target), unescape(label)
    if target.startswith("@"):
        user = target[1:]
        handle = handle_of(user) or label.lstrip("@") or user
        return Atom(f"@{handle}", "mention", ref=user or None)
    if target.startswith("#"):
        return Atom(f"#{label or target[1:]}")
    if target.startswith("!"):
        return Atom(_command(target[1:], label))
    if ":" in target:
        shown = label or target.removeprefix("mailto:").removeprefix("tel:")
        return Atom(shown, "link", href=target)
    return Atom(f"<{inner}>")


def _command(target: str, label: str) -> str:
    """Return how `<!here>`, `<!subteam^S1|@team>`, `<!date^...|text>` are shown."""
    name = target.split("^", 1)[0]
    if label:
        return f"@{label}" if name == label else label
    return "@group" if name == "subteam" else f"@{name}"
