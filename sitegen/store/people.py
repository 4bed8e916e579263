"""Read the participants' files: content/people/<slug>.md."""

from pathlib import Path

from sitegen.chat.people import RESERVED, SLUG, Profile, fold
from sitegen.errors import SitegenError
from sitegen.store.documents import read_text
from sitegen.strict_yaml import Fields, load, split_front_matter

FOLDER = "people"


class BadSlug(SitegenError):
    """A participant's file has a name that can't be an address."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path}: a participant's file is named for its address:"
            " a-z, 0-9, - and _, 40 at most, and no reserved name"
        )


class AliasTwice(SitegenError):
    """Two participants claim one alias."""

    def __init__(self, path: str, alias: str, other: str) -> None:
        super().__init__(f"{path}: '{alias}' also names {other}; keep one")


def read_people(content: Path) -> tuple[tuple[Profile, ...], frozenset[str]]:
    """Read all profiles, sorted by slug, and the slugs of who opted out.

    Raises:
        SitegenError: A file has a mistake; the text names file and line.
    """
    profiles: list[Profile] = []
    opted_out: set[str] = set()
    for path in sorted((content / FOLDER).glob("*.md")):
        if path.name.startswith("."):
            continue
        name = path.relative_to(content.parent).as_posix()
        profile, is_out = parse_profile(read_text(path, name), name, path.stem)
        profiles.append(profile)
        if is_out:
            opted_out.add(profile.slug)
    _refuse_twins(profiles)
    return tuple(sorted(profiles, key=lambda p: p.slug)), frozenset(opted_out)


def parse_profile(text: str, file: str, slug: str) -> tuple[Profile, bool]:
    """Turn a participant's file into a value, and whether they opted out.

    Raises:
        SitegenError: It has a mistake; the text names line and key.
    """
    if not SLUG.match(slug) or slug in RESERVED:
        raise BadSlug(file)
    head, body, _ = split_front_matter(text, file)
    fields = load(head, file, first_line=2)
    consent = fields.choice("consent", ("full", "unlisted", "none"), "full")
    profile = Profile(
        slug=slug,
        aliases=_aliases(fields),
        ids=fields.texts("ids"),
        name=fields.optional("name"),
        roles=fields.texts("roles"),
        links=_links(fields),
        consent="unlisted" if consent == "unlisted" else "full",
        noindex=fields.flag("noindex", default=False),
        bio=body.strip("\n"),
        path=file,
    )
    fields.done()
    return profile, consent == "none"


def _aliases(fields: Fields) -> tuple[str, ...]:
    aliases = fields.texts("aliases")
    if not all(map(fold, aliases)):
        raise fields.bad("aliases", "", "names people wrote under")
    return aliases


def _links(fields: Fields) -> tuple[tuple[str, str], ...]:
    found = []
    for link in fields.mappings("links"):
        url = link.required("url")
        if not url.startswith(("https://", "http://", "mailto:")):
            raise link.bad("url", url, "an address that begins with https://")
        found.append((link.text("title", url), url))
        link.done()
    return tuple(found)


def _refuse_twins(profiles: list[Profile]) -> None:
    names: dict[str, str] = {p.slug: p.path for p in profiles}
    accounts: dict[str, str] = {}
    for profile in profiles:
        claims = [(names, fold(alias), alias) for alias in profile.aliases]
        claims += [(accounts, account, account) for account in profile.ids]
        for owners, key, written in claims:
            if owners.setdefault(key, profile.path) != profile.path:
                raise AliasTwice(profile.path, written, owners[key])
