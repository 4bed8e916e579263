"""Index messages with Pagefind, in an environment of its own.

    python benchmarks/pagefind_index.py MESSAGES.jsonl OUTPUT

Needs `pip install 'pagefind[bin]'` and nothing of sitegen. One record is one message,
as in the search it is compared with.
"""

import asyncio
import json
import sys
from pathlib import Path

from pagefind.index import IndexConfig, PagefindIndex


async def main(messages: Path, output: Path) -> None:
    """Write the index of the messages of a file."""
    config = IndexConfig(output_path=str(output))
    async with PagefindIndex(config=config) as index:
        with messages.open(encoding="utf-8") as lines:
            for line in lines:
                each = json.loads(line)
                await index.add_custom_record(
                    url=each["url"],
                    content=each["text"],
                    language="en",
                    meta={"title": each["title"], "author": each["name"]},
                    filters={"author": [each["author"]]},
                    sort={"date": each["day"]},
                )


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
