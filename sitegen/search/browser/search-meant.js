// "Did you mean": likely words in the place of unknown ones. Loaded when there are some.

import { scan } from "./analysis.js";
import { element } from "./search-results.js";
import { suggest } from "./spelling.js";

/**
 * A function that makes a line for each unknown word that another may be meant for.
 * It takes the query, the page's words, and what to do with the query that is chosen.
 */
export async function meantFor(index, unknown) {
  const found = await Promise.all(
    unknown.map(async (word) => ({ word, likely: await suggest(index, word) })),
  );
  return (text, words, change) =>
    found
      .filter(({ likely }) => likely.length)
      .map(({ word, likely }) => {
        const links = likely.flatMap((each) => {
          return [linkTo(replaced(text, word, each), each, change), " "];
        });
        return element("p", { className: "search-meant" }, words("meant"), " ", ...links);
      });
}

function linkTo(query, text, change) {
  const link = element("a", { href: `?${new URLSearchParams({ q: query })}` });
  link.append(element("bdi", { textContent: text }));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    change(query);
  });
  return link;
}

/** A query with another word in the place of one of its terms. */
function replaced(text, term, word) {
  let changed = text;
  for (const { start, end } of scan(text).filter((token) => token.term === term).reverse()) {
    changed = changed.slice(0, start) + word + changed.slice(end);
  }
  return changed;
}
