"""Measure the search index: time, memory, sizes, and bytes that a query costs.

    python benchmarks/search.py [MESSAGES] [FOLDER]

Makes a corpus with a Zipf vocabulary, writes its index on one core, and asks a fixed
log of 200 queries the way a browser does, each with nothing cached but the root
(`cold` adds the root and the pointer).
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sitegen.search.documents import Document, Unit
from sitegen.search.fragments import fragment_size
from sitegen.search.invert import invert
from sitegen.search.layout import POINTER
from sitegen.search.query import parse, to_json
from sitegen.search.run import Run
from sitegen.search.writer import write_index

BYTES = Path(__file__).with_name("search_bytes.mjs")
WEEK = 7 * 86_400
START = 1_262_304_000  # 2010-01-01
SYLLABLES = [
    c + v for c in "bcdfghjklmnprstvwz" for v in ("a", "e", "i", "o", "u", "ea")
]
ENDINGS = ("", "", "", "n", "r", "st", "t", "l", "s", "ing", "ed")


def main() -> None:
    """Run the benchmark and print a report."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 70_000
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else made)
        measure(messages, folder)
        ask(messages, folder)


def measure(messages: int, folder: Path) -> None:
    """Write the index and print what it took."""
    text = 0
    inverting = writing = 0.0
    sizes: Counter[str] = Counter()
    files: Counter[str] = Counter()
    size = fragment_size(messages)

    def runs() -> Iterator[Run]:
        nonlocal text, inverting
        for unit in make_units(messages):
            text += sum(len(each.text.encode()) for each in unit.documents)
            start = time.process_time()
            run = invert(unit, "english", size)
            inverting += time.process_time() - start
            yield run

    iterator = write_index(runs(), "english")
    while True:
        before, start = inverting, time.process_time()
        file = next(iterator, None)
        # what is left of the step is writing, and making the corpus, which is taken out
        writing += time.process_time() - start - (inverting - before)
        if file is None:
            break
        kind = "pointer" if file.path == POINTER else file.path.split("/")[2]
        sizes[kind] += len(file.data)
        files[kind] += 1
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    start = time.process_time()
    for _ in make_units(messages):
        pass
    making = time.process_time() - start
    writing = max(writing - making, 1e-9)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{messages} messages, {text / 1e6:.1f} MB of text")
    print(
        f"invert {inverting:.2f} s, write {writing:.2f} s:"
        f" {messages / (inverting + writing):.0f} messages/s; peak {peak:.0f} MB"
    )
    for kind, held in sorted(sizes.items()):
        print(f"  {kind:8} {files[kind]:6} files {held:10} bytes {held / text:7.2%}")
    index = sum(held for kind, held in sizes.items() if kind != "f")
    print(f"  index {index / text:.1%} of the text, with fragments", end=" ")
    print(f"{(index + sizes['f']) / text:.1%}; {sum(files.values())} files")


