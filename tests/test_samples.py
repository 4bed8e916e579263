"""Real exports go through new, import and build, and every row is accounted for.

The exports are of real people, are not part of the project, and lie beside it where
somebody put them; without them there is nothing to test.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sitegen.build.pipeline import BuildOptions, build
from sitegen.commands.importing import Wish, import_files
from sitegen.scaffold.site import new_site

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="no real exports here"),
]

# Folder or file, and the zone of those that write none.
FORMATS = (
    ("tweets-tags", None),
    ("tweets-sheets-archiver", None),
    ("tweets-twarc1", None),
    ("tweets-twarc2", None),
    ("slack", None),
    ("slack-zip/testarchive.zip", None),
    ("discord-html", None),
    ("irc-meetbot", "America/Chicago"),
    ("irc-html-fragments", "UTC"),
    ("whatsapp-telegram-signal-instagram", "UTC"),
)
_SUM = re.compile(
    r"([\d,]+) rows = ([\d,]+) added \+ ([\d,]+) changed \+ ([\d,]+) duplicate"
    r" \+ ([\d,]+) deleted \+ ([\d,]+) skipped"
)


def sums(said: str) -> Iterator[list[int]]:
    """Yield the numbers of each sum that an import printed."""
    for found in _SUM.findall(said):
        yield [int(number.replace(",", "")) for number in found]


def store_digest(site: Path) -> dict[str, str]:
    """Return the digest of every stored file."""
    return {
        str(file.relative_to(site)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted((site / "content").rglob("*"))
        if file.is_file()
    }


@pytest.mark.parametrize(("name", "zone"), FORMATS)
def test_a_real_export_becomes_a_site(
    tmp_path: Path, name: str, zone: str | None
) -> None:
    """Both sums hold, and the same import again changes no byte."""
    site = tmp_path / "site"
    new_site(site, date(2026, 1, 1))
    source = [SAMPLES / name]
    said = import_files(site, source, Wish(zone=zone))
    counted = list(sums(said))
    assert counted
    for rows, *parts in counted:
        assert rows == sum(parts)
    before = store_digest(site)
    again = import_files(site, source, Wish(zone=zone))
    assert store_digest(site) == before
    assert all(added == changed == 0 for _, added, changed, *_ in sums(again))
    report = build(site, site / "output", BuildOptions(jobs=1))
    n = report.counts
    places = (n.shown, n.folded, n.hidden, n.redacted, n.tombstones, n.outside)
    stored = sum(
        len(file.read_bytes().splitlines())
        for file in (site / "content" / "transcripts").rglob("*.jsonl")
    )
    assert n.stored == sum(places) == stored
    heavy = {
        str(page.relative_to(site)): page.stat().st_size
        for page in (site / "output").rglob("*.html")
        if page.stat().st_size > 300_000
    }
    assert heavy == {}
