"""Write the expected.json of every importer case anew: read the diff before you commit.

python -m tests.importers.update [format[/case] ...]
"""

import sys

from tests.importers.cases import all_cases, run, written


def main(wanted: list[str]) -> None:
    """Rewrite the cases whose `format/case` starts with one of the given names."""
    for case in all_cases():
        if not wanted or any(str(case).startswith(name) for name in wanted):
            text = written(run(case))
            old = case.expected.read_text() if case.expected.exists() else None
            if text != old:
                case.expected.write_text(text)
                sys.stdout.write(f"{case}: written\n")


if __name__ == "__main__":
    main(sys.argv[1:])
