/* The finder: words and facets over all products of the mesh, in the page itself.
 *
 * Markup: <div class="mw-finder" data-mw-finder></div>, once in a page; all else is made here, so that a page without
 * JavaScript has just what stands around it. Optional: data-mw-finder-all shows products before anybody has asked,
 * data-mw-finder-lost seeks what the page's own address names, which is no page.
 * Scripts, in this order: assets/data/products.js, then this one, both `defer`. Both are found beside each other, so that
 * the site may lie anywhere; assets/data/fields.js is loaded when somebody begins to type.
 * The rows are explained in indexes/finder.py. State is in the URL: #q=plays&domain=player&domain=social&status=active.
 * Text gets into the page by textContent alone.
 */
(function () {
  "use strict";

  const place = document.querySelector("[data-mw-finder]");
  if (!place) return;
  const root = new URL("../../", document.currentScript.src);
  const NAMES = { domain: "Domain", archetype: "Kind", status: "Status", team: "Team", classification: "Classification", personal: "Personal data", entity: "Entity" };
  const FIRST = 6; // values of a facet before "more"
  const STEP = 50; // results at a time
  const WEIGHTS = [16, 10, 6, 3, 2]; // name, other names, purpose, ports and objects, facets
  const COLUMN = 1; // a column that has a word; its points grow with how much of its name was typed
  const PHRASE = 2;
  const EXACT = 4;
  const EXACT_NAME = 500; // of a name that is no word: listener_key, listenerKey
  const SILENT = new Set("a all an and any are as at by can contain contains count counts data do does each every find for from get give has have hold holds how i in is it many me my need number numbers of on or our own owned owns per please product products show table tables that the there to want we what when where which who with".split(" "));
  const SHIFT = 2 ** 20; // more than there are products
  const LARGEST = 2 ** 20; // more than any sum of weights
  const mesh = (window.meshwright = window.meshwright || {});
  const given = (name) => (mesh.data || {})[name];

  function when(name, then) {
    if (given(name)) then(given(name));
    else window.addEventListener("meshwright:" + name, () => then(given(name)), { once: true });
  }

  function load(path) {
    const script = document.createElement("script");
    script.src = new URL(path, root).href;
    document.head.append(script);
  }

  function make(tag, names, text) {
    const element = document.createElement(tag);
    if (names) element.className = names;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /* Fold case and accents, and part names at what is no letter or digit, so that each word begins after a space. */
  function folded(text) {
    const plain = text.toLowerCase();
    if (!/[^\x00-\x7f]/.test(plain)) return plain.replace(/[^a-z0-9]+/g, " ").trim();
    return plain.normalize("NFKD").replace(/\p{M}+/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  /* The words of a query, without those that say nothing of data unless there are no others. */
  function wordsOf(query) {
    const words = folded(query).replace(/\b(personal data|pii|gdpr)\b/g, "personaldata").split(" ").filter(Boolean);
    const telling = words.filter((word) => !SILENT.has(word));
    return telling.length ? telling : words;
  }

  /* A word without the ending that makes it many; itself if it has none. */
  const single = (word) => (word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word);

  /* A name as people say it, as `title_of` has it: play-events is Play events. */
  function titled(name) {
    if (name !== name.toLowerCase()) return name;
    const words = name.replace(/[-_]/g, " ").trim();
    return words.slice(0, 1).toUpperCase() + words.slice(1);
  }

  function build(data) {
    const facets = data.facets.map(([key, values]) => ({ key, values, chosen: new Set(), chips: [], isWhole: false }));
    const slug = (address) => address.slice(address.indexOf("/") + 1);
    const products = data.rows.map((row, number) => ({
      number, row,
      own: [row[5], row[6], row[7], row[8], row[9], row[10]].map((at) => (at < 0 ? [] : [at])).concat([row[11]]),
      address: row[0], name: row[1] || slug(row[0]), title: titled(row[1] || slug(row[0])), purpose: row[2],
      freshness: row[12] < 0 ? "" : data.freshness[row[12]], score: row[13],
      route: row[14] || "products/" + row[0],
    }));
    return { facets, products };
  }

  /* All words of all products in one text, so that one walk finds a word everywhere; made when it is first needed.
   * starts: where a product's words begin. ends: for each product, where its names, other names, … end. */
  function indexed(facets, products) {
    const parts = [];
    const starts = new Int32Array(products.length + 1);
    const ends = new Int32Array(products.length * WEIGHTS.length);
    let length = 0;
    for (const { number, row, own } of products) {
      starts[number] = length;
      const labels = own.flatMap((ats, facet) => ats.map((at) => facets[facet].values[at].join(" ")));
      [row[1] + " " + row[0], row[3], row[2], row[4], labels.join(" ")].forEach((part, field) => {
        const text = " " + folded(part);
        parts.push(text);
        length += text.length;
        ends[number * WEIGHTS.length + field] = length;
      });
      parts.push("\n");
      length += 1;
    }
    starts[products.length] = length;
    return { text: parts.join(""), starts, ends, fits: new Map() };
  }

  /* How well a word fits each product: by the place where it stands, less if only its singular or the inside of another
   * word does; 0 if nowhere. */
  function fit(index, word) {
    const known = index.fits.get(word);
    if (known) return known;
    const { text, starts, ends } = index;
    const found = new Float32Array(starts.length - 1);
    for (const [sought, begun] of [[" " + word, 1], [" " + single(word), 0.75], [word, 0.5]]) {
      let row = 0;
      let at = text.indexOf(sought);
      while (at >= 0) {
        while (starts[row + 1] <= at) row += 1;
        const next = text.charCodeAt(at + sought.length);
        const part = begun === 1 && (next === 32 || next === 10) ? 1.25 : begun;
        let field = 0;
        while (at >= ends[row * WEIGHTS.length + field]) field += 1;
        found[row] = Math.max(found[row], WEIGHTS[field] * part);
        at = text.indexOf(sought, starts[row + 1]);
      }
    }
    if (index.fits.size > 100) index.fits.clear();
    index.fits.set(word, found);
    return found;
  }

  const DIGITS = new Map(Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", (each, at) => [each, at]));

  function unpacked(text, then) {
    let row = -1;
    let step = 0;
    let shift = 0;
    for (const each of text) {
      const digit = DIGITS.get(each);
      step |= (digit & 31) << shift;
      shift += 5;
      if (!(digit & 32)) {
        row += step + 1;
        then(row);
        step = shift = 0;
      }
    }
  }

  let columns = null;
  const columnsOf = new Map();

  /* The columns that hold a word: for each row that has one, the name of the first. */
  function withColumn(word) {
    if (!columns) return new Map();
    if (!columnsOf.has(word)) {
      if (columnsOf.size > 200) columnsOf.clear();
      const found = new Map();
      for (const [name, text, rows] of columns) {
        if (text.includes(" " + single(word))) unpacked(rows, (row) => found.has(row) || found.set(row, name));
      }
      columnsOf.set(word, found);
    }
    return columnsOf.get(word);
  }

  const namedColumns = new Map();

  /* The columns that a query names, as a whole or as a part of their names: for each row that has one, its points and
   * its name. An exact name goes before a part, and one that is no word of a sentence before all else. */
  function withName(query) {
    if (!columns) return new Map();
    if (!namedColumns.has(query)) {
      if (namedColumns.size > 50) namedColumns.clear();
      const found = new Map();
      const give = (points, name) => (row) => {
        if (!found.has(row) || found.get(row)[0] < points) found.set(row, [points, name]);
      };
      for (const token of query.trim().split(/[\s,;()]+/).filter((each) => each.length > 1 && !SILENT.has(each.toLowerCase()))) {
        const phrase = folded(token);
        if (!phrase) continue;
        const whole = token.toLowerCase();
        const isName = /[^_]_[^_]/.test(token) || /[a-z0-9][A-Z]/.test(token);
        for (const [name, text, rows] of columns) {
          if (name.toLowerCase() === whole) unpacked(rows, give(isName ? EXACT_NAME : EXACT, name));
          else if (phrase.includes(" ") && text.includes(" " + phrase)) unpacked(rows, give(PHRASE, name));
        }
      }
      namedColumns.set(query, found);
    }
    return namedColumns.get(query);
  }

  /* Every word must fit, or where no product has all, as many as there are in any; an address or a name as a whole
   * comes first. Gives the products' numbers, the best first, and how many words these lack. */
  function search(products, index, query) {
    const words = wordsOf(query);
    if (!words.length) return { hits: Int32Array.from(products, (_, number) => number), lacking: 0 };
    const whole = query.trim().toLowerCase().replace(/^mesh:\/\/[^/]+\//, "").split("@")[0];
    const fits = words.map((word) => fit(index(), word));
    const inColumns = words.map((word) => (word.length > 1 ? withColumn(word) : new Map()));
    const named = withName(query);
    let keys = [];
    let least = fits.length - 1; // words that those in keys lack: all but one at most
    for (let number = 0; number < products.length; number += 1) {
      let sum = 0;
      let lacking = 0;
      for (let at = 0; at < fits.length && lacking <= least; at += 1) {
        const weight = fits[at][number] || (inColumns[at].has(number) ? COLUMN : 0);
        sum += weight;
        lacking += weight ? 0 : 1;
      }
      sum += named.has(number) ? named.get(number)[0] : 0;
      const { address, name } = products[number];
      if (address === whole || name.toLowerCase() === whole || whole.startsWith(address + "/") || address.endsWith("/" + whole)) {
        sum += 1000;
        lacking = 0;
      }
      if (lacking > least) continue;
      if (lacking < least) {
        least = lacking;
        keys = [];
      }
      keys.push((LARGEST - sum * 8) * SHIFT + number);
    }
    const hits = Int32Array.from(Float64Array.from(keys).sort(), (key) => key % SHIFT); // keys ascend: the best first
    return { hits, lacking: keys.length ? least : 0 };
  }

  /* Those that all facets let pass; and for each value of a facet, how many the other facets let pass. */
  function sift(products, hits, facets) {
    const counts = facets.map((facet) => new Int32Array(facet.values.length));
    const asked = facets.map((_, number) => number).filter((number) => facets[number].chosen.size);
    const found = [];
    for (const hit of hits) {
      const { own } = products[hit];
      let missed = 0;
      let only = -1;
      for (const number of asked) {
        const { chosen } = facets[number];
        let isIn = false;
        for (const value of own[number]) isIn = isIn || chosen.has(value);
        if (!isIn) { missed += 1; only = number; }
      }
      if (missed > 1) continue;
      if (!missed) found.push(hit);
      for (let number = missed ? only : 0; number <= (missed ? only : own.length - 1); number += 1) {
        for (const value of own[number]) counts[number][value] += 1;
      }
    }
    return { found, counts };
  }

  /* How many letters differ, a swap of two counting once; more than `most` counts as one more. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let older = [];
    let last = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i += 1) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1];
        let value = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) value = Math.min(value, older[j - 2] + 1);
        row.push(value);
        least = Math.min(least, value);
      }
      if (least > most) return most + 1;
      older = last;
      last = row;
    }
    return last[other.length];
  }

  let vocabulary = null;

  /* The query with each word that is nowhere replaced by the nearest, commonest one; empty where one has none near. */
  function meant(index, query) {
    if (!vocabulary) {
      vocabulary = new Map();
      const add = (word) => word.length > 2 && vocabulary.set(word, (vocabulary.get(word) || 0) + 1);
      index().text.split(/\s+/).forEach(add);
      for (const [, text] of columns || []) text.split(" ").forEach(add);
    }
    const words = wordsOf(query).map((word) => {
      if (index().text.includes(word) || withColumn(word).size) return word;
      let best = null;
      let nearest = word.length < 4 ? 1 : word.length < 8 ? 2 : 3;
      let commonest = 0;
      for (const [each, count] of vocabulary) {
        const far = distance(word, each, nearest);
        if (far < nearest || (far === nearest && count > commonest)) [best, nearest, commonest] = [each, far, count];
      }
      return best;
    });
    return words.includes(null) ? "" : words.join(" ");
  }

  function start(data) {
    const { facets, products } = build(data);
    let made = null;
    const index = () => (made = made || indexed(facets, products));
    const showsAll = place.hasAttribute("data-mw-finder-all");
    let shown = STEP;
    let hits = [];
    let lacking = 0;

    const form = make("div", "mw-finder__form");
    form.setAttribute("role", "search");
    const input = make("input", "mw-finder__input");
    Object.assign(input, { type: "search", placeholder: "Find a product, a column, a word", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", "Find a data product");
    input.setAttribute("aria-keyshortcuts", "/");
    const key = make("kbd", "mw-finder__key", "/");
    key.setAttribute("aria-hidden", "true");
    form.append(input, key);
    const filters = make("details", "mw-finder__filters");
    const summary = make("summary", "", "Filter");
    filters.append(summary);
    filters.open = window.matchMedia("(min-width: 48rem)").matches;
    const bar = make("div", "mw-finder__bar");
    const count = make("p", "mw-finder__count");
    count.setAttribute("role", "status");
    const clear = make("button", "mw-finder__clear", "Clear");
    clear.type = "button";
    bar.append(count, clear);
    const hint = make("div", "mw-finder__hint");
    const list = make("ol", "mw-finder__results");
    const more = make("button", "mw-finder__more");
    more.type = "button";
    place.replaceChildren(form, filters, bar, hint, list, more);

    facets.forEach((facet) => {
      if (!facet.values.length) return;
      const group = make("div", "mw-finder__facet");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", NAMES[facet.key] || facet.key);
      group.append(make("span", "mw-finder__name", NAMES[facet.key] || facet.key));
      const chips = make("div", "mw-finder__chips");
      group.append(chips);
      filters.append(group);
      facet.box = chips;
    });

    function chip(facet, value) {
      const [name, title] = facet.values[value];
      const button = make("button", "mw-finder__chip");
      button.type = "button";
      button.append(make("span", "", title || name), make("span", "mw-finder__number"));
      if (title) button.title = name;
      button.addEventListener("click", () => {
        if (!facet.chosen.delete(value)) facet.chosen.add(value);
        changed();
      });
      return button;
    }

    /* The commonest values and those that are chosen; the others on demand. Counts change, places do not. */
    function drawFacet(facet, counts) {
      if (!facet.box) return;
      facet.values.forEach((_, value) => {
        const isShown = value < FIRST || facet.isWhole || facet.chosen.has(value);
        if (isShown && !facet.chips[value]) {
          facet.chips[value] = chip(facet, value);
          const next = facet.chips.find((each, at) => at > value && each);
          facet.box.insertBefore(facet.chips[value], next || facet.more || null);
        }
        const button = facet.chips[value];
        if (!button) return;
        const isChosen = facet.chosen.has(value);
        button.hidden = !isShown;
        button.setAttribute("aria-pressed", String(isChosen));
        button.classList.toggle("mw-finder__chip--none", !counts[value] && !isChosen);
        button.lastChild.textContent = String(counts[value]);
      });
      if (facet.values.length > FIRST && !facet.more) {
        facet.more = make("button", "mw-finder__others");
        facet.more.type = "button";
        facet.more.addEventListener("click", () => {
          facet.isWhole = !facet.isWhole;
          draw();
        });
        facet.box.append(facet.more);
      }
      if (facet.more) {
        facet.more.textContent = facet.isWhole ? "fewer" : facet.values.length - FIRST + " more";
        facet.more.setAttribute("aria-expanded", String(facet.isWhole));
      }
    }

    function result(hit) {
      const product = products[hit];
      const named = withName(input.value).get(hit);
      const column = named && named[0] > PHRASE ? named[1] : wordsOf(input.value).map((word) => (fit(index(), word)[hit] ? "" : named ? named[1] : withColumn(word).get(hit))).find(Boolean);
      const item = make("li", "mw-finder__result");
      const link = make("a", "mw-finder__link", product.title);
      link.href = new URL(product.route + "/index.html" + (column ? "#column=" + encodeURIComponent(column) : ""), root).href;
      const head = make("div", "mw-finder__head");
      head.append(link, make("code", "mw-finder__address", product.address));
      item.append(head);
      if (product.purpose) item.append(make("p", "mw-finder__purpose", product.purpose));
      const facts = make("p", "mw-finder__facts");
      const label = (facet) => product.own[facet].map((at) => facets[facet].values[at]).map(([name, title]) => title || name).join(", ");
      const add = (text, names) => text && facts.append(make("span", names || "", text));
      const status = product.own[2].map((at) => facets[2].values[at][0])[0];
      if (status && status !== "active") add(status, "mw-finder__status");
      add(label(1));
      add(label(3));
      add(label(5), "mw-finder__personal");
      add(product.freshness && "as fresh as " + product.freshness);
      add(product.score < 0 ? "" : "quality " + product.score);
      add(column && "column " + column, "mw-finder__column");
      item.append(facts);
      return item;
    }

    const isIdle = () => !showsAll && !input.value.trim() && facets.every((facet) => !facet.chosen.size);

    function drawHint(query, isEmpty, without) {
      hint.replaceChildren();
      if (!isEmpty && !lacking) return;
      const suggestions = [];
      if (without) suggestions.push(["Show the " + without + " without filters", () => facets.forEach((facet) => facet.chosen.clear())]);
      const guess = without ? "" : meant(index, query);
      if (guess && guess !== folded(query)) suggestions.push(["Did you mean " + guess + "?", () => { input.value = guess; }]);
      for (const [text, act] of suggestions) {
        const button = make("button", "mw-finder__suggestion", text);
        button.type = "button";
        button.addEventListener("click", () => { act(); changed(); input.focus(); });
        hint.append(button);
      }
      if (!suggestions.length && isEmpty) hint.append(make("p", "", "Try fewer or other words: a product's purpose, a port, an entity, a column."));
    }

    function drawList() {
      const there = list.childElementCount;
      list.append(...hits.slice(there, shown).map(result));
      const left = hits.length - shown;
      more.hidden = left <= 0;
      more.textContent = left > 0 ? "Show " + Math.min(left, STEP) + " more of " + left : "";
    }

    function draw() {
      const all = search(products, index, input.value);
      lacking = all.lacking;
      const sifted = sift(products, all.hits, facets);
      facets.forEach((facet, number) => drawFacet(facet, sifted.counts[number]));
      const chosen = facets.reduce((sum, facet) => sum + facet.chosen.size, 0);
      summary.textContent = chosen ? "Filter (" + chosen + ")" : "Filter";
      const idle = isIdle();
      hits = idle ? [] : sifted.found;
      const number = sifted.found.length;
      const words = number.toLocaleString("en") + (number === 1 ? " product" : " products");
      count.textContent = lacking && number ? "No product has all of these words; " + words + (number === 1 ? " has some" : " have some") : words;
      clear.hidden = idle || (!chosen && !input.value);
      place.classList.toggle("mw-finder--idle", idle);
      drawHint(input.value, !idle && !number, chosen ? all.hits.length : 0);
      list.replaceChildren();
      drawList();
    }

    function write() {
      const state = new URLSearchParams();
      if (input.value.trim()) state.set("q", input.value.trim());
      facets.forEach((facet) => facet.chosen.forEach((value) => state.append(facet.key, facet.values[value][0])));
      const text = state.toString();
      if (text || location.hash.includes("=")) history.replaceState(history.state, "", text ? "#" + text : location.pathname + location.search);
    }

    function read() {
      if (location.hash && !location.hash.includes("=")) return;
      const state = new URLSearchParams(location.hash.slice(1));
      input.value = state.get("q") || "";
      facets.forEach((facet) => {
        const wanted = new Set(state.getAll(facet.key));
        facet.chosen = new Set(facet.values.flatMap(([name], value) => (wanted.has(name) ? [value] : [])));
      });
      if (input.value) want();
    }

    function changed() {
      shown = STEP;
      write();
      draw();
    }

    let isWanted = false;
    function want() {
      if (isWanted) return;
      isWanted = true;
      when("fields", (fields) => {
        columns = fields.map(([name, rows]) => [name, " " + folded(name), rows]);
        columnsOf.clear();
        namedColumns.clear();
        vocabulary = null;
        if (input.value.trim()) draw();
      });
      if (!given("fields")) load("assets/data/fields.js");
    }

    function step(by) {
      const links = Array.from(list.querySelectorAll(".mw-finder__link"));
      const at = links.indexOf(document.activeElement) + by;
      if (at < 0) input.focus();
      else if (links[at]) links[at].focus();
    }

    /* The words of an address that is no page: /products/player/play-event/index.html is about a play-event of player. */
    function lost() {
      const names = location.pathname.slice(root.pathname.length).replace(/(^|\/)(index|404)?\.html$/, "").split("/").slice(-2);
      try {
        return folded(names.filter((name) => !/^(products|domains|entities|teams|rules)$/.test(name)).map(decodeURIComponent).join(" "));
      } catch {
        return "";
      }
    }

    let waiting = 0;
    input.addEventListener("input", () => {
      want();
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(changed);
    });
    more.addEventListener("click", () => {
      const first = shown;
      shown += STEP;
      drawList();
      list.children[first].querySelector("a").focus();
    });
    clear.addEventListener("click", () => {
      input.value = "";
      facets.forEach((facet) => facet.chosen.clear());
      changed();
      input.focus();
    });
    place.addEventListener("keydown", (event) => {
      const isList = event.target === input || list.contains(event.target);
      if (isList && event.key === "ArrowDown") step(1);
      else if (isList && event.key === "ArrowUp" && event.target !== input) step(-1);
      else if (event.key === "Escape" && event.target !== input) input.focus();
      else if (event.key === "Escape" && input.value) { input.value = ""; changed(); }
      else if (event.key === "Enter" && event.target === input && hits.length) list.querySelector("a").click();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    /* Before the theme's own search, which also takes the slash. */
    window.addEventListener("keydown", (event) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      input.focus();
      input.select();
    }, true);
    window.addEventListener("hashchange", () => { read(); shown = STEP; draw(); });
    read();
    if (place.hasAttribute("data-mw-finder-lost") && !location.hash) {
      input.value = lost();
      if (input.value) want();
    }
    draw();
    if (window.requestIdleCallback) window.requestIdleCallback(index);
  }

  when("products", start);
})();
