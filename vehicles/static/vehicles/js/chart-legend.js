// The key to a chart's colours and shapes.

export function drawLegend(frame, figures) {
  const keys = figures.series.map(({ label, tone, kind }) => ({ label, tone, shape: kind }));
  for (const { label, tone } of figures.shaded) {
    if (!keys.some((key) => key.label === label)) keys.push({ label, tone, shape: "shade" });
  }
  frame.replaceChildren(...keys.map(key));
}

function key({ label, tone, shape }) {
  const item = document.createElement("span");
  item.className = "key";
  const swatch = document.createElement("span");
  swatch.className = `swatch swatch-${shape} tone-${tone}`;
  swatch.setAttribute("aria-hidden", "true");
  item.append(swatch, label);
  return item;
}
