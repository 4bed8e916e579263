"""A small site becomes exactly the tree under `output/`."""

from pathlib import Path

from tests.golden.tree import OUTPUT, build_tree


def test_a_small_site_becomes_the_golden_tree(tmp_path: Path) -> None:
    """`python -m tests.golden` writes it anew."""
    kept = {
        file.relative_to(OUTPUT).as_posix(): file.read_text("utf-8")
        for file in OUTPUT.rglob("*")
        if file.is_file()
    }
    built = build_tree(tmp_path)
    assert built["files.txt"] == kept["files.txt"]
    assert built.keys() == kept.keys()
    for name, text in built.items():
        assert text == kept[name], f"{name} changed; see python -m tests.golden"
