// A diagram of the sources and targets of the column that the URL fragment names, below its row.
//
// It repeats the links in the row's cells "From" and "To", so nothing is lost without JavaScript.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const WIDE = 200;
  const HIGH = 38;
  const GAP = 10;
  const BETWEEN = 90;
  const LONGEST = 27;
  const MARGIN = 3;

  const drawn = (name, attributes, ...children) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

  const box = (x, y, { column, product, href }, kind) => {
    const middle = x + WIDE / 2;
    const parts = [
      drawn("title", {}, `${column} — ${product}`),
      drawn("rect", { x, y, width: WIDE, height: HIGH, rx: 3 }),
      drawn("text", { x: middle, y: y + 16 }, short(column)),
      drawn("text", { x: middle, y: y + 31, class: "mw-sub" }, short(product)),
    ];
    return href ? drawn("a", { href, class: kind }, ...parts) : drawn("g", { class: kind }, ...parts);
  };
  const line = (from, to) => {
    const bend = (to[0] - from[0]) / 2;
    return drawn("path", {
      class: "mw-edge",
      d: `M${from[0]} ${from[1]}C${from[0] + bend} ${from[1]} ${to[0] - bend} ${to[1]} ${to[0]} ${to[1]}`,
    });
  };

  const ends = (row, kind) => [...row.querySelectorAll(`.${kind} a[href*=".html#"], .${kind} a[href^="#port-"], .${kind} .mw-end`)]
    .map((each) => ({
      column: each.querySelector("span") ? each.querySelector("span").textContent : each.textContent,
      product: each.firstChild.textContent.trim(),
      href: each.getAttribute("href"),
    }));

  const diagram = (name, sources, targets) => {
    const most = Math.max(sources.length, targets.length, 1);
    const high = most * (HIGH + GAP) - GAP + 2 * MARGIN;
    const at = (number, count) => MARGIN + (high - 2 * MARGIN - (count * (HIGH + GAP) - GAP)) / 2 + number * (HIGH + GAP);
    const hasSources = sources.length > 0;
    const own = MARGIN + (hasSources ? WIDE + BETWEEN : 0);
    const wide = own + WIDE + (targets.length ? BETWEEN + WIDE : 0) + MARGIN;
    const middle = at(0, 1);
    const made = drawn("svg", {
      class: "mw-diagram", width: wide, height: high, viewBox: `0 0 ${wide} ${high}`,
      role: "group", "aria-label": `Upstream and downstream columns of ${name}`,
    });
    sources.forEach((each, number) => {
      const y = at(number, sources.length);
      made.append(line([MARGIN + WIDE, y + HIGH / 2], [own, middle + HIGH / 2]), box(MARGIN, y, each, "mw-node"));
    });
    targets.forEach((each, number) => {
      const y = at(number, targets.length);
      const x = own + WIDE + BETWEEN;
      made.append(line([own + WIDE, middle + HIGH / 2], [x, y + HIGH / 2]), box(x, y, each, "mw-node"));
    });
    made.append(box(own, middle, { column: name, product: "this column" }, "mw-node mw-node-self"));
    return made;
  };

  let shown = null;
  const follow = () => {
    if (shown) shown.remove();
    shown = null;
    const row = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!row || !row.matches(".mw-schema tbody > tr")) return;
    const sources = ends(row, "mw-from");
    const targets = ends(row, "mw-to");
    if (!sources.length && !targets.length) return;
    const cell = document.createElement("td");
    cell.colSpan = row.cells.length;
    const scroll = document.createElement("div");
    scroll.className = "mw-drawing__scroll";
    scroll.append(diagram(row.querySelector("th code").textContent, sources, targets));
    cell.append(scroll);
    shown = document.createElement("tr");
    shown.className = "mw-column-diagram";
    shown.append(cell);
    row.after(shown);
  };
  addEventListener("hashchange", follow);
  follow();
})();
