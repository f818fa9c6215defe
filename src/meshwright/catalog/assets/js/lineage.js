// Interactive lineage: more hops, folded domains, ports and columns, a path, and a URL for the current view.
//
// It draws `assets/data/mesh.js` in place of the page's static diagram; columns come from the tables of the page.
"use strict";
(() => {
  const { make, root } = window.meshwright;
  const SVG = "http://www.w3.org/2000/svg";
  const [WIDE, HIGH, ROW, GAP, BETWEEN, LONGEST, MOST, COLUMNS, MANY] = [196, 42, 18, 10, 74, 23, 12, 24, 80];

  const drawn = (name, attributes, ...children) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const button = (text, act) => {
    const made = make("button", "mw-explore__button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const short = (text, most = LONGEST) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const byName = (one, other) => one.localeCompare(other, "en", { numeric: true });
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  const isView = () => location.hash.startsWith("#lineage?");
  const explore = (mesh, before, address) => {
    const rows = mesh.products;
    const number = new Map(rows.map((row, at) => [row[0], at]));
    const [out, into] = [rows.map(() => []), rows.map(() => [])];
    for (const [source, target, port] of mesh.edges) {
      out[source].push([target, port]);
      into[target].push([source, port]);
    }
    const centre = number.has(address) ? number.get(address) : -1;
    const domain = (at) => (rows[at][2] < 0 ? "No domain" : mesh.domains[rows[at][2]][1]);
    const pageOf = (at) => new URL(`${rows[at][8] || `products/${rows[at][0]}`}/index.html`, root).href;
    const fresh = () => ({ up: 1, down: 1, by: "", open: [], ports: [], to: "", column: "" });
    let state = fresh();
    let view = { x: 0, y: 0, scale: 1 };
    let size = { wide: 0, high: 0 };
    let pinned = "";
    const path = () => {
      const goal = number.get(state.to);
      if (goal === undefined || centre < 0 || goal === centre) return [];
      for (const [next, sign] of [[out, 1], [into, -1]]) {
        const from = new Map([[centre, -1]]);
        const queue = [centre];
        for (const at of queue) {
          for (const [other] of next[at]) if (!from.has(other)) { from.set(other, at); queue.push(other); }
          if (from.has(goal)) break;
        }
        if (from.has(goal)) {
          const steps = [];
          for (let at = goal; at >= 0; at = from.get(at)) steps.unshift(at);
          return steps.map((at, hop) => [at, hop * sign]);
        }
      }
      return null;
    };
    const around = () => {
      const columns = new Map([[centre, 0]]);
      const walk = (next, sign, hops) => {
        let last = [centre];
        for (let hop = 1; hop <= hops; hop += 1) {
          const found = [...new Set(last.flatMap((at) => next[at].map(([other]) => other)))].filter((at) => !columns.has(at));
          found.forEach((at) => columns.set(at, hop * sign));
          last = found;
        }
      };
      walk(into, -1, state.up);
      walk(out, 1, state.down);
      for (const [at, column] of path() || []) if (!columns.has(at)) columns.set(at, column);
      return columns;
    };
    // Without a central product, a node's column is the length of the longest path to it; cycles are cut.
    const ranked = (keys, edges) => {
      const next = new Map(keys.map((key) => [key, []]));
      for (const [source, target] of edges) next.get(source).push(target);
      const [rank, open] = [new Map(), new Set()];
      const visit = (key) => {
        if (rank.has(key)) return rank.get(key);
        open.add(key);
        const below = next.get(key).filter((each) => !open.has(each)).map(visit);
        open.delete(key);
        rank.set(key, Math.max(-1, ...below) + 1);
        return rank.get(key);
      };
      keys.forEach(visit);
      const deepest = Math.max(0, ...rank.values());
      return new Map(keys.map((key) => [key, deepest - rank.get(key)]));
    };
    const nodes = () => {
      const columns = centre >= 0 ? around() : new Map(rows.map((_, at) => [at, 0]));
      const crowd = new Map();
      for (const [at, column] of columns) crowd.set(column, (crowd.get(column) || 0) + 1);
      const onPath = new Set((path() || []).map(([at]) => at));
      const groups = new Map();
      const keyOf = new Map();
      for (const [at, column] of columns) {
        const isFolded = centre < 0 || state.by === "domain" || (crowd.get(column) > MOST && state.by !== "product");
        const group = `${rows[at][2]}.${centre < 0 ? "" : column}`;
        const key = at === centre || onPath.has(at) || !isFolded || state.open.includes(group) ? `p${at}` : `g${group}`;
        keyOf.set(at, key);
        if (!groups.has(key)) groups.set(key, { key, group, column, at, members: [], ports: [] });
        groups.get(key).members.push(at);
      }
      for (const each of [...groups.values()]) {
        if (each.key[0] !== "g" || each.members.length > 1) continue;
        groups.delete(each.key);
        const key = `p${each.at}`;
        keyOf.set(each.at, key);
        groups.set(key, { ...each, key });
      }
      const edges = new Map();
      for (const at of columns.keys()) {
        for (const [other, port] of out[at]) {
          const [source, target] = [keyOf.get(at), keyOf.get(other)];
          if (!target || source === target) continue;
          if (source[0] === "g" && target[0] === "g" && centre >= 0 && columns.get(at) === columns.get(other)) continue;
          const own = groups.get(source);
          const name = own.members.length === 1 && state.ports.includes(rows[at][0]) ? mesh.ports[port] : "";
          const key = `${source}>${target}>${name}`;
          const known = edges.get(key) || { source, target, port: name, weight: 0, isPath: false };
          known.weight += 1;
          known.isPath = known.isPath || (onPath.has(at) && onPath.has(other) && Math.abs(columns.get(at) - columns.get(other)) === 1);
          edges.set(key, known);
        }
      }
      const found = [...groups.values()];
      if (centre < 0) {
        const ranks = ranked(found.map((each) => each.key), [...edges.values()].map((each) => [each.source, each.target]));
        found.forEach((each) => { each.column = ranks.get(each.key); });
      }
      for (const each of found) {
        if (each.members.length === 1 && state.ports.includes(rows[each.at][0])) each.ports = portsOf(each.at);
      }
      return [found, [...edges.values()]];
    };

    // The ports of a product; for the product of the page, with their columns.
    const panels = [...document.querySelectorAll("[data-mw-panel]")];
    const portsOf = (at) => {
      const named = at === centre && panels.length
        ? panels.map((each) => [each.getAttribute("aria-label"), each])
        : [...new Set(out[at].map(([, port]) => mesh.ports[port]))].sort(byName).map((name) => [name, null]);
      return named.flatMap(([name, panel]) => {
        const own = [{ port: name, text: name, panel }];
        if (!panel || !state.column.startsWith(`${name}/`)) return own;
        const fields = [...panel.querySelectorAll(".mw-schema tbody > tr[id]")].filter((row, n) => n < COLUMNS || state.column.endsWith(row.id));
        return [...own, ...fields.map((row) => {
          const text = row.querySelector("th code").textContent;
          return { port: name, column: `${name}/${row.id}`, text };
        })];
      });
    };
    const touched = () => {
      const row = centre >= 0 && state.column ? document.getElementById(state.column.slice(state.column.indexOf("/") + 1)) : null;
      const found = new Map();
      if (!row) return found;
      for (const link of row.querySelectorAll("td:is(.mw-from, .mw-to) a[href]")) {
        const span = link.querySelector("span");
        const page = link.href.split("#")[0];
        const at = rows.findIndex((_, each) => pageOf(each) === page);
        if (at >= 0) found.set(at, [...(found.get(at) || []), span ? span.textContent : ""]);
      }
      return found;
    };
    const placed = (found, edges) => {
      const columns = [...new Set(found.map((each) => each.column))].sort((a, b) => a - b).map((column) => found.filter((each) => each.column === column));
      const position = new Map();
      const title = (each) => (each.members.length === 1 ? rows[each.at][1] : domain(each.at));
      const settle = (column, order) => column.sort(order).forEach((each, at) => position.set(each.key, at - column.length / 2));
      columns.forEach((column) => settle(column, (a, b) => byName(title(a), title(b))));
      const joined = new Map(found.map((each) => [each.key, []]));
      for (const { source, target } of edges) { joined.get(source).push(target); joined.get(target).push(source); }
      for (let sweep = 0; sweep < 4; sweep += 1) {
        for (const column of sweep % 2 ? [...columns].reverse() : columns) {
          const mean = new Map(column.map((each) => {
            const near = joined.get(each.key).map((key) => position.get(key));
            return [each.key, near.length ? near.reduce((a, b) => a + b, 0) / near.length : position.get(each.key)];
          }));
          settle(column, (a, b) => mean.get(a.key) - mean.get(b.key));
        }
      }
      const tall = (each) => HIGH + each.ports.length * ROW + (each.ports.length ? 6 : 0);
      const highs = columns.map((column) => column.reduce((sum, each) => sum + tall(each) + GAP, -GAP));
      const most = Math.max(...highs, HIGH);
      const boxes = new Map();
      columns.forEach((column, at) => {
        let y = (most - highs[at]) / 2;
        for (const each of column) {
          boxes.set(each.key, { ...each, x: at * (WIDE + BETWEEN), y, high: tall(each), title: title(each) });
          y += tall(each) + GAP;
        }
      });
      const own = boxes.get(`p${centre}`) || { x: WIDE / 2, y: (most - HIGH) / 2 };
      size = { wide: columns.length * (WIDE + BETWEEN) - BETWEEN, high: most, x: own.x + WIDE / 2, y: own.y + HIGH / 2 };
      return boxes;
    };

    const line = (from, to, port, classes) => {
      const at = port ? from.ports.findIndex((each) => each.port === port) : -1;
      const start = at < 0 ? from.y + HIGH / 2 : from.y + HIGH + ROW * (at + 0.5);
      const end = to.y + HIGH / 2;
      const isBack = to.x <= from.x;
      const x = from.x + (to.x < from.x ? 0 : WIDE);
      const goal = to.x + (isBack ? WIDE : 0);
      const half = to.x === from.x ? x + 44 : (x + goal) / 2;
      return drawn("path", { class: `${classes}${isBack ? " mw-edge-dashed" : ""}`, d: `M${x} ${start}C${half} ${start} ${half} ${end} ${goal} ${end}` });
    };
    const say = (each) => {
      const { at } = each;
      const row = rows[at];
      card.replaceChildren();
      if (each.members.length > 1) {
        card.append(make("strong", "", `${domain(at)}: ${counted(each.members.length, "product")}`), make("p", "", each.members.slice(0, 8).map((one) => rows[one][1]).join(", ") + (each.members.length > 8 ? " …" : "")));
      } else {
        const link = make("a", "", row[1]);
        link.href = pageOf(at);
        const products = (links) => counted(new Set(links[at].map(([other]) => other)).size, "product");
        const facts = [
          ["Domain", domain(at)], ["Status", row[3] || "not declared"], ["Fresh within", row[4] || "not declared"],
          ["Personal data", row[5] ? "yes" : "no"], ["Owner", row[6] < 0 ? "no team" : mesh.teams[row[6]]],
          ["Reads", products(into)], ["Read by", products(out)],
        ];
        card.append(make("strong", "", link), make("dl", "mw-facts", ...facts.map(([name, value]) => make("div", "", make("dt", "", name), make("dd", "", value)))));
        if (pinned === each.key && centre >= 0 && at !== centre) card.append(button("Show path", () => change({ to: row[0] })));
      }
      card.hidden = false;
    };
    const node = (each, marks) => {
      const at = each.at;
      const isGroup = each.members.length > 1;
      const row = rows[at];
      const kind = at === centre ? " mw-node-self" : isGroup ? " mw-node-group" : { deprecated: " mw-node-ended", retired: " mw-node-ended", draft: " mw-node-draft", proposed: " mw-node-draft" }[row[3]] || "";
      const sub = isGroup ? counted(each.members.length, "product") : `${short(marks.get(at)?.join(", ") ?? domain(at), row[5] ? 11 : LONGEST)}${row[5] ? " · personal" : ""}`;
      const made = drawn("g", { class: `mw-node${kind}${marks.has(at) && !isGroup ? " mw-node-marked" : ""}`, tabindex: 0, role: "button", "aria-label": `${each.title}, ${sub}${isGroup ? ": open" : ""}`, "data-key": each.key });
      const whole = drawn("g", { transform: `translate(${each.x} ${each.y})` }, made);
      const band = rows[at][2] < 0 ? "" : drawn("rect", { class: `mw-band mw-domain-${mesh.domains[rows[at][2]][2]}`, width: 5, height: each.high, rx: 2 });
      made.append(drawn("rect", { width: WIDE, height: each.high, rx: 4 }), band, drawn("text", { x: WIDE / 2, y: 18 }, short(each.title)), drawn("text", { x: WIDE / 2, y: 34, class: "mw-sub" }, sub));
      each.ports.forEach((port, index) => {
        const isLink = port.panel || port.column;
        const text = drawn("text", { x: port.column ? 26 : 14, y: HIGH + ROW * (index + 0.7), class: `mw-start mw-sub${port.column && port.column === state.column ? " mw-explore__chosen" : ""}${isLink ? " mw-explore__link" : ""}` }, short(port.text));
        const act = (event) => {
          event.stopPropagation();
          change({ column: port.column || (state.column.startsWith(`${port.port}/`) ? "" : `${port.port}/`) });
        };
        if (isLink) {
          text.addEventListener("click", act);
          text.addEventListener("keydown", (event) => { if (event.key === "Enter") act(event); });
          text.setAttribute("tabindex", 0);
          text.setAttribute("role", "button");
          text.dataset.key = port.column || port.port;
        }
        whole.append(text);
      });
      const act = () => {
        if (isGroup) return change({ open: [...state.open, each.group] });
        pinned = each.key;
        const name = row[0];
        return change({ ports: state.ports.includes(name) ? state.ports.filter((one) => one !== name) : [...state.ports, name] });
      };
      made.addEventListener("click", () => { if (!moved) act(); });
      made.addEventListener("dblclick", () => { if (!isGroup) location.href = pageOf(at); });
      made.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); } });
      for (const kindOf of ["pointerenter", "focus"]) made.addEventListener(kindOf, () => say(each));
      return whole;
    };
    const layer = drawn("g", {});
    const svg = drawn("svg", { class: "mw-diagram mw-explore__drawing", role: "group", "aria-label": before.getAttribute("aria-label") }, layer);
    const card = make("div", "mw-explore__card");
    const note = make("p", "mw-quiet");
    card.hidden = true;
    note.setAttribute("aria-live", "polite");
    const move = () => layer.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
    const fit = () => {
      const [wide, high] = [svg.clientWidth || 900, svg.clientHeight || 480];
      // Text is never smaller than 13 px, so only the part around the product may be shown.
      const whole = Math.min(1.2, wide / (size.wide + 24), high / (size.high + 24));
      view.scale = Math.max(1, whole);
      frame.classList.toggle("mw-explore--cut", whole < 1);
      const middle = (own, all, shown) => (shown < all ? Math.min(Math.max(own, shown / 2 - 12), all - shown / 2 + 12) : all / 2);
      const [x, y] = [middle(size.x, size.wide, wide / view.scale), middle(size.y, size.high, high / view.scale)];
      view.x = wide / 2 - x * view.scale;
      view.y = high / 2 - y * view.scale;
      move();
    };
    const zoom = (factor, x = svg.clientWidth / 2, y = svg.clientHeight / 2) => {
      const scale = Math.min(3, Math.max(0.15, view.scale * factor));
      view = { x: x - ((x - view.x) * scale) / view.scale, y: y - ((y - view.y) * scale) / view.scale, scale };
      move();
    };
    const draw = () => {
      const focused = layer.contains(document.activeElement) ? document.activeElement.dataset.key : "";
      const [found, edges] = nodes();
      const boxes = placed(found, edges);
      if (centre >= 0) {
        const near = around();
        for (const [hop, next, sign] of [[upstream, into, -1], [downstream, out, 1]]) {
          const isLast = ![...near].some(([at, column]) => column * sign >= 0 && next[at].some(([other]) => !near.has(other)));
          hop.setAttribute("aria-disabled", isLast);
        }
      }
      const marks = touched();
      const hasPath = edges.some((each) => each.isPath);
      layer.replaceChildren(
        ...edges.map((each) => line(boxes.get(each.source), boxes.get(each.target), each.port, `mw-edge${each.weight > 2 ? " mw-edge-2" : ""}${each.isPath ? " mw-explore__path" : hasPath || edges.length > MANY ? " mw-explore__dim" : ""}`)),
        ...[...boxes.values()].map((each) => node(each, marks)),
      );
      if (boxes.has(pinned)) say(boxes.get(pinned));
      const again = [...layer.querySelectorAll("[data-key]")].find((each) => each.dataset.key === focused);
      if (again) again.focus();
      const lost = path() === null ? `There is no path from or to ${rows[number.get(state.to)][1]}. ` : "";
      note.textContent = `${lost}${counted(found.reduce((sum, each) => sum + each.members.length, 0), "product")} shown. Click to open a domain or the ports of a product; double-click to open its page.`;
      goal.value = state.to;
      svg.style.height = `${Math.max(260, Math.min(620, size.high + 40))}px`;
      fit();
    };
    const SIMPLE = ["by", "to", "column"];
    const write = () => {
      const first = fresh();
      const parts = [];
      for (const key of ["up", "down", ...SIMPLE]) if (state[key] !== first[key]) parts.push(`${key}=${encodeURIComponent(state[key])}`);
      for (const key of ["open", "ports"]) if (state[key].length) parts.push(`${key}=${state[key].map(encodeURIComponent).join(",")}`);
      history.replaceState(null, "", `#lineage?${parts.join("&")}`);
    };
    const read = () => {
      const given = new URLSearchParams(location.hash.replace(/^#lineage\??/, ""));
      state = fresh();
      for (const key of ["up", "down"]) if (given.has(key)) state[key] = Math.min(9, Math.max(0, Number(given.get(key)) || 0));
      for (const key of SIMPLE) if (given.has(key)) state[key] = given.get(key);
      for (const key of ["open", "ports"]) if (given.has(key)) state[key] = given.get(key).split(",").filter(Boolean);
      if (!number.has(state.to)) state.to = "";
    };
    const change = (more) => {
      state = { ...state, ...more };
      write();
      draw();
    };
    let moved = false;
    svg.addEventListener("pointerdown", (event) => {
      const start = { x: event.clientX - view.x, y: event.clientY - view.y };
      const [x, y] = [event.clientX, event.clientY];
      moved = false;
      const drag = (next) => {
        if (Math.hypot(next.clientX - x, next.clientY - y) > 5) moved = true;
        if (moved) { view.x = next.clientX - start.x; view.y = next.clientY - start.y; move(); }
      };
      const end = () => { removeEventListener("pointermove", drag); removeEventListener("pointerup", end); };
      addEventListener("pointermove", drag);
      addEventListener("pointerup", end);
    });
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const frame = svg.getBoundingClientRect();
      zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - frame.left, event.clientY - frame.top);
    }, { passive: false });
    const frame = make("div", "mw-explore");
    frame.addEventListener("keydown", (event) => {
      if (event.target.matches("input")) return;
      const step = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
      if (step) { view.x += step[0]; view.y += step[1]; move(); } else if (event.key === "+") zoom(1.2);
      else if (event.key === "-") zoom(1 / 1.2);
      else if (event.key === "Escape") { card.hidden = true; pinned = ""; return; } else return;
      event.preventDefault();
    });
    const hop = (text, key) => button(text, (event) => { if (event.target.getAttribute("aria-disabled") !== "true") change({ [key]: state[key] + 1 }); });
    const [upstream, downstream] = [hop("+1 hop upstream", "up"), hop("+1 hop downstream", "down")];
    const tools = make("div", "mw-explore__tools");
    const goal = make("input");
    if (centre >= 0) {
      const options = make("datalist", "", ...rows.map((row) => { const option = make("option"); option.value = row[0]; option.label = row[1]; return option; }));
      options.id = "mw-explore-products";
      goal.type = "search";
      goal.setAttribute("list", options.id);
      goal.addEventListener("change", () => change({ to: number.has(goal.value.trim()) ? goal.value.trim() : "" }));
      tools.append(
        upstream, downstream,
        button("By domain", () => change({ by: state.by === "domain" ? "product" : "domain", open: [] })), make("label", "", "Path to ", goal), options,
      );
    } else tools.append(button("Close all", () => change({ open: [] })));
    tools.append(button("Zoom in", () => zoom(1.25)), button("Zoom out", () => zoom(0.8)), button("Fit", fit), button("Reset", () => { pinned = ""; card.hidden = true; change(fresh()); }), button("Copy link", (event) => window.meshwright.copy(event.target, location.href)));
    frame.append(tools, make("div", "mw-explore__frame", svg, card), note);
    before.replaceWith(frame);
    const follow = () => { if (isView()) read(); draw(); };
    follow();
    addEventListener("hashchange", follow);
    addEventListener("resize", fit);
  };

  const start = () => {
    const home = document.querySelector("[data-mw-lineage]");
    if (!home) return;
    const address = home.dataset.mwLineage;
    const open = (then) => window.meshwright.need("mesh", "assets/data/mesh.js", (mesh) => { explore(mesh, home.querySelector(".mw-drawing__scroll"), address); then?.(); });
    // A phone shows a list first.
    if (isView() || (!address && !matchMedia("(max-width: 44.9844em)").matches)) {
      const view = home.closest("details");
      if (view) view.open = true;
      open();
    } else {
      const ask = button("Explore", () => { ask.remove(); open(() => { if (home.getBoundingClientRect().top < 0) home.scrollIntoView(); }); });
      home.querySelector("figcaption").prepend(ask);
    }
  };
  // The script is deferred, so the page is already parsed.
  start();
})();
