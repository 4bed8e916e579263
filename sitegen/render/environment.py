"""A theme, loaded: templates, language and assets; one value per build and worker.

    theme = load_theme("default", "en", site=folder)
    theme.render("session.html", {...}) -> str
    theme.closure("session.html")       -> digest of all that shapes its output

Templates see what they are given and the functions of `_globals`, nothing else. Any
error in a template becomes one sentence that names the template and the line.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import jinja2.meta
from jinja2.runtime import Macro
from markupsafe import Markup

from sitegen.errors import SitegenError
from sitegen.render import charts
from sitegen.render.assets import Asset, collect_assets
from sitegen.render.language import Language, iso, load_language
from sitegen.render.quick import QuickEnvironment, once
from sitegen.render.text import PAGE, ROOT, plain, safe_url
from sitegen.render.themes import Chain, theme_chain
from sitegen.site.views import Assets

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# A tag that names a template: group 1 if by one string, else group 2.
_NAMING = re.compile(
    r"""\{%[-+]?\s*(?:include|extends|import|from)\s+"""
    r"""(?:["']([^"'{}]+)["']\s*(?=[-+]?%\}|import\b|as\b|with\b|without\b|ignore\b)|(.))""",
    re.DOTALL,
)


class TemplateProblem(SitegenError):
    """A template cannot be read or does not fit its view."""

    def __init__(self, name: str, line: int | None, what: str) -> None:
        place = f"{name}:{line}" if line else name
        super().__init__(f"template {place}: {what}")


class DynamicInclude(TemplateProblem):
    """A template includes another one whose name is only known when it runs."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name, None, "includes, extends or imports by a computed name; write it out"
        )


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme in one language."""

    chain: Chain
    language: Language
    assets: tuple[Asset, ...]
    asset_links: Assets  # for `Chrome.assets`
    environment: jinja2.Environment
    _macros: dict[tuple[str, str], Macro] = field(default_factory=dict)
    _closures: dict[str, str] = field(default_factory=dict)
    _named: dict[str, list[str]] = field(default_factory=dict)

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return a template's output.

        Raises:
            TemplateProblem: The template is broken or asks for what it does not have.
        """
        try:
            return self.environment.get_template(name).render(values)
        except SitegenError:
            raise
        except Exception as error:
            raise _problem(name, error) from error

    def macro(self, template: str, name: str) -> Macro:
        """Return a macro of a template, compiled once.

        Raises:
            TemplateProblem: The template is broken or has no such macro.
        """
        key = (template, name)
        if key not in self._macros:
            try:
                module = self.environment.get_template(template).module
            except Exception as error:
                raise _problem(template, error) from error
            macro = getattr(module, name, None)
            if not isinstance(macro, Macro):
                raise TemplateProblem(template, None, f"no macro '{name}'")
            self._macros[key] = macro
        return self._macros[key]

    def closure(self, name: str) -> str:
        """Return the digest of a template, all it names, and the language's words.

        Raises:
            DynamicInclude: A template names another by a computed name.
            TemplateProblem: A template can't be read.
        """
        if name not in self._closures:
            digest = hashlib.sha256(self.language.digest.encode())
            for member, source in sorted(self._members(name).items()):
                digest.update(f"{member}\0{len(source)}\0{source}".encode())
            self._closures[name] = digest.hexdigest()
        return self._closures[name]

    def _members(self, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        waiting = [(name, name)]
        while waiting:
            member, namer = waiting.pop()
            if member not in found:
                found[member] = source = self._source(member, namer)
                waiting += [(named, member) for named in self._named_in(member, source)]
        return found

    def _named_in(self, member: str, source: str) -> list[str]:
        """Return the templates that a template names.

        Nearly all are named by one string, which a pattern finds a hundred times faster
        than Jinja's parser; the parser reads the rest.
        """
        if member not in self._named:
            tags = _NAMING.findall(_COMMENT.sub("", source))
            if all(name for name, _ in tags):
                self._named[member] = [name for name, _ in tags]
            else:
                self._named[member] = self._parsed(member, source)
        return self._named[member]

    def _parsed(self, member: str, source: str) -> list[str]:
        try:
            tree = self.environment.parse(source, member)
        except jinja2.TemplateSyntaxError as error:
            raise _problem(member, error) from error
        names = list(jinja2.meta.find_referenced_templates(tree))
        if any(named is None for named in names):
            raise DynamicInclude(member)
        return [named for named in names if named is not None]

    def _source(self, name: str, namer: str) -> str:
        loader = self.environment.loader
        try:
            if loader is None:  # only by another environment than `load_theme` makes
                raise jinja2.TemplateNotFound(name)
            return loader.get_source(self.environment, name)[0]
        except jinja2.TemplateError as error:
            raise _problem(namer, error) from error


def load_theme(
    name: str,
    language: str,
    site: Path | None = None,
    bytecode: jinja2.BytecodeCache | None = None,
) -> Theme:
    """Return a theme in a language.

    Args:
        name: As in site.yaml.
        language: Code of the site's language.
        site: The site's folder, whose `themes/` lie over the shipped ones.
        bytecode: Where compiled templates may be kept.
    """
    chain = theme_chain(name, site)
    words = load_language(
        language, [folder / "languages" for folder in reversed(chain.folders)]
    )
    assets, links = collect_assets(chain)
    return Theme(chain, words, assets, links, _environment(chain, words, bytecode))


def _environment(
    chain: Chain, language: Language, bytecode: jinja2.BytecodeCache | None
) -> jinja2.Environment:
    environment = QuickEnvironment(
        loader=jinja2.FileSystemLoader([f / "templates" for f in chain.folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=bytecode,
    )
    environment.globals = _globals(language)
    environment.filters |= {
        "iso": iso,
        "date": language.date,
        "day": language.day,
        "short_date": language.short_date,
        "month_day": language.month_day,
        "month": language.month,
        "weekday": language.weekday,
        "time": language.time,
        "zone": language.zone,
        "number": language.number,
        "percent": language.percent,
        "plain": lru_cache(maxsize=8192)(plain),
        "html": _trusted,
        "safe_url": safe_url,
    }
    return environment


def _globals(language: Language) -> dict[str, Any]:
    text = lru_cache(maxsize=4096, typed=True)(language.text)
    return {
        "t": text,
        "language": language,
        "ROOT": ROOT,
        "PAGE": PAGE,
        "chart": charts.Charts(language, text),
        "range": range,
        "once": once(),
    }


def _trusted(html: str) -> Markup:
    """Mark an `html` field of a view as HTML: it was made by `render`."""
    return Markup(html)  # noqa: S704 - fields named html hold sanitized HTML by rule


def _problem(name: str, error: Exception) -> TemplateProblem:
    """Return what went wrong in a template, by name and line."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return TemplateProblem(error.name or name, error.lineno, error.message or "")
    if isinstance(error, jinja2.TemplateNotFound):
        return TemplateProblem(name, None, f"no template '{error.name}'")
    line = None
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "__jinja_template__" in trace.tb_frame.f_globals or _is_template(
            code.co_filename
        ):
            name = _template_name(code.co_filename)
            line = trace.tb_lineno
        trace = trace.tb_next
    what = " ".join(str(error).split())
    if not isinstance(error, jinja2.TemplateError):
        what = f"{type(error).__name__}: {what}"
    return TemplateProblem(name, line, what)


def _is_template(file: str) -> bool:
    return "/templates/" in file.replace("\\", "/") and file.endswith(".html")


def _template_name(file: str) -> str:
    return file.replace("\\", "/").rpartition("/templates/")[2]
