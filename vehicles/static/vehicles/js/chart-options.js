// How a chart is drawn: the options that uPlot wants.

import { drawLanes } from "./chart-lanes.js";
import { bands, looks } from "./chart-series.js";
import { chartShades } from "./chart-shades.js";
import { numberFormat, withUnit } from "./chart-words.js";
import { touchZoom } from "./touch-zoom.js";

export function chartOptions(view) {
  const common = {
    stroke: () => view.colour("chart-text"),
    font: `12px ${getComputedStyle(view.element).fontFamily}`,
    grid: { stroke: () => view.colour("chart-grid"), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  const axes = [...new Set(view.figures.series.map(({ axis }) => axis))].sort();
  return {
    ...view.size(),
    padding: [12, axes.includes("right") ? 0 : 24, 0, 0],
    legend: { show: false },
    tzDate: (at) => view.times.tzDate(at),
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 6 },
      // Leaving the zoom also fetches the whole again, which uPlot's own double click cannot know.
      bind: { dblclick: () => () => view.leave() },
      points: { size: (plot, column) => (hasMark(view.data.parts[column - 1]) ? 9 : 0) },
    },
    scales: {
      x: { time: view.isOverTime, range: () => view.window },
      ...Object.fromEntries(axes.map((axis) => [axis, { range: (plot, low, high) => heightOf(view, axis, low, high) }])),
    },
    series: [{}, ...looks(view)],
    bands: bands(view.data.parts, view),
    axes: [view.isOverTime ? timeAxis(common, view) : numberAxis(common, view), ...axes.map((axis) => sideAxis(common, view, axis))],
    plugins: [chartShades(view), touchZoom(view)],
    hooks: {
      draw: [(plot) => drawLanes(view.part("lanes"), plot, view)],
      setCursor: [(plot) => view.pointHere(plot.cursor.left >= 0 ? plot.cursor.idx : null)],
      setSelect: [(plot) => view.zoomToSelection(plot)],
    },
  };
}

// The edges of a band and bars get no mark at the crosshair.
const hasMark = ({ part, series }) => part === "value" && series.kind !== "bars";

function heightOf(view, axis, low, high) {
  if (axis === "left" && view.figures.y_range) return view.figures.y_range;
  if (low === null || high === null) return [0, 1];
  const hasBars = view.figures.series.some((series) => series.axis === axis && series.kind === "bars");
  if (hasBars) return [Math.min(0, low), high > 0 ? high * 1.08 : 1];
  if (low === high) return [low >= 0 ? Math.max(0, low - 1) : low - 1, high + 1];
  const room = (high - low) * 0.1;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

function timeAxis(common, view) {
  const ofPeriods = view.figures.x_kind === "period";
  return {
    ...common,
    ...(ofPeriods
      ? periodTicks(view)
      : { values: (plot, splits, index, space, step) => view.times.axisLabels(splits, step) }),
    grid: ofPeriods ? { show: false } : common.grid,
    // Two lines of text where the labels have two.
    size: (plot, labels) => (labels?.some((label) => label?.includes("\n")) ? 42 : 26),
    space: (plot) => (plot.width < 500 ? 56 : 76),
  };
}

// Bars are named by their periods, as many as there is room for.
function periodTicks(view) {
  const shown = (plot) => {
    const at = plot.data[0];
    const inside = [...at.keys()].filter((index) => view.isShown(index));
    const each = Math.max(1, Math.ceil(inside.length / Math.max(1, Math.floor(plot.width / (plot.width < 500 ? 64 : 84)))));
    return inside.filter((index, place) => place % each === 0);
  };
  return {
    splits: (plot) => shown(plot).map((index) => plot.data[0][index]),
    values: (plot) => shown(plot).map((index) => view.figures.x_labels[index]),
  };
}

function numberAxis(common, view) {
  const { x_label: label, x_unit: unit } = view.figures;
  const number = numberFormat(0);
  return {
    ...common,
    label,
    labelSize: 20,
    labelGap: 0,
    labelFont: common.font,
    size: 26,
    values: (plot, splits) => splits.map((value) => withUnit(number.format(value), unit)),
  };
}

function sideAxis(common, view, axis) {
  const { unit } = view.figures.series.find((series) => series.axis === axis);
  const percent = axis === "left" && unit === "%" && view.figures.y_range?.[1] === 100;
  return {
    ...common,
    scale: axis,
    side: axis === "left" ? 3 : 1,
    grid: axis === "left" ? common.grid : { show: false },
    ...(percent ? { splits: () => [0, 20, 40, 60, 80, 100] } : {}),
    values: (plot, splits) => {
      const step = splits.length > 1 ? Math.abs(splits[1] - splits[0]) : 1;
      const number = numberFormat(step >= 1 ? 0 : step >= 0.1 ? 1 : 2);
      return splits.map((value) => withUnit(number.format(value), unit));
    },
    // At least so wide, so that the charts of a page stand under each other.
    size: (plot, labels) => Math.max(56, 12 + 7 * Math.max(0, ...(labels ?? []).map((label) => label.length))),
  };
}
