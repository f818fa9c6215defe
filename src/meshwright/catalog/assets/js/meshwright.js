// What every page of the catalog does: data files call `meshwright.take`, and buttons copy.
"use strict";
(() => {
  window.meshwright = {
    data: {},
    // A data file hands over what it holds.
    take(name, data) {
      this.data[name] = data;
      dispatchEvent(new CustomEvent(`meshwright:${name}`));
    },
    // An element with a class and children.
    make(tag, names, ...children) {
      const made = document.createElement(tag);
      if (names) made.className = names;
      made.append(...children.filter((each) => each !== "" && each !== null && each !== undefined));
      return made;
    },
    // Data by a path in the site: a page that was opened from a disk may not fetch.
    need(name, path, then) {
      this.when(name, then);
      if (name in this.data) return;
      const script = document.createElement("script");
      script.src = new URL(path, this.root).href;
      document.head.append(script);
    },
    root: new URL("../../", document.currentScript.src),
    // A script asks for data, which may be there already.
    when(name, then) {
      if (name in this.data) then(this.data[name]);
      else addEventListener(`meshwright:${name}`, () => then(this.data[name]), { once: true });
    },
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

  window.meshwright.copy = copy;
  const copying = (button, text) => button.addEventListener("click", () => copy(button, text()));

  const start = () => {
    for (const button of document.querySelectorAll("button.mw-copy:not([data-mw-copy-page])")) {
      button.hidden = false;
      copying(button, () => button.previousElementSibling.textContent);
    }
    for (const code of document.querySelectorAll(".mw-code > pre")) {
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
