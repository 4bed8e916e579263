// Results in the page. Everything that was written by others goes through textContent.

import { fill, snippetOf } from "./search-highlight.js";

const NEAR = 140; // UTF-16 units of a neighboring message

/** An element with properties and children. */
export function element(name, { dataset = {}, ...properties } = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  Object.assign(made.dataset, dataset);
  made.append(...children);
  return made;
}

/** The anchor of a message: bytes outside [A-Za-z0-9._-] become ~hh. */
export function anchorOf(id) {
  let text = "";
  for (const byte of new TextEncoder().encode(id)) {
    const letter = String.fromCharCode(byte);
    const hex = byte.toString(16).padStart(2, "0");
    text += /[A-Za-z0-9._-]/.test(letter) ? letter : `~${hex}`;
  }
  return `m-${text}`;
}

/** The address of a message on its page, with the words to be shown there. */
export function addressOf(root, result, words) {
  const { fragment, message } = result;
  const part = message.part > 1 ? `${message.part}/` : "";
  const url = new URL(fragment.url + part, root);
  if (words.length) url.searchParams.set("hl", words.join(" "));
  url.hash = anchorOf(message.id);
  return url.href;
}

/** The address of the page a result stands on. */
function pageOf(root, { fragment }) {
  return new URL(fragment.url, root).href;
}

/**
 * The list of results. `show` holds what shapes it: root, words, clock, hl, grouped.
 * Each result has its message, fragment, place and marks.
 */
export function resultList(results, show) {
  if (!show.grouped) {
    return element("ol", { className: "search-list" }, ...results.map((r) => item(r, show)));
  }
  const groups = new Map();
  for (const result of results) {
    const key = result.fragment.url;
    if (groups.has(key)) groups.get(key).push(result);
    else groups.set(key, [result]);
  }
  return element(
    "div",
    { className: "search-groups" },
    ...[...groups.values()].map((group) => section(group, show)),
  );
}

function section(group, show) {
  const title = sessionLink(group[0], show);
  const list = element("ol", { className: "search-list" });
  list.append(...group.map((result) => item(result, show)));
  const count = element("span", { className: "search-group-count" });
  count.textContent = show.words("shown", { count: group.length });
  return element(
    "section",
    { className: "search-group" },
    element("h2", {}, title, " ", count),
    list,
  );
}

function sessionLink(result, show) {
  const { title, key } = result.fragment;
  const name = element("bdi", { textContent: title || key });
  return element(
    "a",
    { className: "search-session", href: pageOf(show.root, result) },
    name,
  );
}

function item(result, show) {
  const { message, fragment, place, marks } = result;
  const time = element("time", {
    dateTime: new Date(message.time * 1000).toISOString(),
    textContent: show.clock(message.time),
  });
  const link = element("a", { className: "search-link" }, time);
  link.href = addressOf(show.root, result, show.hl);
  const author = element("bdi", { className: "search-author" });
  author.textContent = message.name || message.author;
  const meta = element("p", { className: "search-meta" }, author, " ", link);
  if (message.question) {
    const question = element("span", { className: "search-question" });
    question.textContent = message.question;
    meta.append(" ", question);
  }
  if (!show.grouped) meta.append(" ", sessionLink(result, show));
  const text = element("p", { className: "search-text", dir: "auto" });
  fill(text, message.text, marks, snippetOf(message.text, marks));
  const before = near(fragment.messages[place - 1]);
  const after = near(fragment.messages[place + 1]);
  return element(
    "li",
    {
      className: "search-result",
      dataset: { searchResult: "", messageId: message.id },
    },
    ...[before, meta, text, after].filter(Boolean),
  );
}

/** A neighboring message in one line. */
function near(message) {
  if (!message) return null;
  const author = element("bdi", { textContent: message.name || message.author });
  const line = element("span", { dir: "auto" });
  const cut = [...message.text.slice(0, NEAR)].slice(0, -1).join("");
  line.textContent = message.text.length > NEAR ? `${cut} …` : message.text;
  return element("p", { className: "search-near" }, author, ": ", line);
}
