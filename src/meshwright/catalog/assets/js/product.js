// The product page: tabs for ports, and a filter for each schema table. Without JavaScript, all ports are shown.
//
// The tabs of the page are `details` with a common name, which work without a script. The script always
// keeps one of them open and puts its name in the URL.
"use strict";
(() => {
  const views = (root) => {
    const all = [...root.querySelectorAll(":scope > .mw-view")];
    const heads = all.map((each) => each.querySelector(":scope > summary"));
    const anchor = (view) => {
      const heading = view.querySelector("h2[id]");
      return heading ? `#${heading.id}` : location.pathname + location.search;
    };
    heads.forEach((head, at) => {
      head.addEventListener("click", (event) => {
        if (all[at].open) event.preventDefault();
        else history.replaceState(null, "", anchor(all[at]));
      });
      head.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = (at + step + heads.length) % heads.length;
        heads[next].focus();
        if (!all[next].open) heads[next].click();
      });
    });
  };

  // Browsers open folds for a URL fragment, but not when a script moves to an element.
  const reveal = (target) => {
    for (let fold = target.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) {
      fold.open = true;
    }
  };

  const tabs = (root) => {
    const links = [...root.querySelectorAll("[data-mw-tab]")];
    const panels = [...root.querySelectorAll("[data-mw-panel]")];
    if (links.length < 2) return;
    const bar = links[0].parentElement;
    bar.setAttribute("role", "tablist");
    const show = (name) => {
      for (const link of links) {
        const is = link.hash.slice(1) === name;
        link.setAttribute("aria-selected", String(is));
        link.tabIndex = is ? 0 : -1;
      }
      for (const panel of panels) panel.hidden = panel.id !== name;
    };
    const current = () => {
      const id = decodeURIComponent(location.hash.slice(1));
      const target = id ? document.getElementById(id) : null;
      const panel = target ? target.closest("[data-mw-panel]") : null;
      return { target, panel: panel && root.contains(panel) ? panel : null };
    };
    for (const link of links) {
      link.setAttribute("role", "tab");
      link.setAttribute("aria-controls", link.hash.slice(1));
      link.addEventListener("click", (event) => {
        event.preventDefault();
        history.replaceState(null, "", `#${link.hash.slice(1)}`);
        show(link.hash.slice(1));
      });
    }
    for (const panel of panels) panel.setAttribute("role", "tabpanel");
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const at = links.findIndex((link) => link.getAttribute("aria-selected") === "true");
      const next = links[(at + step + links.length) % links.length];
      next.click();
      next.focus();
    });
    const follow = () => {
      const { target, panel } = current();
      if (!panel) return false;
      reveal(target);
      show(panel.id);
      if (target !== panel) target.scrollIntoView({ block: "center" });
      return true;
    };
    show(links[0].hash.slice(1));
    follow();
    addEventListener("hashchange", follow);
  };

  const filter = (line) => {
    const rows = [...line.parentElement.querySelectorAll(".mw-schema tbody > tr")];
    if (rows.length < 6) return;
    const [word, personal] = line.querySelectorAll("input");
    const output = line.querySelector("output");
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const isAnyPersonal = rows.some((row) => "mwPersonal" in row.dataset);
    personal.parentElement.hidden = !isAnyPersonal;
    const apply = () => {
      const words = word.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, at) => {
        const is = words.every((each) => texts[at].includes(each)) && (!personal.checked || "mwPersonal" in row.dataset);
        row.hidden = !is;
        shown += is ? 1 : 0;
      });
      output.textContent = shown < rows.length ? `${shown} of ${rows.length} fields` : "";
    };
    word.addEventListener("input", apply);
    personal.addEventListener("change", apply);
    line.hidden = false;
  };

  // The search knows a column's name but not its location: #column=isrc leads to the first field with that name,
  // #column=isrc&port=port-daily-2 to the first one in that port.
  const column = () => {
    if (!location.hash.startsWith("#column=")) return;
    const [name, port = ""] = location.hash.slice("#column=".length).split("&port=").map(decodeURIComponent);
    const row = [...document.querySelectorAll(".mw-schema tbody > tr[id]")].find((each) => {
      const code = each.querySelector("th code");
      return code && code.textContent === name && (!port || each.closest(".mw-port")?.id === port);
    });
    if (row) location.replace(`#${row.id}`);
  };

  // The whole page as Markdown for a chat, including closed tabs and hidden ports.
  const written = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches("svg, button, input, label, figcaption, .headerlink, .mw-crumbs, .mw-actions, dialog")) return "";
    const inner = [...node.childNodes].map(written);
    const text = inner.join("");
    if (/^H[1-6]$/.test(node.tagName)) return `\n\n${"#".repeat(Number(node.tagName[1]))} ${text.trim()}\n\n`;
    if (node.tagName === "PRE") return `\n\n~~~\n${node.textContent.trim()}\n~~~\n\n`;
    if (node.tagName === "CODE") return `\u0060${node.textContent}\u0060`;
    if (node.tagName === "TR") return `\n| ${[...node.cells].map((cell) => written(cell).replace(/\s+/g, " ").trim()).join(" | ")} |`;
    if (node.tagName === "LI") return `\n- ${text.trim()}`;
    if (node.tagName === "DT") return `\n- ${text.trim()}: `;
    if (node.matches("p, summary, table, section, details, header, ul, ol, dl")) return `\n\n${text.trim()}\n\n`;
    return node.matches("span, small, strong, em, a, time") ? `${text} ` : text;
  };
  const copies = (button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = written(button.closest("article")).replace(/[ \t]+/g, " ").replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
      window.meshwright.copy(button, `${text}\n\nSource: ${location.href.split("#")[0]}\n`);
    });
  };

  const start = () => {
    document.querySelectorAll("[data-mw-copy-page]").forEach(copies);
    document.querySelectorAll(".mw-views").forEach(views);
    document.querySelectorAll("[data-mw-tabs]").forEach(tabs);
    document.querySelectorAll("[data-mw-filter]").forEach(filter);
    column();
    addEventListener("load", column); // a slow page may still be loading and drop the new fragment
    addEventListener("hashchange", column);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
