"""Made-up corpora for search tests: seeded, with hostile terms among the words."""

import random

from sitegen.search.documents import Document, Unit, UnitKind, unit_order
from sitegen.search.invert import invert
from sitegen.search.layout import Options
from sitegen.search.run import Run
from sitegen.search.writer import write_index

SMALL = Options(
    shard_bytes=(60, 400),
    position_bytes=100,
    word_bytes=60,
    big=40,
    block=16,
    blocks=400,
    head=12,
    units=(4, 3),
    calendar=7,
    one_segment=64,
)
HOSTILE = ("__proto__", "constructor", "tostring", "hasownproperty", "length")
OTHERS = ("naïve", "straße", "дом", "東京", "𝒳𝒴", "🙂", "\uffee", "𐐷x", "ﬁn")
LONG = ("donaudampfschiff", "donaudampfschifffahrt", "donaudampfschifffahrtsgesell")


def make_units(seed: int, documents: int, per_unit: int = 20) -> list[Unit]:
    """Return units of two channels over three years."""
    rng = random.Random(seed)
    words = [*HOSTILE, *OTHERS, *LONG, *(_word(rng) for _ in range(300))]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    rng.shuffle(words)
    units: list[Unit] = []
    made = 0
    while made < documents:
        size = min(rng.randint(1, 2 * per_unit), documents - made)
        number = len(units)
        day = 14_610 + number * 1100 * per_unit // documents
        start = day * 86_400 + rng.randint(0, 80_000)
        channel = rng.choice(("chat", "chat", "aside"))
        kind: UnitKind = rng.choice(("session", "session", "day"))
        key = f"{number:04d}"
        found = tuple(
            _document(rng, made + place, start + 60 * place, words, weights)
            for place in range(size)
        )
        title, url = f"Meeting {number}", f"{kind}s/{channel}/{key}/"
        end = start + 60 * size
        units.append(Unit(key, channel, kind, title, url, start, end, found))
        made += size
    return sorted(units, key=unit_order)


def _document(
    rng: random.Random, number: int, time: int, words: list[str], weights: list[float]
) -> Document:
    size = min(int(rng.expovariate(1 / 12)), 90)
    chosen = rng.choices(words, weights, k=size)
    if rng.random() < 0.01:
        chosen += [words[0]] * rng.randint(20, 60)
    author = f"p{int(rng.expovariate(1 / 4))}"
    return Document(
        id=f"m{number}" if number % 3 else str(5_459_968_236_978_176_000 + number * 7),
        time=time,
        day=time // 86_400,
        author=author,
        name=author.upper(),
        text=" ".join(chosen),
        mentions=tuple({f"p{rng.randint(0, 9)}"} if rng.random() < 0.3 else ()),
        tags=tuple(rng.sample(("rust", "web", "tea"), rng.choice((0, 0, 1, 2)))),
        question=rng.choice((None, None, "Q1", "Q2", "Q10")),
        has=tuple(rng.sample(("link", "image", "code"), rng.choice((0, 1)))),
        kinds=rng.choice(((), ("question",), ("answer", "reply"))),
    )


def _word(rng: random.Random) -> str:
    size = rng.randint(2, 8)
    text = "".join(rng.choice("abcdeilmnorstu") for _ in range(size))
    return text + rng.choice(("", "", "s"))


def make_runs(units: list[Unit], fragment_size: int = 5) -> list[Run]:
    return [invert(unit, "english", fragment_size) for unit in units]


def make_files(units: list[Unit], options: Options = SMALL) -> dict[str, bytes]:
    files = list(write_index(make_runs(units), "english", options))
    paths = {file.path: file.data for file in files}
    assert len(paths) == len(files)
    return paths
