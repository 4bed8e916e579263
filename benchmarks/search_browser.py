"""Search in Chromium: bytes of a cold search and of later ones, and how long one takes.

The site's own search page and Pagefind's client are asked through the same counting
server. A search is done when its first ten results, loaded, are in the document.
"""

import json
import re
import shutil
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.search_server import Sent, serve
from benchmarks.search_site import Answer
from sitegen.search.layout import FOLDER, Kind

_DONE = "document.documentElement.dataset.done"
# Marks the moment at which a search is done, and types a query by its last key.
_ASK = """(text) => {
  document.querySelector("[data-search-status]").textContent = "";
  const box = document.querySelector("input[name=q]");
  box.value = text;
  box.form.requestSubmit();
}"""
_WATCH = """() => {
  const results = document.querySelector("[data-search-results]");
  const status = document.querySelector("[data-search-status]");
  window.since = 0;
  const look = () => {
    if (!window.since || results.getAttribute("aria-busy") === "true") return;
    if (!status.textContent || status.textContent === window.before) return;
    window.took = performance.now() - window.since;
    window.since = 0;
  };
  new MutationObserver(look).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true });
}"""
_TYPE = """async (text) => {
  const box = document.querySelector("input[name=q]");
  const results = document.querySelector("[data-search-results]");
  const status = document.querySelector("[data-search-status]");
  const put = (value) => {
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  put(text.slice(0, -1));
  await new Promise((done) => setTimeout(done, 400));
  status.textContent = window.before = "";
  window.took = null;
  window.since = performance.now();
  put(text);
  while (window.took === null) await new Promise((done) => setTimeout(done, 2));
  return window.took;
}"""
_PAGEFIND = """<!doctype html><meta charset="utf-8"><title>Search</title>
<link rel="icon" href="data:,"><ol></ol><script type="module">
const pagefind = await import("./pagefind/pagefind.js");
await pagefind.init();
window.ask = async (text, options) => {
  const found = await pagefind.search(text, options);
  const loaded = await Promise.all(found.results.slice(0, 10).map((r) => r.data()));
  const list = document.querySelector("ol");
  list.replaceChildren(...loaded.map((each) => {
    const item = document.createElement("li");
    item.textContent = each.excerpt;
    return item;
  }));
  return found.results.length;
};
document.documentElement.dataset.done = "ready";
</script>
"""


_ANSWER = """() => [
  document.querySelector("[data-search-status]").textContent,
  [...document.querySelectorAll("[data-message-id]")].map((e) => e.dataset.messageId),
]"""
_TYPES = {".css": "style", ".js": "code"}


@dataclass(frozen=True, slots=True)
class Download:
    """What the server sent for one search."""

    bytes_by_kind: Mapping[str, int]  # style, code, page, kinds of index files
    requests: int

    @staticmethod
    def of(sent: Sent) -> "Download":
        """Return what was sent since the last `clear`."""
        kinds: Counter[str] = Counter()
        for path, size in sent.requests:
            kinds[_kind_of(path)] += size
        return Download(kinds, len(sent.requests))

    @property
    def size_bytes(self) -> int:
        """Bytes of all headers and bodies."""
        return sum(self.bytes_by_kind.values())


@dataclass(frozen=True, slots=True)
class Cost:
    """What one query cost."""

    kind: str
    cold: Download  # page, style, code and index, in a new browser profile
    later: Download  # more, in a page that has searched for one other word


@dataclass(frozen=True, slots=True)
class Asked:
    """A log, asked in Chromium."""

    costs: Sequence[Cost]
    answers: Sequence[Answer]
    times: Sequence[float]  # milliseconds from the last key to results, ascending


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--headless", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            browser.close()


