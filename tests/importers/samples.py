"""Where real exports lie, if they do: beside the repository, never in it."""

import os
from pathlib import Path


def samples_folder() -> Path | None:
    """Return the folder of `SITEGEN_SAMPLES`, or a `shared/samples` above this file."""
    given = os.environ.get("SITEGEN_SAMPLES")
    above = [folder / "shared" / "samples" for folder in Path(__file__).parents]
    candidates = [Path(given)] if given else above
    return next((folder for folder in candidates if folder.is_dir()), None)
