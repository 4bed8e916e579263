"""YAML read strictly: each key known, each value of its kind, each error with a line.

    text --compose--> Fields --text()/integer()/...--> plain values --done()--> checked

Scalars are taken as written, so `start: 21:00` is a time and `title: 2010` a title,
whatever YAML 1.1 would make of them. Anchors and aliases are refused: a few of them
can stand for gigabytes. Nothing here runs or builds objects.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches

import yaml

from sitegen.errors import SitegenError, nearest

LIMIT_BYTES = 1_000_000
LIMIT_DEPTH = 20
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
_DURATION = re.compile(
    r"(?:(\d{1,6})h)?\s*(?:(\d{1,6})m)?\s*(?:(\d{1,6})s)?\Z", re.ASCII
)


class BadYaml(SitegenError):
    """A file is not the YAML this program accepts."""

    def __init__(self, file: str, line: int | None, what: str) -> None:
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {what}")


class UnknownKey(SitegenError):
    """A key that nothing reads."""

    def __init__(self, file: str, line: int, key: str, known: Iterable[str]) -> None:
        super().__init__(f"{file}:{line}: unknown key '{key}'{nearest(key, known)}")


class MissingKey(SitegenError):
    """A key that must be there is not."""

    def __init__(self, file: str, line: int, key: str) -> None:
        super().__init__(f"{file}:{line}: key '{key}' is missing")


class BadValue(SitegenError):
    """A value of the wrong kind, with what was expected."""

    def __init__(
        self, file: str, line: int, key: str, value: str, expected: str
    ) -> None:
        super().__init__(f"{file}:{line}: {key} is '{value}'; expected {expected}")


@dataclass(frozen=True, slots=True)
class Item:
    """A scalar of a list or mapping, with its line for later complaints."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and a scalar of a free mapping, with the line."""

    key: str
    value: str
    line: int


