"""Measures sitegen side by side with what a host would otherwise use.

    words, corpus      made-up chats of any size, the same bytes for the same seed
    measure            what a command costs; what it wrote and changed
    peers              Hugo, Pagefind and tg-archive, on the same messages
    scenarios          what a host does with sitegen
    targets, report    one run of everything; its tables in docs/benchmarks.md
    search             the bytes and times of searching

`make bench`, or `python -m benchmarks --help`.
"""
