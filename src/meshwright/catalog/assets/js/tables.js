// Tables that say so are sorted by a click on a column's head, or by Enter there.
"use strict";
(() => {
  const valueOf = (row, at) => {
    const cell = row.cells[at];
    const text = cell.dataset.mwValue ?? cell.textContent.trim();
    const number = Number.parseFloat(text.replace(/,/g, ""));
    return Number.isNaN(number) ? text.toLowerCase() : number;
  };
  const order = (one, other) => {
    if (typeof one === typeof other) return one < other ? -1 : one > other ? 1 : 0;
    return typeof one === "number" ? -1 : 1;
  };
  for (const table of document.querySelectorAll("table[data-mw-sort]")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mw-sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const isUp = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
        const rows = [...table.tBodies[0].rows];
        rows.sort((one, other) => (isUp ? 1 : -1) * order(valueOf(one, at), valueOf(other, at)));
        table.tBodies[0].append(...rows);
      });
    });
  }
})();
