"""The wheel carries all it needs and works with no repository around it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

REPOSITORY = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command with an empty environment; return what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, REPOSITORY, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_themes_scaffold_languages_and_search(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "sitegen/themes/default/templates/base.html",
        "sitegen/themes/default/assets/styles/10-tokens.css",
        "sitegen/themes/plain/theme.yaml",
        "sitegen/scaffold/files/site.yaml",
        "sitegen/render/languages/ar.toml",
        "sitegen/search/browser/search-page.js",
        "sitegen/search/help.md",
        "sitegen/py.typed",
    } <= names
    assert not any(name.startswith(("tests/", "content/")) for name in names)
    assert not any(name.endswith(".pyc") for name in names)


def test_an_installed_wheel_makes_and_builds_a_site(
    wheel: Path, tmp_path: Path
) -> None:
    run(sys.executable, "-m", "venv", "env", cwd=tmp_path)
    python = tmp_path / "env" / "bin" / "python"
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(python, *install, wheel, cwd=tmp_path)
    sitegen = tmp_path / "env" / "bin" / "sitegen"
    run(sitegen, "new", "chat", cwd=tmp_path)
    said = run(sitegen, "--site", "chat", "build", cwd=tmp_path)
    assert "1 session," in said
    assert (tmp_path / "chat" / "output" / "index.html").is_file()
    found = run(sitegen, "search", "--site", "chat", "the OR a", cwd=tmp_path)
    assert found.strip()
