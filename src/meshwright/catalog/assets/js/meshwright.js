// Functions for every page of the catalog: loading data, copying text, colouring code.
"use strict";
(() => {
  window.meshwright = {
    data: {},
    // Data files call this with their content.
    take(name, data) {
      this.data[name] = data;
      dispatchEvent(new CustomEvent(`meshwright:${name}`));
    },
    // Create an element with classes and children.
    make(tag, names, ...children) {
      const made = document.createElement(tag);
      if (names) made.className = names;
      made.append(...children.filter((each) => each !== "" && each !== null && each !== undefined));
      return made;
    },
    // Load data from a path in the site, as a script: pages opened from a disk may not use fetch.
    need(name, path, then) {
      this.when(name, then);
      if (name in this.data) return;
      const script = document.createElement("script");
      script.src = new URL(path, this.root).href;
      document.head.append(script);
    },
    root: new URL("../../", document.currentScript.src),
    // Call `then` with data, now or when it has been loaded.
    when(name, then) {
      if (name in this.data) then(this.data[name]);
      else addEventListener(`meshwright:${name}`, () => then(this.data[name]), { once: true });
    },
  };

  const labels = new WeakMap();
  // Copy text, and show at the button whether it is copied. The text area is next to the button: an open dialog disables all other elements.
  const copy = async (button, text) => {
    if (!labels.has(button)) labels.set(button, button.textContent);
    let isCopied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      button.after(area);
      area.select();
      isCopied = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = isCopied ? "copied" : "select and copy";
    setTimeout(() => { button.textContent = labels.get(button); }, 1500);
    return isCopied;
  };

  window.meshwright.copy = copy;
  const copying = (button, text) => button.addEventListener("click", () => copy(button, text()));

  // Colour code with the CSS Highlight API, which needs no extra elements and moves nothing.
  const STARTS = String.raw`(?<![^\s(\[{=,:])`;
  const TOKENS = String.raw`(?<note>(?<!\S)(?:#|--\s).*$)|(?<text>"(?:[^"\\\n]|\\.)*"|${STARTS}'[^'\n]*')|(?<number>(?<![\w.@/-])\d+(?:\.\d+)?(?![\w./-]))`;
  const SQL = "SELECT|DISTINCT|FROM|WHERE|GROUP|ORDER|BY|LIMIT|WITH|AS|LEFT|JOIN|USING|ON|AND|OR|NOT|NULL|CASE|WHEN|THEN|ELSE|END|UNION|ALL|HAVING|DESC";
  const YAML = new RegExp(String.raw`${TOKENS}|(?<key>\b(?:${SQL})\b|^[ \t]*(?:- )*[\w$.-]+(?=:(?:\s|$)))`, "gm");
  const PYTHON = new RegExp(String.raw`${TOKENS}|(?<key>\b(?:from|import|as|def|return|with|for|in|if|else|True|False|None)\b)`, "gm");
  const painted = new WeakSet();
  window.meshwright.paint = () => {
    if (!globalThis.CSS?.highlights) return;
    for (const code of document.querySelectorAll(":is(.mw-code, .mw-rule) pre code")) {
      const node = code.firstChild;
      if (painted.has(code) || code.childNodes.length !== 1 || node.nodeType !== Node.TEXT_NODE) continue;
      painted.add(code);
      for (const found of node.data.matchAll(/^(?:import|from) /m.test(node.data) ? PYTHON : YAML)) {
        const [kind] = Object.entries(found.groups).find(([, text]) => text);
        const name = `mw-${kind}`;
        if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
        CSS.highlights.get(name).add(new StaticRange({
          startContainer: node, startOffset: found.index, endContainer: node, endOffset: found.index + found[0].length,
        }));
      }
    }
  };

  const start = () => {
    window.meshwright.paint();
    for (const button of document.querySelectorAll("button.mw-copy:not([data-mw-copy-page])")) {
      button.hidden = false;
      copying(button, () => button.previousElementSibling.textContent);
    }
    // Material's own buttons are landmarks without names, so the feature for them is off.
    for (const code of document.querySelectorAll(".md-content pre:not(.mw-code > pre):has(> code)")) {
      const box = window.meshwright.make("div", "mw-copied");
      code.replaceWith(box);
      box.append(code);
      const text = code.querySelector("code");
      if (text.scrollWidth > text.clientWidth) text.tabIndex = 0; // so that keys can scroll it
    }
    for (const code of document.querySelectorAll(":is(.mw-code, .mw-copied) > pre")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mw-copy";
      button.textContent = "copy";
      code.before(button);
      copying(button, () => code.textContent);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
