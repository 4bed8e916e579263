// The search page: a box, its state in ?q=, results, order, facets, suggestions.
//
// The page holds (see partials/search_app.html): form[data-search] with data-root,
// data-timezone and data-later (scripts that no result waits for); input[name=q]; [data-search-status], a live region; [data-search-results];
// and, all optional: [data-search-options] (list of suggestions), [data-search-sort],
// [data-search-group], [data-search-facets] (details), [data-search-note] (what was left
// out, did you mean, try again), script[data-search-strings].

import { load, search } from "./evaluate.js";
import { IndexDamaged } from "./files.js";
import { LiveIndex } from "./live.js";
import { parse } from "./query.js";
import { marker, wantedRows } from "./search-highlight.js";
import { element, resultList } from "./search-results.js";
import { clockOf, wordsOf } from "./search-words.js";

const FIRST = 10;
const MORE = 20;
const QUICK_MS = 80; // a search that took less was answered from what is here
const SHORT_WAIT_MS = 10;
const LONG_WAIT_MS = 150;
const TIDY_MS = 10_000;
const SIGNS = ["pointermove", "pointerdown", "keydown"]; // of a reader

/** Start the search of a page; give what is needed to follow it in tests. */
export function start(form, options = {}) {
  const find = (name) => form.ownerDocument.querySelector(`[data-search-${name}]`);
  const root = new URL(form.dataset.root || "./", form.ownerDocument.baseURI).href;
  return new SearchPage(form, find, new LiveIndex(root, options), root);
}

class SearchPage {
  constructor(form, find, index, root) {
    Object.assign(this, { form, find, index, root });
    this.input = form.elements.namedItem("q");
    this.status = find("status");
    this.results = find("results");
    this.note = find("note");
    this.facets = find("facets");
    const language = document.documentElement.lang || "en";
    this.words = wordsOf(JSON.parse(find("strings")?.textContent ?? "{}"), language);
    this.clock = clockOf(language, form.dataset.timezone || "UTC");
    this.limit = FIRST;
    this.turn = 0;
    this.tookMs = Infinity;
    this.suggestions = null;
    this.listen();
    this.read();
    this.awaitReader();
  }

