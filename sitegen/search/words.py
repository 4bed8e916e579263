"""Word files: words, people and tags with how often each occurs, for suggestions.

"Did you mean" reads the words that begin as the unknown one does; the search box reads
people and tags by what was typed. Entries are sorted by key, a field byte and the word
(for a person the slug); after all keys come the counts and the people's display names.
"""

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np

from sitegen.search import varints
from sitegen.search.layout import Field, File, Kind, Options, file_of
from sitegen.search.merge import Merged

_TAGS = (Field.TAG, bytes((Field.TAG[0] + 1,)))  # where their keys begin and end


def write_words(merged: Merged, options: Options) -> tuple[bytes, list[File]]:
    """Return the name of the directory of words, and it with the word files."""
    files: list[File] = []
    firsts, names = [], bytearray()
    entries = sorted(_entries(merged, options))
    total = sum(len(key) + len(name) + 3 for key, _, name in entries)
    aim = max(options.word_bytes, total // options.word_files)
    start = held = 0
    for place, (key, _, name) in enumerate(entries):
        size = len(key) + len(name) + 3
        if held and held + size > aim:
            firsts.append((entries[start - 1][0] if start else b"", entries[start][0]))
            names += _add(files, entries[start:place])
            start, held = place, 0
        held += size
    if entries:
        firsts.append((entries[start - 1][0] if start else b"", entries[start][0]))
        names += _add(files, entries[start:])
    directory = bytearray()
    varints.put(directory, len(firsts))
    varints.put_front_coded(
        directory,
        [first[: varints.common_prefix(last, first) + 1] for last, first in firsts],
    )
    name, file = file_of(Kind.WORD_DIRECTORY, directory + names)
    return name, [*files, file]


def _entries(merged: Merged, options: Options) -> Iterator[tuple[bytes, int, bytes]]:
    """Yield key, count and display name.

    In an archive of some size a word that occurs once is more often a mistyped one
    than one to suggest.
    """
    least = 1 if merged.documents < options.one_segment else 2
    for key, count in zip(merged.keys, merged.words, strict=True):
        if count >= least:
            yield key, count, b""
    for surface in merged.surfaces:
        if surface.count >= least:
            yield Field.TEXT + surface.text, surface.count, b""
    people: dict[str, tuple[int, str]] = {}
    for slug, name, count in merged.people:
        known, best = people.get(slug, (0, name))
        people[slug] = (known + count, best)
    for slug, (count, name) in people.items():
        yield Field.AUTHOR + slug.encode(), count, name.encode("utf-8", "replace")
    for place in range(*(bisect_left(merged.keys, each) for each in _TAGS)):
        yield merged.keys[place], int(merged.counts[place]), b""


def _add(files: list[File], entries: list[tuple[bytes, int, bytes]]) -> bytes:
    body = bytearray()
    varints.put(body, len(entries))
    varints.put_front_coded(body, [key for key, _, _ in entries])
    body += varints.encode(np.array([count for _, count, _ in entries], np.int64))
    people = [each for each in entries if each[0].startswith(Field.AUTHOR)]
    for _, _, name in people:
        varints.put(body, len(name))
    body += b"".join([name for _, _, name in people])
    digest, file = file_of(Kind.WORDS, body)
    files.append(file)
    return digest
