"""Files of Slack messages: where they are, and their copies in the export.

Addresses lose the token that lets anyone read the workspace. Slack's own exports hold
no files; tools that add them put each under its id (see `slack`).
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sitegen.importers import json_items as js
from sitegen.importers.base import beside
from sitegen.importers.export import Export
from sitegen.importers.slack_text import unescape
from sitegen.model import Attachment

_FILE_ID = re.compile(r"(?:\A|/)(F[A-Z0-9]{7,14})(?=[/_-])")


def members_by_id(export: Export, root: str) -> dict[str, str]:
    """Return members that are files of messages, by Slack's id of the file."""
    found: dict[str, str] = {}
    for member in export.members():
        below = member.removeprefix(root)
        if member.startswith(root) and (match := _FILE_ID.search(below)):
            found.setdefault(match[1], below)
    return found


def attachments(
    item: Mapping[str, object], root: str, members: Mapping[str, str]
) -> Iterator[Attachment]:
    """Yield the files and link cards of a message.

    Args:
        item: The message.
        root: The folder of the lists, with its slash.
        members: What `members_by_id` found.
    """
    files = js.mappings(item.get("files")) or js.mappings([item.get("file")])
    for file in files:
        url = js.text(file.get("url_private")) or js.text(file.get("permalink"))
        is_web = url.startswith(("https://", "http://"))
        address = _without_token(url) if is_web else ""
        copy = members.get(js.identifier(file.get("id")), "")
        title = js.text(file.get("title")) or js.text(file.get("name"))
        if address or copy or title:
            kind = js.text(file.get("mimetype")).partition("/")[0]
            yield Attachment(
                url=beside(f"{root}channels.json", copy, address),
                kind=kind if kind in {"image", "video", "audio"} else "file",
                alt=js.text(file.get("alt_txt")) or None,
                title=unescape(title) or None,
            )
    for card in js.mappings(item.get("attachments")):
        link = js.text(card.get("title_link")) or js.text(card.get("from_url"))
        if link.startswith(("https://", "http://")):
            title = js.text(card.get("title")) or js.text(card.get("fallback"))
            yield Attachment(url=link, kind="card", title=unescape(title) or None)


def _without_token(url: str) -> str:
    """Return a file's address without the token that lets anyone read the workspace.

    Seen as `?t=xoxe-...` on every hosted file of a 2016 export.
    """
    if "xox" not in url:
        return url
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url.partition("?")[0]
    kept = [(key, said) for key, said in query if not said.startswith("xox")]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))
