// Words of a search shown on the page it led to: ?hl=word+word, without touching the DOM.
(() => {
  const asked = new URLSearchParams(location.search).get("hl");
  const main = document.getElementById("main");
  if (!asked || !main || !window.Highlight || !CSS.highlights) return;
  const words = asked.toLowerCase().split(/\s+/).filter((word) => word.length > 1).slice(0, 12);
  const found = new Highlight();
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.data.toLowerCase();
    if (text.length !== node.data.length) continue;
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        found.add(range);
      }
    }
  }
  CSS.highlights.set("found", found);
})();
