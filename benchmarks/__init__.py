"""Measures sitegen side by side with what a host would otherwise use.

    words, corpus      made-up chats of any size, the same bytes for the same seed
    peers/             Hugo, Pagefind and tg-archive, on the same messages
    measure, trees     what a command costs; what it wrote and changed
    scenarios, report  one run of everything; its table in docs/benchmarks.md

`make bench`, or `python -m benchmarks --help`.
"""
