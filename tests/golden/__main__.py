"""Write the golden tree anew: `python -m tests.golden`."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.golden.tree import OUTPUT, build_tree

with TemporaryDirectory() as folder:
    files = build_tree(Path(folder))
shutil.rmtree(OUTPUT, ignore_errors=True)
for name, text in files.items():
    file = OUTPUT / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