  /**
   * Load the theme's scripts when the reader does something, which results do without;
   * at once if the device keeps settings, which they apply. A while
   * after, what was kept of too many releases is dropped.
   */
  awaitReader() {
    const { later = "" } = this.form.dataset;
    const load = () => {
      for (const each of SIGNS) document.removeEventListener(each, load);
      for (const src of later.split(" ").filter(Boolean)) {
        document.head.append(element("script", { src }));
      }
      setTimeout(() => this.index.tidy(), TIDY_MS);
    };
    if (hasSettings()) load();
    else for (const each of SIGNS) document.addEventListener(each, load);
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.commit();
    });
    this.input.addEventListener("input", (event) => {
      if (!event.isComposing) this.typed();
    });
    this.input.addEventListener("compositionend", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.keyInBox(event));
    this.results.addEventListener("keydown", (event) => this.keyInResults(event));
    this.find("sort")?.addEventListener("change", async ({ target }) => {
      const { withOperator } = await import("./search-edit.js");
      const value = target.value === "relevance" ? "" : target.value;
      this.change(withOperator(this.input.value, "sort", value));
    });
    this.find("group")?.addEventListener("change", () => this.draw());
    this.facets?.addEventListener("toggle", () => this.drawFacets());
    window.addEventListener("popstate", () => this.read());
  }

  /** Take the query of the address; words of `within` become part of it. */
  read() {
    const asked = new URLSearchParams(location.search);
    const parts = [asked.get("q") ?? "", asked.get("within") ?? ""];
    this.input.value = parts.join(" ").trim();
    if (asked.has("within")) this.address("replaceState");
    this.run();
  }

  typed() {
    this.limit = FIRST;
    this.address("replaceState");
    this.suggest();
    clearTimeout(this.timer);
    const wait = this.tookMs < QUICK_MS ? SHORT_WAIT_MS : LONG_WAIT_MS;
    this.timer = setTimeout(() => this.run({ live: true }), wait);
  }

  /** Suggest what may be typed next. */
  async suggest(options) {
    const list = this.find("options");
    if (!list) return;
    try {
      const { Suggestions } = await import("./search-suggest.js");
      this.suggestions ??= new Suggestions(this.input, list, {
        open: () => this.index.use((open) => open),
        accepted: () => this.typed(),
      });
      await this.suggestions.update(options);
    } catch {
      // offline, or published again: typing works without suggestions
    }
  }

  commit() {
    this.suggestions?.close();
    this.limit = FIRST;
    this.address("pushState");
    this.run();
  }

  change(text) {
    this.input.value = text;
    this.commit();
  }

  address(method) {
    const url = new URL(location.href);
    url.search = "";
    if (this.input.value.trim()) url.searchParams.set("q", this.input.value);
    if (url.href !== location.href || method === "pushState") {
      try {
        history[method](null, "", url);
      } catch {
        // Safari allows 100 changes in 30 seconds; the next one will do
      }
    }
  }

  /** Search for what is in the box, and show it unless something newer was asked. */
  async run({ live = false } = {}) {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const query = parse(this.input.value, { live });
    const sort = this.find("sort");
    if (sort) sort.value = query.sort;
    if (!query.node) {
      this.found = null;
      this.draw();
      return;
    }
    const since = performance.now();
    this.results.setAttribute("aria-busy", "true");
    if (!this.found) this.status.textContent = this.words("searching");
    try {
      const found = await this.index.use((index) => this.ask(index, query));
      if (turn !== this.turn) return;
      this.found = found;
      this.tookMs = performance.now() - since;
      this.draw();
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    }
  }

  async ask(index, query) {
    const found = await search(index, query, { limit: this.limit });
    const marks = await marker(index, query.node);
    const results = await Promise.all(
      found.hits.map(async ({ document }) => {
        const result = await load(index, document);
        return { ...result, marks: await marks(document, result.message.text) };
      }),
    );
    const meant = await meantFor(index, found.unknown);
    return { ...found, results, meant, query, index };
  }

  failed(error) {
    this.found = null;
    this.results.removeAttribute("aria-busy");
    this.results.replaceChildren();
    const isMissing = error instanceof IndexDamaged && error.missing;
    this.status.textContent = this.words(isMissing ? "unreachable" : "damaged");
    const again = element("button", { type: "button", textContent: this.words("again") });
    again.addEventListener("click", () => this.run());
    this.note?.replaceChildren(again);
    if (!(error instanceof IndexDamaged)) throw error;
  }

  draw() {
    const { found } = this;
    this.results.removeAttribute("aria-busy");
    if (!found) {
      this.status.textContent = "";
      this.results.replaceChildren();
      this.note?.replaceChildren();
      if (this.input.value.trim()) this.status.textContent = this.words("nothing");
      if (this.facets) this.facets.hidden = true;
      return;
    }
    const show = {
      root: this.root,
      words: this.words,
      clock: this.clock,
      grouped: this.find("group")?.checked ?? false,
      hl: shownWords(found.query.node),
    };
    const list = found.results.length ? [resultList(found.results, show)] : [];
    this.results.replaceChildren(...list, ...this.moreButton());
    const left = found.ignored.map((word) => `“${word}”`).join(", ");
    const count = this.words(found.count ? "count" : "none", { count: found.count });
    const ignored = left ? ` ${this.words("ignored", { words: left })}` : "";
    this.status.textContent = count + ignored;
    const change = (text) => {
      this.change(text);
      this.input.focus();
    };
    this.note?.replaceChildren(...found.meant(this.input.value, this.words, change));
    if (this.facets) this.facets.hidden = found.count === 0;
    this.drawFacets();
  }

  moreButton() {
    if (this.found.results.length >= this.found.count) return [];
    const more = element("button", { type: "button", className: "search-more" });
    more.textContent = this.words("more");
    more.addEventListener("click", async () => {
      const shown = this.found.results.length;
      this.limit += MORE;
      await this.run();
      this.links()[shown]?.focus();
    });
    return [more];
  }

  /** Counts by year and channel, and the people of the first results, when opened. */
  async drawFacets() {
    const { found, facets } = this;
    if (!facets?.open || !found) return;
    try {
      const { facetLists } = await import("./search-facets.js");
      const change = (text) => this.change(text);
      const lists = await facetLists(found, this.input.value, this.words, change);
      if (found === this.found) (this.find("facet-lists") ?? facets).replaceChildren(...lists);
    } catch (error) {
      if (found === this.found) this.failed(error);
    }
  }

  links() {
    return [...this.results.querySelectorAll(".search-link")];
  }

  keyInBox(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.suggestions?.key(event)) {
      event.preventDefault();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      if (this.input.value.trim()) this.links()[0]?.focus();
      else this.suggest({ always: true });
    }
  }

  keyInResults(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = this.links();
    const here = event.target.closest("[data-search-result]");
    const at = links.findIndex((link) => here?.contains(link));
    if (at < 0) return;
    event.preventDefault();
    if (at + step < 0) this.input.focus();
    else links[at + step]?.focus();
  }
}

/** Whether this device keeps settings, which the theme's scripts should apply soon. */
function hasSettings() {
  try {
    return localStorage.length > 0;
  } catch {
    return false;
  }
}

/** What shows the words that unknown ones may be meant for. */
async function meantFor(index, unknown) {
  if (!unknown.length) return () => [];
  try {
    const [module] = await Promise.all([
      import("./search-meant.js"),
      import("./spelling.js"), // which that imports, at the same time
    ]);
    return await module.meantFor(index, unknown);
  } catch (error) {
    if (error instanceof IndexDamaged) throw error;
    return () => []; // the code is out of reach; the search itself is answered
  }
}

/** The words that the page a result leads to should show. */
function shownWords(node) {
  const words = wantedRows(node).flatMap((row) => row.map(([, term]) => term));
  return [...new Set(words)].slice(0, 12);
}

const form = document.querySelector("form[data-search]");
if (form) start(form);
