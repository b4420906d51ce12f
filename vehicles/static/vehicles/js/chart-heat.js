// A heat map is a table; this fills it anew when another part of time is looked at.

export function drawHeat(table, heat) {
  const rows = heat.rows.map(({ label, cells }) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = label;
    row.append(head, ...cells.map(cell));
    return row;
  });
  table.tBodies[0].replaceChildren(...rows);
}

function cell({ text, level }) {
  const field = document.createElement("td");
  field.className = `heat-${level}`;
  field.title = text;
  const words = document.createElement("span");
  words.textContent = text;
  field.append(words);
  return field;
}
