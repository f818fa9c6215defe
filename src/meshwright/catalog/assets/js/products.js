/* The table of all products, filtered by words and facets; the URL has both: #q=plays&domain=player&status=active.
 * Words are matched by the search that every page has. Without JavaScript, all rows are shown.
 */
(function () {
  "use strict";

  const place = document.querySelector("[data-mw-products]");
  const table = document.querySelector("table[data-mw-sort]");
  if (!place || !table) return;
  const NAMES = { domain: "Domain", archetype: "Kind", status: "Status", team: "Team", classification: "Classification", personal: "Personal data", entity: "Entity" };
  const FIRST = 40; // rows that a phone shows before "Show all" is pressed
  const { ready, ask, root } = window.meshwright.search;

  function make(tag, names, text) {
    const element = document.createElement(tag);
    if (names) element.className = names;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  ready((index) => {
    const rows = new Map();
    for (const row of table.tBodies[0].rows) {
      const link = row.querySelector("a");
      if (link) rows.set(new URL(link.getAttribute("href"), location.href).pathname, row);
    }
    const rowOf = index.products.map((each) => rows.get(new URL(each.href, root).pathname));
    const input = make("input", "mw-filter__input");
    Object.assign(input, { type: "search", placeholder: "Words, column or owner", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", "Filter the products");
    const count = make("p", "mw-filter__count");
    count.setAttribute("role", "status");
    const clear = make("button", "mw-filter__clear", "Clear");
    clear.type = "button";
    const selects = index.facets.map((facet) => {
      const select = make("select", "mw-filter__facet");
      select.setAttribute("aria-label", NAMES[facet.key] || facet.key);
      select.append(new Option(NAMES[facet.key] || facet.key, ""));
      facet.values.forEach(([name, title], at) => select.append(new Option(title || name, String(at))));
      select.hidden = facet.values.length < (facet.key === "personal" ? 1 : 2);
      return select;
    });
    place.replaceChildren(input, ...selects, clear, count);
    const more = make("button", "mw-button mw-all__more", "Show all");
    more.type = "button";
    more.addEventListener("click", () => table.classList.add("mw-all--whole"));
    table.after(more);
    table.tHead.addEventListener("click", () => fold());
    const chosen = index.facets.map(() => new Set()); // a URL may have several values of a facet

    function draw() {
      const query = input.value.trim();
      const found = query ? ask(index, query).products() : null;
      let shown = 0;
      index.products.forEach((product, at) => {
        const is = (!found || found.has(at)) && chosen.every((values, facet) => !values.size || product.own[facet].some((value) => values.has(value)));
        if (rowOf[at]) rowOf[at].hidden = !is;
        shown += is ? 1 : 0;
      });
      const all = index.products.length;
      count.textContent = (shown === all ? "" : shown.toLocaleString("en") + " of ") + all.toLocaleString("en") + (all === 1 ? " product" : " products");
      fold();
      clear.hidden = !query && chosen.every((values) => !values.size);
    }

    function fold() {
      let at = 0;
      for (const row of table.tBodies[0].rows) row.classList.toggle("mw-later", !row.hidden && at++ >= FIRST);
    }

    function write() {
      const state = new URLSearchParams();
      if (input.value.trim()) state.set("q", input.value.trim());
      index.facets.forEach((facet, at) => chosen[at].forEach((value) => state.append(facet.key, facet.values[value][0])));
      const text = state.toString();
      history.replaceState(history.state, "", text ? "#" + text : location.pathname + location.search);
    }

    function read() {
      const state = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
      input.value = state.get("q") || "";
      index.facets.forEach((facet, at) => {
        const wanted = new Set(state.getAll(facet.key));
        chosen[at] = new Set(facet.values.flatMap(([name], value) => (wanted.has(name) ? [value] : [])));
        selects[at].value = chosen[at].size ? String([...chosen[at]][0]) : "";
      });
      draw();
    }

    let frame = 0;
    const changed = () => { write(); draw(); };
    input.addEventListener("input", () => { cancelAnimationFrame(frame); frame = requestAnimationFrame(changed); });
    selects.forEach((select, at) => select.addEventListener("change", () => {
      chosen[at] = new Set(select.value ? [Number(select.value)] : []);
      changed();
    }));
    clear.addEventListener("click", () => {
      input.value = "";
      chosen.forEach((values) => values.clear());
      selects.forEach((select) => { select.value = ""; });
      changed();
      input.focus();
    });
    window.addEventListener("hashchange", read);
    read();
  });
})();