def make_units(messages: int) -> Iterator[Unit]:
    """Yield sessions of about 650 messages, one a week."""
    rng = random.Random(7)
    words = vocabulary(rng, 60 * int(messages**0.55))
    cumulative: list[float] = []
    total = 0.0
    for rank in range(len(words)):
        total += 1 / (rank + 2.7) ** 1.15
        cumulative.append(total)
    people = [f"person{number}" for number in range(max(messages // 6, 10))]
    made = week = 0
    while made < messages:
        count = min(
            rng.randint(400, 900) * (2 if messages > 500_000 else 1), messages - made
        )
        start = START + week * WEEK
        topic = rng.choices(words[50:5000], k=40)
        documents = tuple(
            message(
                rng, made + place, start + place * 5, words, cumulative, topic, people
            )
            for place in range(count)
        )
        key = time.strftime("%Y-%m-%d", time.gmtime(start))
        url = f"sessions/supportchat/{key}/"
        end = start + count * 5
        yield Unit(
            key, "supportchat", "session", f"Session {week}", url, start, end, documents
        )
        made += count
        week += 1


def message(
    rng: random.Random,
    number: int,
    at: int,
    words: list[str],
    cumulative: list[float],
    topic: list[str],
    people: list[str],
) -> Document:
    """Return a made-up message of realistic length."""
    size = max(1, min(int(rng.lognormvariate(2.6, 0.6)), 120))
    chosen = rng.choices(words, cum_weights=cumulative, k=size)
    for place in range(size):
        if rng.random() < 0.12:
            chosen[place] = rng.choice(topic)
    chosen[0] = chosen[0].capitalize()
    text = " ".join(chosen) + rng.choice((".", "", "!", "?"))
    has: tuple[str, ...] = ()
    if rng.random() < 0.12:
        text += f" https://example.org/{rng.choice(words)}/{number % 977}"
        has = ("link",)
    author = people[int(len(people) * rng.random() ** 3)]
    mentions: tuple[str, ...] = ()
    if rng.random() < 0.3:
        mentions = (people[int(len(people) * rng.random() ** 3)],)
        text = f"@{mentions[0]} {text}"
    return Document(
        id=str(10_000_000_000 + number * 97),
        time=at,
        day=at // 86_400,
        author=author,
        name=author.title(),
        text=text,
        mentions=mentions,
        has=has,
        question=f"Q{number % 8 + 1}" if rng.random() < 0.5 else None,
        kinds=("reply",) if mentions else (),
    )


def vocabulary(rng: random.Random, size: int) -> list[str]:
    """Return distinct made-up words, the short ones first."""
    found: dict[str, None] = {}
    while len(found) < size:
        syllables = 1 + len(found).bit_length() // 5
        count = rng.randint(1, max(syllables, 1))
        found["".join(rng.choices(SYLLABLES, k=count)) + rng.choice(ENDINGS)] = None
    return list(found)


def query_log(messages: int) -> list[tuple[str, str]]:
    """Return the fixed log: 200 pairs of a class and a query, drawn by frequency."""
    rng = random.Random(11)
    documents = [
        each for unit in make_units(min(messages, 70_000)) for each in unit.documents
    ]
    counts = Counter(word for each in documents for word in set(plain(each.text)))
    total = len(documents)
    ranked = [word for word, _ in counts.most_common()]
    middle = [word for word in ranked if total / 2000 < counts[word] < total / 30]
    stop = ranked[:8]

    def phrase() -> str:
        while True:
            words = plain(rng.choice(documents).text)
            if len(words) > 3:
                place = rng.randrange(len(words) - 1)
                return f'"{words[place]} {words[place + 1]}"'

    def together() -> tuple[str, str, str]:
        while True:
            each = rng.choice(documents)
            found = [word for word in plain(each.text) if word in middle_set]
            if len(found) > 1:
                return found[0], found[-1], each.author

    middle_set = set(middle)
    log: list[tuple[str, str]] = []
    log += [("word", rng.choice(middle)) for _ in range(80)]
    log += [("pair", " ".join(together()[:2])) for _ in range(50)]
    log += [("phrase", phrase()) for _ in range(20)]
    for _ in range(20):
        one, _, author = together()
        log.append(("person", f"{one} from:{author}"))
    log += [
        ("dates", f"{rng.choice(middle)} during:2010-0{rng.randint(1, 9)}")
        for _ in range(10)
    ]
    log += [("prefix", f"{rng.choice(middle)[:4]}*") for _ in range(10)]
    log += [("unknown", f"{rng.choice(middle)}qx") for _ in range(6)]
    log += [("stop", " ".join(rng.sample(stop, rng.randint(1, 2)))) for _ in range(4)]
    return log


def plain(text: str) -> list[str]:
    """Return the plain words of a made-up text."""
    return [word.lower() for word in text.rstrip(".!?").split() if word.isalpha()]


def ask(messages: int, folder: Path) -> None:
    """Ask the log and print bytes and files for each class of queries."""
    log = query_log(messages)
    asked = [
        {**to_json(parse(text)), "class": kind, "text": text} for kind, text in log
    ]
    file = folder / "queries.json"
    file.write_text(json.dumps(asked), "utf-8")
    subprocess.run(["node", BYTES, folder, file], check=True)


if __name__ == "__main__":
    main()
