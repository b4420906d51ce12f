// Starts the charts of a page. What they share is in chart-page.js, one chart in
// chart-card.js, and looks, gestures, keys and dates in the modules beside this one.

import { ChartCard } from "./chart-card.js";
import { ChartPage } from "./chart-page.js";

const charts = new Map();
const page = new ChartPage(() => charts.values());

function start() {
  for (const [element, chart] of charts) {
    if (element.isConnected) continue;
    chart.destroy();
    charts.delete(element);
  }
  for (const element of document.querySelectorAll("[data-chart]")) {
    if (!charts.has(element)) charts.set(element, new ChartCard(element, page));
  }
}

start();
document.addEventListener("htmx:afterSettle", start);
