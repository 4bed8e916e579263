// From a syntax tree to a plan: what a query means in one index. The twin of
// resolve.py, which explains the rules. A plan is one of
//
//     {key}  {keys: []}  {row: [[distance, key]]}    words
//     {fact: key}  {ranges: [[first, end]]}          properties, which add no score
//     {all: []}  {any: []}  {wanted, unwanted}

import { keyOf } from "./bytes.js";

const EXPANSIONS = 64;
const HEAVY = 8;
const FACTS = { from: "a", mentions: "m", tag: "g", q: "q", has: "h", is: "i" };
const DAY = 86_400_000;

/** What a node means: {plan, isScored, ignored, unknown}. */
export async function resolve(node, index) {
  const resolver = new Resolver(index);
  const plan = await resolver.plan(node);
  return {
    plan,
    isScored: isWord(node),
    ignored: [...new Set(wordsOf(node, true))].filter((each) => resolver.ignored.has(each)),
    unknown: [...new Set(wordsOf(node))].filter((each) => resolver.unknown.has(each)),
  };
}

class Resolver {
  constructor(index) {
    this.index = index;
    this.ignored = new Set();
    this.unknown = new Set();
  }

  async plan(node) {
    if (node.term !== undefined) return { key: await this.key(node.term) };
    if (node.prefix !== undefined) {
      return { keys: await this.index.expansions(keyOf("t", node.prefix), EXPANSIONS) };
    }
    if (node.phrase) {
      const keys = await Promise.all(node.phrase.map(([, term]) => this.key(term)));
      return { row: node.phrase.map(([at], place) => [at, keys[place]]) };
    }
    if (node.field) return this.property(node.field, node.value);
    if (node.and) return this.conjunction(node.and);
    if (node.or) return { any: await Promise.all(node.or.map((each) => this.plan(each))) };
    if (node.not) return { wanted: this.everything(), unwanted: await this.plan(node.not) };
    return { ranges: daysOf(await this.index.units(), node.first, node.last) };
  }

  /** What a word is indexed as. */
  async key(term) {
    const key = await this.index.alias(keyOf("t", term));
    if (!(await this.index.count(key))) this.unknown.add(term);
    return key;
  }

  async property(name, value) {
    if (name === "in") {
      return { ranges: rangesOf(await this.index.units(), (each) => each.channel === value) };
    }
    if (name === "session") {
      const isWanted = ({ kind, channel, key }) =>
        kind === "session" && (key === value || `${channel}/${key}` === value);
      return { ranges: rangesOf(await this.index.units(), isWanted) };
    }
    return { fact: await this.index.alias(keyOf(FACTS[name], value)) };
  }

  everything() {
    return { ranges: this.index.documents ? [[0, this.index.documents]] : [] };
  }

  /** Parts that are all wanted, less the heavy words. */
  async conjunction(parts) {
    const kept = await this.withoutHeavy(parts);
    const plans = await Promise.all(kept.map((part) => this.plan(part.not ?? part)));
    const wanted = plans.filter((_, place) => !kept[place].not);
    const unwanted = plans.filter((_, place) => kept[place].not);
    let plan = this.everything();
    if (wanted.length) plan = wanted.length === 1 ? wanted[0] : { all: wanted };
    if (!unwanted.length) return plan;
    return { wanted: plan, unwanted: unwanted.length === 1 ? unwanted[0] : { any: unwanted } };
  }

  async withoutHeavy(parts) {
    const counted = await Promise.all(
      parts.map(async (part, place) => {
        if (part.term === undefined || part.plus) return { place, count: 0 };
        const key = await this.index.alias(keyOf("t", part.term));
        return { place, count: await this.index.count(key) };
      }),
    );
    let words = parts.filter(isWord).length;
    const leftOut = new Set();
    counted.sort((a, b) => b.count - a.count || b.place - a.place);
    for (const { place, count } of counted) {
      if (count * HEAVY <= this.index.documents || words < 2) continue;
      words--;
      leftOut.add(place);
    }
    parts.forEach((part, place) => {
      if (leftOut.has(place)) this.ignored.add(part.term);
    });
    return parts.filter((_, place) => !leftOut.has(place));
  }
}

/** Whether a node asks for words, not only for properties. */
function isWord(node) {
  if (node.and || node.or) return (node.and ?? node.or).some(isWord);
  return node.term !== undefined || node.prefix !== undefined || Boolean(node.phrase);
}

/** The words of a query in order, unwanted ones only if all are asked for. */
function wordsOf(node, all = false) {
  const parts = node.and ?? node.or ?? (all && node.not ? [node.not] : null);
  if (parts) return parts.flatMap((part) => wordsOf(part, all));
  if (node.phrase) return node.phrase.map(([, term]) => term);
  return node.term === undefined ? [] : [node.term];
}

/** The documents of units that are wanted. */
function rangesOf(units, isWanted) {
  return joined(
    units.filter(isWanted).map(({ first, documents }) => [first, first + documents]),
  );
}

/** The documents of days between two ISO dates, both included; null is open. */
function daysOf(units, first, last) {
  const low = first ? Date.parse(`${first}T00:00:00Z`) / DAY : -Infinity;
  const high = last ? Date.parse(`${last}T00:00:00Z`) / DAY : Infinity;
  return joined(
    units
      .flatMap(stretches)
      .filter(({ day }) => low <= day && day <= high)
      .map(({ start, end }) => [start, end]),
  );
}

/** The stretches of one day of a unit: {unit, start, end, day}. */
export function stretches(unit) {
  return unit.days.map(({ first, day }, place) => ({
    unit,
    start: unit.first + first,
    end: unit.first + (unit.days[place + 1]?.first ?? unit.documents),
    day,
  }));
}

function joined(ranges) {
  const found = [];
  for (const [first, end] of ranges) {
    if (found.at(-1)?.[1] === first) found.at(-1)[1] = end;
    else if (first < end) found.push([first, end]);
  }
  return found;
}
