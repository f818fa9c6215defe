/* The search engine for the search box of every page, the table of products, and the page for missing addresses.
 *
 * Opening the box loads the data: assets/data/search.js, fields.js, words.js and guide.js, described in indexes/.
 * A click on an element with data-mw-search, Ctrl-K and the slash key open the box. A link with a query in its
 * fragment (products/index.html#q=…) opens it with this query. Text is inserted only as textContent.
 */
(function () {
  "use strict";

  const root = new URL("../../", document.currentScript.src);
  const mesh = window.meshwright;
  const WEIGHTS = [16, 10, 6, 3, 2]; // name, other names, text, parts, facts
  const COLUMN = 1;
  const PHRASE = 2;
  const EXACT = 4;
  const NAMED = 1; // a column whose name has all words
  const DESCRIBED = 0.5; // a column whose name, synonyms and description have all words
  const EXACT_NAME = 500; // for a name that cannot be a word of a sentence: listener_key, listenerKey
  const WHOLE = 1000;
  const OWN = 10; // the minimum weight for items other than products, which must match by name
  const FIRST = 6;
  const MOST = 60; // the maximum number of listed hits of a kind
  const SHIFT = 2 ** 20; // more than the number of entries
  const LARGEST = 2 ** 20; // more than any sum of points, times 64
  const IS_NAME = 3; // ranks of groups: the query is a name,
  const IS_SECTION = 2; // it asks for a section of the site or for a data subject,
  const IS_COLUMN = 1; // it names a column or a heading of a hand-written page
  const KINDS = [
    ["product", "Products"], ["column", "Columns"], ["port", "Ports"], ["entity", "Entities"], ["subject", "Data subjects"], ["section", "Sections"],
    ["domain", "Domains"], ["team", "Teams"], ["person", "People"], ["use", "Uses"], ["policy", "Policies"], ["guide", "Guide"], ["rule", "Rules"],
  ];
  const SILENT = new Set("a all an and any are as asks at be been by can contain contains count counts data do does each every find for from get give handle handles has have hold holds how i in is it many me most my need number numbers of often on or our own per please product products show table tables that the there to want was we were what when where which who whom with".split(" "));
  const HAN = /^\p{Script=Han}{3,}$/u; // a run of words without spaces
  const COUNTS = /\b(number|numbers|count|counts|many|total|totals)\b/; // words that ask for a column with one of them in its name
  /* Sections of a product page, each with the folded words of a query that ask for it, also in German and Chinese. */
  const PARTS = [
    ["joins", "Joins with", "join joins joined joining combine match verknupfen verbinden 关联"],
    ["ports", "Access", "access permission request zugriff zugang 访问 权限"],
    ["lineage", "Lineage", "lineage come comes origin upstream source sources herkunft quelle 血缘 来源"],
    ["used-by", "Used by", "uses used reads read reader readers consumer consumers break breaks"],
    ["service-levels", "Service levels", "fresh freshness late sla promise promises promised retention kept"],
    ["changes", "Changes", "changed changes new anderungen geandert 变更"],
    ["", "Owner", "owner owns owned owners team teams ask answers contact responsible besitzer verantwortlich 负责人 联系"],
  ];
  const PART_OF = new Map(PARTS.flatMap(([anchor, title, words]) => words.split(" ").map((word) => [word, [anchor, title]])));

  function make(tag, names, text) {
    const element = document.createElement(tag);
    if (names) element.className = names;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  const PERIOD = /\b(last|past|previous|this|next) (few )?(day|week|month|quarter|year)s?\b/gi; // in a question, about changes rather than about data

  /* Fold case and accents, and replace everything except letters and digits with spaces, so that spaces separate all words. */
  function folded(text) {
    const plain = text.toLowerCase();
    if (!/[^\x00-\x7f]/.test(plain)) return plain.replace(/[^a-z0-9]+/g, " ").trim();
    return plain.replace(/ß/g, "ss").replace(/æ/g, "ae").replace(/ø/g, "o").normalize("NFKD").replace(/\p{M}+/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  function split(text) {
    return folded(text).replace(/\b(personal data|pii|gdpr|dsgvo)\b/g, "personaldata").split(" ").filter(Boolean);
  }

  /* The words of a query, without common words such as "show" or "data" unless there are no others. */
  function wordsOf(query) {
    const all = split(query);
    const words = split(query.replace(PERIOD, " "));
    const telling = words.filter((word) => !SILENT.has(word));
    return telling.length ? telling : all;
  }

  /* A word without a plural ending. "royalty" and "royalties" both become "royalt". */
  function single(word) {
    if (word.length > 5 && /(ies|ys?)$/.test(word)) return word.replace(/(ies|ys?)$/, "");
    return word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
  }

  function stems(text) {
    return split(text).map(single);
  }

  /* The names and phrases of a list separated by commas, each as its words. */
  function termsOf(text) {
    return text.split(",").map(stems).filter((words) => words.length);
  }

  /* A name as a title, as in the Python function `title_of`: play-events becomes Play events. */
  function titled(name) {
    if (name !== name.toLowerCase()) return name;
    const words = name.replace(/[-_]/g, " ").trim();
    return words.slice(0, 1).toUpperCase() + words.slice(1);
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

  /* The number of edits between two words, where a swap of two letters is one edit; at most `most` + 1. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let older = [];
    let last = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i += 1) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= other.length; j += 1) {
        let value = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
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

  function anchorOf([name, , anchor]) {
    return anchor || "port-" + name.replace("@", "-");
  }

  /* All entries, with products first, in the order of the table. One text has all words, so that a single pass finds a word
   * everywhere. starts: the offset of each entry in the text. ends: for each entry, the offsets at which its fields end. */
  function build(data, columns, guide, texts) {
    const facets = data.facets.map(([key, values]) => ({ key, values }));
    const label = (facet, at) => facets[facet].values[at];
    const products = data.rows.map((row, number) => {
      const last = row[0].slice(row[0].indexOf("/") + 1);
      return {
        kind: "product", number, address: row[0], name: row[1] || last, title: titled(row[1] || last), text: row[2], names: row[3], ports: row[4],
        own: [row[5], row[6], row[7], row[8], row[9], row[10]].map((at) => (at < 0 ? [] : [at])).concat([row[11]]),
        freshness: row[12] < 0 ? "" : data.freshness[row[12]], consumers: row[13], people: row[14], href: (row[15] || "products/" + row[0]) + "/index.html",
      };
    });
    const entries = products.slice();
    for (const product of products) {
      for (const port of product.ports) {
        const [name, words] = port;
        const href = product.href + "#" + anchorOf(port);
        entries.push({ kind: "port", title: product.title + " " + name, address: product.address + "/" + name, name, names: words, text: words, of: product, href });
      }
    }
    const elsewhere = []; // words of other languages
    for (const [kind, title, href, names, text, others] of data.others.concat(guide)) {
      entries.push({ kind, title, href, names: others ? names + ", " + others : names, text });
      if (others) elsewhere.push(...split(others));
    }
    for (const each of entries) {
      each.low = each.title.toLowerCase();
      each.lowName = each.name ? each.name.toLowerCase() : each.low;
      if (each.kind === "entity" || each.kind === "domain" || each.kind === "team") each.lowName = each.names.split(" ", 1)[0].toLowerCase();
      if (each.kind === "subject") each.lowName = each.names.split(",", 1)[0].toLowerCase();
    }
    const sections = [];
    entries.forEach((entry, at) => {
      const isSubject = entry.kind === "subject";
      if (!isSubject && entry.kind !== "section") return;
      const folder = entry.href.split("/")[0]; // a subject's page is in the folder of its section, whose words also ask for the subject
      const words = isSubject ? sections.find((each) => each.folder === folder).words : new Set(stems([entry.title, entry.names, entry.text].join(" ")));
      sections.push({ entry, at, folder, isSubject, words, terms: termsOf(isSubject ? entry.names : entry.title + "," + entry.names) });
    });
    const parts = [];
    const starts = new Int32Array(entries.length + 1);
    const ends = new Int32Array(entries.length * WEIGHTS.length);
    let length = 0;
    entries.forEach((each, at) => {
      starts[at] = length;
      let fields;
      if (each.kind === "product") {
        const labels = each.own.flatMap((ats, facet) => ats.map((value) => label(facet, value).slice(0, 3).join(" "))).join(" ");
        fields = [each.name + " " + each.address, each.names, each.text, each.ports.flat().join(" "), labels + " " + each.people];
      } else if (each.kind === "port") fields = [each.name, each.names, "", "", each.of.name];
      else fields = [each.title, each.names, each.text, "", ""];
      fields.forEach((field, number) => {
        const text = " " + folded(field);
        parts.push(text);
        length += text.length;
        ends[at * WEIGHTS.length + number] = length;
      });
      parts.push("\n");
      length += 1;
    });
    starts[entries.length] = length;
    const described = new Map(texts.map(([name, each]) => [name, each.map(([text, rows, port]) => ({ text, low: " " + folded(text), rows, port, having: null }))]));
    const named = columns.map(([name, rows]) => [name, " " + folded(name), rows, described.get(name) || []]);
    const saying = named.flatMap(([, , , each]) => each.map(({ low }) => low)).join("\n");
    return { facets, label, products, entries, sections, elsewhere, text: parts.join(""), starts, ends, columns: named, described, saying, fits: new Map(), having: new Map(), joined: new Map(), vocabulary: null };
  }

  /* A word's score for each entry. It depends on the field, and is lower if only the singular or a part of a word matches. */
  function fit(index, word) {
    const known = index.fits.get(word);
    if (known) return known;
    const { text, starts, ends } = index;
    const found = new Float32Array(starts.length - 1);
    let any = false;
    const inside = word.length < 3 && /^[a-z0-9]*$/.test(word) ? [] : [[word, 0.5]];
    const root = single(word);
    for (const [sought, begun] of [[" " + word, 1], ...(root === word ? [] : [[" " + root, 0.75]]), ...inside]) {
      let row = 0;
      let at = text.indexOf(sought);
      while (at >= 0) {
        any = true;
        while (starts[row + 1] <= at) row += 1;
        const next = text.charCodeAt(at + sought.length);
        const part = begun === 1 && (next === 32 || next === 10) ? 1.25 : begun;
        let field = 0;
        while (at >= ends[row * WEIGHTS.length + field]) field += 1;
        found[row] = Math.max(found[row], WEIGHTS[field] * part);
        at = text.indexOf(sought, starts[row + 1]);
      }
    }
    if (index.fits.size > 40) index.fits.clear();
    index.fits.set(word, { found, any });
    return index.fits.get(word);
  }

  /* A map from each product that has a column with a word in its name to the first such column. */
  function withColumn(index, word) {
    if (!index.having.has(word)) {
      if (index.having.size > 40) index.having.clear();
      const found = new Map();
      if (word.length > 1) {
        for (const [name, text, rows] of index.columns) {
          if (text.includes(" " + single(word))) unpacked(rows, (row) => found.has(row) || found.set(row, name));
        }
      }
      index.having.set(word, found);
    }
    return index.having.get(word);
  }

  /* The columns that a query names, fully or in part, as [points, name, rows, words]. Exact names that cannot be words of a
   * sentence come first. */
  function named(index, query) {
    const found = [];
    for (const token of query.replace(PERIOD, " ").split(/[\s,;()?]+/).filter((each) => each.length > 1 && !SILENT.has(each.toLowerCase()))) {
      const phrase = folded(token);
      if (!phrase) continue;
      const whole = token.toLowerCase();
      const isName = /[^_]_[^_]/.test(token) || /[a-z0-9][A-Z]/.test(token);
      for (const [name, text, rows] of index.columns) {
        if (name.toLowerCase() === whole) found.push([isName ? EXACT_NAME : EXACT, name, rows, text]);
        else if (phrase.length > 2 && text.startsWith(" " + phrase)) found.push([PHRASE + (phrase.includes(" ") ? 1 : 0), name, rows, text]);
        else if (phrase.includes(" ") && text.includes(" " + phrase)) found.push([PHRASE, name, rows, text]);
      }
    }
    return found;
  }

  /* The columns with all words of a query in their names, or in their names and descriptions, as [points, name, rows, words, description]. */
  function described(index, query, words) {
    const sought = words.filter((word) => !PART_OF.has(word) && !SILENT.has(word)).map((word) => " " + single(word));
    const counts = COUNTS.test(folded(query));
    const found = [];
    if (!sought.length || (sought.length === 1 && sought[0].length < 4)) return found;
    for (const [name, text, rows, texts] of index.columns) {
      const more = counts && COUNTS.test(text) ? 0.4 : 0;
      const lacking = sought.filter((word) => !text.includes(word));
      if (!lacking.length) found.push([NAMED + more, name, rows, text]);
      else for (const each of texts) {
        if (lacking.every((word) => each.low.includes(word))) found.push([DESCRIBED + more, name, each.rows || rows, text, each]);
      }
    }
    return found;
  }

  /* The descriptions of a column in one product: several if they differ by port. */
  function saidOf(index, name, row) {
    return (index.described.get(name) || []).filter((each) => {
      if (!each.rows) return true; // all products with this column
      if (!each.having) {
        each.having = new Set();
        unpacked(each.rows, (at) => each.having.add(at));
      }
      return each.having.has(row);
    });
  }

  /* All columns that answer a query, the best first, each once. */
  function columnsOf(index, query, words) {
    const best = new Map();
    for (const each of named(index, query)) {
      const known = best.get(each[1]);
      if (!known || known[0] < each[0]) best.set(each[1], each);
    }
    const found = described(index, query, words).filter(([, name]) => !best.has(name)).concat([...best.values()]);
    return found.sort((one, other) => other[0] - one[0] || one[1].length - other[1].length);
  }

  /* All indexed words by their first letter, each with its number of occurrences. Names are also words without their spaces:
   * playevents; `joined` has their words. */
  function vocabulary(index) {
    if (index.vocabulary) return index.vocabulary;
    const words = new Map();
    const add = (each) => each.length > 3 && words.set(each, (words.get(each) || 0) + 1);
    index.text.split(/\s+/).forEach(add);
    for (const [, text] of index.columns) text.split(" ").forEach(add);
    for (const each of index.elsewhere) { // they do not correct a query, unless the mesh has them, too
      const count = words.get(each);
      if (count > 1) words.set(each, count - 1);
      else words.delete(each);
    }
    const join = (name) => {
      const text = name.replace(/ /g, "");
      if (words.has(text)) return;
      words.set(text, 1);
      index.joined.set(text, name.split(" "));
    };
    for (const { kind, title } of index.entries) if (kind !== "port" && kind !== "use" && kind !== "guide") join(folded(title));
    for (const [, text] of index.columns) join(text.trim());
    index.vocabulary = new Map();
    for (const pair of words) {
      const own = index.vocabulary.get(pair[0][0]);
      if (own) own.push(pair);
      else index.vocabulary.set(pair[0][0], [pair]);
    }
    return index.vocabulary;
  }

  /* The closest indexed word, of several the most common one; empty if none is close enough. */
  function nearest(index, word) {
    if (word.length < 4) return "";
    let best = "";
    let most = word.length < 6 ? 1 : word.length < 10 ? 2 : 3;
    let commonest = 0;
    const look = (words) => {
      for (const [each, count] of words) {
        if (Math.abs(each.length - word.length) > most) continue;
        const far = distance(word, each, most);
        if (far < most || (far === most && count > commonest)) [best, most, commonest] = [each, far, count];
      }
    };
    const all = vocabulary(index);
    look(all.get(word[0]) || []);
    if (best) return best;
    most = 1; // the first letter is rarely wrong
    all.forEach((words, letter) => { if (letter !== word[0]) look(words); });
    return best;
  }

  /* The three entries most similar to a text, by common pairs of letters: more than half of its pairs. */
  function alike(index, query) {
    const word = folded(query);
    const pairs = Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => word.slice(at, at + 2));
    const scored = [];
    for (const each of index.entries) {
      if (each.kind !== "product" && each.kind !== "entity" && each.kind !== "section") continue;
      let both = 0;
      for (const pair of pairs) both += each.low.includes(pair) ? 1 : 0;
      if (both > pairs.length / 2) scored.push([both / (each.low.length + pairs.length), each.consumers || 0, each]);
    }
    return scored.sort((one, other) => other[0] - one[0] || other[1] - one[1]).slice(0, 3).map(([, , each]) => each);
  }

  function mostUsed(index, most) {
    return index.products.slice().sort((one, other) => other.consumers - one.consumers).slice(0, most);
  }

  /* The sections and data subjects that a query asks for: it has one of their terms, and other telling words only from their
   * texts. A data subject needs one of those, such as "erase" or "personal data". */
  function sectionsOf(index, query, words) {
    const typed = new Set(stems(query).concat(words.map(single)));
    const telling = words.filter((word) => !SILENT.has(word)).map(single);
    return index.sections.filter(({ isSubject, words: others, terms }) => {
      const named = terms.filter((term) => term.every((word) => typed.has(word)));
      const rest = telling.filter((word) => !named.some((term) => term.includes(word)));
      return named.length && (rest.length || !isSubject) && rest.every((word) => others.has(word));
    });
  }

  /* The words of a query with unknown words replaced by the closest known ones; a run of Han characters is split into pairs. */
  function spelled(index, words) {
    const isThere = (word) => fit(index, word).any || withColumn(index, word).size || index.saying.includes(" " + single(word));
    const meant = words.flatMap((word) => {
      if (isThere(word)) return [word];
      if (HAN.test(word)) return Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2)).filter(isThere);
      const near = nearest(index, word) || word;
      return index.joined.get(near) || [near];
    });
    return meant.length ? meant : words;
  }

  /* Rank the entries that match all words or, if none does, the most words. Whole names and addresses come first.
   * Returns the numbers of the entries, best first, with their points, and the number of words that they lack. */
  function ranked(index, words, whole, columns) {
    const { entries } = index;
    const fits = words.map((word) => fit(index, word).found);
    const inColumns = words.map((word) => withColumn(index, word));
    const points = new Map();
    for (const [more, name, rows] of columns) {
      if (more >= EXACT) unpacked(rows, (row) => { if (!points.has(row) || points.get(row)[0] < more) points.set(row, [more, name]); });
    }
    const isAddress = whole.includes("/");
    const sums = new Float64Array(entries.length);
    let least = Math.max(0, fits.length - 1);
    let keys = [];
    for (let at = 0; at < entries.length; at += 1) {
      const entry = entries[at];
      const isProduct = entry.kind === "product";
      let sum = 0;
      let lacking = 0;
      let best = 0;
      for (let n = 0; n < fits.length && lacking <= least; n += 1) {
        const own = fits[n][at];
        const weight = own || (isProduct && inColumns[n].has(at) ? COLUMN : 0);
        sum += weight;
        if (own > best) best = own;
        if (!weight) lacking += 1;
      }
      const named = isProduct ? points.get(at) : undefined;
      if (named) {
        sum += named[0];
        if (named[0] >= EXACT_NAME) lacking = 0;
      }
      const isWhole = entry.lowName === whole || entry.low === whole || (isAddress && entry.address !== undefined && (entry.address === whole || entry.address.endsWith("/" + whole) || (isProduct && whole.startsWith(entry.address + "/"))));
      if (isWhole) {
        sum += WHOLE;
        lacking = 0;
      } else if (lacking > least || (!isProduct && entry.kind !== "guide" && best < (entry.kind === "section" ? OWN : OWN * 0.5))) continue;
      if (lacking < least) {
        least = lacking;
        keys = [];
      }
      sums[at] = sum + (entry.consumers ? Math.log2(1 + entry.consumers) / 4 : 0);
      keys.push((LARGEST - Math.round(sums[at] * 64)) * SHIFT + at);
    }
    const order = Float64Array.from(keys).sort(); // smallest key first, so the best entry is first
    return { order: Int32Array.from(order, (key) => key % SHIFT), sums, lacking: order.length ? least : 0, points };
  }

  /* The answer to a query: the first hits by kind, starting with the kinds that it names; the corrected query; the
   * number of words that match nothing; and a function for the numbers of all matching products. */
  function ask(index, query) {
    const asked = wordsOf(query);
    if (!asked.length) return { groups: [], lacking: 0, meant: "", part: null, products: () => new Set(index.products.keys()) };
    const whole = query.trim().toLowerCase().replace(/^mesh:\/\/[^/]+\//, "");
    let written = asked;
    let words = spelled(index, asked);
    const columns = columnsOf(index, query, words);
    const sections = sectionsOf(index, query, words);
    let result = ranked(index, words, whole, columns);
    const rest = asked.filter((word) => !PART_OF.has(word));
    const part = rest.length && !sections.length ? asked.map((word) => PART_OF.get(word)).find(Boolean) || null : null;
    const isProduct = (at) => at < index.products.length;
    const named = rest.join(" ");
    // The rest can be a product's name although another product's description has all words.
    if (part && (result.lacking || !result.order.some(isProduct) || index.products.some((each) => each.low === named))) {
      const others = spelled(index, rest);
      const again = ranked(index, others, named, columns);
      if (again.order.length && again.lacking <= result.lacking) [written, words, result] = [rest, others, again];
    }
    const groups = new Map(KINDS.map(([kind, title], at) => [kind, { kind, title, at, hits: [], total: 0, rank: 0 }]));
    const add = (kind, rank, hit) => {
      const group = groups.get(kind);
      group.total += 1;
      group.rank = Math.max(group.rank, rank);
      if (group.hits.length < MOST) group.hits.push(hit);
    };
    for (const { entry } of sections) add(entry.kind, IS_SECTION, { entry });
    const isPartial = result.lacking > 0 && sections.length > 0; // only the sections have all words
    const known = new Set(sections.map(({ at }) => at));
    for (const at of isPartial ? [] : result.order) {
      if (known.has(at)) continue;
      const entry = index.entries[at];
      const named = entry.kind === "product" ? result.points.get(at) : undefined;
      const rank = result.sums[at] < WHOLE ? 0 : entry.kind === "guide" ? IS_COLUMN : IS_NAME;
      add(entry.kind, rank, { entry, column: named ? named[1] : "" });
    }
    const sought = words.filter((word) => !PART_OF.has(word) && !SILENT.has(word)).map((word) => " " + single(word));
    const isLess = !result.lacking && result.order.some(isProduct); // a column's name is less than a product with all words
    for (const [points, name, rows, low, said] of isPartial ? [] : columns) {
      const { hits, total } = groups.get("column");
      if (total > 10 * MOST) break;
      const isWhole = points >= EXACT && (!isLess || sought.every((word) => low.includes(word)));
      const rank = isWhole || (result.lacking && points < PHRASE) ? IS_COLUMN : 0; // of points below a phrase, columns have all words
      unpacked(rows, (row) => {
        const product = index.products[row];
        const texts = said ? [said] : hits.length < MOST ? saidOf(index, name, row) : [];
        for (const { text, port } of texts.length ? texts : [{}]) {
          const href = product.href + "#column=" + encodeURIComponent(name) + (port ? "&port=" + anchorOf(product.ports.find((each) => each[0] === port)) : "");
          const words = "of " + product.title + (port ? " " + port : "") + (text ? ": " + text : "");
          add("column", rank, { entry: { kind: "column", title: name, of: product, text: words, href } });
        }
      });
    }
    if (result.lacking) groups.forEach((group) => { if (group.kind !== "product" && group.kind !== "column") group.hits = group.hits.slice(0, 3); });
    const listed = [...groups.values()].filter(({ hits }) => hits.length);
    listed.sort((one, other) => other.rank - one.rank || one.at - other.at);
    const isSpelled = words.join("") === written.join("") || written.some((word) => HAN.test(word)); // it only has other spaces
    const meant = isSpelled ? "" : words.join(" ");
    const products = () => {
      const found = new Set();
      for (const at of result.order) {
        const { number, of } = index.entries[at];
        if (of || number !== undefined) found.add(of ? of.number : number);
      }
      for (const [points, , rows] of columns) if (points >= NAMED || !found.size) unpacked(rows, (row) => found.add(row));
      return found;
    };
    return { groups: listed, lacking: isPartial ? 0 : result.lacking, meant, part, products };
  }

  let index = null;
  const waiting = [];

  function ready(then) {
    if (index) return then(index);
    waiting.push(then);
    if (waiting.length > 1) return undefined;
    const names = ["search", "fields", "words", "guide"];
    let left = names.length;
    names.forEach((name) => {
      mesh.when(name, () => {
        left -= 1;
        if (left) return;
        index = build(mesh.data.search, mesh.data.fields, mesh.data.guide, mesh.data.words);
        waiting.splice(0).forEach((each) => each(index));
        if (window.requestIdleCallback) window.requestIdleCallback(() => vocabulary(index));
      });
      const script = document.createElement("script");
      script.src = new URL("assets/data/" + name + ".js", root).href;
      document.head.append(script);
    });
    return undefined;
  }

  mesh.search = { ready, build, ask, folded, root };

  function sign(product) {
    const value = product.own[0].map((at) => index.label(0, at))[0];
    if (!value || value.length < 4) return [];
    const mark = make("span", "mw-sign mw-domain-" + value[3], value[2]);
    mark.setAttribute("aria-hidden", "true");
    return [mark];
  }

  function item({ entry, column }, part) {
    const link = make("a", "mw-search__hit");
    link.href = new URL(entry.href + (column && !entry.href.includes("#") ? "#column=" + encodeURIComponent(column) : ""), root).href;
    const head = make("span", "mw-search__head");
    const product = entry.kind === "product" ? entry : entry.of;
    if (product) head.append(...sign(product));
    head.append(make("span", "mw-search__title", entry.title));
    const facts = [];
    if (entry.kind === "product") {
      const status = entry.own[2].map((at) => index.label(2, at)[0])[0];
      if (status && status !== "active") facts.push(status);
      if (entry.own[5].length) facts.push("personal data");
      if (entry.freshness) facts.push("fresh within " + entry.freshness);
      facts.push(entry.consumers + (entry.consumers === 1 ? " consumer" : " consumers"));
      if (column) facts.unshift("column " + column);
    } else if (entry.kind === "entity" && entry.names) facts.push(entry.names.split(" ").slice(1).join(", "));
    if (facts.length) head.append(make("span", "mw-search__facts", facts.filter(Boolean).join(" · ")));
    link.append(head);
    if (entry.text) link.append(make("span", "mw-search__text", entry.text));
    const found = [link];
    if (part && entry.kind === "product") {
      const more = make("a", "mw-search__part", entry.title + ": " + part[1]);
      more.href = new URL(entry.href + (part[0] ? "#" + part[0] : ""), root).href;
      found.unshift(more);
    }
    const row = make("li");
    row.append(...found);
    return row;
  }

  /* The three closest entries or, if none is close, the most used products; and the teams that own them. */
  function nothing(query) {
    const box = make("div", "mw-search__none");
    const close = alike(index, query);
    if (close.length) box.dataset.mwClose = "";
    box.append(make("p", "", "No item has this name or these words. " + (close.length ? "Closest matches:" : "Most used products:")));
    const list = make("ul");
    const teams = new Map();
    for (const entry of close.length ? close : mostUsed(index, 3)) {
      list.append(item({ entry }));
      if (entry.kind === "product") entry.own[3].forEach((at) => teams.set(index.label(3, at)[0], index.label(3, at)));
    }
    box.append(list);
    const ask = make("p", "", "Contacts: ");
    const known = index.entries.filter((each) => each.kind === "team" && teams.has(each.names)).slice(0, 3);
    known.forEach((team, at) => {
      const link = make("a", "", team.title);
      link.href = new URL(team.href, root).href;
      ask.append(at ? ", " : "", link);
    });
    if (!known.length) {
      const link = make("a", "", "the teams of the mesh");
      link.href = new URL("teams/index.html", root).href;
      ask.append(link);
    }
    box.append(ask);
    return box;
  }

  function answer(place, query, whole) {
    place.replaceChildren();
    if (!query.trim()) {
      const used = mostUsed(index, FIRST);
      if (used.length) place.append(group({ title: "Most used products", hits: used.map((entry) => ({ entry })) }, "", null));
      return "";
    }
    const found = ask(index, query);
    if (found.meant) place.append(make("p", "mw-search__note", "Results for “" + found.meant + "”"));
    const parted = found.lacking && found.groups.length && found.groups[0].kind === "column" ? 1 : 0;
    found.groups.forEach((each, at) => {
      if (found.lacking && at === parted) place.append(make("p", "mw-search__note", "No item has all of these words; these have some of them."));
      place.append(group(each, query, found.part));
    });
    if (!found.groups.length) place.append(nothing(query));
    const first = place.querySelector(".mw-search__group a, .mw-search__group button, [data-mw-close] a"); // Enter opens it
    if (first) first.classList.add("mw-search__first");
    const count = found.groups.reduce((sum, { total }) => sum + total, 0);
    if (whole) whole.textContent = count === 1 ? "1 result" : count.toLocaleString("en") + " results";
    return query;
  }

  function group({ kind, title, hits, total }, query, part) {
    const section = make("section", "mw-search__group");
    const name = make("h2", "mw-search__name", title + (total > FIRST ? " (" + total.toLocaleString("en") + ")" : ""));
    const list = make("ul");
    hits.slice(0, FIRST).forEach((hit, at) => list.append(item(hit, at ? null : part)));
    section.append(name, list);
    if (hits.length > FIRST && kind === "product") {
      const more = make("a", "mw-search__more", "All " + total.toLocaleString("en") + " in the table of products");
      more.href = new URL("products/index.html#q=" + encodeURIComponent(query.trim()), root).href;
      section.append(more);
    } else if (hits.length > FIRST) {
      const more = make("button", "mw-search__more", "Show " + (hits.length - FIRST) + " more");
      more.type = "button";
      more.addEventListener("click", () => {
        list.append(...hits.slice(FIRST).map((hit) => item(hit)));
        more.remove();
        list.children[FIRST].querySelector("a").focus();
      });
      section.append(more);
    }
    return section;
  }

  let box = null;

  function open(query, isTyped) {
    if (!box) box = dialog();
    if (!box.place.open) box.place.showModal();
    if (query !== undefined) box.input.value = query;
    box.input.focus();
    if (!isTyped) box.input.select();
    box.draw();
  }

  function dialog() {
    const place = make("dialog", "mw-search");
    place.setAttribute("aria-label", "Search");
    const form = make("div", "mw-search__form");
    form.setAttribute("role", "search");
    const input = make("input", "mw-search__input");
    Object.assign(input, { type: "search", placeholder: "Product, column, person or question", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", "Search the catalog");
    const close = make("button", "mw-search__close", "Esc");
    close.type = "button";
    close.setAttribute("aria-label", "Close the search");
    form.append(input, close);
    const count = make("p", "mw-search__count");
    count.setAttribute("role", "status");
    const results = make("div", "mw-search__results");
    results.append(make("p", "mw-search__note", "Loading…"));
    place.append(form, count, results);
    document.body.append(place);
    let frame = 0;
    const draw = () => {
      frame = 0;
      ready(() => answer(results, input.value, count));
    };
    input.addEventListener("input", () => { cancelAnimationFrame(frame); frame = requestAnimationFrame(draw); });
    const shut = () => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); // else it receives keys until the next frame
      place.close();
    };
    close.addEventListener("click", shut);
    place.addEventListener("click", (event) => {
      if (event.target === place || (event.target instanceof Element && event.target.closest("a"))) shut();
    });
    place.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the theme has its own keyboard shortcuts
      if (frame) { // the results are still those of the text before
        cancelAnimationFrame(frame);
        draw();
      }
      const links = Array.from(results.querySelectorAll("a, button"));
      const at = links.indexOf(document.activeElement);
      if (event.key === "ArrowDown") (links[at + 1] || links[at] || input).focus();
      else if (event.key === "ArrowUp") (links[at - 1] || input).focus();
      else if (event.key === "Enter" && event.target === input) results.querySelector(".mw-search__first")?.click();
      else if (event.key === "Escape") shut(); // a search field would clear its text first
      else if ((event.key === "k" || event.key === "K") && (event.ctrlKey || event.metaKey)) shut();
      else return;
      event.preventDefault();
    });
    return { place, input, draw };
  }

  /* The words in the address of a missing page, without the section: /products/player/play-event/index.html yields
   * "player play event". */
  function lost() {
    const sections = new Set(index.sections.map(({ folder }) => folder));
    const steps = location.pathname.slice(root.pathname.length).replace(/(^|\/)(index|404)?\.html$/, "").split("/").slice(-2);
    try {
      return folded(steps.filter((name) => !sections.has(name)).map(decodeURIComponent).join(" "));
    } catch {
      return "";
    }
  }

  window.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !target.closest("input, textarea, select, [contenteditable]");
    const isK = (event.key === "k" || event.key === "K") && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if ((!isSlash && !isK) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open();
  }, true);

  const start = () => {
    document.querySelectorAll("[data-mw-search]").forEach((link) => {
      link.setAttribute("role", "button");
      link.addEventListener("click", (event) => {
        event.preventDefault();
        open(link.dataset.mwSearch);
      });
      link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
    });
    if (window.mwKeys) { // of keys.js
      removeEventListener("keydown", window.mwKeys);
      if (window.mwKeys.query != null) open(window.mwKeys.query, true);
    }
    const place = document.querySelector("[data-mw-lost]");
    if (place) ready(() => {
      const words = lost();
      if (words) answer(place, words);
    });
    /* Links to searches on the home page, as earlier versions of the catalog had. */
    const state = new URLSearchParams(location.hash.slice(1));
    const isHome = new URL("index.html", root).pathname === location.pathname || root.pathname === location.pathname;
    if (isHome && ["q", "domain", "archetype", "status", "team", "classification", "personal", "entity"].some((key) => state.has(key))) {
      location.replace(new URL("products/index.html" + location.hash, root).href);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
