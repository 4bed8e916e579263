// Times: the reader's own beside the site's; sessions that are past; on this day.
// And what can wait until the page stands: the layout of messages far below.
(() => {
  const root = document.documentElement;
  const words = document.querySelector(".tools")?.dataset ?? {};
  const format = (options) => {
    try { return new Intl.DateTimeFormat(root.lang, options); }
    catch { return new Intl.DateTimeFormat(undefined, options); }
  };
  const own = (time, options) => format(options).format(new Date(time.dateTime));
  const later = window.requestIdleCallback ?? setTimeout;
  const runs = [...document.querySelectorAll(".run")];
  const settle = (count) => {
    for (const run of runs.splice(0, count)) run.style.contentVisibility = "visible";
    if (runs.length) later(() => settle(2));
  };
  // Who comes back or reloads is led to where they were: that place must be there.
  const arrival = performance.getEntriesByType("navigation")[0]?.type;
  if (arrival === "navigate") later(() => settle(2));
  else settle(runs.length);
  // A first format takes long to make.
  for (const time of document.querySelectorAll("time[data-local]")) later(() => {
    const there = own(time, { weekday: "short", hour: "numeric", minute: "2-digit" });
    const note = document.createElement("span");
    note.className = "yours";
    note.textContent = " · " + (words.yours ?? "{time}").replace("{time}", there);
    time.parentNode.append(note);
  });
  const tell = (event) => {
    const time = event.target.closest?.(".when")?.querySelector("time");
    if (time && !time.title && time.dateTime.includes("T")) {
      time.title = own(time, { dateStyle: "full", timeStyle: "long" });
    }
  };
  document.addEventListener("pointerover", tell);
  document.addEventListener("focusin", tell);

  for (const card of document.querySelectorAll("[data-until]")) {
    if (Date.parse(card.dataset.until) + 36e5 * 3 > Date.now()) continue;
    card.hidden = true;
    const section = card.closest(".next");
    if (section && !section.querySelector("[data-until]:not([hidden])")) section.hidden = true;
  }
  const past = document.querySelector("[data-past]");
  const start = document.querySelector(".ahead .lead time");
  if (past && start && Date.parse(start.dateTime) + 36e5 * 3 < Date.now()) past.hidden = false;

  const memory = document.querySelector("[data-on-this-day]");
  if (memory && location.protocol !== "file:") {
    const now = new Date();
    const day = [now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
    fetch(memory.dataset.onThisDay).then((answer) => answer.ok ? answer.json() : {}).then((table) => {
      for (const [year, title, href] of table[day] ?? []) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = memory.dataset.root + href;
        link.textContent = year + " · " + title;
        item.append(link);
        memory.querySelector("ul").append(item);
        memory.hidden = false;
      }
    }).catch(() => {});
  }
})();
