// Tables that a click or Enter on a column heading sorts.
"use strict";
(() => {
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  // The sort key of a cell: its data-mw-value, a date, or the text of its first link.
  const valueOf = (cell) => {
    if (!cell) return "";
    if ("mwValue" in cell.dataset) return cell.dataset.mwValue;
    const time = cell.querySelector("time");
    if (time) return time.dateTime;
    return (cell.querySelector("a") || cell).textContent.trim();
  };
  const compare = (one, other) => {
    const numbers = [Number(one), Number(other)];
    if (one !== "" && other !== "" && numbers.every(Number.isFinite)) return numbers[0] - numbers[1];
    return order.compare(one, other);
  };

  const sortable = (table) => {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    if (!body || body.rows.length < 2) return;
    heads.forEach((head, at) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mw-sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort");
        const isNumber = head.classList.contains("mw-number");
        // The first click sorts numbers from the largest, and text from A.
        const down = before ? before === "ascending" : isNumber;
        for (const each of heads) each.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => [valueOf(row.cells[at]), row]);
        // Empty cells come last in both directions.
        const isEmpty = ([value]) => value === "" || value === "-1";
        rows.sort((one, other) => isEmpty(one) - isEmpty(other) || (down ? -1 : 1) * compare(one[0], other[0]));
        body.append(...rows.map(([, row]) => row));
      });
    });
  };

  // Open the fold with the element that the URL fragment names: a recipe, the columns of a domain, a rule.
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id ? document.getElementById(id) : null;
    if (!target) return;
    const fold = target.closest("details") || target.querySelector(":scope > details");
    if (!fold) return;
    fold.open = true;
    target.scrollIntoView({ block: "start" });
  };

  const start = () => {
    document.querySelectorAll("table[data-mw-sort]").forEach(sortable);
    // On a phone, long tables are folded at first; the browser's search opens them.
    if (matchMedia("(max-width: 44.9844em)").matches) for (const each of document.querySelectorAll(".mw-fold--wide")) each.open = false;
    open();
    addEventListener("hashchange", open);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
