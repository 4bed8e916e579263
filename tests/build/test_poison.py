"""What builds remember never gives wrong output, however it was damaged."""

from pathlib import Path

import pytest

from sitegen.build import pipeline
from sitegen.build.pipeline import BuildOptions, build
from tests.build import small_site
from tests.build.machine import damage
from tests.build.trees import tree, write_tree

RECAP = '---\ntitle: A week\ndate: 2026-03-10\n---\n{{ quote("tea-2026-03-03-0") }}\n'
FILES = small_site.first_files() | {
    "content/recaps/2026-W10.md": RECAP,
    "content/redactions.yaml": "- message: tea-2026-03-10-1\n",
}


class Site:
    """A site that was built, and edited in a small way since."""

    def __init__(self, root: Path) -> None:
        self.site, self.output = write_tree(root / "site", FILES), root / "output"
        self.build()
        self.day = self.site / "content/transcripts/tea/2026/2026-03-10.jsonl"
        text = self.day.read_text("utf-8")
        self.day.write_text(text.replace("hello all", "hello you"), "utf-8")
        files = FILES | {
            path: (self.site / path).read_text("utf-8")
            for path in ("content/transcripts/tea/2026/2026-03-10.jsonl",)
        }
        clean = write_tree(root / "clean", files)
        build(clean, root / "clean-output", BuildOptions())
        self.expected = tree(root / "clean-output")

    def build(self) -> dict[str, bytes]:
        build(self.site, self.output, BuildOptions())
        return tree(self.output)

    def remembered(self) -> list[Path]:
        return sorted(
            path
            for path in (self.site / ".sitegen").rglob("*")
            if path.is_file() and "staging" not in path.parts and path.name != "lock"
        )


@pytest.mark.parametrize("how", ["alter", "delete"])
def test_damage_to_everything_is_found(tmp_path: Path, how: str) -> None:
    site = Site(tmp_path)
    for path in site.remembered():
        damage(path, how)
    assert site.build() == site.expected


@pytest.mark.long
@pytest.mark.parametrize("kind", ["record", "sheet", "fragments", "run", "material"])
@pytest.mark.parametrize("how", ["alter", "delete"])
def test_damage_to_one_kind_is_found(tmp_path: Path, kind: str, how: str) -> None:
    site = Site(tmp_path)
    for path in site.remembered():
        if path.suffix == f".{kind}":
            damage(path, how)
    assert site.build() == site.expected


@pytest.mark.long
@pytest.mark.parametrize("kind", ["record", "sheet", "fragments", "run", "material"])
def test_one_file_put_in_place_of_another_is_found(tmp_path: Path, kind: str) -> None:
    site = Site(tmp_path)
    one, other, *_ = (p for p in site.remembered() if p.suffix == f".{kind}")
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert site.build() == site.expected


def test_what_another_version_kept_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    kept = {path.name for path in site.remembered() if "cache" in path.parts}
    kept = {name for name in kept if not name.endswith(".jinja")}
    monkeypatch.setattr(pipeline, "program_digest", lambda: "another version")
    found = site.build()
    now = {path.name for path in site.remembered() if "cache" in path.parts}
    assert found == site.expected
    assert not kept & now
