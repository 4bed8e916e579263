"""The importers there are: the built-in ones, listed here, and those of plugins.

A plugin is a package that names an importer in the entry point group
`sitegen.importers`; the entry point is the importer itself or a class that makes it
without arguments.
"""

from importlib.metadata import EntryPoint, entry_points

from sitegen.errors import SitegenError
from sitegen.importers.base import Importer
from sitegen.importers.discord import DiscordImporter
from sitegen.importers.discord_html import DiscordHtmlImporter
from sitegen.importers.irc import IrcImporter
from sitegen.importers.meetbot_json import MeetBotJsonImporter
from sitegen.importers.native import NativeImporter
from sitegen.importers.slack import SlackImporter
from sitegen.importers.tags import Tags
from sitegen.importers.telegram import TelegramImporter
from sitegen.importers.twapperkeeper import TwapperKeeper
from sitegen.importers.twarc1 import Twarc1
from sitegen.importers.twarc2 import Twarc2
from sitegen.importers.twarc2_csv import Twarc2Csv
from sitegen.importers.twarc_csv import TwarcCsv
from sitegen.importers.twitter_account import TwitterAccount
from sitegen.importers.twitter_archiver import TwitterArchiver
from sitegen.importers.whatsapp import WhatsAppImporter

GROUP = "sitegen.importers"

IMPORTERS: tuple[Importer, ...] = (
    DiscordHtmlImporter(),
    DiscordImporter(),
    IrcImporter(),
    MeetBotJsonImporter(),
    NativeImporter(),
    SlackImporter(),
    TelegramImporter(),
    Tags(),
    Twarc1(),
    Twarc2(),
    Twarc2Csv(),
    TwarcCsv(),
    TwapperKeeper(),
    TwitterAccount(),
    TwitterArchiver(),
    WhatsAppImporter(),
)


class BrokenPlugin(SitegenError):
    """An entry point of the group could not be loaded as an importer."""

    def __init__(self, point: EntryPoint, why: str) -> None:
        super().__init__(f"importer plugin '{point.name}' ({point.value}): {why}")


def all_importers() -> tuple[Importer, ...]:
    """Return the built-in importers, then those of installed plugins by name.

    Raises:
        BrokenPlugin: A plugin does not load, or its importer's name is taken.
    """
    found = {importer.name: importer for importer in IMPORTERS}
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        importer = _load(point)
        if importer.name in found:
            raise BrokenPlugin(point, f"the name '{importer.name}' is taken")
        found[importer.name] = importer
    return tuple(found.values())


def _load(point: EntryPoint) -> Importer:
    try:
        loaded = point.load()
        importer: Importer = loaded() if isinstance(loaded, type) else loaded
    except Exception as error:  # a plugin may raise anything on import
        raise BrokenPlugin(point, f"does not load: {error}") from error
    parts = (getattr(importer, part, None) for part in ("claim", "read"))
    if not isinstance(getattr(importer, "name", None), str) or not all(
        callable(part) for part in parts
    ):
        raise BrokenPlugin(point, "has no name, claim and read")
    return importer
