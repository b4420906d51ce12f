// Lanes beneath a chart, on its time axis: when something held. Each is a picture
// with its sum in words; the times themselves are in the table.

const SVG = "http://www.w3.org/2000/svg";
const LANE_PX = 10;

export function drawLanes(frame, plot, view) {
  const { lanes } = view.figures;
  frame.hidden = !lanes.length;
  frame.replaceChildren(...lanes.map((lane) => laneRow(lane, plot, view)));
}

function laneRow(lane, plot, view) {
  const { min: from, max: to } = plot.scales.x;
  const shown = lane.spans.filter(({ start, end }) => end >= from && start <= to);
  const row = document.createElement("div");
  row.className = "lane";
  const label = document.createElement("span");
  label.className = "lane-label";
  label.textContent = lane.label;
  row.append(label, picture(lane, shown, plot, view));
  return row;
}

function picture(lane, shown, plot, view) {
  const ratio = uPlot.pxRatio;
  const left = plot.bbox.left / ratio;
  const width = plot.bbox.width / ratio;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("width", String(plot.width));
  svg.setAttribute("height", String(LANE_PX));
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", view.element.dataset.times.replace("{label}", lane.label).replace("{count}", String(shown.length)));
  svg.append(bar("lane-track", left, width));
  for (const span of shown) {
    const start = Math.max(plot.valToPos(span.start, "x"), 0);
    const end = Math.min(plot.valToPos(span.end, "x"), width);
    const rect = bar(`tone-${span.tone} lane-span`, left + start, Math.max(end - start, 1));
    const title = document.createElementNS(SVG, "title");
    title.textContent = `${span.label}: ${view.times.span(span.start, span.end)}`;
    rect.append(title);
    svg.append(span.url ? linked(rect, span.url, title.textContent) : rect);
  }
  return svg;
}

// For pointers: the same charges stand in the list, and Enter on the chart opens them.
function linked(rect, url, words) {
  const link = document.createElementNS(SVG, "a");
  link.setAttribute("href", url);
  link.setAttribute("tabindex", "-1");
  link.setAttribute("aria-label", words);
  link.append(rect);
  return link;
}

function bar(classes, x, width) {
  const rect = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ class: classes, x, y: 0, width, height: LANE_PX, rx: 2 })) {
    rect.setAttribute(name, String(value));
  }
  return rect;
}
