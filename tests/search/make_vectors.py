"""Write the vectors that both languages must pass.

    python -m tests.search.make_vectors

Look at the difference before committing it: these files are the specification.
"""

import json
from pathlib import Path

from sitegen.search.analysis import analyze
from sitegen.search.query import parse, to_json
from tests.search.inputs import token_inputs
from tests.search.queries import query_inputs

VECTORS = Path(__file__).parent / "vectors"


def token_vectors() -> list[dict[str, object]]:
    """Return each text with its tokens."""
    return [{"text": text, "tokens": analyze(text)} for text in token_inputs()]


def query_vectors() -> list[dict[str, object]]:
    """Return each query with its tree."""
    return [
        {"text": text, "live": live, "query": to_json(parse(text, live=live))}
        for text, live in query_inputs()
    ]


def write_vectors(path: Path, vectors: list[dict[str, object]]) -> None:
    """Write one vector a line."""
    lines = ",\n".join(json.dumps(vector) for vector in vectors)
    path.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    write_vectors(VECTORS / "tokens.json", token_vectors())
    write_vectors(VECTORS / "queries.json", query_vectors())
