// Facets: counts by year and channel, and people, as buttons that change the query.

import { load, search } from "./evaluate.js";
import { hasOperator, withOperator } from "./search-edit.js";
import { element } from "./search-results.js";

const PEOPLE_OF = 50; // results whose people are offered, without counts

/** The fieldsets for what was found; `change` takes a query to search for instead. */
export async function facetLists(found, text, words, change) {
  const [{ years, channels }, people] = await Promise.all([found.facets(), peopleOf(found)]);
  const make = (title, name, values) => facet(title, name, values, { text, words, change });
  const lists = [
    make("years", "during", years.map(([year, count]) => [String(year), count])),
    make("channels", "in", channels),
    make("people", "from", people),
  ];
  return lists.filter(Boolean);
}

async function peopleOf({ index, query }) {
  const { hits } = await search(index, query, { limit: PEOPLE_OF });
  const loaded = await Promise.all(hits.map(({ document }) => load(index, document)));
  const names = new Map();
  for (const { message } of loaded) names.set(message.author, message.name);
  return [...names].map(([slug, name]) => [slug, null, name]);
}

function facet(title, name, values, { text, words, change }) {
  if (!values.length) return null;
  const heading = element("legend", { textContent: words(title) });
  const set = element("fieldset", { className: "search-facet" }, heading);
  for (const [value, count, label] of values) {
    const pressed = hasOperator(text, name, value);
    const button = element("button", { type: "button" });
    button.setAttribute("aria-pressed", String(pressed));
    button.append(element("bdi", { textContent: label || value }));
    if (count !== null) {
      button.append(" ", element("span", { textContent: words("number", { count }) }));
    }
    button.addEventListener("click", () => {
      change(withOperator(text, name, pressed ? "" : value));
    });
    set.append(button);
  }
  return set;
}
