"""The browser's modules as few files: what a first result needs becomes one.

Written for the style of our own modules and for nothing else; what is outside it is
refused. A module stands at the top level of its lines with

    import { a, b as c } from "./x.js";        import * as x from "./x.js";
    export function, async function, class or const NAME       export { a };

and may ask for others later with `import("./x.js")`. In the bundle each module becomes
a function that is called where it stands, so that names of two modules never meet:

    const $x = (() => { ...; return { a, b }; })();
    const $y = (() => { const { a, b: c } = $x; ... })();
    export { $x, $y };

Modules that are loaded later stay files of their own and take from the bundle.
"""

import re
from collections.abc import Iterator, Mapping

from sitegen.errors import SitegenError

BUNDLE = "search.js"
COMMENT_STARTS = ("//", "/**", "*/", "* ")
_BEHIND = re.compile(r"""(?<=\S)\s+// [^"'`/]*$""")
_IMPORT = re.compile(
    r'^import (?:\* as (\w+)|\{([^}]*)\}) from "\./([a-z-]+\.js)";\n', re.MULTILINE
)
_EXPORT = re.compile(
    r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE
)
_LIST = re.compile(r"^export \{([^}]*)\};\n", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b(?!\().*", re.MULTILINE)


class UnknownModuleStyle(SitegenError):
    """A module has an import or export that the bundler does not know."""

    def __init__(self, name: str, line: str) -> None:
        super().__init__(f"{name}: can't bundle '{line}'; see sitegen/search/bundle.py")


class CircularModules(SitegenError):
    """Modules import each other."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"{' -> '.join(names)}: can't bundle modules in a circle")


def without_comments(source: str) -> str:
    """Return a module without its indentation and comments.

    No module has a text that goes over a line's end and holds such a line; a test
    looks after that. A comment behind code stays if it has a quote or a slash, since
    it might be a part of a text.
    """
    lines = (_BEHIND.sub("", line.strip()) for line in source.splitlines())
    kept = [
        line
        for line in lines
        if line and line != "*" and not line.startswith(COMMENT_STARTS)
    ]
    return "\n".join(kept) + "\n"


def needed(sources: Mapping[str, str], entry: str) -> tuple[str, ...]:
    """Return the modules that a module needs before it runs, itself last.

    Args:
        sources: Text of each module by file name.
        entry: The file name of the module.

    Raises:
        CircularModules: Modules import each other.
    """
    found: dict[str, None] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise CircularModules((*above, name))
        if name not in found:
            for _, _, other in _IMPORT.findall(sources[name]):
                visit(other, (*above, name))
            found[name] = None

    visit(entry, ())
    return tuple(found)


def bundle(sources: Mapping[str, str], entry: str) -> dict[str, str]:
    """Return the files to publish, by name: the bundle, and modules loaded later.

    Args:
        sources: Text of each module by file name.
        entry: The module that the page runs.

    Raises:
        UnknownModuleStyle: A module is written in another style.
        CircularModules: Modules import each other.
    """
    bare = {name: without_comments(source) for name, source in sources.items()}
    inside = needed(bare, entry)
    parts = [_as_function(name, bare[name]) for name in inside]
    parts.append(f"export {{ {', '.join(map(_variable, inside))} }};\n")
    later = {
        name: _IMPORT.sub(lambda found: _from_bundle(found, inside), bare[name])
        for name in sorted(set(bare) - set(inside))
    }
    return {BUNDLE: "".join(parts), **later}


def _as_function(name: str, source: str) -> str:
    exported = [*_EXPORT.findall(source), *_listed(source)]
    body = _EXPORT.sub("", _LIST.sub("", _IMPORT.sub(_from_variable, source)))
    left = _LEFT.search(body)
    if left:
        raise UnknownModuleStyle(name, left[0])
    given = f"return {{ {', '.join(exported)} }};\n" if exported else ""
    return f"const {_variable(name)} = (() => {{\n{body}{given}}})();\n"


def _listed(source: str) -> Iterator[str]:
    """Yield the names of `export { a, b };`."""
    for names in _LIST.findall(source):
        for name in names.split(","):
            if name.strip():
                yield name.strip()


def _from_variable(found: re.Match[str]) -> str:
    """Return what an import becomes where the imported module is a variable."""
    whole, names, module = found.groups()
    if whole:
        return f"const {whole} = {_variable(module)};\n"
    pieces = [each.strip().replace(" as ", ": ") for each in names.split(",")]
    return f"const {{ {', '.join(filter(None, pieces))} }} = {_variable(module)};\n"


def _from_bundle(found: re.Match[str], inside: tuple[str, ...]) -> str:
    """Return what an import becomes in a module that is loaded later."""
    module = found[3]
    if module not in inside:
        return found[0]
    variable = _variable(module)
    return f'import {{ {variable} }} from "./{BUNDLE}";\n{_from_variable(found)}'


def _variable(name: str) -> str:
    return "$" + name.removesuffix(".js").replace("-", "_")
