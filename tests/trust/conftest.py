"""A site of hostile messages, built once for all tests of this folder."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sitegen.build.pipeline import BuildOptions, build
from sitegen.importers.catalog import all_importers
from sitegen.importers.export import open_export
from sitegen.store.importing import ImportOptions, import_exports
from tests.trust.payloads import NAMES, PAYLOADS
from tests.verify.sites import SITE

START = datetime(2021, 3, 3, 20, tzinfo=UTC)


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, name in enumerate(NAMES):
        text = PAYLOADS[number % len(PAYLOADS)]
        size = len(text)
        rows.append(
            {
                "id": f"{number}{name[:40]}",
                "time": (START + timedelta(seconds=number * 30)).isoformat(),
                "author": name,
                "author_id": name,
                "name": name,
                "text": text,
                "client": "twitter",
                "url": PAYLOADS[number * 3 % len(PAYLOADS)],
                "reply_to": rows[number // 2]["id"] if rows else None,
                "entities": [
                    {"start": 0, "end": size, "kind": "bold"},
                    {"start": 0, "end": size, "kind": "link", "href": text},
                ],
                "attachments": [
                    {"url": text, "kind": "image", "alt": text, "title": text},
                    {"url": "https://example.org/x.png", "kind": "image", "alt": text},
                ],
                "reactions": [{"emoji": text[:40], "count": 2}],
            }
        )
        rows.append(
            {
                "id": f"q{number}",
                "time": (START + timedelta(seconds=number * 30 + 5)).isoformat(),
                "author": "wickwright",
                "text": f"Q{number + 1}: {text} #{name} @{name}",
            }
        )
    return rows


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built site of hostile messages, imported from a native export."""
    folder = tmp_path_factory.mktemp("outer") / "site"
    folder.mkdir()
    (folder / "site.yaml").write_text(SITE, "utf-8")
    export = folder.parent / "hostile.jsonl"
    lines = (json.dumps({k: v for k, v in r.items() if v is not None}) for r in _rows())
    export.write_text("\n".join(lines) + "\n", "utf-8")
    options = ImportOptions(importers=all_importers(), channels=("lanterns",))
    import_exports(folder / "content", [open_export(export)], options)
    export.unlink()
    build(folder, folder / "output", BuildOptions())
    return folder
