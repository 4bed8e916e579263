// Counts of what was found, by year and by channel. Loaded when they are asked for.

import { stretches } from "./resolve.js";

/** How many documents are of each year and each channel. */
export async function facetsOf(index, documents) {
  const units = await index.units();
  const counts = new Map();
  let place = 0;
  for (const { unit, end, day } of units.flatMap(stretches)) {
    const from = place;
    while (place < documents.length && documents[place] < end) place++;
    if (place > from) add(counts, unit.channel, yearOf(day), place - from);
  }
  return facetsFrom(counts);
}

/** The same for a single term, from what the shards say of its big part. */
export async function facetsOfParts(index, parts) {
  const counts = new Map();
  for (const { segment, entry } of parts) {
    if (!entry.blocks) {
      const documents = entry.postings.documents.map((each) => each + segment.base);
      const small = await facetsOf(index, documents);
      for (const [channel, year, count] of small.cells) add(counts, channel, year, count);
      continue;
    }
    segment.cells.forEach(([channel, year], place) => {
      if (entry.cells[place]) add(counts, channel, year, entry.cells[place]);
    });
  }
  return facetsFrom(counts);
}

function add(counts, channel, year, count) {
  const cell = JSON.stringify([channel, year]);
  counts.set(cell, (counts.get(cell) ?? 0) + count);
}

/** {years: [[year, count]], channels: [[channel, count]], cells}, each sorted. */
function facetsFrom(counts) {
  const cells = [...counts].map(([cell, count]) => [...JSON.parse(cell), count]);
  const years = new Map();
  const channels = new Map();
  for (const [channel, year, count] of cells) {
    years.set(year, (years.get(year) ?? 0) + count);
    channels.set(channel, (channels.get(channel) ?? 0) + count);
  }
  return {
    years: [...years].sort((a, b) => b[0] - a[0]),
    channels: [...channels].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
    cells,
  };
}

function yearOf(day) {
  return new Date(day * 86_400_000).getUTCFullYear();
}
