// Suggestions for operators, people and tags: an ARIA 1.2 combobox around the box.

import { fold } from "./analysis.js";
import { HAS, IS, SORTS } from "./query.js";
import { operator, operatorsLike, wordAt } from "./search-edit.js";
import { element } from "./search-results.js";
import { wordsOf } from "./word-files.js";

const MOST = 8;
const VALUE = /^([-+]?)([A-Za-z]+):"?(.*?)"?$/u;

/** What may take the place of a word: [{insert, label, note}]. */
export async function suggestions(index, word) {
  const match = VALUE.exec(word);
  if (!match) {
    const [, sign, start] = /^([-+]?)(.*)$/su.exec(word);
    return operatorsLike(start).map((name) => ({ insert: sign + name, label: name }));
  }
  const [, sign, name, typed] = match;
  const field = fold(name);
  const start = fold(typed).replace(/^[@#]/u, "");
  const values = await valuesOf(index, field, start);
  return values.slice(0, MOST).map(({ text, note = "" }) => ({
    insert: `${sign}${operator(field, text)} `,
    label: operator(field, text),
    note,
  }));
}

async function valuesOf(index, field, start) {
  const fixed = { has: HAS, is: IS, sort: SORTS }[field];
  if (fixed) return fixed.filter((v) => v.startsWith(start)).map((text) => ({ text }));
  const open = await index;
  if (field === "in") {
    const names = open.channels.filter((each) => each.startsWith(start));
    return names.map((text) => ({ text }));
  }
  const key = { from: "a", mentions: "a", tag: "g" }[field];
  if (!key || !start) return [];
  const found = await wordsOf(open, key, start);
  return found.map(({ text, name }) => ({ text, note: name === text ? "" : name }));
}

/** Make an input with a list into a combobox; `open` gives an index to ask. */
export class Suggestions {
  constructor(input, list, { open, accepted }) {
    Object.assign(this, { input, list, open, accepted });
    this.options = [];
    this.active = -1;
    this.turn = 0;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    this.close();
    input.addEventListener("blur", () => this.close());
    // Keep the focus in the box: a click on an option must not blur it first.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.accept([...list.children].indexOf(option));
    });
  }

  /** Look for suggestions for the word at the caret. */
  async update({ always = false } = {}) {
    const turn = ++this.turn;
    const word = wordAt(this.input.value, this.input.selectionStart ?? 0);
    if (!word || (!word.text && !always)) return this.close();
    let found = [];
    try {
      found = await suggestions(this.open(), word.text);
    } catch {
      // without the index there are no names to suggest; the search says so itself
    }
    if (turn !== this.turn) return undefined;
    const done = found.length === 1 && found[0].insert.trim() === word.text;
    if (!found.length || done) return this.close();
    return this.show(found, word);
  }

  show(found, word) {
    this.options = found.map((option) => ({ ...option, word }));
    this.active = -1;
    this.list.replaceChildren(
      ...found.map(({ label, note }, place) => {
        const option = element("li", { id: `${this.list.id}-${place}` });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(element("bdi", { textContent: label }));
        if (note) option.append(" ", element("bdi", { className: "search-note", textContent: note }));
        return option;
      }),
    );
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.turn += 1;
    this.options = [];
    this.active = -1;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Act on a key; true if it was meant for the list. */
  key(event) {
    if (!this.options.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.move(step);
      return true;
    }
    if (event.key === "Escape") {
      this.close();
      return true;
    }
    if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0) {
      this.accept(this.active);
      return true;
    }
    return false;
  }

  move(step) {
    const count = this.options.length;
    this.active = (this.active + step + count + (this.active < 0 && step < 0 ? 1 : 0)) % count;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.active));
    });
    const option = this.list.children[this.active];
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  accept(place) {
    const { insert, word } = this.options[place];
    const { value } = this.input;
    const end = word.start + word.text.length;
    this.input.value = value.slice(0, word.start) + insert + value.slice(end).trimStart();
    const caret = word.start + insert.length;
    this.input.setSelectionRange(caret, caret);
    this.close();
    this.accepted();
  }
}
