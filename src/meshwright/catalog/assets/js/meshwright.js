// What every page of the catalog does: data files call `meshwright.take`, and buttons copy.
"use strict";
(() => {
  const given = new Map();
  const waiting = new Map();
  window.meshwright = {
    // A data file gives what it holds under a name.
    take(name, data) {
      given.set(name, data);
      (waiting.get(name) || []).forEach((then) => then(data));
      waiting.delete(name);
    },
    // A script asks for data, which may be there already.
    when(name, then) {
      if (given.has(name)) then(given.get(name));
      else waiting.set(name, [...(waiting.get(name) || []), then]);
    },
    // A script is loaded when it is needed, with the page's own way to the root.
    load(path) {
      const script = document.createElement("script");
      script.src = new URL(path, window.meshwright.root).href;
      document.head.append(script);
    },
    root: new URL("../../", document.currentScript.src).href,
  };

  const copy = async (button, text) => {
    const word = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "copied";
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      button.textContent = document.execCommand("copy") ? "copied" : "select and copy";
      area.remove();
    }
    setTimeout(() => { button.textContent = word; }, 1500);
  };

  const start = () => {
    for (const button of document.querySelectorAll("[data-mw-copy], [data-mw-copy-next]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const next = button.parentElement.querySelector("pre");
        copy(button, button.dataset.mwCopy ?? (next ? next.textContent : ""));
      });
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