def ask_site(folder: Path, log: Sequence[tuple[str, str]]) -> Asked:
    """Ask a site's search page a log of queries.

    Each query is asked cold in a new browser profile, and as the second one in the
    profile of the query before it in the log.
    """
    cold: list[Download] = []
    later: list[Download] = []
    answers: list[Answer] = []
    with serve(folder) as (address, sent), chromium() as browser:
        for (_, text), (_, following) in pairwise([*log, log[0]]):
            context = browser.new_context()
            page = context.new_page()
            sent.clear()
            page.goto(f"{address}search/?{urlencode({'q': text})}")
            _wait(page)
            cold.append(Download.of(sent))
            answers.append(_answer(page))
            sent.clear()
            page.evaluate(_ASK, following)
            _wait(page)
            later.append(Download.of(sent))
            context.close()
        times = _times(browser, address, log[:: max(1, len(log) // 50)])
    return Asked(_costs(log, cold, later), answers, sorted(times))


def _costs(
    log: Sequence[tuple[str, str]], cold: list[Download], later: list[Download]
) -> list[Cost]:
    """Return the costs; a later search was asked beside the cold one before it."""
    shifted = [later[-1], *later[:-1]]
    return [
        Cost(kind, *both) for (kind, _), *both in zip(log, cold, shifted, strict=True)
    ]


def _answer(page: Page) -> Answer:
    status, ids = page.evaluate(_ANSWER)
    count = re.search(r"[\d,]+", status)
    return Answer(int(count[0].replace(",", "")) if count else 0, tuple(ids))


def _kind_of(path: str) -> str:
    """Return what a request was for: a name of `Kind`, or another word."""
    place = path.find(FOLDER)
    if place >= 0:
        letter = path[place + len(FOLDER) :].partition("/")[0]
        return Kind(letter).name.lower() if len(letter) == 1 else "pointer"
    return _TYPES.get(Path(path.partition("?")[0]).suffix, "page")


def _times(
    browser: Browser, address: str, log: Sequence[tuple[str, str]]
) -> list[float]:
    """Return milliseconds from the last key, each query typed a second time."""
    page = browser.new_page()
    page.goto(f"{address}search/?{urlencode({'q': log[0][1]})}")
    _wait(page)
    page.evaluate(_WATCH)
    times = []
    for _, text in log:
        page.evaluate(_TYPE, text)  # brings the shards
        times.append(float(page.evaluate(_TYPE, text)))
    return times


def _wait(page: Page) -> None:
    page.wait_for_function(
        """() => {
          const status = document.querySelector("[data-search-status]").textContent;
          const busy = document.querySelector("[data-search-results][aria-busy]");
          return !busy && /\\d|No /.test(status);
        }"""
    )
    page.wait_for_timeout(50)  # what follows the results, if anything does


def pagefind_costs(folder: Path, log: Sequence[tuple[str, str]]) -> list[Cost]:
    """Return what queries cost with Pagefind, but for dates, which it can't."""
    (folder / "index.html").write_text(_PAGEFIND, "utf-8")
    known = [(kind, text) for kind, text in log if kind != "dates"]
    cold: list[Download] = []
    later: list[Download] = []
    with serve(folder) as (address, sent), chromium() as browser:
        for (_, text), (_, following) in pairwise([*known, known[0]]):
            context = browser.new_context()
            page = context.new_page()
            sent.clear()
            page.goto(address)
            page.wait_for_function(f"{_DONE} === 'ready'")
            _ask_pagefind(page, text)
            cold.append(Download.of(sent))
            sent.clear()
            _ask_pagefind(page, following)
            later.append(Download.of(sent))
            context.close()
    return _costs(known, cold, later)


def _ask_pagefind(page: Page, text: str) -> None:
    words, _, author = text.partition(" from:")
    options = {"filters": {"author": author}} if author else {}
    call = f"window.ask({json.dumps(words.rstrip('*'))}, {json.dumps(options)})"
    page.evaluate(call)


def report(costs: Sequence[Cost]) -> None:
    """Print medians for each class and for all, then where the bytes are."""
    print(f"{'class':12} queries  cold   p90     later  p90     requests")
    kinds = list(dict.fromkeys(cost.kind for cost in costs))
    for kind in [*kinds, "every class"]:
        own = [cost for cost in costs if kind in {cost.kind, "every class"}]
        cold = sorted(cost.cold.size_bytes for cost in own)
        later = sorted(cost.later.size_bytes for cost in own)
        high = len(own) * 9 // 10
        print(
            f"{kind:12} {len(own):7}  {statistics.median(cold):6.0f} {cold[high]:7}"
            f"  {statistics.median(later):6.0f} {later[high]:7}"
            f"  {statistics.median(cost.later.requests for cost in own):.0f}"
        )
    for name, downloads in (
        ("cold", [cost.cold for cost in costs]),
        ("later", [cost.later for cost in costs]),
    ):
        print(f"{name}, means by kind:", ", ".join(_means(downloads)))


def _means(downloads: Sequence[Download]) -> Iterator[str]:
    total: Counter[str] = Counter()
    for each in downloads:
        total.update(each.bytes_by_kind)
    for kind, held in total.most_common():
        yield f"{kind} {held / len(downloads):.0f}"
