// Permalinks: to a message on another part, inside a closed fold; and a copy button.
(() => {
  const words = document.querySelector(".tools")?.dataset ?? {};
  const here = () => {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
  };
  const reveal = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (up.localName === "details") up.open = true;
    }
    element.scrollIntoView();
    const by = element.querySelector(".by");
    if (!by || by.querySelector("button") || !navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy ?? "#";
    button.addEventListener("click", () => {
      const address = new URL("#" + element.id, location.href).href;
      navigator.clipboard.writeText(address).then(() => { button.textContent = words.copied; });
    });
    by.append(" ", button);
  };
  // Which part holds a message is not written anywhere: the parts are asked in order.
  const follow = async (id) => {
    const parts = new Set([...document.querySelectorAll(".reads .parts a")].map((a) => a.href.split("#")[0]));
    for (const address of parts) {
      const answer = await fetch(address).catch(() => null);
      if (answer?.ok && (await answer.text()).includes('id="' + id + '"')) {
        location.replace(address + "#" + id);
        return;
      }
    }
  };
  const arrive = () => {
    const id = here();
    if (!id) return;
    const element = document.getElementById(id);
    if (element) { if (element.matches(".m")) reveal(element); }
    else if (/^m-[A-Za-z0-9._~-]+$/.test(id) && location.protocol !== "file:") follow(id);
  };
  addEventListener("hashchange", arrive);
  arrive();
})();
