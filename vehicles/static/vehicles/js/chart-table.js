// What stands around a chart and follows what it shows: its table, the files of the
// same numbers, its notes, and which buttons are pressed.

export function fillTable(card, figures, address) {
  // What came with the page has its table on the page already.
  if (figures.table) fillRows(card, figures.table);
  fillNotes(card, figures.notes);
  for (const link of card.querySelectorAll("[data-chart-file]")) {
    const file = new URL(link.href);
    for (const name of ["range", "step", "from", "to"]) {
      if (address.searchParams.has(name)) file.searchParams.set(name, address.searchParams.get(name));
      else file.searchParams.delete(name);
    }
    link.href = file;
  }
}

function fillRows(card, { columns, rows, caption }) {
  const frame = card.querySelector("[data-chart-table] .table-frame");
  const table = frame.querySelector("table");
  frame.setAttribute("aria-label", caption);
  table.caption.textContent = caption;
  table.tHead.rows[0].replaceChildren(...columns.map((text) => cell("th", text, "col")));
  table.tBodies[0].replaceChildren(...rows.map((texts) => {
    const row = document.createElement("tr");
    row.append(...texts.map((text) => cell("td", text)));
    return row;
  }));
}

function cell(name, text, scope) {
  const field = document.createElement(name);
  if (scope) field.scope = scope;
  field.textContent = text;
  return field;
}

function fillNotes(card, notes) {
  const list = card.querySelector("[data-chart-notes]");
  list.hidden = !notes.length;
  list.replaceChildren(...notes.map((text) => {
    const note = document.createElement("li");
    note.textContent = text;
    return note;
  }));
}

export function markChoices(card, { range, step }) {
  for (const link of card.querySelectorAll("a[data-range], a[data-step]")) {
    const current = link.dataset.range ? link.dataset.range === range : link.dataset.step === step;
    if (current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    // A step's link keeps the range that is shown.
    if (link.dataset.step) {
      const url = new URL(link.href);
      url.searchParams.set("range", range);
      link.href = url;
    }
  }
}