@dataclass(slots=True)
class Fields:
    """A mapping whose keys are taken one by one; `done` complains about the rest."""

    file: str
    line: int
    nodes: dict[str, yaml.Node]
    lines: dict[str, int]
    path: str = ""  # "channels.supportchat." in front of keys in messages
    _taken: set[str] = field(default_factory=set)

    def has(self, key: str) -> bool:
        """Return whether a key is there with a value."""
        self._taken.add(key)
        node = self.nodes.get(key)
        return node is not None and not _is_null(node)

    def line_of(self, key: str) -> int:
        """Return the 1-based line of a key, or of the mapping if it is absent."""
        return self.lines.get(key, self.line)

    def keys(self) -> tuple[str, ...]:
        """Return all keys, as written."""
        return tuple(self.nodes)

    def bad(self, key: str, value: str, expected: str) -> BadValue:
        """Return the error for a value that was read but does not fit."""
        return BadValue(self.file, self.line_of(key), self.path + key, value, expected)

    def optional(self, key: str) -> str | None:
        """Return a scalar's text, or None if the key is absent or empty."""
        if not self.has(key):
            return None
        return self._scalar(key, self.nodes[key])

    def required(self, key: str) -> str:
        """Return a scalar's text.

        Raises:
            MissingKey: The key is absent or empty.
            UnknownKey: It is absent, and a key much like it is there.
        """
        value = self.optional(key)
        if value is None:
            for other in get_close_matches(key, self.nodes, n=1):
                if other not in self._taken:
                    place, known = self.lines[other], [self.path + key]
                    raise UnknownKey(self.file, place, self.path + other, known)
            raise MissingKey(self.file, self.line, self.path + key)
        return value

    def text(self, key: str, default: str) -> str:
        """Return a scalar's text, or the default."""
        value = self.optional(key)
        return default if value is None else value

    def integer(
        self, key: str, default: int, *, at_least: int = 0, at_most: int = 999_999_999
    ) -> int:
        """Return a whole number."""
        value = self.optional(key)
        if value is None:
            return default
        number = int(value) if re.fullmatch(r"[0-9]{1,9}", value) else -1
        if number < at_least:
            raise self.bad(key, value, f"a whole number of at least {at_least}")
        if number > at_most:
            raise self.bad(key, value, f"a whole number of at most {at_most}")
        return number

    def flag(self, key: str, *, default: bool) -> bool:
        """Return a yes or no."""
        value = self.optional(key)
        if value is None:
            return default
        if value.lower() in _TRUE:
            return True
        if value.lower() in _FALSE:
            return False
        raise self.bad(key, value, "yes or no")

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """Return one of a few words."""
        value = self.optional(key)
        if value is None:
            return default
        if value not in choices:
            raise self.bad(
                key, value, "one of " + ", ".join(choices) + nearest(value, choices)
            )
        return value

    def duration(self, key: str, default: timedelta) -> timedelta:
        """Return a length of time such as 45m or 1h30m; a bare number is minutes."""
        value = self.optional(key)
        if value is None:
            return default
        written = value + "m" if value.isascii() and value.isdigit() else value
        match = _DURATION.match(written)
        if not match or not any(match.groups()) or len(value) > 20:
            raise self.bad(key, value, "a length of time such as 45m or 1h30m")
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)

    def items(self, key: str) -> tuple[Item, ...]:
        """Return a list of scalars; a single scalar counts as a list of one."""
        if not self.has(key):
            return ()
        node = self.nodes[key]
        if isinstance(node, yaml.SequenceNode):
            return tuple(
                Item(self._scalar(key, child), child.start_mark.line + 1)
                for child in node.value
                if not _is_null(child)
            )
        return (Item(self._scalar(key, node), node.start_mark.line + 1),)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the values of `items`."""
        return tuple(item.value for item in self.items(key))

    def pairs(self, key: str) -> tuple[Pair, ...]:
        """Return a mapping of free keys to scalars, in the order written."""
        if not self.has(key):
            return ()
        inner = self.mapping(key)
        if inner is None:
            return ()
        return tuple(
            Pair(name, inner._scalar(name, node), inner.lines[name])  # noqa: SLF001
            for name, node in inner.nodes.items()
        )

    def mapping(self, key: str) -> "Fields | None":
        """Return a nested mapping, or None if the key is absent."""
        if not self.has(key):
            return None
        return self._fields(key, self.nodes[key], f"{self.path}{key}.")

    def mappings(self, key: str) -> "tuple[Fields, ...]":
        """Return a list of mappings; a single mapping counts as a list of one."""
        if not self.has(key):
            return ()
        node = self.nodes[key]
        if isinstance(node, yaml.SequenceNode):
            return tuple(
                self._fields(key, child, f"{self.path}{key}[{number}].")
                for number, child in enumerate(node.value, 1)
            )
        return (self._fields(key, node, f"{self.path}{key}."),)

    def is_mapping(self, key: str) -> bool:
        """Return whether a key holds a mapping."""
        return isinstance(self.nodes.get(key), yaml.MappingNode)

    def done(self) -> None:
        """Check that every key was asked for.

        Raises:
            UnknownKey: A key is left that nothing reads.
        """
        for key in self.nodes:
            if key not in self._taken:
                raise UnknownKey(
                    self.file, self.lines[key], self.path + key, self._known()
                )

    def _known(self) -> list[str]:
        return [self.path + key for key in self._taken]

    def _scalar(self, key: str, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            kind = "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
            raise BadValue(
                self.file,
                node.start_mark.line + 1,
                self.path + key,
                kind,
                "a single value",
            )
        return str(node.value)

    def _fields(self, key: str, node: yaml.Node, path: str) -> "Fields":
        if not isinstance(node, yaml.MappingNode):
            raise BadValue(
                self.file,
                node.start_mark.line + 1,
                self.path + key,
                str(node.value) if isinstance(node, yaml.ScalarNode) else "a list",
                "a mapping of keys to values",
            )
        return _fields_of(node, self.file, path)


def load(text: str, file: str, *, first_line: int = 1) -> Fields:
    """Read a YAML mapping.

    Args:
        text: The YAML.
        file: The name for messages.
        first_line: The line of the file on which the text starts.

    Raises:
        BadYaml: It is too large, too deep, not YAML, no mapping, or uses aliases.
    """
    node = _composed(text, file, first_line)
    if node is None:
        return Fields(file, first_line, {}, {})
    if not isinstance(node, yaml.MappingNode):
        raise BadYaml(file, node.start_mark.line + 1, "expected 'key: value' lines")
    return _fields_of(node, file, "")


def load_list(text: str, file: str) -> tuple[Fields, ...]:
    """Read a YAML list of mappings; nothing is an empty list.

    Raises:
        BadYaml: It is too large, too deep, not YAML, no such list, or uses aliases.
    """
    node = _composed(text, file, 1)
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        raise BadYaml(
            file, node.start_mark.line + 1, "expected a list ('- key: value')"
        )
    found = []
    for number, child in enumerate(node.value, 1):
        if not isinstance(child, yaml.MappingNode):
            line = child.start_mark.line + 1
            raise BadYaml(file, line, f"item {number}: expected 'key: value' lines")
        found.append(_fields_of(child, file, ""))
    return tuple(found)


def split_front_matter(text: str, file: str) -> tuple[str, str, int]:
    """Split a Markdown file into front matter, body, and the body's first line.

    Front matter stands between two lines of `---` at the top; without it, all is body.

    Raises:
        BadYaml: Front matter begins and does not end.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        return "", text.removeprefix("\ufeff"), 1
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return (
                "\n".join(lines[1:number]),
                "\n".join(lines[number + 1 :]),
                number + 2,
            )
    raise BadYaml(file, 1, "front matter begins here and no second '---' ends it")


def _composed(text: str, file: str, first_line: int) -> yaml.Node | None:
    if len(text) > LIMIT_BYTES:
        raise BadYaml(file, None, f"larger than {LIMIT_BYTES} characters")
    padded = "\n" * (first_line - 1) + text
    try:
        _refuse_traps(padded, file)
        return yaml.compose(padded, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or "not YAML"
        raise BadYaml(file, mark.line + 1 if mark else None, what) from error
    except (yaml.YAMLError, ValueError) as error:
        raise BadYaml(file, None, "not YAML: holds control characters") from error


def _refuse_traps(text: str, file: str) -> None:
    """Refuse aliases and deep nesting, from events alone.

    Composing is recursive in C: 50,000 open brackets end the process, seen with PyYAML
    6.0. Parsing into events is not.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        line = mark.line + 1 if mark else None
        if isinstance(event, yaml.AliasEvent):
            raise BadYaml(
                file, line, "aliases (&name, *name) are not accepted; write it out"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > LIMIT_DEPTH:
                raise BadYaml(file, line, f"nested deeper than {LIMIT_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _fields_of(node: yaml.MappingNode, file: str, path: str) -> Fields:
    nodes: dict[str, yaml.Node] = {}
    lines: dict[str, int] = {}
    for key_node, value in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise BadYaml(file, line, "a key must be a single value")
        key = str(key_node.value)
        if key in nodes:
            raise BadYaml(file, line, f"key '{path}{key}' stands twice")
        nodes[key], lines[key] = value, line
    return Fields(file, node.start_mark.line + 1, nodes, lines, path)


def _is_null(node: yaml.Node) -> bool:
    return (
        isinstance(node, yaml.ScalarNode)
        and node.tag == "tag:yaml.org,2002:null"
        and not node.style  # plain: None in Python, empty in libyaml
    )
