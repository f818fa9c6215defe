// Below the row of the column that the URL fragment names: a diagram of its sources and targets, and the teams that a
// change to it affects.
//
// The diagram repeats the links in the row's cells "From" and "To", and the list those of the row's `.mw-hit`, by the teams
// and contacts of the port's table "If I change …", so nothing is lost without JavaScript.
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

  const { make } = window.meshwright;
  const linked = (each) => { // a copy of a link or a name
    const made = make(each.href ? "a" : "span", "", each.textContent);
    if (each.href) made.href = each.href;
    return made;
  };
  const listed = (words, found) => (found.length ? [words, ...found.flatMap((each, at) => [at ? ", " : "", linked(each)])] : []);

  // The teams that a change to the column affects, each with a contact and its products and agreements.
  const affected = (name, row) => {
    const table = row.closest(".mw-port")?.querySelector("[id^='change-'] table");
    if (!table) return make("p", "mw-quiet", "This page lists no consumer of this port.");
    const isSame = (one, other) => one.href === other.href && one.textContent === other.textContent;
    const teams = [...table.tBodies[0].rows].map((each) => ({ row: each, links: [...each.querySelectorAll("td:nth-child(n + 3) a")], direct: [], others: [] }));
    const unknown = { row: null, links: [], direct: [], others: [] };
    for (const each of row.querySelectorAll(".mw-hit :is(a, .mw-end)")) {
      const team = teams.find(({ row: own, links }) => (each.href ? links.some((link) => isSame(link, each)) : own.textContent.includes(each.textContent))) || unknown;
      (each.closest(".mw-hit > span") ? team.others : team.direct).push(each);
    }
    const hit = [...teams, unknown].filter(({ direct, others }) => direct.length || others.length);
    const items = hit.map(({ row: own, direct, others }) => {
      const head = own?.querySelector("th");
      const contact = own?.cells[1].cloneNode(true).childNodes || [];
      return make(
        "li", "", make("strong", "", ...(head ? head.cloneNode(true).childNodes : ["No team"])), ...(contact.length ? [" (", ...contact, ")"] : []), ": ",
        ...listed("", direct), ...listed(direct.length ? "; through others: " : "through others: ", others),
      );
    });
    // Consumers of the port that no column of it names declare no columns, so each may read this one.
    const named = [...row.closest(".mw-port").querySelectorAll(".mw-hit a")];
    const perhaps = teams.flatMap(({ links }) => links).filter((link) => !named.some((each) => isSame(each, link)));
    return make(
      "div", "mw-reach",
      make("p", "mw-panel__name", `If I change ${name}: consumers at most two steps away, including those that only filter or join by it`),
      items.length ? make("ul", "mw-plain", ...items) : make("p", "", "This page lists no product or agreement that is known to read this column."),
      perhaps.length ? make("p", "mw-quiet", ...listed("Perhaps also, because their columns are unknown: ", perhaps), ".") : "",
    );
  };
  const explore = (row) => {
    const [port, home] = [row.closest(".mw-port"), document.querySelector("[data-mw-lineage]")];
    if (!port || !home) return "";
    const link = make("a", "", "Explore its lineage");
    link.href = `#lineage?column=${encodeURIComponent(`${port.getAttribute("aria-label")}/${row.id}`)}&ports=${encodeURIComponent(home.dataset.mwLineage)}`;
    link.addEventListener("click", () => { // lineage.js follows the address; this opens its tab and the drawing
      const view = home.closest("details");
      if (view) view.open = true;
      home.querySelector("figcaption > button")?.click();
      home.scrollIntoView();
    });
    return make("p", "", link);
  };

  let shown = null;
  const follow = () => {
    if (shown) shown.remove();
    shown = null;
    const row = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!row || !row.matches(".mw-schema tbody > tr")) return;
    const sources = ends(row, "mw-from");
    const targets = ends(row, "mw-to");
    const name = row.querySelector("th code").textContent;
    const cell = document.createElement("td");
    cell.colSpan = row.cells.length;
    cell.append(affected(name, row));
    if (sources.length || targets.length) cell.append(explore(row), make("div", "mw-drawing__scroll", diagram(name, sources, targets)));
    shown = document.createElement("tr");
    shown.className = "mw-column-diagram";
    shown.append(cell);
    row.after(shown);
  };
  addEventListener("hashchange", follow);
  follow();
})();
