// The words of the search page, in the site's language, from a JSON block in the page.

/** A function from a name and values to a sentence; counts choose a plural form. */
export function wordsOf(catalog, language) {
  const locale = localeOf(language);
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  return (name, values = {}) => {
    const entry = catalog[name] ?? "";
    const forms = typeof entry === "string" ? { other: entry } : entry;
    const text = forms[plural.select(values.count ?? 0)] ?? forms.other ?? "";
    return text.replace(/\{([a-z]+)\}/g, (whole, key) => {
      const value = values[key];
      if (value === undefined) return whole;
      return typeof value === "number" ? number.format(value) : value;
    });
  };
}

/** A function from unix seconds to a time in the site's zone, as people write it. */
export function clockOf(language, zone) {
  const options = { dateStyle: "medium", timeStyle: "short" };
  let format;
  try {
    format = new Intl.DateTimeFormat(localeOf(language), { ...options, timeZone: zone });
  } catch {
    format = new Intl.DateTimeFormat(localeOf(language), { ...options, timeZone: "UTC" });
  }
  return (seconds) => format.format(new Date(seconds * 1000));
}

function localeOf(language) {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}
