// The page "Can I join?" shows how two selected products can be joined; the URL fragment names them.
//
// Nothing is computed here: the API's data has each product's joins, and the roles that may read its ports.
"use strict";
(() => {
  const { make, root } = window.meshwright;
  const VERDICTS = {
    joinable: ["Joinable", "good"],
    undecided: ["Joinable in several ways", "good"],
    "meanings-differ": ["The keys match, but the meanings differ", "fair"],
    "not-joinable": ["Not joinable", "poor"],
  };

  const ticked = (text) => {
    const made = document.createDocumentFragment();
    text.split("\u0060").forEach((each, at) => made.append(at % 2 ? make("code", "", each) : each));
    return made;
  };
  const routeOf = (row) => row[8] || `products/${row[0]}`;
  const linkTo = (row, hash = "") => {
    const link = make("a", "", row[1]);
    link.href = new URL(`${routeOf(row)}/index.html${hash}`, root).href;
    return link;
  };
  const copied = (text) => {
    const button = make("button", "mw-copy", "copy");
    button.type = "button";
    button.addEventListener("click", () => window.meshwright.copy(button, text));
    return make("div", "mw-code", button, make("pre", "", make("code", "", text)));
  };
  const side = (port, columns) => `${port.split("/").slice(1).join("/")} · ${columns.join(", ")}`;

  const shown = (join, titles) => {
    const entity = titles[join.entity] || join.entity;
    const [words, tone] = VERDICTS[join.verdict];
    const made = make("section", "mw-panel mw-answer", make("h2", "", make("span", `mw-verdict mw-verdict--${tone}`, words), ` on ${entity}`));
    made.setAttribute("aria-label", `On ${entity}`);
    if (join.reason) made.append(make("p", "", ticked(join.reason)));
    for (const each of join.remedies || []) made.append(make("p", "mw-quiet", ticked(each)));
    if (join.hops) {
      made.append(make("ul", "mw-list", ...join.hops.map((hop) => make("li", "", make("code", "", side(hop.leftPort, hop.left)), " = ", make("code", "", side(hop.rightPort, hop.right)), ` (${hop.scheme}, ${hop.fanOut})`))));
    }
    if (join.through) made.append(make("p", "mw-quiet", `Through ${join.through.join(", ")}`));
    if (join.caution) made.append(make("div", "mw-note mw-note--warn", make("p", "", ticked(join.caution))));
    if (join.senses && join.verdict === "meanings-differ") {
      made.append(make("ul", "mw-list", ...join.senses.map((each) => make("li", "", make("strong", "", each.domain), ` means ${each.means}`))));
    }
    if (join.choices) made.append(make("ul", "mw-list", ...join.choices.map((each) => make("li", "", make("code", "", each)))));
    if (join.sql) {
      made.append(make("p", "mw-panel__name", `SQL (${join.dialect === "duckdb" ? "DuckDB" : join.dialect})`));
      made.append(make("p", "", ticked(`${join.locations}.`)), copied(join.sql));
      made.append(make("p", "mw-sub", "Tables and columns have the names of the contracts; comments in the SQL state other names on the server. The tab Data of each product says where they are."));
    }
    else if (join.noSql) made.append(make("p", "mw-quiet", ticked(join.noSql)));
    if (!join.sql) made.append(make("p", "mw-panel__name", "On the command line"), copied(join.command));
    return made;
  };

  // Each side is a row, the data of its product, and the ports that the joins name.
  const readable = (sides) => make("section", "mw-panel", make("p", "mw-panel__name", "May I read both?"), make("ul", "mw-list", ...sides.flatMap(([row, data, ports]) => ports.map((port, at) => {
    const access = data.ports[port];
    const item = make("li", "", linkTo(row), " ", make("code", "", port.split("/").pop()), access.said ? `: ${access.said}. ` : " ");
    if (access.request) item.append(linkTo([row[0], "Request access", ...row.slice(2)], `#${access.request}`));
    if (!at && data.limitations) item.append(make("span", "mw-sub", data.limitations));
    return item;
  }))));

  const start = (mesh) => {
    const home = document.querySelector("[data-mw-pick]");
    const rows = mesh.products;
    const byAddress = new Map(rows.map((row) => [row[0], row]));
    const byPage = new Map(rows.map((row) => [linkTo(row).href, row]));
    const found = (words) => {
      const wanted = words.trim().toLowerCase();
      return byAddress.get(words.trim()) || rows.find((row) => row[1].toLowerCase() === wanted)
        || rows.find((row) => `${row[1]} · ${domain(row)}`.toLowerCase() === wanted) || null;
    };
    const domain = (row) => (row[2] < 0 ? "" : mesh.domains[row[2]][1]);
    const options = make("datalist", "", ...rows.map((row) => {
      const option = make("option");
      option.value = `${row[1]} · ${domain(row)}`;
      return option;
    }));
    options.id = "mw-pick-products";
    const field = (label) => {
      const input = make("input");
      input.type = "search";
      input.setAttribute("list", options.id);
      input.spellcheck = false;
      input.autocomplete = "off";
      input.placeholder = "Name or address of a product";
      return [input, make("label", "mw-pick__field", make("span", "", label), input)];
    };
    const [from, fromLabel] = field("Product");
    const [other, otherLabel] = field("With");
    const answer = make("div", "mw-pick__answer");
    answer.setAttribute("aria-live", "polite");
    answer.tabIndex = -1;
    home.append(make("div", "mw-pick__fields", fromLabel, otherLabel), options, answer);
    home.hidden = false;

    const contact = (row, { channel }) => {
      const [name, url] = channel || [];
      const link = make(url ? "a" : "span", "", name);
      if (url) link.href = url;
      return make("p", "mw-quiet", linkTo(row), ", ", row[6] < 0 ? "no team" : mesh.teams[row[6]], ...(name ? [", ", link] : []), ": ", linkTo([row[0], "contact and access", ...row.slice(2)], "#access"));
    };
    const list = document.querySelector("[data-mw-pick-list]");
    const listed = [...list.querySelectorAll("li > a")].flatMap((link) => {
      const row = byPage.get(link.href.split("#")[0]);
      return row ? [[link, row]] : [];
    });
    const hash = (one, other) => `#${[["from", one], ["with", other]].filter(([, row]) => row).map(([name, row]) => `${name}=${encodeURIComponent(row[0]).replaceAll("%2F", "/")}`).join("&")}`;
    // A product in the list is the next one to pick; a small link leads to its page.
    for (const [link, row] of listed) {
      const page = linkTo([row[0], "page", ...row.slice(2)]);
      page.className = "mw-pick__page";
      page.setAttribute("aria-label", `Page of ${row[1]}`);
      link.parentElement.append(" ", page);
    }
    const offer = (one, two) => {
      for (const [link, row] of listed) {
        const isPicked = row === one || row === two;
        link.href = isPicked ? hash(one, two) : one ? hash(one, row) : hash(row, two);
        if (isPicked) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    };
    const say = (one, two, joins, isComplete, known) => {
      answer.replaceChildren();
      const named = joins.filter((join) => join.verdict !== "not-joinable").flatMap((join) => [join.port, join.other]);
      const sides = [one, two].map((row, at) => [row, known[at], Object.keys(known[at].ports).filter((port) => named.includes(port))]);
      if (named.length) answer.append(readable(sides));
      if (joins.length) answer.append(...joins.map((join) => shown(join, known[0].titles)));
      else if (isComplete) answer.append(make("p", "", "They share no entity: no column of one identifies the same thing as a column of the other."));
      else answer.append(make("p", "", "This catalog does not contain the answer for these two products. Use the command:"), copied(`meshwright join ${one[0]} ${two[0]} --sql`));
      answer.append(make("p", "mw-panel__name", "Contact"), contact(one, known[0]), contact(two, known[1]));
      window.meshwright.paint();
    };
    const ask = (one, two) => {
      const pair = one[0] < two[0] ? [one, two] : [two, one];
      const between = (data, row) => data.joins.filter((each) => each.product === row[0]);
      const need = (row, then) => window.meshwright.need(`joins ${row[0]}`, `${routeOf(row)}/joins.js`, then);
      answer.replaceChildren(make("p", "mw-quiet", "Loading …"));
      need(pair[0], (first) => need(pair[1], (second) => {
        if (chosen().join() !== [one[0], two[0]].join()) return;
        const given = between(first, pair[1]);
        const isFirst = given.length || first.complete;
        const joins = isFirst ? given : between(second, pair[0]);
        say(one, two, joins, isFirst ? first.complete : second.complete, one === pair[0] ? [first, second] : [second, first]);
      }));
    };
    const chosen = () => [from, other].map((input) => (found(input.value) || [""])[0]);
    // The products whose name or address contains the text of a field, by name first.
    const matching = (input) => {
      const wanted = input.value.trim().toLowerCase();
      const named = rows.filter((row) => row[1].toLowerCase().includes(wanted));
      return wanted ? [...named, ...rows.filter((row) => !named.includes(row) && row[0].includes(wanted))] : [];
    };
    const fill = (input, row) => { input.value = `${row[1]} · ${domain(row)}`; };
    const complete = ({ target }) => {
      const only = matching(target);
      if (only.length === 1 && !found(target.value)) fill(target, only[0]);
      apply();
    };
    const apply = () => {
      const [one, two] = [from, other].map((input) => found(input.value));
      history.replaceState(null, "", one || two ? hash(one, two) : location.pathname + location.search);
      const isFromList = list.contains(document.activeElement);
      list.hidden = Boolean(one && two && one !== two);
      if (list.hidden && isFromList) answer.focus();
      offer(one, two);
      if (one && two && one !== two) ask(one, two);
      else answer.replaceChildren(...hints(one, two));
    };
    const hints = (one, two) => {
      if (one && one === two) return [make("p", "mw-quiet", "Pick two different products.")];
      const lost = [from, other].filter((input) => input.value.trim() && !found(input.value));
      if (lost.length || !(one || two)) return lost.map(unknown);
      return [make("p", "mw-quiet", `Pick the product to join with ${(one || two)[1]}: type its name, or select it in the list.`)];
    };
    const unknown = (input) => {
      const close = matching(input).slice(0, 5).map((row) => {
        const button = make("button", "mw-button", row[1]);
        button.type = "button";
        button.addEventListener("click", () => { fill(input, row); apply(); });
        return button;
      });
      return make("p", "mw-quiet", `No product is called “${input.value.trim()}”. `, ...(close.length ? ["Did you mean ", ...close.flatMap((each) => [each, " "])] : []));
    };
    const read = () => {
      const given = new URLSearchParams(location.hash.slice(1));
      for (const [name, input] of [["from", from], ["with", other]]) {
        const address = given.get(name) || "";
        const row = byAddress.get(address);
        if (row) fill(input, row);
        else input.value = address;
      }
      apply();
    };
    for (const input of [from, other]) input.addEventListener("change", complete);
    addEventListener("hashchange", read);
    read();
  };
  window.meshwright.when("mesh", start);
})();
