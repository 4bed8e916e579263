"""Run the browser's modules in Node."""

import os
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def run_node_test(name: str, vectors: Path) -> None:
    """Run one test file on a file of vectors; fail with what it printed."""
    done = subprocess.run(
        ["node", "--test", str(HERE / name)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "VECTORS": str(vectors)},
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
