// Units and their fragments: what their bytes say. See decoding.py and fragments.py.

import { Cursor, utf8 } from "./bytes.js";

/** A table of the root: unit files ("u") or calendars ("c"). */
export function parseUnitFiles(cursor, kind) {
  const count = cursor.number();
  const sizes = cursor.numbers(2 * count);
  let first = 0;
  return cursor.names(count).map((name, place) => {
    const file = { kind, name, count: sizes[2 * place], first };
    first += sizes[2 * place + 1];
    return file;
  });
}

/** The units of a file, in the order of documents; a calendar has no names. */
export function parseUnits(body, file, channels) {
  const cursor = new Cursor(body);
  const names = file.kind === "u" ? cursor.names(file.count) : [];
  const columns = JSON.parse(utf8(body.subarray(cursor.place)));
  const [keys, ofChannels, kinds, sizes, steps, more] = columns;
  let { first } = file;
  let day = 0;
  const units = sizes.map((documents, place) => {
    day += steps[place];
    const unit = {
      name: names[place],
      key: keys[place] || new Date(day * 86_400_000).toISOString().slice(0, 10),
      channel: channels[ofChannels[place]],
      kind: kinds[place] ? "session" : "day",
      documents,
      first,
      days: [{ first: 0, day }],
    };
    first += unit.documents;
    return unit;
  });
  for (let at = 0; at < more.length; at += 3) {
    const { days } = units[more[at]];
    days.push({ first: more[at + 1], day: days[0].day + more[at + 2] });
  }
  return units;
}

/** A fragment of a unit: {key, title, url, first, messages}. */
export function parseFragment(body, unit) {
  const [first, steps, times, writers, parts, of, people, texts, asked] = JSON.parse(utf8(body));
  const [key, title, url = `${unit.kind}s/${unit.channel}/${key}/`] = of;
  let time = 0;
  let id = "";
  const messages = steps.map((step, place) => {
    // numbers of 64 bits do not survive as numbers
    id = typeof step === "string" ? step : String(BigInt(id) + BigInt(step));
    time += times[place];
    const [author, name] = people.slice(writers[place]);
    const part = parts[place] ?? parts;
    return { id, time, author, name, question: null, part, text: texts[place] };
  });
  for (let at = 0; at < asked.length; at += 2) messages[asked[at]].question = asked[at + 1];
  return { key, title, url, first, messages };
}
