"""Tests of the build work in memory where they can: publishing waits for the disk."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")
_ENOUGH_BYTES = 200_000_000


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Give an empty folder, in memory on Linux: a hundred builds wait for no disk."""
    in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES
    with tempfile.TemporaryDirectory(
        prefix="sitegen-", dir=_MEMORY if in_memory else None
    ) as folder:
        yield Path(folder)
