"""`python -m sitegen`, and the command `sitegen`."""

import os
import sys
from typing import NoReturn

from sitegen.cli import main


def run() -> NoReturn:
    """Run the command line, and leave at once.

    A build has made millions of values by then; Python would take 0.3 s to take them
    apart one by one.
    """
    code = 0
    try:
        main()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = 1
    os._exit(code)


if __name__ == "__main__":
    run()
