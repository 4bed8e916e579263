"""Search in Chromium: bytes of a cold search and of later ones, and how long one takes.

The site's own search page and Pagefind's client are asked through the same counting
server. A search is done when its first ten results, loaded, are in the document.
"""

import json
import shutil
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.search_server import serve

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


@dataclass(frozen=True, slots=True)
class Cost:
    """What one query cost."""

    kind: str
    cold_bytes: int  # page, style, code and index, in a new browser profile
    later_bytes: int  # more, in a page that has searched for one other word
    requests: int  # of the later search


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


def site_costs(
    folder: Path, log: Sequence[tuple[str, str]]
) -> tuple[list[Cost], list[float]]:
    """Return the cost of each query, and milliseconds from last key to results.

    Each query is asked cold in a new browser profile, and as the second one in the
    profile of the query before it in the log.
    """
    cold: list[int] = []
    later: list[tuple[int, int]] = []
    with serve(folder) as (address, sent), chromium() as browser:
        for (_, text), (_, following) in pairwise([*log, log[0]]):
            context = browser.new_context()
            page = context.new_page()
            sent.clear()
            page.goto(f"{address}search/?{urlencode({'q': text})}")
            _wait(page)
            cold.append(sent.size_bytes)
            sent.clear()
            page.evaluate(_ASK, following)
            _wait(page)
            later.append((sent.size_bytes, len(sent.requests)))
            context.close()
        times = _times(browser, address, log[:: max(1, len(log) // 50)])
    later = [later[-1], *later[:-1]]
    costs = [
        Cost(kind, size, *more)
        for (kind, _), size, more in zip(log, cold, later, strict=True)
    ]
    return costs, times


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
    cold: list[int] = []
    later: list[tuple[int, int]] = []
    with serve(folder) as (address, sent), chromium() as browser:
        for (_, text), (_, following) in pairwise([*known, known[0]]):
            context = browser.new_context()
            page = context.new_page()
            sent.clear()
            page.goto(address)
            page.wait_for_function(f"{_DONE} === 'ready'")
            _ask_pagefind(page, text)
            cold.append(sent.size_bytes)
            sent.clear()
            _ask_pagefind(page, following)
            later.append((sent.size_bytes, len(sent.requests)))
            context.close()
    later = [later[-1], *later[:-1]]
    return [
        Cost(kind, size, *more)
        for (kind, _), size, more in zip(known, cold, later, strict=True)
    ]


def _ask_pagefind(page: Page, text: str) -> None:
    words, _, author = text.partition(" from:")
    options = {"filters": {"author": author}} if author else {}
    call = f"window.ask({json.dumps(words.rstrip('*'))}, {json.dumps(options)})"
    page.evaluate(call)


def report(costs: Sequence[Cost]) -> None:
    """Print medians for each class and for all."""
    print(f"{'class':12} queries  cold   p90     later  p90     requests")
    kinds = list(dict.fromkeys(cost.kind for cost in costs))
    for kind in [*kinds, "every class"]:
        own = [cost for cost in costs if kind in {cost.kind, "every class"}]
        cold = sorted(cost.cold_bytes for cost in own)
        later = sorted(cost.later_bytes for cost in own)
        high = len(own) * 9 // 10
        print(
            f"{kind:12} {len(own):7}  {statistics.median(cold):6.0f} {cold[high]:7}"
            f"  {statistics.median(later):6.0f} {later[high]:7}"
            f"  {statistics.median(cost.requests for cost in own):.0f}"
        )
