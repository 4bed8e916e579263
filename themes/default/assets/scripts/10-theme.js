// Theme switch: as the device, light, dark. Kept in localStorage, where it may be used.
(() => {
  const root = document.documentElement;
  const names = ["auto", "light", "dark"];
  const kept = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("theme");
      localStorage.setItem("theme", value);
    } catch { /* storage is switched off: the choice lasts for this page */ }
    return value;
  };
  const apply = (name) => {
    if (name === "auto") delete root.dataset.theme;
    else root.dataset.theme = name;
    const button = document.querySelector("[data-theme-switch]");
    if (button) button.textContent = button.dataset.labels.split("|")[names.indexOf(name)];
  };
  root.classList.add("js");
  let now = names.includes(kept()) ? kept() : "auto";
  apply(now);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    now = names[(names.indexOf(now) + 1) % names.length];
    apply(now);
    kept(now);
  });
})();
