"""Search in Chromium: bytes of a cold search and of later ones, and how long one takes.

`SearchPage` drives the site's own search page, `PagefindPage` Pagefind's client, both
through the same counting server. A search is done when its first ten results, loaded,
are in the document.
"""

import json
import shutil
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.search_server import Sent, serve

_DONE = "document.documentElement.dataset.done"
# Marks the moment at which a search is done, and types a query by its last key.
_CLEAR = "document.querySelector('[data-search-status]').textContent = ''"
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
    folder: Path, log: Sequence[tuple[str, str]], first: str
) -> tuple[list[Cost], list[float]]:
    """Return the cost of each query, and milliseconds from last key to results.

    Args:
        folder: The built site.
        log: Class and query.
        first: The query before each later one.
    """
    costs = []
    with serve(folder) as (address, sent), chromium() as browser:
        for kind, text in log:
            cold = _cold_bytes(browser, address, sent, text)
            context = browser.new_context()
            page = context.new_page()
            _open(page, address, first)
            sent.clear()
            page.fill("input[name=q]", text)
            page.evaluate(
                "document.querySelector('[data-search-status]').textContent = ''"
            )
            page.press("input[name=q]", "Enter")
            _wait(page)
            costs.append(Cost(kind, cold, sent.size_bytes, len(sent.requests)))
            context.close()
        page = browser.new_page()
        _open(page, address, first)
        page.evaluate(_WATCH)
        times = []
        for kind, text in log:
            if kind != "unknown":
                page.evaluate(_TYPE, text)  # brings the shards
                times.append(float(page.evaluate(_TYPE, text)))
    return costs, times


def _cold_bytes(browser: Browser, address: str, sent: Sent, text: str) -> int:
    context = browser.new_context()
    sent.clear()
    _open(context.new_page(), address, text)
    size = sent.size_bytes
    context.close()
    return size


def _open(page: Page, address: str, text: str) -> None:
    page.goto(f"{address}search/")
    url = page.evaluate("(q) => '?' + new URLSearchParams({ q })", text)
    page.goto("about:blank")
    page.goto(f"{address}search/{url}")
    _wait(page)


def _wait(page: Page) -> None:
    page.wait_for_function(
        """() => {
          const status = document.querySelector("[data-search-status]").textContent;
          const busy = document.querySelector("[data-search-results][aria-busy]");
          return !busy && /\\d|No /.test(status);
        }"""
    )
    page.wait_for_load_state("networkidle")


def pagefind_costs(
    folder: Path, log: Sequence[tuple[str, str]], first: str
) -> list[Cost]:
    """Return what queries cost with Pagefind, but for dates, which it can't."""
    (folder / "index.html").write_text(_PAGEFIND, "utf-8")
    costs = []
    with serve(folder) as (address, sent), chromium() as browser:
        for kind, text in log:
            if kind == "dates":
                continue
            sizes = []
            for before in (None, first):
                context = browser.new_context()
                page = context.new_page()
                sent.clear()
                page.goto(address)
                page.wait_for_function(f"{_DONE} === 'ready'")
                if before:
                    page.evaluate("(text) => window.ask(text)", before)
                    sent.clear()
                _ask_pagefind(page, text)
                page.wait_for_load_state("networkidle")
                sizes.append(sent.size_bytes)
                requests = len(sent.requests)
                context.close()
            costs.append(Cost(kind, sizes[0], sizes[1], requests))
    return costs


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
