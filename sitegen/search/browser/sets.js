// Sets of documents: ascending numbers, with a score for each or none at all.
//
// {documents: Int32Array, scores: Float64Array | null}; without scores all are 0.
// A range is [first, end); ranges are ascending and do not touch.

export const EMPTY = { documents: new Int32Array(0), scores: null };

/** Documents in both sets; scores are added. */
export function intersect(one, other) {
  const [few, many] =
    one.documents.length <= other.documents.length ? [one, other] : [other, one];
  const documents = [];
  const scores = one.scores || other.scores ? [] : null;
  let place = 0;
  few.documents.forEach((document, at) => {
    place = seek(many.documents, document, place);
    if (many.documents[place] !== document) return;
    documents.push(document);
    scores?.push((few.scores?.[at] ?? 0) + (many.scores?.[place] ?? 0));
  });
  return made(documents, scores);
}

/** Documents in any of the sets, of which each document is below `limit`. */
export function unite(sets, limit) {
  if (sets.length === 1) return sets[0];
  const held = new Uint8Array(limit);
  const sums = sets.some((set) => set.scores) ? new Float64Array(limit) : null;
  let size = 0;
  for (const set of sets) {
    set.documents.forEach((document, at) => {
      size += 1 - held[document];
      held[document] = 1;
      if (set.scores) sums[document] += set.scores[at];
    });
  }
  const documents = new Int32Array(size);
  const scores = sums && new Float64Array(size);
  for (let document = 0, place = 0; place < size; document++) {
    if (!held[document]) continue;
    if (scores) scores[place] = sums[document];
    documents[place++] = document;
  }
  return { documents, scores };
}

/** Documents of the first set that are not in the second. */
export function subtract(wanted, unwanted) {
  let place = 0;
  return filter(wanted, (document) => {
    place = seek(unwanted.documents, document, place);
    return unwanted.documents[place] !== document;
  });
}

/** Documents of a set that lie in ranges; null is everywhere. */
export function within(set, ranges) {
  if (!ranges) return set;
  let place = 0;
  return filter(set, (document) => {
    while (place < ranges.length && ranges[place][1] <= document) place++;
    return place < ranges.length && ranges[place][0] <= document;
  });
}

/** The set of all documents in ranges. */
export function fromRanges(ranges) {
  const size = ranges.reduce((sum, [first, end]) => sum + end - first, 0);
  const documents = new Int32Array(size);
  let place = 0;
  for (const [first, end] of ranges) {
    for (let document = first; document < end; document++) documents[place++] = document;
  }
  return { documents, scores: null };
}

/** The ranges a set of documents makes. */
export function toRanges(documents) {
  const ranges = [];
  for (const document of documents) {
    const last = ranges.at(-1);
    if (last?.[1] === document) last[1]++;
    else ranges.push([document, document + 1]);
  }
  return ranges;
}

/** Ranges in both; null is everywhere. */
export function commonRanges(one, other) {
  if (!one || !other) return one ?? other;
  const found = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const first = Math.max(one[i][0], other[j][0]);
    const end = Math.min(one[i][1], other[j][1]);
    if (first < end) found.push([first, end]);
    if (one[i][1] < other[j][1]) i++;
    else j++;
  }
  return found;
}

/** The first documents of a set by "relevance", "newest" or "oldest": [{document, score}]. */
export function rank(set, sort, limit) {
  const { documents, scores } = set;
  const at = (place) => ({ document: documents[place], score: scores?.[place] ?? 0 });
  const places = [];
  const size = Math.min(limit, documents.length);
  if (sort !== "relevance" || !scores) {
    const last = documents.length - 1;
    for (let place = 0; place < size; place++) {
      places.push(sort === "newest" ? last - place : place);
    }
    return places.map(at);
  }
  for (let place = 0; place < documents.length; place++) {
    if (places.length === size && scores[place] <= scores[places[size - 1]]) continue;
    let slot = places.length === size ? size - 1 : places.length;
    while (slot > 0 && scores[places[slot - 1]] < scores[place]) {
      places[slot] = places[slot - 1];
      slot--;
    }
    if (size) places[slot] = place;
  }
  return places.map(at);
}

/** The place of the first number from `from` on that is at least `wanted`. */
function seek(sorted, wanted, from) {
  let step = 1;
  let low = from;
  while (low + step < sorted.length && sorted[low + step] < wanted) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step + 1, sorted.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function filter(set, keep) {
  const documents = [];
  const scores = set.scores ? [] : null;
  set.documents.forEach((document, at) => {
    if (!keep(document)) return;
    documents.push(document);
    scores?.push(set.scores[at]);
  });
  return made(documents, scores);
}

function made(documents, scores) {
  return {
    documents: Int32Array.from(documents),
    scores: scores && Float64Array.from(scores),
  };
}
