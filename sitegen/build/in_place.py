"""Publishing where folders can't be exchanged: a mount, another file system.

The window in which readers see a mixture is as small as it can be: new files come
first, then changed ones, the root of the search index, the manifest, and removals last.
A manifest that owns both releases is written before all: whatever is left after a kill
is the program's, and the next build repairs it.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from sitegen.build.manifest import MANIFEST, manifest_bytes
from sitegen.build.trees import make_folder, remove

TEMPORARY = ".sitegen.new"  # in the output, for a moment; what is left there may go


def publish_in_place(
    release: Path,
    output: Path,
    written: Iterable[str],
    old: Mapping[str, str],
    new: Mapping[str, str],
) -> None:
    """Make an output folder hold a release, file by file.

    Args:
        release: The complete release.
        output: The folder that readers see.
        written: What differs from what is there.
        old: What the program owns in the output: path to digest.
        new: What it owns in the release.
    """
    _replace(output, MANIFEST, manifest_bytes({**old, **new}))
    for path in sorted(written, key=lambda path: _turn(path, old)):
        make_folder(output, path.rpartition("/")[0], set())
        if (output / path).is_dir():
            for inner in [p for p in old if p.startswith(f"{path}/")]:
                remove(output, inner)
        _link_or_copy(release / path, output / TEMPORARY)
        (output / TEMPORARY).replace(output / path)
    for path in sorted(old.keys() - new.keys()):
        remove(output, path)
    _replace(output, MANIFEST, (release / MANIFEST).read_bytes())


def _turn(path: str, old: Mapping[str, str]) -> tuple[int, str]:
    if path.endswith("/root.json"):
        return 2, path
    return int(path in old), path


def _replace(output: Path, path: str, data: bytes) -> None:
    (output / TEMPORARY).write_bytes(data)
    (output / TEMPORARY).replace(output / path)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)
