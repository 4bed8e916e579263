// Shortcuts: j k messages, n p questions, / search, ? help. They can be switched off.
(() => {
  const dialog = document.getElementById("keys");
  const box = document.getElementById("keys-on");
  const kept = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("keys") !== "off";
      localStorage.setItem("keys", value ? "on" : "off");
    } catch { /* storage is switched off */ }
    return value ?? true;
  };
  let on = kept();
  const open = () => dialog?.showModal?.();
  document.querySelector("[data-keys-open]")?.addEventListener("click", open);
  if (box) {
    box.checked = on;
    box.addEventListener("change", () => { on = box.checked; kept(on); });
  }
  const step = (selector, by) => {
    const all = [...document.querySelectorAll(selector)].filter((e) => !e.closest("details:not([open])"));
    if (!all.length) return;
    const at = all.indexOf(document.activeElement.closest?.(selector));
    let next;
    if (at >= 0) next = all[at + by];
    else {
      const below = all.findIndex((e) => e.getBoundingClientRect().top >= 60);
      next = by > 0 ? all[below] : all[(below < 0 ? all.length : below) - 1];
    }
    if (!next) return;
    if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: by && selector === ".m" ? "nearest" : "start" });
  };
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest?.("input, textarea, select, dialog, [contenteditable]")) return;
    const act = {
      j: () => step(".m", 1),
      k: () => step(".m", -1),
      n: () => step(".q h2, .slice h2, .rest h2", 1),
      p: () => step(".q h2, .slice h2, .rest h2", -1),
      "/": () => document.getElementById("q")?.focus(),
      "?": open,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const links = [...document.querySelectorAll(".qnav a[href^='#']")];
  if (links.length && "IntersectionObserver" in window) {
    const shown = new Set();
    const watch = new IntersectionObserver((entries) => {
      for (const e of entries) e.isIntersecting ? shown.add(e.target) : shown.delete(e.target);
      let current = null;
      for (const link of links) {
        const section = document.getElementById(link.hash.slice(1))?.closest("section");
        if (!current && shown.has(section)) current = link;
      }
      for (const link of links) {
        if (link === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }, { rootMargin: "-20% 0px -60% 0px" });
    for (const link of links) {
      const section = document.getElementById(link.hash.slice(1))?.closest("section");
      if (section) watch.observe(section);
    }
  }
})();
