// How the state-of-charge chart is drawn: the options that uPlot wants.

import { chargingBands } from "./charging-bands.js";
import { touchZoom } from "./touch-zoom.js";

const NARROW_SPACE = "\u202f";

export const withUnit = (text, unit) => text + NARROW_SPACE + unit;

export function chartOptions(view) {
  const { unit } = view.series;
  const number = new Intl.NumberFormat(document.documentElement.lang || "en");
  const axis = {
    stroke: () => view.colour("text"),
    font: `12px ${getComputedStyle(view.element).fontFamily}`,
    grid: { stroke: () => view.colour("grid"), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  return {
    ...view.size(),
    padding: [12, 24, 0, 0],
    legend: { show: false },
    tzDate: (at) => view.times.tzDate(at),
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 6 },
      // Leaving the zoom also fetches the whole again, which uPlot's own double click cannot know.
      bind: { dblclick: () => () => view.leave() },
      points: { size: 9 },
    },
    scales: {
      x: { time: true, range: () => view.window },
      y: { range: [0, 100] },
    },
    series: [
      {},
      {
        stroke: () => view.colour("line"),
        fill: () => view.colour("area"),
        width: 2,
        spanGaps: false,
        points: { show: false },
      },
    ],
    axes: [
      {
        ...axis,
        // Two lines of text where the labels have two.
        size: (plot, labels) => (labels?.some((label) => label.includes("\n")) ? 42 : 26),
        space: (plot) => (plot.width < 500 ? 56 : 76),
        values: (plot, splits, index, space, step) => view.times.axisLabels(splits, step),
      },
      {
        ...axis,
        size: 52,
        splits: () => [0, 20, 40, 60, 80, 100],
        values: (plot, splits) => splits.map((value) => withUnit(number.format(value), unit)),
      },
    ],
    plugins: [
      chargingBands(
        () => view.series.charging,
        () => view.colour("charging"),
      ),
      touchZoom(view),
    ],
    hooks: {
      setCursor: [(plot) => view.point(plot.cursor.left >= 0 ? plot.cursor.idx : null)],
      setSelect: [(plot) => view.zoomToSelection(plot)],
    },
  };
}
