// The map of a mesh: facets above the tiles, and the flows of the product that is chosen.
//
// It needs `<div class="mw-map">` around the diagram of `diagrams/tiles.py`, and the data of `map_data` there,
// in a script that comes after this one and calls `meshwright.take("map", …)`. Without either the dots stay links.
// The state is in the address: `#p=<domain>/<product>&status=active`.
"use strict";
(() => {
  const MOST_CHIPS = 8;
  const SVG = "http://www.w3.org/2000/svg";
  const map = document.querySelector(".mw-map");
  const diagram = map && map.querySelector(".mw-tiles");
  if (!diagram) return;
  const others = globalThis.meshwright;
  globalThis.meshwright = Object.assign(Object.create(others || null), {
    take(name, data) {
      if (name === "map") start(data);
      else if (others) others.take(name, data);
    },
  });

  function element(name, kind, text) {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function start(data) {
    const dots = [...diagram.querySelectorAll(".mw-dots a")];
    if (dots.length !== data.feeds.length) return;
    const routes = dots.map((dot) => decodeURI(/products\/(.+)\/index\.html$/.exec(dot.getAttribute("href"))[1]));
    const names = dots.map((dot) => dot.querySelector("title").textContent);
    const numbers = new Map(routes.map((route, number) => [route, number]));
    const numberOf = new Map(dots.map((dot, number) => [dot, number]));
    const keys = data.facets.map((facet) => facet.name.toLowerCase());
    const fedBy = dots.map(() => []);
    data.feeds.forEach((targets, source) => targets.forEach((target) => fedBy[target].push(source)));

    const controls = element("div", "mw-map-facets");
    const shown = element("p", "mw-map-count");
    shown.setAttribute("aria-live", "polite");
    const chosen = element("section", "mw-map-chosen");
    chosen.setAttribute("aria-live", "polite");
    chosen.setAttribute("aria-label", "Chosen product");
    map.prepend(controls, shown);
    map.append(chosen);
    const marks = data.facets.map(facetControl);

    function state() {
      return new URLSearchParams(location.hash.slice(1));
    }

    function change(key, value) {
      const next = state();
      if (value === null || next.get(key) === value) next.delete(key);
      else next.set(key, value);
      const text = next.toString().replaceAll("%2F", "/");
      history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
      show();
    }

    // Few values are chips; many, as teams are, a list to choose from.
    function facetControl(facet, at) {
      const counts = facet.values.map(() => 0);
      facet.of.forEach((value) => { if (value >= 0) counts[value] += 1; });
      const group = element("div", "mw-map-facet");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", facet.name);
      group.append(element("span", "mw-map-facet-name", facet.name));
      controls.append(group);
      if (facet.values.length > MOST_CHIPS) {
        const list = element("select");
        list.setAttribute("aria-label", facet.name);
        list.append(new Option("any", ""));
        facet.values.forEach((value, number) => list.append(new Option(`${value} (${counts[number]})`, value)));
        list.addEventListener("change", () => change(keys[at], list.value || null));
        group.append(list);
        return (value) => { list.value = value || ""; };
      }
      const chips = facet.values.map((value, number) => {
        const chip = element("button", "mw-map-chip", `${value} ${counts[number]}`);
        chip.type = "button";
        chip.addEventListener("click", () => change(keys[at], value));
        group.append(chip);
        return chip;
      });
      return (value) => chips.forEach((chip, number) => {
        chip.setAttribute("aria-pressed", String(facet.values[number] === value));
      });
    }

    function show() {
      const now = state();
      const wanted = data.facets.map((facet, at) => {
        const value = now.get(keys[at]);
        marks[at](value);
        return value === null ? null : facet.values.indexOf(value);
      });
      const number = numbers.get(now.get("p"));
      const near = number === undefined ? null : new Set([number, ...fedBy[number], ...data.feeds[number]]);
      let count = 0;
      dots.forEach((dot, each) => {
        const fits = wanted.every((value, at) => value === null || data.facets[at].of[each] === value);
        count += fits;
        dot.classList.toggle("mw-dim", near ? !near.has(each) : !fits);
        dot.classList.toggle("mw-chosen", each === number);
      });
      shown.textContent = wanted.some((value) => value !== null) ? `${count} of ${dots.length} products` : "";
      draw(number);
      tell(number);
    }

    function centre(number) {
      const circle = dots[number].querySelector("circle");
      return [circle.cx.baseVal.value, circle.cy.baseVal.value];
    }

    function draw(number) {
      const group = diagram.querySelector(".mw-flows");
      group.replaceChildren();
      if (number === undefined) return;
      const line = (from, to, kind) => {
        const [x, y] = centre(from);
        const [end, low] = centre(to);
        const bend = Math.max(24, Math.abs(end - x) / 3);
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("class", kind);
        path.setAttribute("d", `M${x} ${y}C${x + bend} ${y} ${end - bend} ${low} ${end} ${low}`);
        group.append(path);
      };
      fedBy[number].forEach((source) => line(source, number, "mw-in"));
      data.feeds[number].forEach((target) => line(number, target, "mw-out"));
    }

    function list(words, kind, found) {
      const part = element("div");
      part.append(element("span", `mw-map-facet-name ${kind}`, `${words} ${found.length}`));
      const items = element("ul");
      found.slice(0, 12).forEach((each) => {
        const item = element("li");
        const link = element("a", "", names[each]);
        link.href = `#p=${encodeURI(routes[each])}`;
        link.addEventListener("click", (event) => {
          event.preventDefault();
          choose(each);
        });
        item.append(link);
        items.append(item);
      });
      if (found.length > 12) items.append(element("li", "", `and ${found.length - 12} more`));
      part.append(items);
      return part;
    }

    function tell(number) {
      chosen.replaceChildren();
      chosen.hidden = number === undefined;
      if (chosen.hidden) return;
      const open = element("a", "mw-map-open", names[number]);
      open.href = dots[number].getAttribute("href");
      const close = element("button", "mw-map-chip", "Close");
      close.type = "button";
      close.addEventListener("click", () => {
        change("p", null);
        dots[number].focus();
      });
      const heading = element("p");
      heading.append(open, " ", close);
      chosen.append(heading, list("Fed by", "mw-in", fedBy[number]), list("Feeds", "mw-out", data.feeds[number]));
    }

    function choose(number) {
      if (state().get("p") !== routes[number]) change("p", routes[number]);
    }

    // The first click chooses, the next one follows the link, as does a click that asks for a new tab.
    diagram.addEventListener("click", (event) => {
      const number = numberOf.get(event.target.closest("a"));
      if (number === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (state().get("p") === routes[number]) return;
      event.preventDefault();
      choose(number);
    });

    // One stop for the tabulator in each tile; arrows lead from dot to dot.
    const tiles = [...diagram.querySelectorAll(".mw-dots")].map((group) => [...group.children]);
    tiles.forEach((group) => group.slice(1).forEach((dot) => dot.setAttribute("tabindex", "-1")));
    diagram.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const dot = event.target.closest(".mw-dots a");
      if (!step || !dot) return;
      const next = step > 0 ? dot.nextElementSibling : dot.previousElementSibling;
      event.preventDefault();
      if (!next) return;
      dot.setAttribute("tabindex", "-1");
      next.removeAttribute("tabindex");
      next.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state().has("p")) change("p", null);
    });
    window.addEventListener("hashchange", show);
    show();
  }
})();
